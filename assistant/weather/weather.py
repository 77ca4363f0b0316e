"""The last forecast that the car got, kept on disk. Implements ``Service`` as ``weather``.

It is fetched only where an operator named a server, and only for a rounded place. Skills see
its age and say it; without one there is nothing to see.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.diary.files import set_aside, write_whole
from assistant.errors import DownloadError, InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker
from assistant.weather.fetch import Fetch, fetch
from assistant.weather.forecast import FORECAST, Forecast, as_data, distance_km, parse, query

_LOGGER = logging.getLogger(__name__)

Place = tuple[float, float]

LOOK_S = 600.0
"""So often it is asked whether the forecast is old or for elsewhere; also after a failure."""

OLD_S = 3600.0
"""An older forecast is fetched anew."""

NEAR_KM = 25.0
"""A forecast for a place within this distance is for here."""

PLACE_DIGITS = 1
"""Decimals of the degrees that a server is told: about 11 km."""


class Weather:
    """The forecast for where the car is. Implements ``Service``."""

    def __init__(
        self,
        path: Path,
        wall: Callable[[], float],
        where: Callable[[], Place | None],
        url: str = "",
        get: Fetch = fetch,
    ) -> None:
        """``wall`` gives seconds since the epoch, ``where`` the car's place in degrees."""
        self._path = path
        self._wall = wall
        self._where = where
        self._url = url
        self._get = get
        self._failing = False
        self._forecast = _read(path)

    @property
    def name(self) -> str:
        """``weather``."""
        return "weather"

    def seen(self) -> dict[str, Any]:
        """Return ``{"age_s", "away_km", "hours", "days"}``; nothing without a forecast."""
        if self._forecast is None:
            return {}
        return as_data(self._forecast, self._wall(), self._where())

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  nothing to do
        """Refuse: the weather can't be changed.

        Raises:
            InputError: always.
        """
        raise InputError(f"The weather takes no effects; {effect.kind!r} is unknown.")

    async def keep_fresh(self) -> None:
        """Fetch whenever the forecast is old or for elsewhere, for ever; failures are retried."""
        while self._url:
            if self._wanted():
                await self._try()
            await asyncio.sleep(LOOK_S)

    async def refresh(self) -> None:
        """Fetch and keep the forecast for where the car is.

        Raises:
            DownloadError: the place is unknown, or no forecast was delivered.
            OSError: it can't be written.
        """
        place = self._where()
        if place is None:
            raise DownloadError("The car's place is unknown.")
        latitude, longitude = (round(degrees, PLACE_DIGITS) for degrees in place)
        body = await self._get(self._url, query(latitude, longitude))
        self._forecast = parse(body, self._wall(), (latitude, longitude))
        write_whole(self._path, FORECAST.dump_json(self._forecast))

    def _wanted(self) -> bool:
        place, kept = self._where(), self._forecast
        if place is None:
            return False
        if kept is None or self._wall() - kept.fetched_s >= OLD_S:
            return True
        return distance_km(place, (kept.latitude, kept.longitude)) > NEAR_KM

    async def _try(self) -> None:
        """Fetch; tell once when it fails, and once when it works again."""
        try:
            await self.refresh()
        except (DownloadError, OSError) as error:
            if not self._failing:
                _LOGGER.warning("No new forecast: %s", error)
            self._failing = True
            return
        if self._failing:
            _LOGGER.info("Forecasts arrive again.")
        self._failing = False


def _read(path: Path) -> Forecast | None:
    if not path.is_file():
        return None
    try:
        return FORECAST.validate_json(path.read_bytes())
    except ValidationError:
        set_aside(path)
        return None
