"""A route's shape as a line in metres, and where on it a position is. Pure.

The plane is local (equirectangular around the start): good for a city, and off by less than
0.5 % in length over 100 km, while guidance only compares near things.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from assistant.navigation.interface import EARTH_RADIUS_M, Point
from assistant.navigation.position.heading import angle

_M_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M

HEADING_PENALTY_M = 25.0
"""What a part of the line that leads elsewhere than the car counts as further away."""

HEADING_OFF = 60.0

CONTINUITY = 0.05
"""What a metre ahead of or behind the expected place counts."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a position is on the line: metres from its start, metres beside it.

    ``heading_off`` is the angle between car and line, None when the car's heading is unknown.
    """

    along_m: float
    cross_m: float
    heading_off: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A shape in metres; ``along`` is the distance of each point from the start, along it."""

    origin: Point
    scale: float
    points: tuple[tuple[float, float], ...]
    along: tuple[float, ...]
    headings: tuple[float, ...]

    @property
    def length_m(self) -> float:
        """The length of the line."""
        return self.along[-1]

    def position(self, along_m: float) -> Point:
        """Return the point at a distance from the start, along the line."""
        index = self.segment(along_m)
        (ax, ay), (bx, by) = self.points[index], self.points[index + 1]
        length = self.along[index + 1] - self.along[index]
        share = (along_m - self.along[index]) / length if length else 0.0
        share = min(1.0, max(0.0, share))
        return self._point(ax + share * (bx - ax), ay + share * (by - ay))

    def heading(self, along_m: float) -> float:
        """Return where the line leads at a distance from the start, in degrees."""
        return self.headings[self.segment(along_m)]

    def segment(self, along_m: float) -> int:
        """Return the index of the part of the line at a distance from the start."""
        index = bisect_right(self.along, along_m) - 1
        return min(max(0, index), len(self.headings) - 1)

    def match(
        self, point: Point, heading: float | None, expected_m: float, window: tuple[float, float]
    ) -> Match:
        """Return the likeliest place of a position between two distances along the line."""
        x, y = self._metres(point)
        first = self.segment(window[0])
        last = max(first + 1, min(bisect_left(self.along, window[1]), len(self.headings)))
        best, least = Match(expected_m, math.inf, None), math.inf
        for index in range(first, last):
            along_m, cross_m = self._beside(index, x, y)
            off = None if heading is None else angle(self.headings[index], heading)
            cost = cross_m + CONTINUITY * abs(along_m - expected_m)
            if off is not None and off > HEADING_OFF:
                cost += HEADING_PENALTY_M
            if cost < least:
                best, least = Match(along_m, cross_m, off), cost
        return best

    def beside_m(self, point: Point) -> float:
        """Return how far a position is from the whole line."""
        x, y = self._metres(point)
        return min(self._beside(index, x, y)[1] for index in range(len(self.headings)))

    def _beside(self, index: int, x: float, y: float) -> tuple[float, float]:
        """Return how far along the line, and beside its part ``index``, a place is."""
        (ax, ay), (bx, by) = self.points[index], self.points[index + 1]
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        share = ((x - ax) * dx + (y - ay) * dy) / square if square else 0.0
        share = min(1.0, max(0.0, share))
        along_m = self.along[index] + share * (self.along[index + 1] - self.along[index])
        return along_m, math.hypot(x - ax - share * dx, y - ay - share * dy)

    def _metres(self, point: Point) -> tuple[float, float]:
        east = (point.lon - self.origin.lon + 180) % 360 - 180
        return east * self.scale, (point.lat - self.origin.lat) * _M_PER_DEGREE

    def _point(self, x: float, y: float) -> Point:
        return Point(self.origin.lat + y / _M_PER_DEGREE, self.origin.lon + x / self.scale)


def line_of(shape: Sequence[Point]) -> Line:
    """Return a shape (one point or more) as a line."""
    shape = shape if len(shape) > 1 else [*shape, *shape]
    origin = shape[0]
    scale = _M_PER_DEGREE * max(0.01, math.cos(math.radians(origin.lat)))
    points = tuple(
        (((p.lon - origin.lon + 180) % 360 - 180) * scale, (p.lat - origin.lat) * _M_PER_DEGREE)
        for p in shape
    )
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
    along = tuple(accumulate((math.hypot(*step) for step in steps), initial=0.0))
    headings = tuple(math.degrees(math.atan2(dx, dy)) % 360 for dx, dy in steps)
    return Line(origin, scale, points, along, headings)
