"""What the parts of navigation share: points, places, maps, and the port of place search.

Positions are WGS-84 in degrees, lengths in metres, times in seconds. Everything is plain frozen
data; nothing here does I/O.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

ATTRIBUTION = "© OpenStreetMap contributors"
"""What must be shown wherever a map, or something that was read from it, is shown."""

LICENCE = "ODbL-1.0"

EARTH_RADIUS_M = 6_371_008.8
_M_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M
_SMALLEST_COS = 0.01


@dataclass(frozen=True, slots=True)
class Point:
    """A position on the earth."""

    lat: float
    lon: float

    def distance_m(self, other: Point) -> float:
        """Return the distance as the crow flies (haversine), in metres."""
        lat1, lat2 = math.radians(self.lat), math.radians(other.lat)
        half = math.sin((lat2 - lat1) / 2) ** 2
        across = math.sin(math.radians(other.lon - self.lon) / 2) ** 2
        half += math.cos(lat1) * math.cos(lat2) * across
        return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the earth between two latitudes and two longitudes."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, point: Point) -> bool:
        """Return whether the point is inside, or on the edge."""
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east

    @property
    def size(self) -> float:
        """How much it covers, in square degrees: what is larger than what, nothing more."""
        return (self.north - self.south) * (self.east - self.west)

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)

    @classmethod
    def around(cls, point: Point, metres: float) -> Box:
        """Return the box that reaches ``metres`` from the point to each side."""
        high = metres / _M_PER_DEGREE
        wide = high / max(_SMALLEST_COS, math.cos(math.radians(point.lat)))
        return cls(point.lat - high, point.lon - wide, point.lat + high, point.lon + wide)


STREET = "street"
ADDRESS = "address"
"""Categories of places that are no shops or sights: a whole street, and a house number."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something to drive to.

    ``id`` is the map's own (``n123`` a node, ``w123`` a way, ``r123`` a relation, ``s123`` a
    street by one of its ways, ``a…`` a house number) and is kept while the place is on the map.
    ``name`` is as signposted on the spot, empty for a nameless place (a car park); ``name_en``
    and ``name_zh`` are there when the map has them. ``category``
    is an id of the category table, ``STREET`` or ``ADDRESS``. ``tags`` are those of the map that
    matter to a driver (opening hours, phone, fuel kinds, sockets …), as they are written there.
    """

    id: str
    name: str
    category: str
    point: Point
    street: str = ""
    house_number: str = ""
    city: str = ""
    brand: str = ""
    name_en: str = ""
    name_zh: str = ""
    other_names: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, language: str) -> str:
        """Return the name for a speaker of ``en`` or ``zh``; empty for a nameless place."""
        own = {"en": self.name_en, "zh": self.name_zh}.get(language, "")
        return own or self.name or self.brand

    @property
    def address(self) -> str:
        """Street and house number as they are written, empty when the map has none."""
        return " ".join(part for part in (self.street, self.house_number) if part)


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a search found.

    ``distance_m`` is as the crow flies from where the search was about; ``score`` is how near
    the name is to what was said (1.0: the same, or no name was asked for); ``drive_s`` is None
    until ``rerank`` knows it. ``open`` is None when the map does not say.
    """

    place: Place
    distance_m: float = 0.0
    score: float = 1.0
    drive_s: float | None = None
    open: bool | None = None


class Want(StrEnum):
    """What a place must have; one counts only when the map says so."""

    OPEN = "open"
    FAST_CHARGING = "fast_charging"
    WHEELCHAIR = "wheelchair"
    FREE = "free"
    TOILETS = "toilets"
    OUTDOOR_SEATING = "outdoor_seating"
    WIFI = "wifi"
    TAKEAWAY = "takeaway"
    DRIVE_THROUGH = "drive_through"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search leaves out.

    ``now`` is the time, with or without a zone, needed for ``Want.OPEN``. ``cuisine`` is a value of
    the map (``italian``); ``max_m`` the largest distance.
    """

    wants: frozenset[Want] = frozenset()
    cuisine: str = ""
    now: datetime | None = None
    max_m: float = 50_000.0


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a map was made of.

    ``data_date`` is the date of the newest data in the source (ISO, empty when it does not
    say); ``built_at`` when it was built. ``tools`` are names and versions. ``files`` are the
    SHA-256 of each file by name. ``timezone`` is that of the region's centre
    (``Europe/Helsinki``), empty when it is not known.
    """

    region: str
    title: str
    box: Box
    source: str
    source_sha256: str
    data_date: str
    built_at: str
    schema: int
    tools: Mapping[str, str]
    counts: Mapping[str, int]
    files: Mapping[str, str]
    timezone: str = ""
    attribution: str = ATTRIBUTION
    licence: str = LICENCE


@dataclass(frozen=True, slots=True)
class Region:
    """An installed map: its folder, which never changes once it is there, and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The name that it was built under, ``helsinki``."""
        return self.manifest.region

    @property
    def box(self) -> Box:
        """What the map covers."""
        return self.manifest.box

    @property
    def tiles(self) -> Path:
        """The routing tiles: Valhalla's ``tile_extract``."""
        return self.folder / "tiles.tar"

    @property
    def places(self) -> Path:
        """The places: SQLite."""
        return self.folder / "places.sqlite"

    @property
    def screen_tiles(self) -> Path:
        """Vector tiles for the screen: MBTiles (rows counted from the south)."""
        return self.folder / "map.mbtiles"


class PlaceSearch(Protocol):
    """Finds places in one map. All searches take milliseconds; call them from any thread.

    Each raises ``MapError`` when the map's files can't be read.
    """

    def street_in(self, name: str, language: str) -> str:
        """Return what a street is called in a language; as on its signs when nobody says."""
        ...

    def nearest(
        self, category: str, point: Point, k: int = 8, filters: Filters = NO_FILTERS
    ) -> list[Found]:
        """Return up to ``k`` places of a category, the nearest as the crow flies first.

        Re-rank them by driving time (``rerank``) before one is offered.
        """
        ...

    def by_name(self, text: str, language: str, near: Point, k: int = 5) -> list[Found]:
        """Return places whose name, brand or other name may be meant, the likeliest first."""
        ...

    def address(self, text: str, language: str, near: Point, k: int = 5) -> list[Found]:
        """Return house numbers and streets for an address or street as people say it."""
        ...

    def along(
        self,
        shape: Sequence[Point],
        category: str,
        within_m: float = 400.0,
        filters: Filters = NO_FILTERS,
    ) -> list[Found]:
        """Return places of a category along a line, in its order.

        ``distance_m`` is that from the start of the line, along it.
        """
        ...

    def by_id(self, place_id: str) -> Place | None:
        """Return the place of this id, None when the map has none."""
        ...
