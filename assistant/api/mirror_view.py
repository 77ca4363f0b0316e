"""What a running car's mirror shows over its picture: asked for each frame, so it only looks."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from assistant.api.trip_view import TURNS
from assistant.car import Assistant
from assistant.errors import AssistantError
from assistant.imaging.camera.car_view import Road, overlay_of
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.navigation.guidance.events import Progress
from assistant.navigation.trip import Trip

LIMIT_EACH_S = 1.0
"""How often the map is asked for the speed limit while somebody watches."""

LIMIT_HOLDS_S = 5.0
"""How long the last known limit is shown when the map gives no answer."""


class MirrorView:
    """Reads signals, trip and map of one car."""

    def __init__(self, car: Assistant) -> None:
        self._car = car
        self._limit_kmh: int | None = None
        self._limit_s = float("-inf")
        self._asked_s = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    def state(self) -> OverlayState:
        """Return the overlay now. Never waits."""
        car, now_s = self._car, self._car.now()
        self._refresh(now_s)
        known = now_s - self._limit_s <= LIMIT_HOLDS_S
        road = replace(self._turn(), limit_kmh=self._limit_kmh if known else None)
        imperial = car.config.market == "us"
        return overlay_of(car.vehicle.read, road, now_s, self._language(), imperial=imperial)

    def _language(self) -> str:
        navigation = self._car.navigation
        trip = navigation.guide.trip if navigation is not None else None
        return trip.language if trip is not None else self._car.config.voice.languages[0]

    def _turn(self) -> Road:
        guide = self._car.navigation.guide if self._car.navigation is not None else None
        if guide is None or guide.trip is None or guide.progress is None:
            return Road()
        return turn_of(guide.trip, guide.progress)

    def _refresh(self, now_s: float) -> None:
        idle = self._asking is None or self._asking.done()
        if idle and now_s - self._asked_s >= LIMIT_EACH_S:
            self._asked_s = now_s
            self._asking = asyncio.get_running_loop().create_task(self._ask_limit())

    async def _ask_limit(self) -> None:
        navigation = self._car.navigation
        if navigation is None or navigation.opened is None or navigation.position is None:
            return
        fix = navigation.position
        try:
            road = await navigation.opened.router.road_at(fix.point, fix.heading)
        except AssistantError:
            return  # off the map's roads: no limit is known
        self._limit_kmh, self._limit_s = road.speed_limit_kmh, self._car.now()


def turn_of(trip: Trip, progress: Progress) -> Road:
    """Return the next manoeuvre of a trip as the mirror shows it."""
    coming = trip.route.manoeuvres[progress.manoeuvre]
    return Road(TURNS.get(coming.kind, "straight"), progress.ahead_m, coming.exit_count or None)
