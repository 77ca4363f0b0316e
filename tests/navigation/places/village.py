"""A village as an OpenStreetMap file, for what is found in it: two streets, and places."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement

from assistant.navigation.interface import Point

SOUTH, WEST = 60.0, 20.0
STEP = 0.001
"""Degrees between crossings: some 111 m to the north, 56 m to the east."""


def at(row: float, column: float) -> Point:
    """Return a point of the village's grid."""
    return Point(SOUTH + row * STEP, WEST + column * STEP)


@dataclass
class Village:
    """Nodes and ways in the order in which they will be written."""

    nodes: list[tuple[int, Point, dict[str, str]]] = field(default_factory=list)
    ways: list[tuple[int, list[int], dict[str, str]]] = field(default_factory=list)

    def node(self, point: Point, **tags: str) -> int:
        """Add a node and return its number; ``addr__street`` stands for ``addr:street``."""
        self.nodes.append((len(self.nodes) + 1, point, _keys(tags)))
        return len(self.nodes)

    def way(self, refs: list[int], **tags: str) -> int:
        """Add a way and return its number."""
        self.ways.append((len(self.ways) + 1, refs, _keys(tags)))
        return len(self.ways)

    def write(self, path: Path) -> Path:
        """Write the village as XML."""
        root = Element("osm", version="0.6")
        for number, point, tags in self.nodes:
            place = {"lat": f"{point.lat:.7f}", "lon": f"{point.lon:.7f}"}
            item = SubElement(root, "node", {"id": str(number), "version": "1", **place})
            _write_tags(item, tags)
        for number, refs, tags in self.ways:
            item = SubElement(root, "way", id=str(number), version="1")
            for ref in refs:
                SubElement(item, "nd", ref=str(ref))
            _write_tags(item, tags)
        ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
        return path


def small_village() -> Village:
    """Return two crossing streets with a few places."""
    village = Village()
    main = [village.node(at(5, column)) for column in range(11)]
    north = [village.node(at(row, 5)) for row in range(11) if row != 5]
    village.way(main, highway="residential", name="Harbour Street")
    crossing = [*north[:5], main[5], *north[5:]]
    village.way(crossing, highway="residential", name="延安东路", name__en="Yan'an East Road")
    add = village.node
    add(at(5.2, 1), amenity="cafe", name="Cafe Engel", opening_hours="Mo-Fr 08:00-18:00")
    add(at(5.2, 4), amenity="cafe", name="Blue Bottle", opening_hours="24/7", wheelchair="yes")
    add(at(4.8, 9), amenity="cafe", name="Late Cup")
    add(at(4.8, 3), amenity="fuel", name="Shell", brand="Shell", shop="convenience")
    fast = {"socket__type2_combo": "2", "socket__type2_combo__output": "150 kW"}
    add(at(5.2, 8), amenity="charging_station", operator="Fortum", **fast)
    add(at(5.2, 2), amenity="charging_station", operator="Recharge", socket__type2="2")
    add(at(4.9, 6), amenity="parking", access="private")
    add(at(4.9, 7), amenity="parking", fee="no")
    add(at(5.3, 6), amenity="pharmacy", name="老百姓大药房", addr__street="延安东路")
    for number in (10, 12):
        house = {"addr__street": "Harbour Street", "addr__housenumber": str(number)}
        add(at(5.1, number / 2 - 1), **house)
    corners = [add(at(row, column)) for row, column in ((7, 7), (7, 8), (8, 8), (8, 7))]
    village.way([*corners, corners[0]], leisure="park", name="Old Park")
    return village


def _keys(tags: dict[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}


def _write_tags(item: Element, tags: dict[str, str]) -> None:
    for key, value in tags.items():
        SubElement(item, "tag", k=key, v=value)
