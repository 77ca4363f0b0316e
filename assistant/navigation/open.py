"""Start navigation on the installed map, and stop it at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from assistant.config import Config
from assistant.errors import AssistantError, MapError
from assistant.events import NavigationChanged
from assistant.navigation.guidance.distances import Units
from assistant.navigation.interface import NO_FILTERS, Region
from assistant.navigation.lookups import NavigationParts, OpenMap
from assistant.navigation.maps.store import open_maps
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

RANGE = "Vehicle.Powertrain.Range"
POWERTRAIN = "Vehicle.Powertrain.Type"


@asynccontextmanager
async def open_map(region: Region) -> AsyncIterator[OpenMap]:
    """Open a map for the block.

    Raises:
        MapError: a file of it is missing or can't be read, or the libraries are missing.
    """
    try:
        from assistant.navigation.places.search import open_places  # noqa: PLC0415
        from assistant.navigation.routes.valhalla import open_router  # noqa: PLC0415
    except ImportError as error:  # they take long to load, and come with the extra
        raise MapError("Libraries are missing: install the `navigation` extra.") from error
    places = await asyncio.to_thread(open_places, region.places)
    async with open_router(region.tiles, region.box.centre) as router:
        yield OpenMap(region, places, router)


@asynccontextmanager
async def open_navigation(
    config: Config, vehicle: Vehicle, events: EventBus, now: Callable[[], float]
) -> AsyncIterator[Navigation]:
    """Yield navigation on the installed map; without one it says so when it is asked.

    It follows the car while the block runs.
    """
    locator = Locator(vehicle.read, now, Datum(config.vehicle.datum))
    async with AsyncExitStack() as stack:
        parts = NavigationParts(
            map=await _map(config, locator.locate(), stack),
            saved=SavedPlaces(config.data_dir / "places.json"),
            where=locator.locate,
            now=now,
            wall=lambda: datetime.now().astimezone(),
            tell=lambda news: _told(news, events, now()),
            range_m=lambda: _number(vehicle, RANGE),
            station=lambda: "charging" if _electric(vehicle) else "fuel",
            units=Units.IMPERIAL if config.market == "us" else Units.METRIC,
        )
        navigation = Navigation(parts)
        tasks = [asyncio.create_task(follow(navigation, locator.locate))]
        if parts.map is not None:
            tasks.append(asyncio.create_task(asyncio.to_thread(_warm, parts.map)))
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
        if navigation.guide is not None:
            navigation.guide.move(where())
        await asyncio.sleep(LOOK_S)


def region_for(config: Config, fix: Fix | None) -> Region | None:
    """Return the installed map of where the car is, else any; None without one."""
    store = open_maps(config)
    here = store.region_at(fix.point) if fix is not None else None
    return here or next(iter(store.regions()), None)


async def _map(config: Config, fix: Fix | None, stack: AsyncExitStack) -> OpenMap | None:
    """Return the map, opened; None without one or when it can't be read."""
    try:
        region = region_for(config, fix)
        return await stack.enter_async_context(open_map(region)) if region else None
    except AssistantError as error:
        _LOGGER.warning(
            "The map can't be used (%s); `assistant maps verify` tells more", error.code
        )
        return None


def _warm(opened: OpenMap) -> None:
    """Search once for each kind of answer, so that the first real search is as fast as any."""
    centre = opened.region.box.centre
    for language, name in (("en", "market square"), ("zh", "市场")):
        opened.places.nearest("cafe", centre, 1, NO_FILTERS)
        opened.places.by_name(name, language, centre, 1)


def _told(news: News, events: EventBus, at_s: float) -> None:
    """Emit what happened on a trip; what guidance says is a notice when it is said."""
    if news.kind == "prompt":
        return
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
