"""The shape of a route as a line in metres: where on it a position is, and what is near. Pure.

The plane is local (equirectangular around the start): good for a city, and off by less than
0.5 % in length over 100 km, while guidance only compares near things.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from assistant.navigation.interface import EARTH_RADIUS_M, Box, Point
from assistant.navigation.position.heading import angle

_M_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M
_ALL = slice(None)

HEADING_OFF = 60.0
"""A part of the line that leads elsewhere than the car by more degrees is an unlikely place."""

CONTINUITY, LEAP = 0.05, 0.5
"""What a metre ahead of or behind the expected place counts, and one of those too many."""

STRETCH_M = 2_000.0
"""About so long are the parts of a line around which things are looked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a position is on the line: metres from its start, metres beside it.

    ``heading_off`` is the angle between car and line, None when the car's heading is unknown.
    """

    along_m: float
    cross_m: float
    heading_off: float | None


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a car should be on a line, and between which distances from its start it can be.

    A part of the line that leads elsewhere than the car counts as further away by ``penalty_m``.
    ``free_m`` is how wrong the expectation may easily be.
    """

    along_m: float
    window_m: tuple[float, float]
    penalty_m: float
    free_m: float


class Segment(NamedTuple):
    """A straight part of a line: from (x, y) by (dx, dy) metres; ``along_m`` is its start."""

    x: float
    y: float
    dx: float
    dy: float
    along_m: float
    length_m: float
    heading: float


@dataclass(frozen=True, slots=True)
class Line:
    """A shape in metres; ``along`` is the distance of each point from the start, along it."""

    origin: Point
    scale: float
    segments: tuple[Segment, ...]
    along: tuple[float, ...]

    @property
    def length_m(self) -> float:
        """The length of the line."""
        return self.along[-1]

    def position(self, along_m: float) -> Point:
        """Return the point at a distance from the start, along the line."""
        part = self.segments[self.segment(along_m)]
        share = (along_m - part.along_m) / part.length_m if part.length_m else 0.0
        share = min(1.0, max(0.0, share))
        return self._point(part.x + share * part.dx, part.y + share * part.dy)

    def heading(self, along_m: float) -> float:
        """Return where the line leads at a distance from the start, in degrees."""
        return self.segments[self.segment(along_m)].heading

    def segment(self, along_m: float) -> int:
        """Return the index of the part of the line at a distance from the start."""
        index = bisect_right(self.along, along_m) - 1
        return min(max(0, index), len(self.segments) - 1)

    def match(self, point: Point, heading: float | None, expected: Expected) -> Match:
        """Return the likeliest place of a position; ``heading`` is the car's, if it is known."""
        x, y = self._metres(point)
        first = self.segment(expected.window_m[0])
        last = max(
            first + 1, min(bisect_left(self.along, expected.window_m[1]), len(self.segments))
        )
        best, least = Match(expected.along_m, math.inf, None), math.inf
        for part in self.segments[first:last]:
            along_m, cross_m = _beside(part, x, y)
            away_m = abs(along_m - expected.along_m)
            cost = cross_m + CONTINUITY * away_m + LEAP * max(0.0, away_m - expected.free_m)
            off = None if heading is None else angle(part.heading, heading)
            if off is not None and off > HEADING_OFF:
                cost += expected.penalty_m
            if cost < least:
                best, least = Match(along_m, cross_m, off), cost
        return best

    def nearest(self, point: Point, parts: slice = _ALL) -> Match:
        """Return the place of the line, or of some of its segments, that is nearest to a point."""
        x, y = self._metres(point)
        beside = (_beside(part, x, y) for part in self.segments[parts])
        along_m, cross_m = min(beside, key=itemgetter(1))
        return Match(along_m, cross_m, None)

    def beside_m(self, point: Point) -> float:
        """Return how far a position is from the whole line."""
        return self.nearest(point).cross_m

    def stretches(self, within_m: float) -> Iterator[tuple[slice, Box]]:
        """Yield the line's segments in stretches, with a box of all that is so near to each."""
        first = 0
        for last, part in enumerate(self.segments, start=1):
            ends_m = part.along_m + part.length_m
            if last == len(self.segments) or ends_m - self.along[first] > STRETCH_M:
                yield slice(first, last), self._around(self.segments[first:last], within_m)
                first = last

    def _around(self, parts: Sequence[Segment], within_m: float) -> Box:
        xs = [x for part in parts for x in (part.x, part.x + part.dx)]
        ys = [y for part in parts for y in (part.y, part.y + part.dy)]
        low = self._point(min(xs) - within_m, min(ys) - within_m)
        high = self._point(max(xs) + within_m, max(ys) + within_m)
        return Box(low.lat, low.lon, high.lat, high.lon)

    def _metres(self, point: Point) -> tuple[float, float]:
        east = (point.lon - self.origin.lon + 180) % 360 - 180
        return east * self.scale, (point.lat - self.origin.lat) * _M_PER_DEGREE

    def _point(self, x: float, y: float) -> Point:
        return Point(self.origin.lat + y / _M_PER_DEGREE, self.origin.lon + x / self.scale)


def _beside(part: Segment, x: float, y: float) -> tuple[float, float]:
    """Return how far along its line, and beside a part of it, a place is."""
    x0, y0, dx, dy, along_m, length_m, _ = part
    x -= x0
    y -= y0
    if not length_m:
        return along_m, math.hypot(x, y)
    share = (x * dx + y * dy) / (length_m * length_m)
    if share <= 0:
        return along_m, math.hypot(x, y)
    if share >= 1:
        return along_m + length_m, math.hypot(x - dx, y - dy)
    return along_m + share * length_m, abs(x * dy - y * dx) / length_m


def line_of(shape: Sequence[Point]) -> Line:
    """Return a shape (one point or more) as a line."""
    shape = shape if len(shape) > 1 else [*shape, *shape]
    origin = shape[0]
    scale = _M_PER_DEGREE * max(0.01, math.cos(math.radians(origin.lat)))
    places = [
        (((p.lon - origin.lon + 180) % 360 - 180) * scale, (p.lat - origin.lat) * _M_PER_DEGREE)
        for p in shape
    ]
    segments: list[Segment] = []
    along_m = 0.0
    for (ax, ay), (bx, by) in pairwise(places):
        dx, dy = bx - ax, by - ay
        heading = math.degrees(math.atan2(dx, dy)) % 360
        segments.append(Segment(ax, ay, dx, dy, along_m, math.hypot(dx, dy), heading))
        along_m += segments[-1].length_m
    along = (*(part.along_m for part in segments), along_m)
    return Line(origin, scale, tuple(segments), along)
