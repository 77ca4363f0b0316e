"""Look at what the car drives through: its signals, the clock, and the map around it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from assistant.errors import MapError
from assistant.imaging.land import land_in
from assistant.imaging.scenery import Around
from assistant.navigation.interface import Point
from assistant.navigation.service import Navigation
from assistant.navigation.tiles import ScreenTiles
from assistant.policy.state import SPEED
from assistant.vehicle.interface import Vehicle

FRESH_S = 30.0
"""Weather, light and height that are older than this are unknown."""

RAIN = "Vehicle.Body.Raindetection.Intensity"
LIGHT = "Vehicle.Exterior.LightIntensity"
TEMPERATURE = "Vehicle.Exterior.AirTemperature"
ALTITUDE = "Vehicle.CurrentLocation.Altitude"
FOG_LIGHTS = "Vehicle.Body.Lights.Fog.Front.IsOn"


class Lookout:
    """Tells the surroundings of the car now. ``now`` is the time of the vehicle's readings."""

    def __init__(
        self,
        vehicle: Vehicle,
        navigation: Navigation | None,
        now: Callable[[], float],
        wall: Callable[[], datetime],
    ) -> None:
        self._vehicle = vehicle
        self._navigation = navigation
        self._now = now
        self._wall = wall

    async def look(self) -> Around:
        """Return what is known now; the map is read in a thread."""
        wall = self._wall()
        fix = self._navigation.position if self._navigation is not None else None
        return Around(
            hour=wall.hour + wall.minute / 60,
            month=wall.month,
            latitude=fix.point.lat if fix is not None else None,
            land=await asyncio.to_thread(self._land, fix.point) if fix is not None else {},
            altitude_m=self._number(ALTITUDE),
            rain=self._number(RAIN),
            light=self._number(LIGHT),
            celsius=self._number(TEMPERATURE),
            fog_lights=bool(self._number(FOG_LIGHTS)),
            kmh=self._number(SPEED),
        )

    def _land(self, point: Point) -> Mapping[str, float]:
        opened = self._navigation.opened if self._navigation is not None else None
        if opened is None:
            return {}
        try:
            return land_in(ScreenTiles(opened.region.screen_tiles), point)
        except MapError:
            return {}

    def _number(self, path: str) -> float | None:
        reading = self._vehicle.read(path)
        if reading is None or isinstance(reading.value, str):
            return None
        fresh = self._now() - reading.at_s <= FRESH_S
        return float(reading.value) if fresh else None
