"""The port of what draws for the gallery: the drawing process, or a cloud beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from assistant.imaging.interface import Capabilities, PictureRequest
from assistant.imaging.worker import Drawn, Shown


class Drawing(Protocol):
    """Draws pictures one after the other; see ``drawer.Drawer``."""

    async def ready(self, engine: str) -> None:
        """Load an engine.

        Raises:
            PictureError: it can't be loaded.
        """
        ...

    async def capabilities(self, engine: str) -> Capabilities:
        """Return what an engine can do.

        Raises:
            PictureError: it can't be loaded.
        """
        ...

    async def draw(
        self,
        engine: str,
        request: PictureRequest,
        limit_s: float,
        on_shown: Callable[[Shown], None],
    ) -> Drawn:
        """Return a picture; ``on_shown`` is told how far it is.

        Raises:
            PictureError: it can't be drawn, or took longer than ``limit_s``.
        """
        ...

    def elsewhere(self, limit_s: float) -> bool:
        """Return whether words that can't be drawn here would be drawn elsewhere now."""
        ...

    def elsewhere_later(self, limit_s: float) -> bool:
        """Return whether they would be drawn elsewhere once there is a good connection."""
        ...

    async def put_off(self, prompt: str, language: str, zone: str) -> None:
        """Have words drawn elsewhere once there is a good connection.

        Raises:
            PictureError: nothing elsewhere draws, or too much is waiting.
        """
        ...

    async def close(self) -> None:
        """End what draws."""
        ...
