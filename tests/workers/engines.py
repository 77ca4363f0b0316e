"""Small engines that the tests run in real child processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import IntegrityError, TextError


class Echo:
    """Answers, streams, fails, hangs and dies on request."""

    def __init__(self, greeting: str = "hello", progress: str = "") -> None:
        self._greeting = greeting
        self._progress = Path(progress) if progress else None

    def greet(self, name: str) -> str:
        os.write(1, b"noise on stdout\n")
        os.write(2, b"noise on stderr\n")
        return f"{self._greeting} {name}"

    def process_id(self) -> int:
        return os.getpid()

    def niceness(self) -> int:
        return os.nice(0)

    def ignores_interrupt(self) -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return signal.getsignal(signal.SIGINT) is signal.SIG_IGN

    def open_files(self) -> list[str]:
        links = Path("/proc/self/fd").iterdir()
        return [str(link.readlink()) for link in links if link.is_symlink()]

    def refuse(self) -> None:
        raise TextError("too long")

    def stumble(self) -> None:
        raise ZeroDivisionError("oops")

    def hang(self) -> None:
        while True:
            time.sleep(3600)

    def die(self) -> None:
        os._exit(3)

    def count(self, until: int, pause_s: float = 0.0) -> Iterator[int]:
        for number in range(until):
            if self._progress is not None:
                self._progress.write_text(str(number))
            yield number
            time.sleep(pause_s)

    def count_then_fail(self) -> Iterator[int]:
        yield 1
        raise TextError("no more")

    def count_then_hang(self) -> Iterator[int]:
        yield 1
        self.hang()


def damaged() -> Echo:
    """A factory whose model file is bad."""
    raise IntegrityError("model.bin: wrong size")


def stuck() -> Echo:
    """A factory that never returns."""
    while True:
        time.sleep(3600)


def fragile(marker: str) -> Echo:
    """A factory that works once and fails afterwards."""
    path = Path(marker)
    if path.exists():
        sys.exit(1)
    path.touch()
    return Echo()
