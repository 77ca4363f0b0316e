"""The sea: OpenStreetMap has coast lines only, with the land on their left."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from assistant.navigation.interface import Box

_RIGHT, _LEFT = 2e-6, -2e-6
"""How far beside a coast line to look, in degrees."""

_FACE_LEAST = 1e-10
_TOUCHING = 1e-9
_MOST_ROADS = 0.02
"""An area with a larger share of all roads than this is no sea: bridges are few."""

Spot = tuple[float, float]
"""Longitude and latitude."""

Line = Sequence[Spot]


def sea(coast: Sequence[Line], roads: Sequence[Spot], box: Box) -> list[dict[str, object]]:
    """Return the areas of sea inside ``box`` as GeoJSON polygons.

    An area is sea when more coast lines have it on their right than on their left, and hardly
    any of ``roads`` (one spot of each) is in it. A coast that ends inside the box, as where an
    extract is cut along a border, goes on straight to the edge.
    """
    frame = shapely.box(box.west, box.south, box.east, box.north)
    lines = list(_chains([LineString(line) for line in coast if len(line) > 1], frame))
    if not lines:
        return []
    faces = shapely.polygonize([shapely.union_all([*lines, frame.boundary])]).geoms
    wet, dry = (_beside(lines, frame, side) for side in (_RIGHT, _LEFT))
    streets = shapely.STRtree(shapely.points(roads) if roads else [])
    most = _MOST_ROADS * len(roads)
    areas = (
        face
        for face in faces
        if face.area > _FACE_LEAST
        and _count(face, wet) > _count(face, dry)
        and _count(face, streets) <= most
    )
    return [dict(mapping(area)) for area in areas]


def _chains(lines: Sequence[LineString], frame: Polygon) -> Iterator[LineString]:
    """Yield the coast in lines as long as possible, ending at the edge of the frame or closed."""
    merged = shapely.line_merge(shapely.union_all(lines), directed=True)
    inside = shapely.line_merge(shapely.intersection(merged, frame), directed=True)
    for chain in shapely.get_parts(inside):
        if isinstance(chain, LineString):
            yield chain if chain.is_ring else _to_the_edge(chain, frame)


def _to_the_edge(chain: LineString, frame: Polygon) -> LineString:
    """Return the line with loose ends led straight on, out of the frame."""
    corners = list(chain.coords)
    (x1, y1), (x2, y2) = corners[0], corners[-1]
    west, south, east, north = frame.bounds
    far = (east - west + north - south) / max(_TOUCHING, chain.length)
    across, up = (x2 - x1) * far, (y2 - y1) * far
    if frame.boundary.distance(Point(corners[0])) > _TOUCHING:
        corners.insert(0, (x1 - across, y1 - up))
    if frame.boundary.distance(Point(corners[-1])) > _TOUCHING:
        corners.append((x2 + across, y2 + up))
    return LineString(corners)


def _beside(lines: Sequence[LineString], frame: BaseGeometry, side: float) -> shapely.STRtree:
    """Return the points inside the frame that are just beside each stretch of coast."""
    return shapely.STRtree(
        [point for line in lines for point in _points_beside(line, side) if frame.contains(point)]
    )


def _points_beside(line: LineString, side: float) -> Iterator[Point]:
    for (x1, y1), (x2, y2) in itertools.pairwise(line.coords):
        long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        if long:
            right, down = side * (y2 - y1) / long, side * (x2 - x1) / long
            yield Point((x1 + x2) / 2 + right, (y1 + y2) / 2 - down)


def _count(face: Polygon, points: shapely.STRtree) -> int:
    return len(points.query(face, predicate="contains"))
