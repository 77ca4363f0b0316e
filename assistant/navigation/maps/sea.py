"""The sea: OpenStreetMap has coast lines only, with the land on their left."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import shapely
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from assistant.navigation.interface import Box

_BESIDE_DEGREES = 2e-6
_FACE_LEAST = 1e-10

Line = Sequence[tuple[float, float]]
"""Longitudes and latitudes."""


def sea(coast: Sequence[Line], box: Box) -> list[dict[str, object]]:
    """Return the areas of sea inside ``box`` as GeoJSON polygons.

    An area counts as sea when a coast line has it on its right. A coast that is cut inside the
    box closes no area; there is no sea then.
    """
    if not coast:
        return []
    frame = shapely.box(box.west, box.south, box.east, box.north)
    lines = [LineString(line) for line in coast if len(line) > 1]
    inside = shapely.intersection(shapely.union_all(lines), frame)
    faces = shapely.polygonize([shapely.union_all([inside, frame.boundary])]).geoms
    wet = shapely.STRtree([point for line in lines if (point := _right_of(line, frame))])
    areas = [face for face in faces if face.area > _FACE_LEAST and _holds(face, wet)]
    return [dict(mapping(area)) for area in areas]


def _right_of(line: LineString, frame: BaseGeometry) -> Point | None:
    """Return a point just to the right of a coast line, inside the frame; None without one."""
    corners = list(line.coords)
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        if not long:
            continue
        beside = Point(
            (x1 + x2) / 2 + (y2 - y1) / long * _BESIDE_DEGREES,
            (y1 + y2) / 2 - (x2 - x1) / long * _BESIDE_DEGREES,
        )
        if frame.contains(beside):
            return beside
    return None


def _holds(face: Polygon, points: shapely.STRtree) -> bool:
    return bool(len(points.query(face, predicate="contains")))
