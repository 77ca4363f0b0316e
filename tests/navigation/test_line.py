"""Points along a line and beside it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.navigation.interface import Point
from assistant.navigation.line import line_of

points = st.builds(
    Point, lat=st.floats(59.9, 60.1, allow_nan=False), lon=st.floats(19.9, 20.1, allow_nan=False)
)


@given(st.lists(points, min_size=1, max_size=12), points)
def test_what_is_near_a_line_is_near_one_of_its_stretches(shape: list[Point], point: Point) -> None:
    line = line_of(shape)
    nearest = line.nearest(point)
    length = sum(a.distance_m(b) for a, b in pairwise(shape))
    assert -1e-6 <= nearest.along_m <= length * 1.01 + 1
    assert nearest.cross_m >= 0
    stretches = list(line.stretches(nearest.cross_m + 1))
    assert [part for parts, _ in stretches for part in line.segments[parts]] == list(line.segments)
    around = [parts for parts, box in stretches if box.contains(point)]
    assert nearest in [line.nearest(point, parts) for parts in around]


def test_where_along_a_line_a_point_is() -> None:
    line = line_of([Point(60, 20), Point(60, 20.01), Point(60.01, 20.01)])
    nearest = line.nearest(Point(60.001, 20.005))
    assert nearest.along_m == pytest.approx(278, rel=0.01)
    assert nearest.cross_m == pytest.approx(111, rel=0.01)
