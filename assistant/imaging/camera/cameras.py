"""The car's cameras for whoever watches: opened with the first viewer, closed after the last.

async with cameras.watching("rear") as feed:
    async for shot in feed.shots():
        ...

Each watched camera has a process of its own (``eye``). When that hangs or dies, viewers see
within a second that there is no picture, and it starts again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.errors import NotFoundError
from assistant.imaging.camera.feed import Feed, See
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.imaging.camera.settings import CameraSettings
from assistant.imaging.camera.source import ENVIRONMENT, MIRROR, Source
from assistant.imaging.interface import Size
from assistant.workers.link import EngineSpec

NICENESS = 5
"""Voice goes before pictures."""


class Cameras:
    """All cameras of the settings."""

    def __init__(self, settings: CameraSettings, see: See) -> None:
        """``see`` is asked before each shot of the mirror."""
        self.sources: dict[str, Source] = settings.sources
        """The cameras by name."""
        self._settings = settings
        self._see = see
        self._feeds: dict[str, Feed] = {}

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """Those that run now."""
        return tuple(feed for feed in self._feeds.values() if not feed.over)

    @property
    def size(self) -> Size:
        """The largest size that is shown."""
        return self._settings.width, self._settings.height

    @asynccontextmanager
    async def watching(self, name: str) -> AsyncIterator[Feed]:
        """Watch a camera for the duration of a block.

        Raises:
            NotFoundError: there is no such camera.
        """
        if name not in self.sources:
            known = ", ".join(sorted(self.sources)) or "none; name them under [camera]"
            raise NotFoundError(f"There is no camera {name[:40]!r}; there is {known}.")
        feed = self._feeds.get(name)
        if feed is None or feed.over:
            feed = self._feeds[name] = Feed(self._spec(name), self._overlay(name), self.size)
        with feed.watched():
            yield feed

    async def aclose(self) -> None:
        """End all cameras."""
        feeds, self._feeds = self._feeds, {}
        await asyncio.gather(*(feed.close() for feed in feeds.values()))

    def _spec(self, name: str) -> EngineSpec:
        settings = self._settings
        kwargs = {
            "source": settings.devices[name],
            "size": self.size,
            "fps": settings.fps,
            "mirror": name == MIRROR,
        }
        factory = "assistant.imaging.camera.eye:open_eye"
        return EngineSpec(factory, kwargs, niceness=NICENESS, environment=ENVIRONMENT)

    def _overlay(self, name: str) -> See:
        if name == MIRROR:
            return self._see
        return lambda: OverlayState(language=self._see().language)
