"""Read the file that a map is built from, and make sure that all tools can use it.

Valhalla and the area assembler want nodes, ways and relations in the order of their numbers; a
file in another order is sorted, and XML becomes PBF. Some exports write a two-way road there and
back (A-B-A), which would double each turn: such a way is cut at its far end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium

from assistant.errors import MapSourceError
from assistant.navigation.interface import Box
from assistant.navigation.maps.tools import LEAST_FREE_BYTES, check_space

_RANK = {"n": 0, "w": 1, "r": 2}
_FEWEST_OF_A_RETURN = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file holds; ``data_date`` is that of its newest object (ISO), or empty."""

    box: Box
    data_date: str
    roads: int
    objects: int


@dataclass(slots=True)
class _Scan:
    """What is gathered while a file is read once."""

    objects: int = 0
    roads: int = 0
    returns: int = 0
    in_order: bool = True
    newest: str = ""
    south: float = 90.0
    west: float = 180.0
    north: float = -90.0
    east: float = -180.0
    _last: tuple[int, int] = (0, 0)

    def see(self, item: Any) -> None:
        """Take one node, way or relation."""
        self.objects += 1
        place = (_RANK[item.type_str()], item.id)
        if item.id < 0:
            raise MapSourceError(
                "It has objects with negative numbers, as editors give them before an upload; "
                "renumber them (osmium renumber)."
            )
        self.in_order = self.in_order and place > self._last
        self._last = place
        if item.is_node():
            self._see_node(item)
        elif item.is_way():
            self.roads += "highway" in item.tags
            self.returns += _far_end(item) > 0
        if item.timestamp is not None and item.timestamp.year > 1970:  # noqa: PLR2004  unset
            self.newest = max(self.newest, item.timestamp.date().isoformat())

    def _see_node(self, node: Any) -> None:
        if node.location.valid():
            lat, lon = node.location.lat, node.location.lon
            self.south, self.north = min(self.south, lat), max(self.north, lat)
            self.west, self.east = min(self.west, lon), max(self.east, lon)


def prepare(source: Path, into: Path) -> tuple[Path, Facts]:
    """Return a file that all tools can use, and what is in it.

    The file is ``source`` itself when it is fine, else a cleaned copy at ``into`` (which must
    end in ``.osm.pbf``).

    Raises:
        MapSourceError: it is no OpenStreetMap file, cut short, empty or without roads.
    """
    if not source.is_file():
        raise MapSourceError(f"{source}: no such file.")
    if not source.stat().st_size:
        raise MapSourceError(f"{source.name} is empty.")
    with reading(source):
        scan = _scan(source)
        header = osmium.FileProcessor(osmium_file(source)).header.box()
        if not scan.roads:
            raise MapSourceError(f"{source.name} has no roads: there is nothing to drive on.")
        clean = scan.in_order and not scan.returns and source.name.endswith(".pbf")
        if not clean:
            _rewrite(source, into)
    box = Box(scan.south, scan.west, scan.north, scan.east)
    if header.valid():
        low, high = header.bottom_left, header.top_right
        box = _common(box, Box(low.lat, low.lon, high.lat, high.lon))
    facts = Facts(box, scan.newest, scan.roads, scan.objects)
    return (source if clean else into), facts


@contextlib.contextmanager
def reading(source: Path) -> Iterator[None]:
    """Turn what the reader of OpenStreetMap files raises into ``MapSourceError``."""
    try:
        yield
    except (RuntimeError, UnicodeDecodeError) as error:
        raise MapSourceError(
            f"{source.name} can't be read as an OpenStreetMap file ({error}); "
            "it may be cut short: fetch it again."
        ) from error


def osmium_file(source: Path) -> osmium.io.File:
    """Return the file as the reader wants it; a name without a known ending is taken as PBF."""
    known = any(part in source.name for part in (".osm", ".pbf", ".o5m", ".opl"))
    return osmium.io.File(str(source), "" if known else "pbf")


def objects(source: Path) -> Iterator[Any]:
    """Yield all nodes, ways and relations, and the areas that closed ways and relations make."""
    yield from osmium.FileProcessor(osmium_file(source)).with_areas()


def _scan(source: Path) -> _Scan:
    scan = _Scan()
    for item in osmium.FileProcessor(osmium_file(source)):
        scan.see(item)
    return scan


def _far_end(way: Any) -> int:
    """Return at which node a way turns round to come back node by node; 0 when it does not."""
    refs = [node.ref for node in way.nodes]
    comes_back = len(refs) >= _FEWEST_OF_A_RETURN and len(refs) % 2 == 1 and refs == refs[::-1]
    return len(refs) // 2 if comes_back else 0


class _Rewriter(osmium.SimpleHandler):
    """Writes what it is given, with ways that come back cut at their far end."""

    def __init__(self, writer: osmium.SimpleWriter) -> None:
        super().__init__()
        self._writer = writer

    def node(self, node: Any) -> None:
        """Write a node."""
        self._writer.add_node(node)

    def way(self, way: Any) -> None:
        """Write a way."""
        far = _far_end(way)
        refs = [node.ref for node in way.nodes][: far + 1]
        self._writer.add_way(way.replace(nodes=refs) if far else way)

    def relation(self, relation: Any) -> None:
        """Write a relation."""
        self._writer.add_relation(relation)


def _rewrite(source: Path, into: Path) -> None:
    sorter = osmium.MergeInputReader()
    sorter.add_file(str(source))
    try:
        with osmium.SimpleWriter(str(into), overwrite=True) as writer:
            sorter.apply(_Rewriter(writer), simplify=True)
    except RuntimeError:
        check_space(into.parent, LEAST_FREE_BYTES)
        raise


def _common(box: Box, told: Box) -> Box:
    """Return what both boxes cover; ``box`` when the file tells one that is elsewhere."""
    south, north = max(box.south, told.south), min(box.north, told.north)
    west, east = max(box.west, told.west), min(box.east, told.east)
    return Box(south, west, north, east) if south < north and west < east else box
