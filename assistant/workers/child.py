"""The child's side: one engine, one job at a time, commands read while a job runs.

    python -m assistant.workers.child FD NICENESS PARENT_PID FACTORY

``FD`` is the child's end of the socket pair; ``FACTORY`` is ``package.module:callable``, and
its keyword arguments are the first message. The child ends when the parent does, ignores
Ctrl-C (the parent decides), and exits at once when the link closes, even in mid-job.
"""

from __future__ import annotations

import ctypes
import faulthandler
import importlib
import os
import queue
import signal
import socket
import sys
import threading
from typing import Any

from assistant.workers.memory import give_memory_back, use_one_arena
from assistant.workers.wire import (
    CALL,
    CANCEL,
    END,
    ERROR,
    HEADER,
    ITEM,
    READY,
    RESULT,
    START_ID,
    describe,
    pack,
    unpack,
)

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_IDLE_S = 1.0


class _Child:
    """Runs jobs on the main thread; a second thread listens for commands."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._jobs: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self._cancelled: set[int] = set()

    def run(self, factory: str) -> None:
        """Build the engine and serve it until the link closes."""
        kwargs = self._receive()[0]
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            engine = _load(factory)(**kwargs)
        except Exception as error:  # noqa: BLE001 - the edge: told to the parent
            self._send(ERROR, START_ID, *describe(error))
            return
        self._send(READY)
        while True:
            kind, job, method, args = self._next_job()
            if job not in self._cancelled:
                self._perform(kind, job, engine, method, args)
            self._cancelled.discard(job)

    def _next_job(self) -> tuple[Any, ...]:
        """Wait for the next job; when none comes for a while, give freed memory back."""
        try:
            return self._jobs.get(timeout=_IDLE_S)
        except queue.Empty:
            give_memory_back()
            return self._jobs.get()

    def _perform(
        self, kind: str, job: int, engine: Any, method: str, args: tuple[Any, ...]
    ) -> None:
        try:
            pieces = getattr(engine, method)(*args)
            if kind == CALL:
                self._send(RESULT, job, pieces)
                return
            for piece in pieces:
                if job in self._cancelled:
                    pieces.close()
                    return
                self._send(ITEM, job, piece)
            self._send(END, job)
        except Exception as error:  # noqa: BLE001 - the edge: told to the parent
            self._send(ERROR, job, *describe(error))

    def _listen(self) -> None:
        while True:
            message = self._receive()
            if message[0] == CANCEL:
                self._cancelled.add(message[1])
            else:
                self._jobs.put(message)

    def _receive(self) -> tuple[Any, ...]:
        (length,) = HEADER.unpack(self._exactly(HEADER.size))
        return unpack(self._exactly(length))

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece = self._link.recv(count - len(data))
            if not piece:
                os._exit(0)  # the parent closed the link or is gone
            data += piece
        return bytes(data)

    def _send(self, *message: Any) -> None:
        try:
            self._link.sendall(pack(message))
        except OSError:
            os._exit(0)


def _load(factory: str) -> Any:
    module, _, name = factory.partition(":")
    return getattr(importlib.import_module(module), name)


def _settle(niceness: int, parent_pid: int) -> None:
    """Be a good child: die with the parent, leave Ctrl-C to it, step back for voice."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(0)  # it went before we asked
    if niceness:
        os.nice(niceness)
    faulthandler.enable()


def main() -> None:
    """Serve one engine; see the module's docstring for the arguments."""
    descriptor, niceness, parent_pid, factory = sys.argv[1:]
    _settle(int(niceness), int(parent_pid))
    use_one_arena()
    link = socket.socket(fileno=int(descriptor))
    link.set_inheritable(False)
    _Child(link).run(factory)


if __name__ == "__main__":
    main()
