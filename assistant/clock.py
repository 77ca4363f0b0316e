"""Time, as something that is passed in: real, or virtual so that ten minutes take seconds.

All of the assistant's monotonic times are those of the running event loop. Under
``VirtualTimeLoop`` that time jumps to the next timer whenever nothing is left to do, so a
dialogue runs at once and always in the same order:

    >>> async def wait() -> float:
    ...     clock = MonotonicClock()
    ...     before = clock.now()
    ...     await clock.sleep_until(before + 600.0)
    ...     return clock.now() - before
    >>> run_virtual(wait())
    600.0
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol, TypeVar, TypeVarTuple, Unpack

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")
HUNG_S = 60.0
ReadyKeys = list[tuple[selectors.SelectorKey, int]]


class Clock(Protocol):
    """Monotonic time in seconds and a way to wait for it."""

    def now(self) -> float:
        """Return the time."""
        ...

    async def sleep_until(self, at_s: float) -> None:
        """Return when ``now`` has reached ``at_s``; at once (but yielding) if it has."""
        ...


class MonotonicClock:
    """The running event loop's time; on a plain loop that is ``time.monotonic``."""

    def now(self) -> float:
        """Return the running loop's time in seconds.

        Raises:
            RuntimeError: no event loop runs in this thread.
        """
        return asyncio.get_running_loop().time()

    async def sleep_until(self, at_s: float) -> None:
        """Return when the loop's time has reached ``at_s``."""
        await asyncio.sleep(max(0.0, at_s - self.now()))


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next timer instead of passing.

    While work is under way that was given to ``run_in_executor``, or that ``at_work`` marks,
    time stands still: real work takes no virtual time. Other sockets and processes are served,
    but not waited for as long as a timer is due.
    """

    def __init__(self, start_s: float = 0.0) -> None:
        self._virtual_s = start_s
        self._working = 0
        super().__init__(_JumpingSelector(self._must_wait, self._jump))

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self._virtual_s

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[Unpack[Arguments]], Result],
        *args: *Arguments,
    ) -> asyncio.Future[Result]:
        """Run ``func`` in a thread, with time standing still until it is done."""
        future = super().run_in_executor(executor, func, *args)
        self._working += 1
        future.add_done_callback(self._thread_done)
        return future

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let time stand still while the block runs."""
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1

    def _thread_done(self, _future: asyncio.Future[Any]) -> None:
        self._working -= 1

    def _must_wait(self) -> bool:
        return self._working > 0

    def _jump(self, seconds: float) -> None:
        self._virtual_s += seconds


class _JumpingSelector(selectors.DefaultSelector):
    """Never blocks for a timer: it moves the time on instead.

    Work that is silent for ``HUNG_S`` is taken for hung, and time moves on to its timeout.
    """

    def __init__(self, must_wait: Callable[[], bool], jump: Callable[[float], None]) -> None:
        super().__init__()
        self._must_wait = must_wait
        self._jump = jump
        self._hung = False

    def select(self, timeout: float | None = None) -> ReadyKeys:
        ready: ReadyKeys = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None:
            return super().select(None)
        if self._must_wait() and not self._hung:
            ready = super().select(HUNG_S)
            self._hung = not ready
            return ready
        self._hung = self._hung and self._must_wait()
        self._jump(timeout)
        return ready


def at_work() -> AbstractContextManager[None]:
    """Mark a block as real work elsewhere, for which virtual time stands still."""
    loop = asyncio.get_running_loop()
    return loop.hold() if isinstance(loop, VirtualTimeLoop) else nullcontext()


def run_virtual(work: Coroutine[Any, Any, Result]) -> Result:
    """Run ``work`` to its end under virtual time that starts at 0, and return its result.

    Raises:
        RuntimeError: it left tasks behind; they are cancelled.
    """
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        result = runner.run(work)
        left = asyncio.all_tasks(runner.get_loop())
        if left:
            names = ", ".join(sorted(repr(task.get_coro()) for task in left))
            raise RuntimeError(f"tasks were left behind: {names}")
        return result
