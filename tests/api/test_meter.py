"""How loud somebody speaks, for the sockets that ask for it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect

from assistant.api import meter
from assistant.api.scopes import Scope
from assistant.api.sound import HEADER, MAGIC, MICROPHONE
from assistant.audio.interface import RATE_HZ
from tests.api.served import Served, run_served

Json = dict[str, Any]
LOUD, SOFT = 0.2, 0.02


def following(running: Served, token: str, query: str = "?level=true") -> connect:
    headers = {"Authorization": f"Bearer {token}"}
    return connect(running.socket_url + query, additional_headers=headers, proxy=None)


async def speak(socket: ClientConnection, rms: float) -> None:
    """Send half a second of a tone."""
    wave = np.sin(2 * np.pi * 220 * np.arange(RATE_HZ // 2) / RATE_HZ) * rms * 2**0.5
    header = HEADER.pack(MAGIC, MICROPHONE, 0, RATE_HZ)
    await socket.send(header + (wave * 32_767).astype("<i2").tobytes())


async def level(socket: ClientConnection) -> Json:
    """Wait for the next level."""
    async with asyncio.timeout(20):
        while True:
            message: Json = json.loads(await socket.recv())
            if message["type"] == "level":
                return message


async def level_near(socket: ClientConnection, rms: float) -> Json:
    """Wait for a level within 2 dB of another."""
    while not 0.8 <= (found := await level(socket))["rms"] / rms <= 1.25:
        pass
    return found


def test_levels_follow_the_voice_of_the_seat_that_is_listened_to(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[Json, Json, set[str]]:
        seen: set[str] = set()
        passenger = running.token(Scope.PASSENGER, zone="passenger")
        operator = running.token(Scope.OPERATOR)
        async with (
            following(running, passenger) as talking,
            following(running, passenger, "") as not_asked,
            following(running, operator) as not_heard,
        ):
            await talking.send('{"type": "listen"}')
            await talking.send('{"type": "press"}')
            await speak(talking, LOUD)
            loud = await level_near(talking, LOUD)
            await speak(talking, SOFT)
            soft = await level_near(talking, SOFT)
            await talking.send('{"type": "cancel"}')
            for socket in (not_asked, not_heard):
                while (kind := json.loads(await socket.recv())["type"]) != "turn_end":
                    seen.add(kind)
        return loud, soft, seen

    loud, soft, seen = run_served(tmp_path, work)
    assert loud["zone"] == soft["zone"] == "passenger"
    assert "seq" not in loud
    assert "turn_start" in seen
    assert "level" not in seen


def test_a_screen_without_video_gets_a_level_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meter, "CALM_S", 60.0)

    async def work(running: Served) -> list[Json]:
        assert "no_video" in running.hub.flags  # as at every start
        async with following(running, running.token(Scope.SCREEN)) as socket:
            await socket.send('{"type": "listen"}')
            await socket.send('{"type": "press"}')
            await speak(socket, LOUD)
            first = await level(socket)
            try:
                async with asyncio.timeout(0.3):
                    return [first, await level(socket)]
            except TimeoutError:
                return [first]

    assert len(run_served(tmp_path, work)) == 1
