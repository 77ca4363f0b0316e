"""Start navigation on the installed map, and stop it at the end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from assistant.config import Config
from assistant.errors import AssistantError
from assistant.events import NavigationChanged, ServiceState
from assistant.navigation.guidance.distances import Units
from assistant.navigation.guidance.sentences import about_map
from assistant.navigation.kept_trip import TripFile, resume
from assistant.navigation.lookups import NavigationParts
from assistant.navigation.map_in_use import MapInUse, Surroundings
from assistant.navigation.maps.store import open_maps
from assistant.navigation.other_maps import OtherMaps
from assistant.navigation.position.fix import Fix
from assistant.navigation.position.locator import Locator
from assistant.navigation.position.signals import Datum
from assistant.navigation.saved import SavedPlaces
from assistant.navigation.service import Navigation
from assistant.navigation.trip import News
from assistant.observe.bus import EventBus
from assistant.vehicle.interface import Vehicle

_LOGGER = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often guidance looks where the car is."""

LOOK_AT_MAPS_S = 5.0
"""How often it is seen whether a map is new, gone, or another one is needed."""

RANGE = "Vehicle.Powertrain.Range"
POWERTRAIN = "Vehicle.Powertrain.Type"


@asynccontextmanager
async def open_navigation(
    config: Config,
    vehicle: Vehicle,
    events: EventBus,
    now: Callable[[], float],
    *,
    live: bool = False,
    only: str = "",
) -> AsyncIterator[Navigation]:
    """Yield navigation on the installed map; without one it says so when it is asked.

    It follows the car while the block runs. ``live`` is True in a running service, whose trip
    goes on after a restart. ``only`` names a map to be used wherever the car is.
    """
    locator = Locator(vehicle.read, now, Datum(config.vehicle.datum))
    file = TripFile(config.data_dir / "trip.json" if live else None, time.time)

    def tell(news: News) -> None:
        file.note(news, navigation.guide)
        _told(news, events, now())

    def of_map(what: str) -> None:
        state = "degraded" if what in ("mending", "lost") else "ready"
        events.emit(ServiceState(at_s=now(), state=state, detail=f"map: {what}"))
        if what != "changed":
            to_say.put_nowait(what)
        elif navigation.left_behind:
            navigation.guide.end()
            to_say.put_nowait("left")

    to_say: asyncio.Queue[str] = asyncio.Queue()
    store = open_maps(config)
    around = Surroundings(locator.locate, now, lambda: navigation.ongoing)
    parts = NavigationParts(
        maps=MapInUse(store, around, of_map, only),
        others=OtherMaps(store.regions),
        saved=SavedPlaces(config.data_dir / "places.json"),
        where=locator.locate,
        now=now,
        wall=lambda: datetime.now().astimezone(),
        tell=tell,
        range_m=lambda: _number(vehicle, RANGE),
        station=lambda: "charging" if _electric(vehicle) else "fuel",
        units=Units.IMPERIAL if config.market == "us" else Units.METRIC,
        language=config.voice.languages[0],
    )
    navigation = Navigation(parts)
    async with parts.maps as maps:
        tasks = [
            asyncio.create_task(follow(navigation, locator.locate)),
            asyncio.create_task(_look_at_maps(maps)),
            asyncio.create_task(_say_of_map(to_say, navigation)),
            asyncio.create_task(resume(navigation, file, locator.locate, LOOK_S)),
        ]
        try:
            yield navigation
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            navigation.close()


async def follow(navigation: Navigation, where: Callable[[], Fix | None]) -> None:
    """Tell guidance where the car is, again and again, for ever."""
    while True:
        navigation.guide.move(where())
        await asyncio.sleep(LOOK_S)


async def _say_of_map(to_say: asyncio.Queue[str], navigation: Navigation) -> None:
    """Say what happens to the map, for ever."""
    while True:
        navigation.guide.announce(partial(about_map, await to_say.get()))


async def _look_at_maps(maps: MapInUse) -> None:
    """Use new maps as they come, for ever."""
    while True:
        await asyncio.sleep(LOOK_AT_MAPS_S)
        try:
            await maps.look()
        except (AssistantError, OSError) as error:
            _LOGGER.warning("The maps can't be looked at: %s", type(error).__name__)


def _told(news: News, events: EventBus, at_s: float) -> None:
    """Emit what happened on a trip; what guidance says is a notice when it is said."""
    progress = news.progress
    coming = news.trip.route.manoeuvres[progress.manoeuvre] if progress else None
    events.emit(
        NavigationChanged(
            at_s=at_s,
            state=news.kind,
            text=coming.said.alert if coming else "",
            ahead_m=progress.ahead_m if progress else 0.0,
            left_m=progress.left_m if progress else 0.0,
            left_s=progress.left_s if progress else 0.0,
            side=news.side,
        )
    )


def _electric(vehicle: Vehicle) -> bool:
    reading = vehicle.read(POWERTRAIN)
    return reading is not None and reading.value == "ELECTRIC"


def _number(vehicle: Vehicle, path: str) -> float | None:
    reading = vehicle.read(path)
    return float(reading.value) if reading and isinstance(reading.value, (int, float)) else None
