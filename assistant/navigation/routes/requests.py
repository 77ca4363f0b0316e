"""Requests as Valhalla takes them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.errors import RouteError
from assistant.navigation.interface import Point
from assistant.navigation.routes.interface import Avoid, RouteRequest

COSTING = "auto"

SNAP_M = 2_000
"""How far a point may be from the nearest road."""

NEAR_M = 15
"""Roads that are so near a point are told apart by the heading."""

HEADING_TOLERANCE = 60
"""A road counts as leading where the car points within so many degrees to each side."""

_AVOIDED = {
    Avoid.MOTORWAY: {"use_highways": 0.0},
    Avoid.TOLL: {"use_tolls": 0.0},
    Avoid.FERRY: {"use_ferry": 0.0},
}


def route_request(asked: RouteRequest) -> dict[str, Any]:
    """Return the request of a route.

    Raises:
        RouteError: (``route_request``) there are fewer than two points.
    """
    if len(asked.points) < 2:  # noqa: PLR2004  from, to
        raise RouteError("A route needs a start and a destination.", code="route_request")
    places = [location(point) for point in asked.points]
    if asked.heading is not None:
        places[0]["heading"] = round(asked.heading) % 360
        places[0]["heading_tolerance"] = HEADING_TOLERANCE
    options: dict[str, float] = {}
    for avoided in asked.avoid:
        options |= _AVOIDED[avoided]
    request: dict[str, Any] = {
        "locations": places,
        "costing": COSTING,
        "costing_options": {COSTING: options},
        "directions_options": {"units": "kilometers", "language": "en-US"},
    }
    if asked.alternatives and len(places) == 2:  # noqa: PLR2004  the engine's limit
        request["alternates"] = asked.alternatives
    return request


def matrix_request(starts: Sequence[Point], ends: Sequence[Point]) -> dict[str, Any]:
    """Return the request of the drives from each start to each end."""
    return {
        "sources": [location(start) for start in starts],
        "targets": [location(end) for end in ends],
        "costing": COSTING,
    }


def reach_request(start: Point, minutes: float | None, length_m: float | None) -> dict[str, Any]:
    """Return the request of what can be reached.

    Raises:
        RouteError: (``route_request``) not exactly one limit is given, or it isn't positive.
    """
    limits = {"time": minutes, "distance": None if length_m is None else length_m / 1000}
    given = {name: limit for name, limit in limits.items() if limit is not None and limit > 0}
    if len(given) != 1:
        raise RouteError("Give either minutes or metres, more than 0.", code="route_request")
    return {
        "locations": [location(start)],
        "costing": COSTING,
        "contours": [given],
        "polygons": True,
    }


def locate_request(point: Point) -> dict[str, Any]:
    """Return the request of the roads at a point."""
    place = {**location(point), "radius": NEAR_M}
    return {"locations": [place], "costing": COSTING, "verbose": True}


def walk_request(encoded: str, attributes: Sequence[str]) -> dict[str, Any]:
    """Return the request of what is known along the encoded shape of a leg."""
    return {
        "encoded_polyline": encoded,
        "shape_match": "edge_walk",
        "costing": COSTING,
        "filters": {"attributes": list(attributes), "action": "include"},
    }


def location(point: Point) -> dict[str, Any]:
    """Return a point as a place that a road is looked for at."""
    return {"lat": point.lat, "lon": point.lon, "search_cutoff": SNAP_M}
