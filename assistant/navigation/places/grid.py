"""Points by small squares, to find what is near without comparing all with all. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

from assistant.navigation.interface import EARTH_RADIUS_M, Point

Item = TypeVar("Item")

_M_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M


class Grid(Generic[Item]):
    """Holds items at points; ``near`` looks no farther than ``reach_m``."""

    def __init__(self, reach_m: float) -> None:
        self._reach_m = reach_m
        self._degrees = reach_m / _M_PER_DEGREE
        self._cells: dict[tuple[int, int], list[tuple[Point, Item]]] = defaultdict(list)

    def add(self, point: Point, item: Item) -> None:
        """Put an item at a point."""
        self._cells[self._cell(point)].append((point, item))

    def near(self, point: Point) -> Iterator[tuple[float, Item]]:
        """Yield the items within reach and their distances in metres, in no order."""
        row, column = self._cell(point)
        wide = math.ceil(1 / max(0.01, math.cos(math.radians(point.lat))))
        for y in range(row - 1, row + 2):
            for x in range(column - wide, column + wide + 1):
                for at, item in self._cells.get((y, x), ()):
                    distance = point.distance_m(at)
                    if distance <= self._reach_m:
                        yield distance, item

    def _cell(self, point: Point) -> tuple[int, int]:
        return math.floor(point.lat / self._degrees), math.floor(point.lon / self._degrees)
