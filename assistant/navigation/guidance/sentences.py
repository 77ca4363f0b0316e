"""What guidance says: the sentences of manoeuvres in frames, and how long they take. Pure.

English sentences are the routing engine's, Mandarin ones our own (``routes/mandarin.toml``).
A sentence may name a street in another language; the speaker says it with a voice that can.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from assistant.navigation.guidance.distances import Units, spoken_distance
from assistant.navigation.routes.interface import Said

LATIN_PER_S = 14.0
HAN_PER_S = 4.5
"""Characters that a voice says in a second."""

AT_ONCE_M = 60.0
"""What follows sooner than this is announced without its distance."""

_HAN = range(0x3400, 0xA000)


def ahead(said: Said, metres: float, language: str, units: Units) -> str:
    """Return the announcement of a manoeuvre: "In three hundred meters, turn left …"."""
    distance = spoken_distance(metres, language, units)
    return _frame(language, "ahead", distance=distance, alert=_inside(said.alert, language))


def joined(now: str, following: Said, metres: float, language: str, units: Units) -> str:
    """Return a sentence and what is to be done right after it, ``metres`` later."""
    frame = "then" if metres < AT_ONCE_M else "then_in"
    return _frame(
        language,
        frame,
        now=now.rstrip(".。 "),
        alert=_inside(following.alert, language),
        distance=spoken_distance(metres, language, units),
    )


def along(road: str, metres: float, language: str, units: Units) -> str:
    """Return what is said on a long way without anything to do; ``road`` may be empty."""
    distance = spoken_distance(metres, language, units)
    return _frame(language, "along_road" if road else "along", road=road, distance=distance)


def new_route(said: Said, metres: float, language: str, units: Units) -> str:
    """Return what is said when a new route was found: that, and its first manoeuvre."""
    return _frame(language, "new_route", ahead=ahead(said, metres, language, units))


def turn_round(language: str) -> str:
    """Return what is said when the way leads back."""
    return _frame(language, "turn_round")


@lru_cache(maxsize=1024)
def spoken_s(text: str) -> float:
    """Return about how long a voice needs for a text."""
    han = sum(ord(character) in _HAN for character in text)
    return han / HAN_PER_S + (len(text) - han) / LATIN_PER_S


def going_on(name: str, language: str) -> str:
    """Return what is said when a trip goes on after a restart."""
    return _frame(language, "going_on", name=name)


def about_map(what: str, language: str) -> str:
    """Return what is said of the map.

    ``what`` is ``mending``, ``mended``, ``rolled_back`` or ``lost``; ``left`` ends a trip.
    """
    return _frame(language, f"map_{what}")


def _inside(sentence: str, language: str) -> str:
    """Return a sentence as it stands inside another."""
    return sentence if language == "zh" else sentence[:1].lower() + sentence[1:]


def _frame(language: str, frame: str, /, **parts: str) -> str:
    frames = _frames()["zh" if language == "zh" else "en"]
    return frames[frame].format_map(parts)


@cache
def _frames() -> Mapping[str, Mapping[str, str]]:
    file = resources.files("assistant.navigation.guidance").joinpath("phrases.toml")
    return tomllib.loads(file.read_text("utf-8"))
