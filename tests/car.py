"""Run the commands as a person does, each in a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil


def assistant(car: dict[str, str], *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", *words]
    options.setdefault("timeout", 240)
    return subprocess.run(command, env=car, capture_output=True, text=True, check=False, **options)


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def last(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    lines = events(done)
    assert [line["type"] for line in lines].count("turn_end") >= 1
    assert lines[-1]["type"] == "turn_end"
    return lines[-1]


class Service:
    """``assistant run`` in a process of its own."""

    def __init__(self, car: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "assistant", "run"], env=car, stdout=out, stderr=out
            )

    def wait_for(self, text: str, seconds: float = 120) -> str:
        for _ in range(int(seconds * 10)):
            written = self._log.read_text(encoding="utf-8")
            if text in written:
                return written
            assert self.process.poll() is None, written
            time.sleep(0.1)
        raise AssertionError(self._log.read_text(encoding="utf-8"))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def engine(self, part: str) -> int:
        """Return the process id of one of the service's engines."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(c.pid for c in children if any(part in word for word in c.cmdline()))
