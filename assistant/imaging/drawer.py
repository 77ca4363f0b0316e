"""The drawing process, parent side: one picture at a time, started when needed, ended when idle."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager

from assistant.errors import (
    AssistantError,
    EngineDiedError,
    EngineError,
    EngineTimeoutError,
    PictureError,
)
from assistant.imaging.interface import Capabilities, PictureRequest
from assistant.imaging.worker import FACTORY, Drawn, EngineOf, Failed, Shown
from assistant.workers.link import EngineSpec
from assistant.workers.process import OnHealth, WorkerProcess, WorkerState, ignore_health

NICENESS = 15
"""The kernel gives voice about thirty times the share of a process that is this nice."""

SILENT_S = 10.0
"""A drawing process that says nothing for so long hangs; at its low priority, one that only
waits for a busy machine is silent for seconds, too."""

LOAD_S = 30.0
"""How long an engine may take to load its files."""

STOP_S = 0.5
"""How long an engine may take to notice that it was stopped, before its process is ended."""

_LOGGER = logging.getLogger(__name__)


class Drawer:
    """Draws in a child process of low priority.

    ``idle_s`` after the last picture the process ends and its memory is free again.
    """

    def __init__(
        self,
        engines: Mapping[str, EngineOf],
        *,
        idle_s: float,
        on_health: OnHealth = ignore_health,
        silent_s: float = SILENT_S,
    ) -> None:
        spec = EngineSpec(FACTORY, {"engines": dict(engines)}, NICENESS)
        self.worker = WorkerProcess("pictures", spec, on_health=on_health)
        self._idle_s = idle_s
        self._silent_s = silent_s
        self._one_at_a_time = asyncio.Lock()
        self._able: dict[str, Capabilities] = {}
        self._resting: asyncio.Task[None] | None = None

    async def ready(self, engine: str) -> None:
        """Start the process and load an engine, so that the next picture begins at once.

        Raises:
            PictureError: it can't be started.
        """
        if self._one_at_a_time.locked():
            return  # it draws, so it is there
        async with self._at_work():
            await self._asked(engine)

    async def capabilities(self, engine: str) -> Capabilities:
        """Return what an engine can do; the first time, it is loaded for that.

        Raises:
            PictureError: it can't be loaded, or the process ended.
        """
        if engine not in self._able:
            async with self._at_work():
                self._able[engine] = await self._asked(engine)
        return self._able[engine]

    async def draw(
        self,
        engine: str,
        request: PictureRequest,
        limit_s: float,
        on_shown: Callable[[Shown], None],
    ) -> Drawn:
        """Return a picture once those asked for earlier are done; cancelling stops it at once.

        Args:
            engine: the name of one of the engines.
            request: what to draw.
            limit_s: how long it may take, not counting the wait for others.
            on_shown: is told how far it is.

        Raises:
            PictureError: it can't be drawn, took too long, or the process ended.
        """
        async with self._at_work():
            return await self._drawn(engine, request, limit_s, on_shown)

    def elsewhere(self, limit_s: float) -> bool:
        """Return False: this process draws all that there is."""
        del limit_s
        return False

    def elsewhere_later(self, limit_s: float) -> bool:
        """Return False: this process draws all that there is."""
        del limit_s
        return False

    async def put_off(self, prompt: str, language: str, zone: str) -> None:
        """Refuse.

        Raises:
            PictureError: always; nothing is drawn elsewhere.
        """
        del prompt, language, zone
        raise PictureError("No endpoint draws pictures: see docs/cloud.md.")

    async def close(self) -> None:
        """End the process."""
        self._stay()
        await self.worker.close()

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        """Wait for the turn, and keep the process for the block."""
        async with self._one_at_a_time:
            self._stay()
            try:
                await self._start()
                yield
            finally:
                self._rest_later()

    async def _asked(self, engine: str) -> Capabilities:
        try:
            able: Capabilities = await self.worker.call("capabilities", engine, timeout_s=LOAD_S)
        except AssistantError as error:
            raise PictureError(f"The engine {engine} can't be used: {error}") from error
        return able

    async def _start(self) -> None:
        """Wait until the process answers, also after it had to be started again."""
        try:
            await self.worker.start()
            await self.worker.call("rest", timeout_s=LOAD_S)
        except EngineError as error:
            raise PictureError(f"Pictures can't be drawn: {error}") from error

    async def _drawn(
        self,
        engine: str,
        request: PictureRequest,
        limit_s: float,
        on_shown: Callable[[Shown], None],
    ) -> Drawn:
        pieces = self.worker.stream("draw", engine, request, limit_s, timeout_s=self._silent_s)
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Shown):
                        on_shown(piece)
                    elif isinstance(piece, Failed):
                        raise PictureError(piece.message, code=piece.code)
                    elif isinstance(piece, Drawn):
                        return piece
        except asyncio.CancelledError:
            await self._settle()
            raise
        except EngineTimeoutError as error:
            message = "The picture took too long and was stopped."
            raise PictureError(message, code="picture_timeout") from error
        except EngineDiedError as error:
            raise PictureError("The drawing process ended; try again.") from error
        raise PictureError("The drawing process gave no picture.")

    async def _settle(self) -> None:
        """Wait until nothing is drawn any more; an engine that does not stop is ended."""
        with contextlib.suppress(EngineError):
            await self.worker.call("rest", timeout_s=STOP_S)

    def _stay(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _rest_later(self) -> None:
        if self._idle_s > 0 and self.worker.state is not WorkerState.STOPPED:
            self._resting = asyncio.create_task(self._rest())

    async def _rest(self) -> None:
        await asyncio.sleep(self._idle_s)
        async with self._one_at_a_time:
            try:
                await self.worker.close()
            except AssistantError as error:
                _LOGGER.warning("The drawing process did not end: %s", error.code)
