"""Put the media service together: player, library, stations, ducking, remote control."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from assistant.config import MediaSettings
from assistant.errors import DeviceError
from assistant.media.deck import Deck
from assistant.media.ducking import Ducking
from assistant.media.library import Library
from assistant.media.mpris import offer_mpris
from assistant.media.mpv import MpvPlayer
from assistant.media.service import Media
from assistant.media.stations import BUNDLED, read_stations
from assistant.observe.bus import EventBus

_LOGGER = logging.getLogger(__name__)


@asynccontextmanager
async def open_media(
    settings: MediaSettings, data_dir: Path, bus: EventBus, *, live: bool
) -> AsyncIterator[Media]:
    """Start the service, and stop it at the end.

    ``live`` is True in a running service: it scans the folders, plays on what a restart
    interrupted, and can be controlled over MPRIS.

    Raises:
        ConfigError: the list of stations is wrong.
    """
    media = _media(settings, data_dir)
    deck, library = media.deck, media.library
    async with AsyncExitStack() as stack:
        stack.callback(library.close)
        if deck is not None:
            stack.callback(deck.close)
            stack.enter_context(bus.listening(Ducking(deck.duck).hear))
        if live:
            jobs = [asyncio.create_task(media.keep_scanned())]
            if deck is not None:
                await deck.restore()
                jobs.append(asyncio.create_task(deck.keep_saved()))
                await stack.enter_async_context(offer_mpris(deck))
            stack.push_async_callback(_stop, jobs)
        yield media


def _media(settings: MediaSettings, data_dir: Path) -> Media:
    folders = [Path(folder).expanduser() for folder in settings.folders]
    stations = Path(settings.stations).expanduser() if settings.stations else BUNDLED
    library = Library(data_dir / "music.sqlite", folders)
    return Media(_deck(settings, data_dir), library, read_stations(stations))


def _deck(settings: MediaSettings, data_dir: Path) -> Deck | None:
    try:
        player = MpvPlayer(settings.output)
    except DeviceError as error:
        _LOGGER.warning("%s", error)
        return None
    return Deck(player, data_dir / "queue.json")


async def _stop(jobs: list[asyncio.Task[None]]) -> None:
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
