"""One life of a child process: its socket, its open jobs, its end.

A ``Link`` never restarts anything; ``process.WorkerProcess`` makes a new one.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, EngineDiedError, EngineError
from assistant.workers.wire import (
    CANCEL,
    END,
    ERROR,
    HEADER,
    ITEM,
    READY,
    RESULT,
    START_ID,
    pack,
    rebuild,
    unpack,
)

_KILL_AFTER_S = 1.0
_ENVIRONMENT = {"GOMP_SPINCOUNT": "1500"}
"""How long the threads of native engines (GNU OpenMP) wait by spinning before they sleep.

The default suits a machine that does nothing else: beside one busy process a model takes twice
as long to load and half the tokens come, at no gain when the machine is quiet (docs/adr/0003).
"""


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """What to run in the child: ``factory`` is ``package.module:callable``.

    ``kwargs`` must be picklable. ``niceness`` 0 (as the parent) to 19 (last). ``log_path``
    takes what native libraries print, which is dropped otherwise. ``environment`` adds to
    the parent's.
    """

    factory: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    niceness: int = 0
    log_path: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """The last thing in a job's queue: it finished, or failed with ``error``."""

    error: AssistantError | None = None


Inbox = asyncio.Queue[Any]
"""A job's answers in order; the last one is an ``End``."""


class Link:
    """A running child and the socket to it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._jobs: dict[int, Inbox] = {START_ID: asyncio.Queue()}
        self._ids = itertools.count(START_ID + 1)
        self._cause: AssistantError = EngineDiedError("The engine's process ended.")
        self.alive = True
        """False as soon as the child is known to be gone or was killed."""
        self.ended = asyncio.create_task(self._read())
        """Done when the child is gone and reaped; never fails."""

    @classmethod
    async def open(cls, spec: EngineSpec) -> Link:
        """Start the child; it is usable after ``started``.

        Raises:
            EngineError: the process can't be created.
        """
        ours, theirs = socket.socketpair()
        try:
            with contextlib.ExitStack() as files:
                files.callback(theirs.close)
                process = await _spawn(spec, theirs.fileno(), files)
            reader, writer = await asyncio.open_connection(sock=ours)
        except OSError as error:
            ours.close()
            raise EngineError(f"An engine's process can't be started: {error}") from error
        writer.write(pack((spec.kwargs,)))
        return cls(process, reader, writer)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    async def started(self) -> None:
        """Wait until the engine is loaded.

        Raises:
            AssistantError: the engine could not be built, or its process ended.
        """
        answer = await self._jobs[START_ID].get()
        if isinstance(answer, End):
            raise answer.error or self._cause
        del self._jobs[START_ID]

    def begin(self, kind: str, method: str, args: tuple[Any, ...]) -> tuple[int, Inbox]:
        """Send a job; return its id and where its answers come in.

        Raises:
            EngineDiedError: the child is gone.
        """
        if not self.alive:
            raise self._cause
        job, inbox = next(self._ids), Inbox()
        self._jobs[job] = inbox
        self._writer.write(pack((kind, job, method, args)))
        return job, inbox

    def finish(self, job: int) -> None:
        """Forget a job; when it still runs, tell the child to stop it."""
        if self._jobs.pop(job, None) is not None and self.alive:
            self._writer.write(pack((CANCEL, job)))

    def kill(self, cause: AssistantError) -> None:
        """End the child at once; open jobs fail with ``cause``. Works on a stopped child too."""
        self._cause, self.alive = cause, False
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def close(self) -> None:
        """Let the child go: it exits when the socket closes, and is killed if it does not."""
        self.alive = False
        self._writer.close()
        try:
            async with asyncio.timeout(_KILL_AFTER_S):
                await asyncio.shield(self.ended)
        except TimeoutError:
            self.kill(EngineDiedError("The engine was stopped."))
            await self.ended

    async def _read(self) -> None:
        try:
            while True:
                (length,) = HEADER.unpack(await self._reader.readexactly(HEADER.size))
                self._take(*unpack(await self._reader.readexactly(length)))
        except (asyncio.IncompleteReadError, OSError):
            pass  # the child is gone
        finally:
            self.alive = False
            for inbox in self._jobs.values():
                inbox.put_nowait(End(self._cause))
            self._writer.close()
            await self._reap()

    async def _reap(self) -> None:
        try:
            async with asyncio.timeout(_KILL_AFTER_S):
                await self._process.wait()
        except TimeoutError:
            self.kill(self._cause)
            await self._process.wait()

    def _take(self, kind: str, job: int = START_ID, *rest: Any) -> None:
        inbox = self._jobs.get(job)
        if inbox is None:
            return  # nobody waits any more
        if kind == READY:
            inbox.put_nowait(None)
        elif kind in {RESULT, ITEM}:
            inbox.put_nowait(rest[0])
        if kind == ERROR:
            inbox.put_nowait(End(rebuild(*rest)))
        elif kind in {RESULT, END}:
            inbox.put_nowait(End())
        if kind in {RESULT, END, ERROR} and job != START_ID:
            del self._jobs[job]


async def _spawn(
    spec: EngineSpec, descriptor: int, files: contextlib.ExitStack
) -> asyncio.subprocess.Process:
    errors = asyncio.subprocess.DEVNULL
    if spec.log_path is not None:
        errors = files.enter_context(spec.log_path.open("ab")).fileno()
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", "assistant.workers.child"),
        *(str(descriptor), str(spec.niceness), str(os.getpid()), spec.factory),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=errors,
        pass_fds=(descriptor,),
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            **_ENVIRONMENT,
            **spec.environment,
        },
    )
