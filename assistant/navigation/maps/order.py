"""What is ordered of a build: the source, the steps that are told, the files that come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SOURCE = "source.osm.pbf"
"""The cleaned source, kept in the map's folder so that a damaged map can be built again."""

TILES, PLACES, SCREEN_TILES = "tiles.tar", "places.sqlite", "map.mbtiles"


class Step(StrEnum):
    """The steps of a build, in order; the first only when the source comes from elsewhere."""

    FETCH = "fetching the source"
    READ = "reading the source"
    ROADS = "building roads"
    PLACES = "indexing places"
    SCREEN = "drawing tiles"
    FINISH = "checking"


OnStep = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: the source, what the map is called, and where the source came from."""

    source: Path
    region: str
    title: str
    origin: str
