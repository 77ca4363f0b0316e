"""Files that maps are built from: what is mended, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import osmium
import pytest

from assistant.errors import MapSourceError
from assistant.navigation.interface import Box
from assistant.navigation.maps.sea import sea
from assistant.navigation.maps.source import Facts, prepare
from tests.navigation.places.village import Village, at, small_village


def prepared(source: Path, folder: Path) -> tuple[Path, Facts]:
    return prepare(source, folder / "clean.osm.pbf")


def ways(path: Path) -> dict[int, list[int]]:
    return {
        item.id: [node.ref for node in item.nodes]
        for item in osmium.FileProcessor(path)
        if isinstance(item, osmium.osm.Way)
    }


def as_pbf(source: Path, path: Path) -> Path:
    """Write a file anew as PBF, in the order that it has."""
    with osmium.SimpleWriter(path) as writer:
        for item in osmium.FileProcessor(source):
            writer.add(item)
    return path


def test_xml_becomes_pbf(tmp_path: Path) -> None:
    path, facts = prepared(small_village().write(tmp_path / "a.osm"), tmp_path)
    assert path.name == "clean.osm.pbf"
    assert facts.roads == 2
    south_west, north_east = at(0, 0), at(10, 10)
    assert facts.box == Box(south_west.lat, south_west.lon, north_east.lat, north_east.lon)


def test_a_fine_pbf_is_used_as_it_is(tmp_path: Path) -> None:
    source = as_pbf(small_village().write(tmp_path / "a.osm"), tmp_path / "a.osm.pbf")
    assert prepared(source, tmp_path)[0] == source


def test_objects_out_of_order_are_sorted(tmp_path: Path) -> None:
    village = small_village()
    village.nodes.reverse()
    source = as_pbf(village.write(tmp_path / "a.osm"), tmp_path / "a.osm.pbf")
    path, facts = prepared(source, tmp_path)
    assert path != source
    numbers = [item.id for item in osmium.FileProcessor(path, osmium.osm.NODE)]
    assert numbers == sorted(numbers)
    assert facts.objects == len(village.nodes) + len(village.ways)


def test_a_road_that_comes_back_is_cut_at_its_far_end(tmp_path: Path) -> None:
    village = Village()
    a, b, c, d = (village.node(at(0, column)) for column in range(4))
    there_and_back = village.way([a, b, c, b, a], highway="residential", oneway="no")
    round_about = village.way([a, b, d, a], highway="residential")
    path, _ = prepared(village.write(tmp_path / "a.osm"), tmp_path)
    assert ways(path) == {there_and_back: [a, b, c], round_about: [a, b, d, a]}


def test_a_file_without_roads_is_refused(tmp_path: Path) -> None:
    village = Village()
    village.node(at(0, 0), amenity="cafe")
    with pytest.raises(MapSourceError, match="no roads"):
        prepared(village.write(tmp_path / "a.osm"), tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.osm.pbf", b"", "empty"),
        ("text.osm.pbf", b"this is no map at all" * 99, "can't be read"),
        ("cut.osm", b'<osm version="0.6"><node id="1" lat="1" lon="1"/>', "cut short"),
        ("page.osm", b"<html><body>404</body></html>", "can't be read|no roads"),
    ],
)
def test_what_is_no_map_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MapSourceError, match=reason) as raised:
        prepared(path, tmp_path)
    assert raised.value.code == "map_source"


def test_a_pbf_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    village = small_village()
    for number in range(20_000):
        village.node(at(number % 100, number / 100), name=f"Point {number}")
    source = as_pbf(village.write(tmp_path / "a.osm"), tmp_path / "a.osm.pbf")
    content = source.read_bytes()
    source.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(MapSourceError, match=r"cut short|no roads"):
        prepared(source, tmp_path)


def test_a_missing_file_and_numbers_of_an_editor_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MapSourceError, match="no such file"):
        prepared(tmp_path / "none.osm.pbf", tmp_path)
    path = tmp_path / "a.osm"
    path.write_text('<osm version="0.6"><node id="-1" version="1" lat="1" lon="1"/></osm>')
    with pytest.raises(MapSourceError, match="negative"):
        prepared(path, tmp_path)


BOX = Box(0.0, 0.0, 1.0, 1.0)
NORTHWARD = [(0.5, -0.1), (0.5, 1.1)]


def test_the_sea_is_on_the_right_of_the_coast() -> None:
    (east,) = sea([NORTHWARD], [], BOX)
    assert {x for x, _ in _corners(east)} == {0.5, 1.0}
    (west,) = sea([NORTHWARD[::-1]], [], BOX)
    assert {x for x, _ in _corners(west)} == {0.0, 0.5}
    assert sea([], [], BOX) == []


def test_a_coast_that_is_cut_inside_goes_on_to_the_edge() -> None:
    (east,) = sea([[(0.5, 0.5), (0.5, 0.6)], [(0.5, 0.3), (0.5, 0.5)]], [], BOX)
    assert {x for x, _ in _corners(east)} == {0.5, 1.0}


def test_an_island_is_no_sea_and_where_roads_are_neither() -> None:
    island = [(0.6, 0.6), (0.7, 0.6), (0.7, 0.7), (0.6, 0.7), (0.6, 0.6)]
    (east,) = sea([NORTHWARD, island], [], BOX)
    rings = east["coordinates"]
    assert isinstance(rings, tuple)
    assert len(rings) == 2
    assert sea([NORTHWARD], [(0.8, 0.1)], BOX) == []


def _corners(polygon: dict[str, object]) -> list[tuple[float, float]]:
    rings = polygon["coordinates"]
    assert isinstance(rings, tuple)
    return list(rings[0])
