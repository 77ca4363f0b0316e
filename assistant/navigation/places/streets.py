"""Streets from their pieces: a map has one way between two junctions, people say one name.

Pure. ``streets_of`` joins pieces of one name that lie near each other; ``StreetGrid`` tells
which street a point is on.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.navigation.interface import STREET, Place, Point
from assistant.navigation.places.grid import Grid

_SAME_STREET_M = 1_500.0
"""Pieces of one name farther apart than this are different streets."""

_NEAREST_M = 80.0
_STEP_M = 30.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One way of a named street."""

    id: str
    name: str
    name_en: str
    name_zh: str
    other_name: str
    points: tuple[Point, ...]


def streets_of(pieces: Iterable[Piece]) -> list[Place]:
    """Return one place a street, at the point of it that is nearest to its middle."""
    by_name: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_name[piece.name].append(piece)
    groups = (group for same in by_name.values() for group in _groups(same))
    return [_street(group) for group in groups]


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces in groups that lie near each other."""
    grid: Grid[int] = Grid(_SAME_STREET_M)
    for number, piece in enumerate(pieces):
        grid.add(piece.points[0], number)
    left = set(range(len(pieces)))
    groups: list[list[Piece]] = []
    while left:
        reached = [left.pop()]
        for number in reached:
            near = {other for _, other in grid.near(pieces[number].points[0])} & left
            left -= near
            reached += near
        groups.append([pieces[number] for number in sorted(reached)])
    return groups


def _street(pieces: Sequence[Piece]) -> Place:
    points = [point for piece in pieces for point in piece.points]
    lat = sum(point.lat for point in points) / len(points)
    lon = sum(point.lon for point in points) / len(points)
    middle = Point(lat, lon)
    first = min(pieces, key=lambda piece: piece.id)
    return Place(
        id=first.id.replace("w", "s"),
        name=first.name,
        category=STREET,
        point=min(points, key=middle.distance_m),
        street=first.name,
        name_en=next((piece.name_en for piece in pieces if piece.name_en), ""),
        name_zh=next((piece.name_zh for piece in pieces if piece.name_zh), ""),
        other_names=tuple(sorted({piece.other_name for piece in pieces if piece.other_name})),
    )


class StreetGrid:
    """The points of all named streets."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._grid: Grid[str] = Grid(_NEAREST_M)
        for piece in pieces:
            for point in _dense(piece.points):
                self._grid.add(point, piece.name)

    def nearest(self, point: Point) -> str:
        """Return the name of the nearest street, empty when none is within 80 m."""
        return min(self._grid.near(point), default=(0.0, ""))[1]


def _dense(points: Sequence[Point]) -> Iterable[Point]:
    """Yield the points with more between them, so that none is farther than a step."""
    yield points[0]
    for a, b in itertools.pairwise(points):
        steps = max(1, int(a.distance_m(b) / _STEP_M))
        for i in range(1, steps + 1):
            share = i / steps
            yield Point(a.lat + (b.lat - a.lat) * share, a.lon + (b.lon - a.lon) * share)
