"""Keeps a skill's process as it is needed: started on demand, stopped when idle, never twice.

A start that fails is tried once more. A call is never repeated, since it may have had an
effect. A process that works on without a call is stopped too.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil

from assistant.errors import SkillError
from assistant.skillhost.launch import discard, launched
from assistant.skillhost.plans import ProcessPlan
from assistant.skillhost.sandbox import Child, Strictness
from assistant.workers.backoff import restart_delay_s

if TYPE_CHECKING:
    from mcp_types import CallToolResult, Tool

    from assistant.skillhost.process import SkillProcess

LOOK_S = 5.0
"""How often an idle process is looked at."""

BUSY_SHARE = 0.2
"""The share of a core that an idle process may use."""

RETIRE_S = 15.0
"""How long a replaced process may go on with its calls."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of a process without a call: for how long, and the CPU time since then."""

    idle_s: float
    cpu_s: float


def verdict(seen: Looked, idle_limit_s: float) -> str:
    """Return why an idle process is stopped: ``skill_cpu``, ``idle``, or empty to keep it."""
    if seen.idle_s >= LOOK_S and seen.cpu_s > BUSY_SHARE * seen.idle_s:
        return "skill_cpu"
    return "idle" if seen.idle_s >= idle_limit_s else ""


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """A process as it is now. ``pss_mb`` is its share of memory in 2**20 bytes.

    ``state`` is ``stopped``, ``starting``, ``running`` or ``failing``; ``fault`` is the code of
    what last went wrong with it.
    """

    name: str
    skills: tuple[str, ...]
    state: str
    pid: int | None
    pss_mb: float
    calls: int
    starts: int
    fault: str


class Runner:
    """One process of a plan, on demand."""

    def __init__(self, plan: ProcessPlan, strictness: Strictness, launcher: Executor) -> None:
        self.plan = plan
        self._strictness = strictness
        self._launcher = launcher
        self._process: SkillProcess | None = None
        self._start: asyncio.Task[SkillProcess] | None = None
        self._launch: asyncio.Task[Child] | None = None
        self._unused = asyncio.Event()
        self._unused.set()
        self._in_flight = self._calls = self._starts = 0
        self._idle_since_s = self._idle_cpu_s = 0.0
        self._ends_s: deque[float] = deque(maxlen=16)
        self._fault = ""
        self._timer: asyncio.TimerHandle | None = None

    async def call(
        self, name: str, arguments: dict[str, Any], meta: dict[str, Any]
    ) -> CallToolResult:
        """Call a tool of the process, which starts when it doesn't run.

        Raises:
            SkillError: it can't be started, or the call failed; see ``SkillProcess.call``.
        """
        self._in_flight += 1
        self._calls += 1
        self._unused.clear()
        try:
            process = await self._running()
            return await process.call(name, arguments, meta)
        except SkillError as error:
            self._note(error.code)
            raise
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._unused.set()
                self._watch()

    def launch(self) -> None:
        """Begin to start the process; the first call, or ``tools``, waits until it is ready."""
        if self._process is None and self._start is None and self._launch is None:
            self._launch = asyncio.create_task(self._launched())

    async def tools(self) -> tuple[Tool, ...]:
        """Return what the process lists, starting it when it doesn't run.

        Raises:
            SkillError: it can't be started.
        """
        process = await self._running()
        self._watch()
        return process.tools

    async def retire(self) -> None:
        """Let calls in flight finish, then end the process; when cancelled, end it at once."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(RETIRE_S):
                    await self._unused.wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """End the process."""
        if self._timer is not None:
            self._timer.cancel()
        if self._start is not None:
            self._start.cancel()
            await asyncio.gather(self._start, return_exceptions=True)
        if self._launch is not None:
            self._launch.cancel()
            await asyncio.wait({self._launch})
            if not self._launch.cancelled() and self._launch.exception() is None:
                self._launcher.submit(discard, self._launch.result())
        process, self._process = self._process, None
        if process is not None:
            await process.close()

    def status(self) -> ProcessStatus:
        """Return how it is now; reads its memory from the kernel."""
        process = self._process if self._process is not None and self._process.alive else None
        state = "running" if process is not None else "stopped"
        if process is None and (self._start is not None or self._launch is not None):
            state = "starting"
        elif process is None and self._delay_s() > 0:
            state = "failing"
        return ProcessStatus(
            name=self.plan.name,
            skills=self.plan.skills,
            state=state,
            pid=process.pid if process is not None else None,
            pss_mb=_pss_mb(process.pid) if process is not None else 0.0,
            calls=self._calls,
            starts=self._starts,
            fault=self._fault,
        )

    async def _running(self) -> SkillProcess:
        """Return the process, which starts once for all that wait, also when they give up."""
        if self._process is not None and self._process.alive:
            return self._process
        if self._start is None:
            self._forget_process()
            delay_s = self._delay_s()
            if delay_s > 0:
                message = f"{self.plan.name}: keeps ending; the next start is in {delay_s:.0f} s"
                raise SkillError(message, code="skill_start")
            self._start = self._begin()
        return await asyncio.shield(self._start)

    def _begin(self) -> asyncio.Task[SkillProcess]:
        start = asyncio.create_task(self._start_twice())
        start.add_done_callback(self._started)
        return start

    async def _start_twice(self) -> SkillProcess:
        try:
            return await self._start_once()
        except SkillError as error:
            if error.code != "skill_start":
                raise
            return await self._start_once()

    async def _start_once(self) -> SkillProcess:
        self._starts += 1
        try:
            launch, self._launch = self._launch, None
            return await self._reached(await (launch or self._launched()))
        except SkillError as error:
            self._ends_s.append(_now())
            self._fault = error.code
            raise

    async def _launched(self) -> Child:
        return await launched(self.plan, self._strictness, self._launcher)

    async def _reached(self, child: Child) -> SkillProcess:
        try:
            process = await asyncio.to_thread(_import_process)
        except asyncio.CancelledError:
            self._launcher.submit(discard, child)
            raise
        return await process.start(self.plan, child, self._launcher)

    def _started(self, start: asyncio.Task[SkillProcess]) -> None:
        self._start = None
        if not start.cancelled() and start.exception() is None:
            self._process = start.result()

    def _delay_s(self) -> float:
        """Return how long to wait, from now, before the next start."""
        if not self._ends_s:
            return 0.0
        return restart_delay_s(self._ends_s, _now()) - (_now() - self._ends_s[-1])

    def _note(self, code: str) -> None:
        """Note that a call failed; a process that is kept warm starts again at once."""
        running = self._process is not None
        self._fault = code
        self._forget_process()
        ended = running and self._process is None
        if ended and self.plan.prewarm and self._start is None and self._delay_s() <= 0:
            self._start = self._begin()

    def _forget_process(self) -> None:
        if self._process is not None and not self._process.alive:
            self._fault = self._process.cause
            self._process = None
            self._ends_s.append(_now())

    def _watch(self) -> None:
        if self._process is None or not self._process.alive:
            return
        self._idle_since_s, self._idle_cpu_s = _now(), _cpu_s(self._process.pid)
        if self._timer is not None:
            self._timer.cancel()
        self._look_later()

    def _look_later(self) -> None:
        wait_s = min(LOOK_S, self.plan.idle_s)
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._look)

    def _look(self) -> None:
        process = self._process
        if process is None or not process.alive or self._in_flight:
            return
        seen = Looked(_now() - self._idle_since_s, _cpu_s(process.pid) - self._idle_cpu_s)
        reason = verdict(seen, self.plan.idle_s)
        if not reason:
            self._look_later()
            return
        self._process = None
        if reason != "idle":
            self._fault = reason
            self._ends_s.append(_now())
        process.kill(reason)


def _import_process() -> type[SkillProcess]:
    # the protocol's library takes more than half a second, in which the process starts
    from assistant.skillhost.process import SkillProcess  # noqa: PLC0415

    return SkillProcess


def _now() -> float:
    return asyncio.get_running_loop().time()


def _cpu_s(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _pss_mb(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_full_info().pss) / 2**20
    except psutil.Error:
        return 0.0
