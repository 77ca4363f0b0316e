"""A supervised engine in a process of its own: a crash or a hang costs one call, not the car.

    worker = WorkerProcess("recognition", EngineSpec("assistant.recognition.whisper:WhisperEngine",
                                                     {"model_dir": "..."}))
    await worker.start()
    answer = await worker.call("recognize", samples, options, timeout_s=5.0)

The child is a fresh interpreter, so it inherits no lock, socket or thread. When it dies, also
while idle, the next one starts at once; calls made meanwhile wait for it within their time.
Everything here runs on the event loop's thread and never blocks it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psutil

from assistant.clock import at_work
from assistant.errors import AssistantError, EngineDiedError, EngineTimeoutError
from assistant.workers.backoff import restart_delay_s
from assistant.workers.link import End, EngineSpec, Inbox, Link
from assistant.workers.wire import CALL, STREAM

READY_TIMEOUT_S = 30.0
_WORTH_WAITING_S = 1.0
_LOGGER = logging.getLogger(__name__)


class WorkerState(StrEnum):
    """What a worker is doing."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"  # can't be started now; another try follows


@dataclass(frozen=True, slots=True)
class WorkerHealth:
    """A change worth telling: the worker, its new state, why, and how often it restarted."""

    name: str
    state: WorkerState
    reason: str = ""
    restarts: int = 0


OnHealth = Callable[[WorkerHealth], None]


def ignore_health(_: WorkerHealth) -> None:
    """Tell nobody."""


class WorkerProcess:
    """Runs one engine in a child process and keeps it alive."""

    def __init__(
        self,
        name: str,
        spec: EngineSpec,
        *,
        ready_timeout_s: float = READY_TIMEOUT_S,
        on_health: OnHealth = ignore_health,
    ) -> None:
        self.name = name
        self.restarts = 0
        self._spec = spec
        self._ready_timeout_s = ready_timeout_s
        self._on_health = on_health
        self._link: Link | None = None
        self._state = WorkerState.STOPPED
        self._changed = asyncio.Condition()
        self._waiting_s = 0.0
        self._deaths_s: deque[float] = deque(maxlen=16)
        self._keeper: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """True when a call would be served now."""
        serving = self._link is not None and self._link.alive
        return serving and self._state is WorkerState.READY

    @property
    def state(self) -> WorkerState:
        """What the worker is doing."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is no child."""
        return self._link.pid if self._link is not None and self._link.alive else None

    @property
    def rss_mb(self) -> float:
        """The child's resident memory in MB (2**20 bytes), 0.0 while there is no child."""
        if self.pid is None:
            return 0.0
        try:
            return float(psutil.Process(self.pid).memory_info().rss) / 2**20
        except psutil.Error:
            return 0.0

    async def start(self) -> None:
        """Start the engine and wait until it is loaded.

        Raises:
            EngineTimeoutError: it was not ready in time.
            AssistantError: it can't be built; nothing is left running.
        """
        if self._keeper is not None:
            return
        link = await self._launch()
        self._keeper = asyncio.create_task(self._keep(link))

    async def call(self, method: str, *args: Any, timeout_s: float) -> Any:
        """Return what ``engine.method(*args)`` returns.

        Raises:
            EngineTimeoutError: no answer in time; the engine was killed and starts again.
            EngineDiedError: its process ended; it starts again.
            AssistantError: what the engine raised.
        """
        pieces = self._exchange(CALL, method, args, timeout_s)
        try:
            return await anext(pieces)
        finally:
            await pieces.aclose()

    def stream(self, method: str, *args: Any, timeout_s: float) -> AsyncGenerator[Any]:
        """Yield what ``engine.method(*args)`` yields; ``timeout_s`` counts for each piece.

        Closing the generator stops the engine's work before its next piece.

        Raises:
            AssistantError: as ``call``.
        """
        return self._exchange(STREAM, method, args, timeout_s)

    async def close(self) -> None:
        """End the child and the watch over it."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        if self._link is not None:
            await self._link.close()
            self._link = None
        await self._become(WorkerState.STOPPED)

    async def _exchange(
        self, kind: str, method: str, args: tuple[Any, ...], timeout_s: float
    ) -> AsyncGenerator[Any]:
        clock = asyncio.get_running_loop().time
        deadline_s = clock() + timeout_s
        link = await self._usable(deadline_s)
        job, inbox = link.begin(kind, method, args)
        try:
            while True:
                piece = await self._next(link, inbox, deadline_s)
                if isinstance(piece, End):
                    if piece.error is not None:
                        raise piece.error
                    return
                yield piece
                deadline_s = clock() + timeout_s
        finally:
            link.finish(job)

    async def _next(self, link: Link, inbox: Inbox, deadline_s: float) -> Any:
        try:
            async with asyncio.timeout_at(deadline_s):
                with at_work():
                    return await inbox.get()
        except TimeoutError as error:
            _LOGGER.warning("%s: hung, killing it", self.name)
            link.kill(EngineDiedError(f"{self.name}: stopped because an earlier call hung"))
            raise EngineTimeoutError(f"{self.name}: no answer in time") from error

    async def _usable(self, deadline_s: float) -> Link:
        """Wait for a child that is ready, while that is worth it."""
        try:
            async with asyncio.timeout_at(deadline_s), self._changed:
                await self._changed.wait_for(self._decided)
        except TimeoutError as error:
            raise EngineTimeoutError(f"{self.name}: not ready in time") from error
        link = self._link
        if link is None or not self.ready:
            raise EngineDiedError(f"{self.name}: not running")
        return link

    def _decided(self) -> bool:
        hopeless = self._waiting_s > _WORTH_WAITING_S
        return self.ready or hopeless or self._state is WorkerState.STOPPED

    async def _launch(self) -> Link:
        await self._become(WorkerState.STARTING)
        with at_work():
            link = await Link.open(self._spec)
        self._link = link
        try:
            async with asyncio.timeout(self._ready_timeout_s):
                with at_work():
                    await link.started()
        except BaseException as error:  # not only errors: a cancelled start must not leak
            link.kill(EngineDiedError(f"{self.name}: stopped while starting"))
            await asyncio.shield(link.ended)
            self._link = None
            await self._become(WorkerState.STOPPED, reason=str(error))
            if isinstance(error, TimeoutError):
                raise EngineTimeoutError(f"{self.name}: not ready in time") from error
            raise
        await self._become(WorkerState.READY)
        return link

    async def _keep(self, link: Link) -> None:
        """Start the engine again whenever it ends, with pauses when it keeps ending."""
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.shield(link.ended)
            self._deaths_s.append(clock())
            self.restarts += 1
            reason = "the process ended"
            while True:
                self._waiting_s = restart_delay_s(self._deaths_s, clock())
                await self._become(WorkerState.FAILED, reason=reason)
                await asyncio.sleep(self._waiting_s)
                self._waiting_s = 0.0
                try:
                    link = await self._launch()
                    break
                except AssistantError as error:
                    self._deaths_s.append(clock())
                    reason = str(error)

    async def _become(self, state: WorkerState, reason: str = "") -> None:
        self._state = state
        if state is WorkerState.FAILED:
            _LOGGER.warning("%s: %s; restart in %.1f s", self.name, reason, self._waiting_s)
        self._on_health(WorkerHealth(self.name, state, reason, self.restarts))
        async with self._changed:
            self._changed.notify_all()
