"""One watched camera: the process that reads it, and its newest shot for any number of viewers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager

from assistant.errors import AssistantError
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.imaging.camera.presence import Trouble
from assistant.imaging.camera.shot import Shot
from assistant.imaging.interface import Size
from assistant.workers.link import EngineSpec
from assistant.workers.process import WorkerProcess

SHOT_S = 0.8
"""How long a camera's process may take for a shot before it counts as hung."""

LINGER_S = 3.0
"""How long a camera stays open without viewers: who reloads a page need not wait."""

AGAIN_S = 0.5
"""How often viewers hear of a process that is down."""

_LOGGER = logging.getLogger(__name__)

See = Callable[[], OverlayState]
"""Returns what is to be drawn over the picture now."""


class Feed:
    """The newest shot of one camera. It runs while somebody watches, and a little longer."""

    def __init__(self, spec: EngineSpec, see: See, size: Size) -> None:
        """``spec`` is that of an ``Eye``; ``see`` is asked before each of its shots."""
        self.over = False
        """True once it has ended, and another one must be made."""
        self.worker = WorkerProcess("camera", spec)
        self._see = see
        self._size = size
        self._viewers = 0
        self._ending: asyncio.TimerHandle | None = None
        self._running: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()
        self._seq = 0
        self._language = "en"
        self._shot: Shot | None = None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Run for the duration of a block."""
        self._viewers += 1
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        if self._running is None:
            self._running = asyncio.create_task(self._run())
            self._running.add_done_callback(_noted)
        try:
            yield
        finally:
            self._viewers -= 1
            if self._viewers == 0:
                self._ending = asyncio.get_running_loop().call_later(LINGER_S, self._end)

    async def shots(self) -> AsyncGenerator[Shot]:
        """Yield shots as they come, leaving out those for which the viewer had no time.

        When the feed ends, the last one says that there is no picture any more.
        """
        seq = 0
        while True:
            seq, shot = await self._newer(seq)
            if shot is None or self.over:
                yield await asyncio.to_thread(told, Trouble.BROKEN, self._language, self._size)
                return
            yield shot

    async def _newer(self, seq: int) -> tuple[int, Shot | None]:
        async with self._news:
            await self._news.wait_for(lambda: self._seq > seq or self.over)
            return self._seq, self._shot

    async def close(self) -> None:
        """End, whoever watches."""
        self._end()
        await self.ended()

    async def ended(self) -> None:
        """Wait until it has ended and its process is gone."""
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    def _end(self) -> None:
        self.over = True
        if self._ending is not None:
            self._ending.cancel()
        if self._running is not None:
            self._running.cancel()

    async def _run(self) -> None:
        try:
            await self._start()
            while True:
                try:
                    shot = await self.worker.call("shot", self._see(), timeout_s=SHOT_S)
                except AssistantError as error:
                    _LOGGER.info("A camera's process: %s", error.code)
                    await self._tell(Trouble.BROKEN)
                    await asyncio.sleep(AGAIN_S)
                else:
                    if shot is not None:
                        await self._publish(shot)
        finally:
            self.over = True
            await self.worker.close()
            async with self._news:
                self._news.notify_all()

    async def _start(self) -> None:
        await self._tell(Trouble.STARTING)
        while True:
            try:
                await self.worker.start()
            except AssistantError as error:
                _LOGGER.warning("A camera can't be shown: %s", error)
                await self._tell(Trouble.BROKEN)
                await asyncio.sleep(AGAIN_S)
            else:
                return

    async def _publish(self, shot: Shot) -> None:
        async with self._news:
            self._seq, self._shot = self._seq + 1, shot
            self._news.notify_all()

    async def _tell(self, trouble: Trouble) -> None:
        self._language = self._see().language
        await self._publish(await asyncio.to_thread(told, trouble, self._language, self._size))


def _noted(task: asyncio.Task[None]) -> None:
    """Log why a feed ended by itself."""
    if not task.cancelled() and task.exception() is not None:
        _LOGGER.error("A camera's feed failed", exc_info=task.exception())


def told(trouble: Trouble, language: str, size: Size) -> Shot:
    """Return a shot that says why there is no picture."""
    # Only a picture that this process draws itself pays for the drawing libraries.
    from assistant.imaging.camera.mirror import jpeg_of  # noqa: PLC0415
    from assistant.imaging.camera.notice import draw_notice  # noqa: PLC0415

    jpeg, now_s = jpeg_of(draw_notice(trouble, language, size)), time.monotonic()
    return Shot(jpeg, size, 0, now_s, now_s, trouble)
