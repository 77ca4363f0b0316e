"""What the car drives through, as a scene to draw: from the land, the weather and the hour. Pure.

>>> seen = Around(hour=21.0, month=1, latitude=60.2, land={"wood": 0.7}, rain=40.0, celsius=-3.0)
>>> scene = scenery(seen)
>>> scene["place"], scene["weather"], scene["season"], scene["time"]
('forest', 'snow', 'winter', 'night')
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

BRIGHT, DIM = 60.0, 25.0
"""Light outside in percent: above the first it is day, below the second night."""

WET_PERCENT = 10.0
FREEZING_C = 0.5
HIGH_M = 900.0
NORTH_COLD, WARM_LATITUDE = 66.0, 23.5
_SHARE = 0.12
"""A kind of land counts from this share of the surroundings on."""

_TOWN_SHARE = 0.2
_HOUSES = 3.0
"""Houses stand for so much more land than they cover: their yards and streets."""

_BUILT = ("commercial", "retail", "industrial")
_HOMES = ("residential",)
_WOODS = ("wood", "forest", "nature_reserve")
_FIELDS = ("farmland", "meadow", "grass", "heath", "scrub", "golf_course", "recreation_ground")
_SHORES = ("beach", "sand")


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the surroundings; None is unknown.

    ``hour`` is local, 0 to 24; ``land`` tells the share of the area that each kind covers (with
    ``water`` and ``sea``), ``rain`` and ``light`` are percent, ``altitude_m`` metres.
    """

    hour: float
    month: int
    latitude: float | None = None
    land: Mapping[str, float] = field(default_factory=dict)
    altitude_m: float | None = None
    rain: float | None = None
    light: float | None = None
    celsius: float | None = None
    fog_lights: bool = False
    kmh: float | None = None


def scenery(around: Around) -> dict[str, Any]:
    """Return the scene program, as JSON data, of a drive through these surroundings."""
    season = season_of(around.month, around.latitude)
    return {
        "place": _place(around),
        "time": time_of(around.hour, around.light),
        "weather": _weather(around),
        "season": season,
        "features": ["road"],
        "subjects": [{"kind": "car", "setting": "road"}],
    }


def season_of(month: int, latitude: float | None) -> str:
    """Return the season of a month; south of the equator the year is turned round."""
    turned = (month + 5) % 12 + 1 if latitude is not None and latitude < 0 else month
    return ("winter", "spring", "summer", "autumn")[turned % 12 // 3]


def time_of(hour: float, light: float | None) -> str:
    """Return the time of day; what is bright or dark outside is believed before the clock."""
    by_clock = next(
        name
        for until, name in (
            (5.0, "night"), (7.0, "dawn"), (11.0, "morning"), (17.0, "noon"),
            (19.0, "sunset"), (21.0, "dusk"), (24.1, "night"),
        )
        if hour < until
    )  # fmt: skip
    if light is None:
        return by_clock
    if light < DIM and by_clock in ("morning", "noon"):
        return "dusk"
    if light > BRIGHT and by_clock in ("night", "dusk", "dawn"):
        return "sunset" if hour > 12 else "morning"  # noqa: PLR2004
    return by_clock


def _weather(around: Around) -> str:
    if around.rain is not None and around.rain >= WET_PERCENT:
        cold = around.celsius is not None and around.celsius <= FREEZING_C
        return "snow" if cold else "rain"
    if around.fog_lights:
        return "fog"
    dull = around.light is not None and DIM < around.light < BRIGHT
    return "cloudy" if dull else "clear"


def _place(around: Around) -> str:
    def share(*kinds: str) -> float:
        return sum(around.land.get(kind, 0.0) for kind in kinds)

    woods, fields = share(*_WOODS), share(*_FIELDS)
    built = share(*_BUILT) + _HOUSES * share("building")
    if share("sea", *_SHORES) >= _SHARE:
        return "coast"
    if share("water") >= _SHARE:
        return "lake"
    if around.altitude_m is not None and around.altitude_m >= HIGH_M:
        return "mountain"
    if built + share(*_HOMES) >= max(woods, fields, _SHARE):
        return "city" if built >= _TOWN_SHARE else "village"
    if around.latitude is not None and abs(around.latitude) >= NORTH_COLD and not woods:
        return "arctic"
    return "forest" if woods >= max(fields, _SHARE) else "countryside"


@cache
def _titles() -> dict[str, Any]:
    path = Path(__file__).with_name("scenery.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def title(scene: Mapping[str, Any], language: str) -> str:
    """Return what stands under a picture of a scene."""
    words = _titles()[language]
    weather = words["weather"].get(str(scene["weather"]), "")
    return str(words["wet"] if weather else words["dry"]).format(
        place=words["place"][scene["place"]], time=words["time"][scene["time"]], weather=weather
    )
