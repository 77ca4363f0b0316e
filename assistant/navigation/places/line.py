"""How far along a line places are, and how far beside it. Pure, on arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.navigation.interface import EARTH_RADIUS_M, Box, Point

_STRETCH_M = 2_000.0


class Line:
    """A line of two points or more, as metres around its first point."""

    def __init__(self, shape: Sequence[Point]) -> None:
        self._origin = shape[0]
        self._wide = math.cos(math.radians(shape[0].lat))
        self._corners = np.array([self._metres(point) for point in shape])
        self._steps = np.diff(self._corners, axis=0)
        self._lengths = np.hypot(self._steps[:, 0], self._steps[:, 1])
        self._starts = np.concatenate([[0.0], np.cumsum(self._lengths)])

    def place(self, point: Point) -> tuple[float, float]:
        """Return how far along the line the nearest spot to a point is, and how far off, in m."""
        ahead = np.array(self._metres(point)) - self._corners[:-1]
        squares = np.maximum(self._lengths**2, 1e-9)
        share = np.clip(np.sum(ahead * self._steps, axis=1) / squares, 0, 1)
        off = np.hypot(*(ahead - self._steps * share[:, None]).T)
        best = int(np.argmin(off))
        return float(self._starts[best] + share[best] * self._lengths[best]), float(off[best])

    def boxes(self, within_m: float) -> list[Box]:
        """Return boxes that together hold all that is within ``within_m`` of the line."""
        boxes: list[Box] = []
        first = 0
        for last in range(1, len(self._corners)):
            long = self._starts[last] - self._starts[first]
            if long > _STRETCH_M or last == len(self._corners) - 1:
                boxes.append(self._box(self._corners[first : last + 1], within_m))
                first = last
        return boxes

    def _metres(self, point: Point) -> tuple[float, float]:
        north = math.radians(point.lat - self._origin.lat) * EARTH_RADIUS_M
        east = math.radians(point.lon - self._origin.lon) * EARTH_RADIUS_M * self._wide
        return north, east

    def _box(self, corners: NDArray[np.float64], within_m: float) -> Box:
        low, high = corners.min(axis=0) - within_m, corners.max(axis=0) + within_m
        south, north = (
            self._origin.lat + math.degrees(v / EARTH_RADIUS_M) for v in (low[0], high[0])
        )
        west, east = (
            self._origin.lon + math.degrees(v / EARTH_RADIUS_M / self._wide)
            for v in (low[1], high[1])
        )
        return Box(south, west, north, east)
