"""A stop for charging or fuel, on a trip that is longer than the range."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from assistant.errors import RouteError
from assistant.navigation.interface import Place, PlaceSearch, Point
from assistant.navigation.labels import label
from assistant.navigation.plain import place_data
from assistant.navigation.routes.energy import least_detour, stations_between
from assistant.navigation.routes.interface import Router

AROUND = 6
"""So many stations around the start, the middle and the end of the trip are compared."""


async def refill_stop(
    places: PlaceSearch,
    router: Router,
    trip: tuple[Point, Point],
    station: tuple[str, float],
    language: str,
) -> dict[str, Any] | None:
    """Return the station to stop at, as data; None when none is within the range.

    ``trip`` is its start and end, ``station`` the kind (``charging``, ``fuel``) and the range
    in metres.

    Raises:
        MapError: the map can't be read.
    """
    kind, range_m = station
    found = await asyncio.to_thread(_stations, places, trip, kind)
    points = [place.point for place in found]
    try:
        ways = await stations_between(router, trip[0], points, trip[1])
    except RouteError:
        return None
    best = least_detour(ways, range_m)
    if best is None:
        return None
    place = found[best.number]
    return place_data(place, label(place, language))


def _stations(places: PlaceSearch, trip: Sequence[Point], kind: str) -> list[Place]:
    start, end = trip
    middle = Point((start.lat + end.lat) / 2, (start.lon + end.lon) / 2)
    found = (one for point in (start, middle, end) for one in places.nearest(kind, point, AROUND))
    return list({one.place.id: one.place for one in found}.values())
