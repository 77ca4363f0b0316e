"""The services of a car, started together: what effects act on besides its signals."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime

from assistant.config import Config
from assistant.diary.bookmarks import Bookmarks
from assistant.diary.calendar import CalendarFile
from assistant.diary.notes import Notes
from assistant.diary.profiles import Profiles
from assistant.diary.seat_memory import SeatMemory
from assistant.diary.trips import Trips
from assistant.media.open import open_media
from assistant.navigation.open import open_navigation
from assistant.observe.bus import EventBus
from assistant.phone.open import open_phone
from assistant.skillhost.services import Service
from assistant.vehicle.interface import Vehicle
from assistant.weather.rates import Rates
from assistant.weather.weather import Place, Weather

LATITUDE = "Vehicle.CurrentLocation.Latitude"
LONGITUDE = "Vehicle.CurrentLocation.Longitude"


@asynccontextmanager
async def start_services(
    config: Config, vehicle: Vehicle, events: EventBus, now: Callable[[], float], *, live: bool
) -> AsyncIterator[tuple[Service, ...]]:
    """Start all services, and stop them at the end; timers are the engine's own.

    ``now`` is the time in terms of the vehicle's readings. ``live`` is True in a running
    service, where music plays on by itself after a restart.

    Raises:
        AssistantError: a setting is wrong.
    """
    folder, outside = config.data_dir, config.outside
    weather = Weather(folder / "forecast.json", time.time, _place_of(vehicle), outside.forecast_url)
    rates = Rates(folder / "rates.csv", date.today, outside.rates_url)
    fresh = [asyncio.create_task(one.keep_fresh()) for one in (weather, rates)]
    try:
        async with (
            open_media(config.media, folder, events, live=live) as media,
            open_phone(config, events) as calling,
            open_navigation(config, vehicle, events, now, live=live) as navigation,
        ):
            calling.phone.busy = media.hold
            yield (
                media,
                calling.phone,
                calling.messages,
                navigation,
                CalendarFile(folder / "calendar.ics", lambda: datetime.now().astimezone()),
                Notes(folder / "notes.json", time.time),
                Profiles(folder / "profiles.json"),
                Bookmarks(folder / "bookmarks.json"),
                SeatMemory(folder / "seat_memory.json"),
                Trips(folder / "trips.json"),
                weather,
                rates,
            )
    finally:
        for task in fresh:
            task.cancel()
        await asyncio.gather(*fresh, return_exceptions=True)


def _place_of(vehicle: Vehicle) -> Callable[[], Place | None]:
    """Return what tells where the car is, in degrees."""

    def where() -> Place | None:
        readings = (vehicle.read(LATITUDE), vehicle.read(LONGITUDE))
        degrees = [float(r.value) for r in readings if r is not None]
        return (degrees[0], degrees[1]) if len(degrees) == len(readings) else None

    return where
