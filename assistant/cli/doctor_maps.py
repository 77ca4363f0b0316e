"""What ``assistant doctor`` says of the maps: which there are, how old, and whether they fit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec

from assistant.clock import MonotonicClock
from assistant.config import Config
from assistant.navigation.interface import Point, Region
from assistant.navigation.maps.store import MapStore, open_maps
from assistant.navigation.position.locator import Locator
from assistant.navigation.position.signals import Datum
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.open import open_vehicle

_PULL = "Run `assistant maps pull`, or build one of your region: docs/maps.md."

Row = tuple[str, str, str]
"""What was looked at, what was found, and what to do (empty: nothing)."""


def map_rows(config: Config, today: date) -> Iterator[Row]:
    """Yield what there is to say of the maps."""
    if find_spec("valhalla") is None:
        yield "navigation", "its libraries are not installed", "Install the `navigation` extra."
    store = open_maps(config)
    regions = store.regions()
    for name in sorted(set(store.names()) - {region.id for region in regions}):
        yield f"map {name}", "damaged", "Run `assistant maps verify`."
    if not regions:
        yield "maps", "none is installed", _PULL
        return
    for region in regions:
        yield f"map {region.id}", _told(region, today), _missing(region)
    point = asyncio.run(_position(config))
    yield ("map of where the car is", *_covering(store, point))


def _told(region: Region, today: date) -> str:
    told = region.manifest
    places = f"{told.counts.get('places', 0)} places"
    try:
        days = (today - date.fromisoformat(told.data_date[:10])).days
    except ValueError:
        return f"{told.title}, data of an unknown date, {places}"
    age = f"{days // 365} years" if days >= 730 else f"{max(days, 0) // 30} months"  # noqa: PLR2004  two years
    return f"{told.title}, data of {told.data_date[:10]} ({age} old), {places}"


def _missing(region: Region) -> str:
    gone = [name for name in region.manifest.files if not (region.folder / name).is_file()]
    return "Run `assistant maps verify`: a file is missing." if gone else ""


def _covering(store: MapStore, point: Point | None) -> tuple[str, str]:
    if point is None:
        return "unknown: the car tells no position", ""
    region = store.region_at(point)
    return (region.id, "") if region else ("none: the car is outside of all maps", _PULL)


async def _position(config: Config) -> Point | None:
    now = MonotonicClock().now
    async with open_vehicle(config.vehicle, load_catalogue(), now, lambda _link: None) as car:
        fix = Locator(car.read, now, Datum(config.vehicle.datum)).locate()
    return fix.point if fix is not None else None
