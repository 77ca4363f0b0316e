"""The services of a car, started together: what effects act on besides its signals."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from assistant.config import Config
from assistant.diary.bookmarks import Bookmarks
from assistant.diary.calendar import CalendarFile
from assistant.diary.notes import Notes
from assistant.skillhost.services import Service


@asynccontextmanager
async def start_services(config: Config) -> AsyncIterator[tuple[Service, ...]]:
    """Start all services, and stop them at the end; timers are the engine's own.

    Raises:
        AssistantError: a setting is wrong.
    """
    folder = config.data_dir
    yield (
        CalendarFile(folder / "calendar.ics", lambda: datetime.now().astimezone()),
        Notes(folder / "notes.json", time.time),
        Bookmarks(folder / "bookmarks.json"),
    )
