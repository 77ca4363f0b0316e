"""Distances as they are spoken. Pure.

>>> spoken_distance(1_480.0, "en", Units.METRIC)
'one and a half kilometers'
>>> spoken_distance(820.0, "zh", Units.METRIC)
'八百米'
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from assistant.skillhost.speech import words
from assistant.synthesis.speakable import mandarin_number


class Units(StrEnum):
    """How distances are spoken: metres and kilometres, or feet and miles."""

    METRIC = "metric"
    IMPERIAL = "imperial"


_M_PER_FOOT = 0.3048
_M_PER_MILE = 1_609.344

_METRE_STEPS = ((100.0, 10), (300.0, 50), (950.0, 100))
"""Below each distance, metres are rounded to the step."""

_FOOT_STEPS = ((300.0, 50), (1_050.0, 100))

_HALVES_BELOW = 10.0
"""From here on, kilometres and miles are whole."""

_QUARTER_MILES = {
    1: ("a quarter mile", "四分之一英里"),
    2: ("half a mile", "半英里"),
    3: ("three quarters of a mile", "四分之三英里"),
}


def spoken_distance(metres: float, language: str, units: Units) -> str:
    """Return a distance in words, rounded as far as it helps a driver."""
    return _spoken(round(max(0.0, metres)), language, units)


@lru_cache(maxsize=4096)
def _spoken(metres: int, language: str, units: Units) -> str:
    if units is Units.METRIC:
        return _metric(metres, language)
    return _imperial(metres, language)


def _metric(metres: float, language: str) -> str:
    short = _rounded(metres, _METRE_STEPS)
    if short is not None:
        return _counted(short, language, ("meter", "meters", "米"))
    return _long(metres / 1000, language, ("kilometer", "kilometers", "公里"))


def _imperial(metres: float, language: str) -> str:
    short = _rounded(metres / _M_PER_FOOT, _FOOT_STEPS)
    if short is not None:
        return _counted(short, language, ("foot", "feet", "英尺"))
    miles = metres / _M_PER_MILE
    quarters = max(1, round(miles * 4))
    if quarters in _QUARTER_MILES:
        return _QUARTER_MILES[quarters][language == "zh"]
    return _long(miles, language, ("mile", "miles", "英里"))


def _rounded(length: float, steps: tuple[tuple[float, int], ...]) -> int | None:
    """Return a length rounded to the step of its size, None when it is too long for them."""
    for below, step in steps:
        if length < below:
            return max(step, round(length / step) * step)
    return None


def _long(length: float, language: str, unit: tuple[str, str, str]) -> str:
    halves = max(2, round(length * 2)) if length < _HALVES_BELOW else round(length) * 2
    whole, half = divmod(halves, 2)
    if not half:
        return _counted(whole, language, unit)
    if language == "zh":
        return f"{mandarin_number(f'{whole}.5')}{unit[2]}"
    return f"{words(whole, 'en')} and a half {unit[1]}"


def _counted(number: int, language: str, unit: tuple[str, str, str]) -> str:
    if language == "zh":
        return f"{words(number, 'zh')}{unit[2]}"
    return f"{words(number, 'en')} {unit[0] if number == 1 else unit[1]}"
