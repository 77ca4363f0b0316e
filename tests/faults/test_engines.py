"""Engines that die or hang under a running service."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.car import Service, assistant, last

pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

RESTART_S = 2.0
"""How soon a dead engine is back."""

RECORDINGS = Path(__file__).resolve().parents[2] / "assistant" / "recordings"


def test_a_dead_or_hanging_engine_costs_one_turn(car: dict[str, str], tmp_path: Path) -> None:
    service = Service(car, tmp_path / "log")
    try:
        service.wait_for("Ready for free questions")
        for engine in ("whisper_engine", "piper"):
            for blow in (signal.SIGKILL, signal.SIGSTOP):
                os.kill(service.engine(engine), blow)
                first = last(assistant(car, "hear", "--json", str(RECORDINGS / "en_07.flac")))
                assert first["outcome"] in ("answered", "failed")
                time.sleep(RESTART_S)
                second = last(assistant(car, "hear", "--json", str(RECORDINGS / "en_08.flac")))
                assert second["outcome"] == "answered"
                assert second["first_audio_ms"] is not None
    finally:
        assert service.stop() == 0
