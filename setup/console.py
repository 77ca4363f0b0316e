"""Run a program quietly: one line of progress on the screen, all of its output in a log."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

Note = Callable[[str], str | None]
"""Takes a line of a program's output; returns how far it is, None for "as before"."""

TICK_S = 0.5
"""How often the line on a terminal is drawn anew."""

LOG_TICK_S = 20.0
"""How often a line is printed where there is no terminal (CI)."""

STOP_S = 10.0
"""How long a stopped program has to end."""

TAIL_LINES = 40
SHOWN_LINES = 12
"""How much of a failed program's output is kept to look at, and shown."""


class SetupError(Exception):
    """What went wrong and what to do about it, for a person."""


class ProgramError(SetupError):
    """A program failed; ``tail`` holds its last lines."""

    def __init__(self, message: str, tail: str) -> None:
        super().__init__(message)
        self.tail = tail


def say(text: str) -> None:
    """Print a line for a person, now."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def clock_text(seconds: float) -> str:
    """Return a duration as people read it: ``0:07``, ``12:30``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class Line:
    """One line of progress: redrawn on a terminal, repeated now and then in a log."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._start_s = time.monotonic()
        self._drawn_s = self._start_s
        self._terminal = sys.stdout.isatty()
        self._note = ""
        if not self._terminal:
            say(f"{title} …")

    def note(self, note: str | None) -> None:
        """Say how far it is; None: as before."""
        self._note = self._note if note is None else note

    def tick(self) -> None:
        """Draw the line if it is time."""
        now = time.monotonic()
        if now - self._drawn_s < (TICK_S if self._terminal else LOG_TICK_S):
            return
        self._drawn_s = now
        text = f"{self._title} … {self._note}  {clock_text(now - self._start_s)}"
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            sys.stdout.write(f"\r\x1b[K{text[:width]}")
            sys.stdout.flush()
        else:
            say(text)

    def done(self, word: str = "done") -> None:
        """Close the line."""
        took = clock_text(time.monotonic() - self._start_s)
        sys.stdout.write(f"\r\x1b[K{self._title}: " if self._terminal else f"{self._title}: ")
        say(f"{word} ({took})")


def run(
    command: Sequence[str | Path],
    title: str,
    log: Path,
    note: Note = lambda _line: None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a program with one line of progress; its output goes to ``log``.

    Raises:
        ProgramError: it failed; the message shows its last lines and names the log.
    """
    line = Line(title)
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as record:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, **(environment or {})},
        )
        try:
            for text in _output(process, line.tick):
                record.write(text)
                tail.append(text)
                line.note(note(text))
        finally:
            _end(process)
    if process.returncode != 0:
        line.done("failed")
        shown = "".join(list(tail)[-SHOWN_LINES:])
        raise ProgramError(f"{title}: failed.\n{shown}The whole output: {log}", "".join(tail))
    line.done()


def _output(process: subprocess.Popen[str], tick: Callable[[], None]) -> Iterator[str]:
    """Yield a program's lines as they come, and call ``tick`` also while none comes."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def pump() -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for text in output:
                lines.put(text)
        lines.put(None)

    threading.Thread(target=pump, daemon=True).start()
    while True:
        tick()
        try:
            text = lines.get(timeout=TICK_S)
        except queue.Empty:
            continue
        if text is None:
            return
        yield text


def _end(process: subprocess.Popen[str]) -> None:
    """Wait for a program; one that was interrupted with us is given time, then ended."""
    try:
        process.wait(STOP_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()
