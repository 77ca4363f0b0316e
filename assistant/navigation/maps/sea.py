"""The sea: OpenStreetMap has coast lines only, with the land on their left."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import shapely
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from assistant.navigation.interface import Box

_RIGHT, _LEFT = 2e-6, -2e-6
"""How far beside a coast line to look, in degrees."""

_FACE_LEAST = 1e-10

Line = Sequence[tuple[float, float]]
"""Longitudes and latitudes."""


def sea(coast: Sequence[Line], box: Box) -> list[dict[str, object]]:
    """Return the areas of sea inside ``box`` as GeoJSON polygons.

    An area is sea when more coast lines have it on their right than on their left: one that is
    cut inside the box does not tell its two sides apart, and there is no sea when all are.
    """
    if not coast:
        return []
    frame = shapely.box(box.west, box.south, box.east, box.north)
    lines = [LineString(line) for line in coast if len(line) > 1]
    inside = shapely.intersection(shapely.union_all(lines), frame)
    faces = shapely.polygonize([shapely.union_all([inside, frame.boundary])]).geoms
    wet, dry = (_beside(lines, frame, side) for side in (_RIGHT, _LEFT))
    areas = [
        face
        for face in faces
        if face.area > _FACE_LEAST and _count(face, wet) > _count(face, dry)
    ]
    return [dict(mapping(area)) for area in areas]


def _beside(lines: Sequence[LineString], frame: BaseGeometry, side: float) -> shapely.STRtree:
    """Return a point just beside each coast line, of those that have one inside the frame."""
    return shapely.STRtree([p for line in lines if (p := _point_beside(line, frame, side))])


def _point_beside(line: LineString, frame: BaseGeometry, side: float) -> Point | None:
    corners = list(line.coords)
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        if not long:
            continue
        beside = Point(
            (x1 + x2) / 2 + side * (y2 - y1) / long,
            (y1 + y2) / 2 - side * (x2 - x1) / long,
        )
        if frame.contains(beside):
            return beside
    return None


def _count(face: Polygon, points: shapely.STRtree) -> int:
    return len(points.query(face, predicate="contains"))
