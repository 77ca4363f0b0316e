"""Time the way to a destination: a place found, measured by driving time, and a route to it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from assistant.errors import RouteError
from assistant.navigation.interface import Box, Found, PlaceSearch, Point
from assistant.navigation.places.categories import categories
from assistant.navigation.places.ranking import rerank
from assistant.navigation.routes.interface import Router, RouteRequest
from assistant.observe.scoring import Percentiles

_SEED = 20_261
_CANDIDATES = 8
_EACH = 20


Pick = Callable[[random.Random], Point]
"""Gives a random point of a map."""


def within(box: Box) -> Pick:
    """Return what picks any point of a box."""

    def pick(chance: random.Random) -> Point:
        return Point(chance.uniform(box.south, box.north), chance.uniform(box.west, box.east))

    return pick


def at_places(places: PlaceSearch, box: Box) -> Pick:
    """Return what picks places of a map, where a box may be mostly sea; else any point of it."""
    found = [place for kind in categories() for place in places.nearest(kind, box.centre, _EACH)]
    points = [one.place.point for one in found]
    return (lambda chance: chance.choice(points)) if len(points) > _EACH else within(box)


async def measure_places(
    places: PlaceSearch, router: Router, pick: Pick, queries: int
) -> dict[str, Any]:
    """Return the times of ``queries`` searches by kind and by name, in milliseconds.

    They are made at points that ``pick`` gives. A name is searched as somebody might mishear
    it: with a letter missing. ``planned_ms`` is the whole way from the search by kind to the
    route. Kinds that the map lacks count as well.
    """
    chance = random.Random(_SEED)  # noqa: S311  reproducible, not secret
    kind_ms, name_ms, planned_ms = Percentiles(), Percentiles(), Percentiles()
    kinds, found_any = list(categories()), 0
    for _ in range(queries):
        here = pick(chance)
        begun = time.perf_counter()
        found = places.nearest(chance.choice(kinds), here, _CANDIDATES)
        kind_ms.values.append(_ms_since(begun))
        if not found:
            continue
        if await _planned(router, here, found):
            planned_ms.values.append(_ms_since(begun))
            found_any += 1
        text = _misheard(found[-1].place.name, chance)
        begun = time.perf_counter()
        places.by_name(text, "en", here)
        name_ms.values.append(_ms_since(begun))
    return {
        "queries": queries,
        "planned": found_any,
        "kind_ms": kind_ms.summary(),
        "name_ms": name_ms.summary(),
        "planned_ms": planned_ms.summary(),
    }


async def _planned(router: Router, here: Point, found: list[Found]) -> bool:
    """Plan a route to the place that is reached first; return False when there is no way."""
    try:
        drives = await router.drives(here, [one.place.point for one in found])
        ranked = rerank(found, [drive.time_s if drive else None for drive in drives])
        if not ranked:
            return False
        await router.routes(RouteRequest((here, ranked[0].place.point)))
    except RouteError:
        return False
    return True


def _misheard(name: str, chance: random.Random) -> str:
    lost = chance.randrange(max(1, len(name)))
    return (name[:lost] + name[lost + 1 :]) or "a"


def _ms_since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1e3
