"""The running trip: guidance fed with positions, prompts that wait, new routes when off the old.

guide = Guide(lambda: router, options)
await guide.begin(destination, stops, here)
guide.move(fix)                     # about once a second
prompt = guide.take()               # when nobody speaks
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from assistant.errors import AssistantError, RouteError
from assistant.navigation.guidance.distances import Units
from assistant.navigation.guidance.events import (
    Arrived,
    Event,
    FixBack,
    FixLost,
    OffRoute,
    Progress,
    Prompt,
    Say,
    StopReached,
)
from assistant.navigation.guidance.machine import State, begin, feed
from assistant.navigation.guidance.plan import plan_of
from assistant.navigation.guidance.waiting import Waiting, put, take
from assistant.navigation.interface import Point
from assistant.navigation.plain import point_of
from assistant.navigation.position.fix import Fix
from assistant.navigation.routes.interface import (
    Avoid,
    Route,
    Router,
    RouteRequest,
    Side,
)
from assistant.navigation.routes.naming import Called, with_names

_LOGGER = logging.getLogger(__name__)

SLOW_MPS = 2.0
"""Slower than this, a heading says nothing."""

PlaceData = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trip:
    """Where the car is guided to. ``stops`` are those still ahead."""

    destination: PlaceData
    stops: tuple[PlaceData, ...]
    route: Route
    language: str


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened on a trip.

    ``kind`` is ``started``, ``progress``, ``off_route``, ``rerouted``, ``stop``,
    ``arrived``, ``ended``, ``lost`` or ``found`` (the receiver). ``side`` is that of the street
    on which a stop or the destination lies.
    """

    kind: str
    trip: Trip
    progress: Progress | None = None
    side: str = ""


@dataclass(frozen=True, slots=True)
class GuideOptions:
    """``now`` is monotonic; ``tell`` hears what happens; ``units`` are those of the market.

    ``language`` is that before the first trip, ``called`` names streets.
    """

    now: Callable[[], float]
    tell: Callable[[News], None]
    units: Units = Units.METRIC
    language: str = "en"
    called: Called = lambda name, _language: name


class Guide:
    """Guides along one trip at a time."""

    def __init__(self, router: Callable[[], Router], options: GuideOptions) -> None:
        """``router`` gives that of the map in use, or raises ``MapError``."""
        self.avoid: frozenset[Avoid] = frozenset()
        self.muted = False
        self.trip: Trip | None = None
        self.due = asyncio.Event()
        self._router = router
        self._options = options
        self._state: State | None = None
        self._waiting: Waiting = ()
        self._here: Fix | None = None
        self._language = options.language
        self._lines: list[Callable[[str], str]] = []
        self._planning: asyncio.Task[None] | None = None

    # --- trips ----------------------------------------------------------------------------

    async def begin(
        self, destination: PlaceData, stops: tuple[PlaceData, ...], here: Fix, language: str
    ) -> Trip:
        """Plan a route from here, and guide along it from now on.

        Raises:
            RouteError, MapError: there is none; a trip that was running goes on.
        """
        running = self.trip is not None
        routes = await self._plan(destination, stops, here, language)
        trip = Trip(destination, stops, routes[0], language)
        self._adopt(trip, "rerouted" if running else "started")
        return trip

    async def alternatives(self, here: Fix, count: int = 2) -> tuple[Route, ...]:
        """Return the best routes from here, that of the trip's wishes first.

        Raises:
            RouteError: there is none.
        """
        trip = self._running()
        return await self._plan(trip.destination, trip.stops, here, trip.language, count)

    def take_route(self, route: Route) -> None:
        """Go on along another route of the same trip."""
        self._adopt(replace(self._running(), route=route), "rerouted")

    def close(self) -> None:
        """Stop what is still being planned."""
        if self._planning is not None:
            self._planning.cancel()

    def end(self) -> None:
        """End the trip, if one runs."""
        self.close()
        if self.trip is not None:
            self._options.tell(News("ended", self.trip, self.progress))
        self._forget()

    @property
    def language(self) -> str:
        """That of the last trip."""
        return self._language

    @property
    def progress(self) -> Progress | None:
        """Where the car is on its route, None without a trip."""
        return self._state.progress if self._state is not None else None

    # --- guidance -------------------------------------------------------------------------

    def move(self, fix: Fix | None) -> None:
        """Go on with guidance from a new position; None while there is none."""
        if fix is not None:
            self._here = fix
        if self._state is None:
            return
        self._state, events = feed(self._state, fix, self._options.now())
        for event in events:
            self._happened(event)
            if self._state is None:
                return

    def take(self) -> Prompt | None:
        """Return what is to be said now, None for nothing; call it when nobody speaks."""
        if self._state is not None:
            prompt, self._waiting = take(self._waiting, self._options.now(), self._state.along_m)
        else:
            prompt, self._waiting = (self._waiting[-1] if self._waiting else None), ()
        if not self._waiting and not self._lines:
            self.due.clear()
        if prompt is None or self.muted:
            return None
        return prompt

    def announce(self, line: Callable[[str], str]) -> None:
        """Have something said that is no prompt, also while guidance is muted.

        ``line`` gives it in a language; it is said when nobody speaks.
        """
        self._lines.append(line)
        self.due.set()

    def take_line(self) -> str | None:
        """Return the next line that was announced, in the language of the prompts."""
        return self._lines.pop(0)(self._language) if self._lines else None

    def put_back(self, prompt: Prompt) -> None:
        """Keep a prompt that was cut short; it is said again if that is in time."""
        self._waiting = put(self._waiting, prompt)
        self.due.set()

    @property
    def coming(self) -> tuple[str, float] | None:
        """The next manoeuvre's sentence and how far it is (metres), None without a trip."""
        if self.trip is None or self.progress is None:
            return None
        manoeuvre = self.trip.route.manoeuvres[self.progress.manoeuvre]
        return manoeuvre.said.alert, self.progress.ahead_m

    @property
    def ahead(self) -> tuple[Point, ...]:
        """The line of the route that is still to be driven."""
        if self.trip is None or self._state is None:
            return ()
        return self.trip.route.shape[self._state.plan.line.segment(self._state.along_m) :]

    # --- what happens ---------------------------------------------------------------------

    def _happened(self, event: Event) -> None:
        trip = self._running()
        match event:
            case Say(prompt):
                self.put_back(prompt)
            case Progress():
                self._tell("progress")
            case OffRoute():
                self._tell("off_route")
                self._spawn(self._reroute(event))
            case StopReached(_, side):
                self.trip = replace(trip, stops=trip.stops[1:])
                self._tell("stop", side)
            case Arrived(side):
                self._tell("arrived", side)
                self._forget(keep_prompts=True)
            case FixLost() | FixBack():
                self._tell("lost" if isinstance(event, FixLost) else "found")

    def _tell(self, kind: str, side: Side = Side.UNKNOWN) -> None:
        if self.trip is not None:
            self._options.tell(News(kind, self.trip, self.progress, str(side)))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        if self._planning is not None:
            self._planning.cancel()
        self._planning = asyncio.get_running_loop().create_task(work)

    async def _reroute(self, off: OffRoute) -> None:
        """Plan again from where the car is; when no road leads on, guidance asks again."""
        trip, here = self._running(), self._here
        if here is None:
            return
        here = replace(here, point=off.point, heading=off.heading)
        try:
            routes = await self._plan(trip.destination, trip.stops, here, trip.language)
        except AssistantError as error:
            _LOGGER.info("No new route: %s", error.code)
            return
        if self.trip is not None:
            self._adopt(replace(self.trip, route=routes[0]), "rerouted")

    async def _plan(
        self,
        destination: PlaceData,
        stops: tuple[PlaceData, ...],
        here: Fix,
        language: str,
        alternatives: int = 0,
    ) -> tuple[Route, ...]:
        ends = tuple(point_of(place) for place in (*stops, destination))
        moving = here.speed_mps is not None and here.speed_mps >= SLOW_MPS
        request = RouteRequest(
            points=(here.point, *ends),
            heading=here.heading if moving else None,
            avoid=self.avoid,
            alternatives=alternatives,
            language=language,
        )
        called = self._options.called
        return tuple(with_names(one, called) for one in await self._router().routes(request))

    def _adopt(self, trip: Trip, kind: str) -> None:
        plan = plan_of(trip.route, onward=kind == "rerouted")
        self.trip, self._state = trip, begin(plan, self._options.units)
        self._language = trip.language
        self._waiting = ()
        self._tell(kind)

    def _running(self) -> Trip:
        if self.trip is None:
            raise RouteError("No trip is running.", code="route_no_trip")
        return self.trip

    def _forget(self, *, keep_prompts: bool = False) -> None:
        self.trip = self._state = None
        if not keep_prompts:
            self._waiting = ()
            if not self._lines:
                self.due.clear()
