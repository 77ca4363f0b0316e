"""One installed map, opened: its places and its router.

async with open_map(region) as opened:
opened.places.nearest("cafe", here)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import MapError
from assistant.navigation.interface import Filters, Found, PlaceSearch, Region
from assistant.navigation.routes.interface import Router


@dataclass(frozen=True, slots=True)
class OpenMap:
    """An installed map, opened."""

    region: Region
    places: PlaceSearch
    router: Router


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
    places = await asyncio.to_thread(open_places, region.places, region.manifest.timezone)
    async with open_router(region.tiles, region.box.centre) as router:
        yield OpenMap(region, places, router)


def warm(opened: OpenMap) -> list[Found]:
    """Search once for each kind of answer, so that the first real search is as fast as any.

    Returns the restaurants near the middle; that they are open was looked up, too.
    """
    centre = opened.region.box.centre
    for language, name in (("en", "market square"), ("zh", "市场")):
        opened.places.by_name(name, language, centre, 1)
    now = Filters(now=datetime.now())  # noqa: DTZ005  any time does
    return opened.places.nearest("restaurant", centre, 5, now)
