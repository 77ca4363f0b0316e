"""Engines that die or hang in the middle of a turn, under a running service."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.api.control import request
from assistant.config import load_config
from tests.car import Service

pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

RESTART_S, TRIES = 2.0, 5
"""How soon a dead engine is back, and how many times that a busy machine may take."""

RECORDINGS = Path(__file__).resolve().parents[2] / "assistant" / "recordings"
RANGE = {"command": "hear", "file": str(RECORDINGS / "en_07.flac")}
TIME = {"command": "hear", "file": str(RECORDINGS / "en_08.flac")}
SKY = {"command": "ask", "text": "why is the sky blue", "language": "en"}
DREAMS = {"command": "ask", "text": "why do people dream", "language": "en"}

FAULTS = {
    "whisper_engine": ("speech_start", RANGE, TIME),
    "piper": ("final_transcript", RANGE, TIME),
    "llama": ("turn_start", SKY, DREAMS),
}
"""An engine: the event at which it is struck, in which turn, and the turn after that one."""


def turn(service: Service, what: dict[str, Any], strike: str = "", **blow: Any) -> dict[str, Any]:
    """Return the end of a turn; ``strike`` is the event at which an engine gets its blow."""
    ends = []

    async def run() -> None:
        struck = not strike
        async for line in request(load_config(service.car).socket_path, what):
            if line["type"] == strike and not struck:
                os.kill(service.engine(blow["engine"]), blow["number"])
                struck = True
            if line["type"] == "turn_end":
                ends.append(line)
        assert struck

    asyncio.run(run())
    (end,) = ends
    return end


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize("engine", FAULTS)
def test_it_costs_one_turn(service: Service, engine: str, number: signal.Signals) -> None:
    event, what, then = FAULTS[engine]
    if engine == "llama":
        service.wait_for("Ready for free questions")
    first = turn(service, what, event, engine=engine, number=number)
    assert first["outcome"] in ("answered", "failed")
    assert first["reply"]
    for _ in range(TRIES):
        time.sleep(RESTART_S)
        second = turn(service, then)
        if second["outcome"] == "answered":
            break
    assert second["outcome"] == "answered"
    assert second["first_audio_ms"] is not None or what["command"] == "ask"
