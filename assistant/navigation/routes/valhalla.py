"""Valhalla behind the port.

One ``Actor`` can't be used from two threads, and two of them are no faster on two cores: so
there is one, in a thread of its own. It reads the tiles as they are needed (mmap): a map that
is switched under it stays valid until the router is closed.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from valhalla import Actor, get_config

from assistant.errors import MapDamagedError, RouteError
from assistant.navigation.interface import Point
from assistant.navigation.routes import answers, requests, roundabouts
from assistant.navigation.routes.faults import route_error
from assistant.navigation.routes.interface import Drive, Road, Route, RouteRequest

Answer = TypeVar("Answer")

_WARM_DEGREES, _WARM_M = 0.003, 30_000
_UNREACHED = frozenset({"route_off_map", "route_no_path", "route_too_far"})
_LOGGING = ("loki", "meili", "mjolnir", "odin", "thor")


@asynccontextmanager
async def open_router(tiles: Path, warm_at: Point) -> AsyncIterator[ValhallaRouter]:
    """Open the routing tiles (a tar file) for the block; the first route is as fast as any.

    ``warm_at`` is a point on the map: a first route there loads what all routes need.

    Raises:
        MapDamagedError: the tiles are not there or can't be read.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="routes") as thread:
        loop = asyncio.get_running_loop()
        actor = await loop.run_in_executor(thread, _open, tiles)
        router = ValhallaRouter(actor, thread)
        await router.warm(warm_at)
        yield router


def _open(tiles: Path) -> Actor:
    if not tiles.is_file():
        raise MapDamagedError("The map has no routing tiles; build it again.")
    config = get_config(tile_extract=str(tiles), tile_dir="")
    for part in _LOGGING:
        config[part].setdefault("logging", {})["type"] = ""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(config, file)
        file.flush()
        try:
            return Actor(file.name)
        except (RuntimeError, OSError) as error:
            message = f"The map's routing tiles can't be read ({error}); build it again."
            raise MapDamagedError(message) from error


class ValhallaRouter:
    """A ``Router`` over one map; open it with ``open_router``."""

    def __init__(self, actor: Actor, thread: ThreadPoolExecutor) -> None:
        self._actor = actor
        self._thread = thread

    async def routes(self, request: RouteRequest) -> tuple[Route, ...]:
        """Return the best route and up to ``request.alternatives`` others, best first.

        Raises:
            RouteError: there is none; the code says why.
        """
        asked = requests.route_request(request)
        return await self._ask(
            self._actor.route,
            asked,
            lambda answer: answers.read_routes(self._with_exits(answer), request),
        )

    async def drives(self, start: Point, ends: Sequence[Point]) -> tuple[Drive | None, ...]:
        """Return the way by car to each end, None for one that can't be reached.

        Raises:
            RouteError: there is no road at the start.
        """
        return await self._matrix([start], ends, start)

    async def drives_to(self, starts: Sequence[Point], end: Point) -> tuple[Drive | None, ...]:
        """Return the way by car from each start, None for one that leads nowhere.

        Raises:
            RouteError: there is no road at the end.
        """
        return await self._matrix(starts, [end], end)

    async def reach(
        self, start: Point, *, minutes: float | None = None, length_m: float | None = None
    ) -> tuple[tuple[Point, ...], ...]:
        """Return outlines of what can be reached in a time or over a length (give one).

        Raises:
            RouteError: there is no road at the start.
        """
        asked = requests.reach_request(start, minutes, length_m)
        return await self._ask(self._actor.isochrone, asked, answers.read_reach)

    async def road_at(self, point: Point, heading: float | None = None) -> Road:
        """Return the road at a position.

        Raises:
            RouteError: (``route_off_map``) there is none near it.
        """
        asked = requests.locate_request(point)
        road = await self._ask(
            self._actor.locate, asked, lambda answer: answers.read_road(answer, heading)
        )
        if road is None:
            raise RouteError("There is no road near this place.", code="route_off_map")
        return road

    async def warm(self, point: Point) -> None:
        """Plan a short route, so that the next one doesn't have to load what all need."""
        away = Point(point.lat + _WARM_DEGREES, point.lon + _WARM_DEGREES)
        asked = requests.route_request(RouteRequest((point, away)))
        for place in asked["locations"]:
            place["search_cutoff"] = _WARM_M  # the middle of a map may be at sea
        with suppress(RouteError):  # no road there either: the first route will be slower
            await self._ask(self._actor.route, asked, bool)

    def _with_exits(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer with the exits of its roundabouts counted (in the thread)."""
        trips = [answer["trip"], *(other["trip"] for other in answer.get("alternates", ()))]
        for trip in trips:
            trip["legs"] = [
                self._counted(leg) if roundabouts.has_roundabout(leg) else leg
                for leg in trip["legs"]
            ]
        return answer

    def _counted(self, leg: dict[str, Any]) -> dict[str, Any]:
        request = requests.walk_request(leg["shape"], roundabouts.ATTRIBUTES)
        try:
            edges = self._actor.trace_attributes(request)["edges"]
        except RuntimeError:
            return leg  # the engine's own count stays
        return roundabouts.counted(leg, edges)

    async def _matrix(
        self, starts: Sequence[Point], ends: Sequence[Point], common: Point
    ) -> tuple[Drive | None, ...]:
        """Return the drives from each start to each end; a point off the map spoils no other."""
        pairs = [(start, end) for start in starts for end in ends]
        if not pairs:
            return ()
        asked = requests.matrix_request(starts, ends)
        try:
            return await self._ask(self._actor.matrix, asked, answers.read_drives)
        except RouteError as error:
            if error.code not in _UNREACHED:
                raise
        await self.road_at(common)
        if len(pairs) == 1:
            return (None,)
        return tuple([(await self._matrix([one], [other], common))[0] for one, other in pairs])

    async def _ask(
        self, action: Callable[[Any], Any], request: Any, read: Callable[[Any], Answer]
    ) -> Answer:
        def work() -> Answer:
            try:
                answer = action(request)
            except RuntimeError as error:  # the root of ValhallaError, too
                raise route_error(error) from error
            return read(answer)

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
