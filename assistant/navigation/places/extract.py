"""Read places, streets and addresses from an OpenStreetMap file.

Places are nodes and areas (closed ways and multipolygons); what only residents or customers of
somebody else may enter is left out where a driver would want to go in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.navigation.interface import Place, Point
from assistant.navigation.maps.source import objects, reading
from assistant.navigation.places.categories import categories_of
from assistant.navigation.places.streets import Piece

_NAME_TAGS = (
    "alt_name",
    "official_name",
    "short_name",
    "loc_name",
    "int_name",
    "brand",
    "brand:en",
    "brand:zh",
)
_CHINESE = ("name:zh", "name:zh-Hans", "name:zh-CN", "name:zh-Hant")
_OPERATED = frozenset({"charging", "parking", "fuel", "atm", "bank", "post", "car_wash"})
"""Kinds that go by the name of who runs them when they have none of their own."""

_GO_IN = frozenset({"parking", "charging", "fuel", "toilets", "playground", "swimming", "beach"})
_CLOSED_TO_US = frozenset({"private", "no", "permit", "residents", "employees"})
_KEPT = frozenset(
    "opening_hours phone contact:phone website cuisine wheelchair fee charge capacity access"
    " operator internet_access outdoor_seating takeaway drive_through toilets stars maxstay"
    " maxpower maxheight charging_station:output parking self_service diet:vegan"
    " diet:vegetarian description".split()
)
_KEPT_BEGINNINGS = ("socket:", "fuel:", "capacity:")
_NOT_STREETS = frozenset({"bus_stop", "platform", "proposed", "construction", "elevator"})


@dataclass(frozen=True, slots=True)
class House:
    """A house number of a street."""

    id: str
    street: str
    number: str
    point: Point
    city: str = ""


@dataclass(slots=True)
class Extract:
    """All that was found; ``kinds`` has every category of a place, the first one first."""

    places: list[Place] = field(default_factory=list)
    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    houses: list[House] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


def extract(source: Path) -> Extract:
    """Return everything in ``source`` that people may ask for by kind, name or address.

    Raises:
        MapSourceError: the file can't be read.
    """
    found = Extract()
    with reading(source):
        for item in objects(source):
            if not len(item.tags):
                continue
            if item.is_way():
                _take_street(item, found)
            elif item.is_node() or item.is_area():
                _take_place(item, found)
    return found


def place_of(place_id: str, tags: Mapping[str, str], point: Point, kinds: tuple[str, ...]) -> Place:
    """Return the place that an object with these tags is, the first of ``kinds`` its category."""
    name, brand = tags.get("name", ""), tags.get("brand", "")
    if kinds[0] in _OPERATED and not brand:
        brand = tags.get("operator", "")
    own = {tags[key] for key in _NAME_TAGS if key in tags}
    others = {part.strip() for text in own for part in text.split(";")}
    return Place(
        id=place_id,
        name=name,
        category=kinds[0],
        point=point,
        street=tags.get("addr:street", "") or tags.get("addr:place", ""),
        house_number=tags.get("addr:housenumber", ""),
        city=tags.get("addr:city", ""),
        brand=brand,
        name_en=tags.get("name:en", ""),
        name_zh=_first(tags, _CHINESE),
        other_names=tuple(sorted(others - {"", name})),
        tags={k: v for k, v in tags.items() if k in _KEPT or k.startswith(_KEPT_BEGINNINGS)},
    )


def _take_street(way: Any, found: Extract) -> None:
    tags = way.tags
    kind = tags.get("highway")
    if kind is None or kind in _NOT_STREETS or "name" not in tags:
        return
    points = tuple(Point(n.lat, n.lon) for n in way.nodes if n.location.valid())
    if points:
        names = (tags.get("name:en", ""), _first(tags, _CHINESE), tags.get("alt_name", ""))
        found.pieces.append(Piece(f"w{way.id}", tags["name"], *names, points))


def _take_place(item: Any, found: Extract) -> None:
    tags = {tag.k: tag.v for tag in item.tags}
    point = _point(item)
    if point is None:
        return
    number, street = tags.get("addr:housenumber"), tags.get("addr:street") or tags.get("addr:place")
    place_id = _id(item)
    if number and street:
        city = tags.get("addr:city", "")
        found.houses += [
            House(place_id, street, one.strip(), point, city) for one in number.split(";")
        ]
    kinds = _usable(categories_of(tags), tags)
    if kinds:
        found.places.append(place_of(place_id, tags, point, kinds))
        found.kinds[place_id] = kinds


def _usable(kinds: tuple[str, ...], tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds without those that are of no use to somebody who comes by car."""
    if "charging" in kinds and _for_bicycles(tags):
        kinds = tuple(kind for kind in kinds if kind != "charging")
    if tags.get("access") in _CLOSED_TO_US:
        return tuple(kind for kind in kinds if kind not in _GO_IN)
    return kinds


def _for_bicycles(tags: Mapping[str, str]) -> bool:
    car = tags.get("motorcar", tags.get("car", ""))
    return car == "no" or (tags.get("bicycle") == "yes" and not car)


def _id(item: Any) -> str:
    if item.is_area():
        return f"{'w' if item.from_way() else 'r'}{item.orig_id()}"
    return f"n{item.id}"


def _point(item: Any) -> Point | None:
    """Return where an object is: for an area, the middle of its outer rings."""
    if item.is_node():
        at = item.location
        return Point(at.lat, at.lon) if at.valid() else None
    corners = [(n.lat, n.lon) for ring in item.outer_rings() for n in ring if n.location.valid()]
    if not corners:
        return None
    lats, lons = zip(*corners, strict=True)
    return Point((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)


def _first(tags: Any, keys: tuple[str, ...]) -> str:
    return next((str(tags[key]) for key in keys if key in tags), "")
