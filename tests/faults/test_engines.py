"""Engines that die or hang under a running service."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.car import Service, assistant, last

pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

RESTART_S, TRIES = 2.0, 5
"""How soon a dead engine is back, and how many times that a busy machine may take."""

RECORDINGS = Path(__file__).resolve().parents[2] / "assistant" / "recordings"


def heard_again(car: dict[str, str]) -> dict[str, Any]:
    """Return the end of a turn after the engine came back, or of the last try."""
    for _ in range(TRIES):
        time.sleep(RESTART_S)
        turn = last(assistant(car, "hear", "--json", str(RECORDINGS / "en_08.flac")))
        if turn["outcome"] == "answered":
            break
    return turn


def test_a_dead_or_hanging_engine_costs_one_turn(car: dict[str, str], tmp_path: Path) -> None:
    service = Service(car, tmp_path / "log")
    try:
        service.wait_for("Ready for free questions")
        for engine in ("whisper_engine", "piper"):
            for blow in (signal.SIGKILL, signal.SIGSTOP):
                os.kill(service.engine(engine), blow)
                first = last(assistant(car, "hear", "--json", str(RECORDINGS / "en_07.flac")))
                assert first["outcome"] in ("answered", "failed")
                second = heard_again(car)
                assert second["outcome"] == "answered"
                assert second["first_audio_ms"] is not None
    finally:
        assert service.stop() == 0
