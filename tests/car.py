"""Run the commands as a person does: in a process of their own, or, faster, in this one."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil

from assistant.cli import main
from tests.sentences import share_sentences

Done = subprocess.CompletedProcess[str]


def car_with(models: Path, data: Path) -> dict[str, str]:
    """Return the environment of a car with a data folder of its own and shared models."""
    data.mkdir()
    (data / "models").symlink_to(models)
    (data / "config.toml").write_text("[api]\nport = 0\n", encoding="utf-8")  # any free one
    return {**os.environ, "ASSISTANT_DATA": str(share_sentences(data))}


def assistant(car: dict[str, str], *words: str, **options: Any) -> Done:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "assistant", *words]
    options.setdefault("timeout", 240)
    return subprocess.run(command, env=car, capture_output=True, text=True, check=False, **options)


def here(car: dict[str, str], *words: str, typed: str = "") -> Done:
    """Run a command in this process, without the second that Python takes to start."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with (
        patch.dict(os.environ, car, clear=True),
        patch.object(sys, "argv", ["assistant", *words]),
        patch.object(sys, "stdin", io.StringIO(typed)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
    return Done(words, status, out.getvalue(), err.getvalue())


def events(done: Done) -> list[dict[str, Any]]:
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def last(done: Done) -> dict[str, Any]:
    lines = events(done)
    assert [line["type"] for line in lines].count("turn_end") >= 1
    assert lines[-1]["type"] == "turn_end"
    return lines[-1]


class Service:
    """``assistant run`` in a process of its own."""

    def __init__(self, car: dict[str, str], log: Path, *words: str) -> None:
        self.car = car
        self._log = log
        with log.open("w", encoding="utf-8") as out:
            command = [sys.executable, "-u", "-m", "assistant", "run", *words]
            self.process = subprocess.Popen(command, env=car, stdout=out, stderr=out)

    def wait_for(self, text: str, seconds: float = 240) -> str:
        for _ in range(int(seconds * 10)):
            if text in self.written():
                return self.written()
            assert self.process.poll() is None, self.written()
            time.sleep(0.1)
        raise AssertionError(self.written())

    def written(self) -> str:
        """Return all that it has printed."""
        return self._log.read_text(encoding="utf-8")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def engine(self, part: str) -> int:
        """Return the process id of one of the service's engines."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(c.pid for c in children if any(part in word for word in c.cmdline()))
