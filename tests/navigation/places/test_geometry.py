"""Addresses in words, points in squares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.navigation.interface import Box, Point
from assistant.navigation.places.address import in_full, split_address
from assistant.navigation.places.grid import Grid

points = st.builds(
    Point, lat=st.floats(59.9, 60.1, allow_nan=False), lon=st.floats(19.9, 20.1, allow_nan=False)
)


@pytest.mark.parametrize(
    ("said", "language", "street", "number"),
    [
        ("12 Main Street", "en", "Main Street", "12"),
        ("Main Street 12", "en", "Main Street", "12"),
        ("house number 12, Main Street", "en", "Main Street", "12"),
        ("10 b Baker Street", "en", "Baker Street", "10 b"),
        ("Main Street", "en", "Main Street", ""),
        ("5th Avenue", "en", "5th Avenue", ""),
        ("5th Avenue 12", "en", "5th Avenue", "12"),
        ("延安东路100号", "zh", "延安东路", "100"),
        ("延安东路 100 号楼", "zh", "延安东路", "100"),
        ("延安东路", "zh", "延安东路", ""),
        ("", "en", "", ""),
        ("12", "en", "12", ""),
    ],
)
def test_street_and_number(said: str, language: str, street: str, number: str) -> None:
    assert split_address(said, language) == (street, number)


@pytest.mark.parametrize(
    ("short", "full"),
    [("Main St", "Main street"), ("Park Ave.", "Park avenue"), ("St Paul St", "St Paul street")],
)
def test_what_is_cut_short_is_written_out(short: str, full: str) -> None:
    assert in_full(short) == full


@given(st.lists(points, max_size=30), points)
def test_a_grid_finds_what_comparing_all_finds(all_points: list[Point], centre: Point) -> None:
    grid: Grid[int] = Grid(500.0)
    for number, point in enumerate(all_points):
        grid.add(point, number)
    near = {number for _, number in grid.near(centre)}
    assert near == {n for n, p in enumerate(all_points) if centre.distance_m(p) <= 500.0}


def test_a_box_around_a_point() -> None:
    centre = Point(60.0, 20.0)
    box = Box.around(centre, 1000)
    assert box.contains(centre)
    assert box.centre == centre
    for edge in (Point(box.north, 20.0), Point(60.0, box.east)):
        assert centre.distance_m(edge) == pytest.approx(1000, rel=0.001)
