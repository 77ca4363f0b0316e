"""The event socket with a stock client."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from assistant.api import hub
from assistant.api import socket as socket_module
from assistant.api.feed import Feed
from assistant.api.scopes import Scope
from assistant.api.socket import PROTOCOL, REVOKED, TOO_SLOW
from assistant.api.sound import HEADER, LOUDSPEAKER, MAGIC, MICROPHONE
from assistant.audio.interface import RATE_HZ
from assistant.audio.wavfile import read_recording
from assistant.cli.service import SELF_CHECK
from assistant.events import EventType, Notice, ServiceState
from assistant.recognition.fake import FakeRecognizer
from tests.api.served import Served, parked, run_served

Json = dict[str, Any]


def opened(running: Served, scope: Scope, query: str = "", zone: str | None = None) -> connect:
    return connect(
        running.socket_url + query,
        additional_headers={"Authorization": f"Bearer {running.token(scope, zone=zone)}"},
        proxy=None,
    )


async def take(socket: ClientConnection) -> Json:
    async with asyncio.timeout(10):
        body: Json = json.loads(await socket.recv())
    return body


async def until(socket: ClientConnection, kind: str) -> list[Json]:
    got = [await take(socket)]
    while got[-1]["type"] != kind:
        got.append(await take(socket))
    return got


async def closing_code(socket: ClientConnection) -> int | None:
    async with asyncio.timeout(10):
        await socket.wait_closed()
    return socket.close_code


async def send(socket: ClientConnection, **command: Any) -> None:
    await socket.send(json.dumps(command))


def test_a_snapshot_comes_first_and_then_every_event_in_order(tmp_path: Path) -> None:
    async def work(running: Served) -> list[Json]:
        await parked(running)
        async with opened(running, Scope.SCREEN) as socket:
            await send(socket, type="turn", id="a", text="open my window")
            return await until(socket, "result")

    first, *events, result = run_served(tmp_path, work)
    assert first["type"] == "snapshot"
    assert [e["seq"] for e in events] == [first["seq"] + 1 + n for n in range(len(events))]
    kinds = [e["type"] for e in events]
    assert set(kinds) <= set(EventType)
    order = ["turn_start", "intent", "policy", "effect", "reply", "turn_end"]
    assert [kind for kind in kinds if kind != "card"] == order
    assert events[-1]["transcript"] == "open my window"
    assert (result["id"], result["ok"], result["turn"]["outcome"]) == ("a", True, "done")


def test_a_client_that_was_away_gets_what_it_missed(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[Json, list[Json], Json, Json]:
        await parked(running)
        async with opened(running, Scope.SCREEN) as socket:
            snapshot = await take(socket)
        running.car.bus.emit(ServiceState(at_s=1.0, state="ready", detail="llm"))
        running.car.bus.emit(Notice(at_s=2.0, kind="timer", text="Your tea."))
        known = f"?after={snapshot['seq']}&stream={snapshot['stream']}"
        async with opened(running, Scope.SCREEN, known) as socket:
            missed = [await take(socket), await take(socket)]
        async with opened(running, Scope.SCREEN, f"?after={snapshot['seq']}&stream=old") as socket:
            other_run = await take(socket)
        async with opened(running, Scope.SCREEN, "?after=999999") as socket:
            return snapshot, missed, other_run, await take(socket)

    snapshot, missed, other_run, unknown = run_served(tmp_path, work)
    assert [(e["type"], e["seq"] - snapshot["seq"]) for e in missed] == [
        ("service_state", 1),
        ("notice", 2),
    ]
    assert missed[1]["text"] == "Your tea."
    assert other_run["type"] == unknown["type"] == "snapshot"


def test_a_browser_shows_its_token_in_the_subprotocol(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[str | None, Json]:
        token = running.token(Scope.SCREEN)
        offered: Any = [PROTOCOL, f"bearer.{token}"]
        async with connect(
            running.socket_url,
            subprotocols=offered,
            origin=Origin(running.url),
            proxy=None,
        ) as socket:
            return socket.subprotocol, await take(socket)

    protocol, first = run_served(tmp_path, work)
    assert protocol == PROTOCOL
    assert first["type"] == "snapshot"


def test_the_screen_hears_of_motion_and_gets_no_transcript_in_it(tmp_path: Path) -> None:
    async def work(running: Served) -> list[Json]:
        await parked(running)
        async with opened(running, Scope.SCREEN) as socket:
            await take(socket)
            running.vehicle.drive(50.0)
            async with asyncio.timeout(0.5):
                moving = await until(socket, "restrictions")
            await send(socket, type="turn", id=1, text="open my window")
            return moving + await until(socket, "result")

    moving, *events = run_served(tmp_path, work)
    assert moving["driving"] == "moving"
    assert "no_voice_transcription" in moving["flags"]
    assert "open my window" not in json.dumps(events)
    assert events[-1]["turn"]["outcome"] == "done"


def test_others_see_that_something_happens_but_not_what_was_said(tmp_path: Path) -> None:
    async def work(running: Served) -> dict[str, str]:
        await parked(running)
        seen = {}
        async with AsyncExitStack() as stack:
            sockets = {
                name: await stack.enter_async_context(opened(running, scope, zone=zone))
                for name, scope, zone in (
                    ("same seat", Scope.PASSENGER, "rear_left"),
                    ("other seat", Scope.PASSENGER, "passenger"),
                    ("operator", Scope.OPERATOR, None),
                    ("app", Scope.APP, None),
                )
            }
            await running.car.ask("open my window", zone="rear_left")
            for name, socket in sockets.items():
                seen[name] = (await until(socket, "turn_end"))[-1]["transcript"]
        return seen

    assert run_served(tmp_path, work) == {
        "same seat": "open my window",
        "other seat": "",
        "operator": "",
        "app": "",
    }


def test_wrong_commands_get_a_problem_and_the_socket_lives(tmp_path: Path) -> None:
    async def work(running: Served) -> list[Json]:
        async with opened(running, Scope.PASSENGER) as socket:
            await take(socket)
            for text in ("nonsense", "[1]", '{"type": "fly", "id": 1}', '{"type": {}, "id": 2}'):
                await socket.send(text)
            await send(socket, type="turn", id=3, text=4)
            await send(socket, type="turn", id=4, text="hello", zone="driver")
            await send(socket, type="mute", id=5, muted=True)
            got: list[Json] = []
            while len(got) < 7:
                body = await take(socket)
                if body["type"] == "result":
                    got.append(body)
            return got

    results = run_served(tmp_path, work)
    assert not any(result["ok"] for result in results)
    statuses = sorted(result["problem"]["status"] for result in results)
    assert statuses == [400, 400, 400, 400, 403, 403, 422]


def test_a_reader_that_lags_is_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "Feed", lambda precedence: Feed(precedence, kept=4))

    async def work(running: Served) -> int | None:
        async with opened(running, Scope.OPERATOR) as socket:
            await take(socket)
            for n in range(50):
                running.car.bus.emit(Notice(at_s=float(n), kind="timer", text=""))
            return await closing_code(socket)

    assert run_served(tmp_path, work) == TOO_SLOW


def test_a_revoked_token_ends_its_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_module, "LOOK_S", 0.2)

    async def work(running: Served) -> tuple[Json, int | None, Json]:
        token = running.token(Scope.SCREEN, name="sold car")
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            connect(running.socket_url, additional_headers=headers, proxy=None) as gone,
            opened(running, Scope.SCREEN) as stays,
        ):
            await take(gone)
            await take(stays)
            running.hub.tokens.revoke("sold car")
            await send(gone, type="turn", id=1, text="open my window")
            refused = (await until(gone, "result"))[-1]
            code = await closing_code(gone)
            running.car.bus.emit(Notice(at_s=0, kind="timer", text="still here"))
            return refused, code, (await until(stays, "notice"))[-1]

    refused, code, notice = run_served(tmp_path, work)
    assert refused["problem"]["status"] == 401
    assert code == REVOKED
    assert notice["text"] == "still here"


def test_one_client_can_not_take_all_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_module, "MAX_SOCKETS", 1)

    async def work(running: Served) -> tuple[int | None, str]:
        headers = {"Authorization": f"Bearer {running.token(Scope.SCREEN)}"}

        def again() -> connect:
            return connect(running.socket_url, additional_headers=headers, proxy=None)

        async with again() as first:
            await take(first)
            async with again() as second:
                code = await closing_code(second)
            async with opened(running, Scope.SCREEN) as other:
                await take(other)
        async with asyncio.timeout(5):
            while True:
                await asyncio.sleep(0)
                if not running.hub.sockets.total():
                    break
        async with again() as later:
            return code, (await take(later))["type"]

    assert run_served(tmp_path, work) == (1013, "snapshot")


def test_two_hundred_sockets_lose_no_event(tmp_path: Path) -> None:
    async def work(running: Served) -> set[tuple[int, ...]]:
        token = running.token(Scope.SCREEN)
        headers = {"Authorization": f"Bearer {token}"}
        async with AsyncExitStack() as stack:
            sockets = [
                await stack.enter_async_context(
                    connect(running.socket_url, additional_headers=headers, proxy=None)
                )
                for _ in range(200)
            ]
            for socket in sockets:
                await until(socket, "snapshot")
            first = running.hub.feed.seq + 1
            for n in range(50):
                running.car.bus.emit(Notice(at_s=float(n), kind="test", text=str(n)))
                await asyncio.sleep(0)
            last = running.hub.feed.seq

            async def numbers(socket: ClientConnection) -> tuple[int, ...]:
                got: list[int] = []
                while not got or got[-1] < last:
                    seq = (await take(socket))["seq"]
                    if seq >= first:
                        got.append(seq)
                return tuple(got)

            return set(await asyncio.gather(*map(numbers, sockets)))

    (numbers,) = run_served(tmp_path, work)
    assert len(numbers) >= 50
    assert list(numbers) == list(range(numbers[0], numbers[-1] + 1))


def test_sound_goes_in_and_the_answer_comes_out(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[Json, bytes]:
        async with opened(running, Scope.PASSENGER) as socket:
            await take(socket)
            await send(socket, type="listen", id=1)
            await send(socket, type="press", id=2)
            header = HEADER.pack(MAGIC, MICROPHONE, 0, RATE_HZ)
            speech = read_recording(SELF_CHECK).astype("<i2")
            for start in range(0, len(speech), RATE_HZ // 2):
                await socket.send(header + speech[start : start + RATE_HZ // 2].tobytes())
            ended: Json = {}
            answer = b""
            async with asyncio.timeout(30):
                while not (ended and answer):
                    message = await socket.recv()
                    if isinstance(message, bytes):
                        answer = answer or message
                    elif '"outcome": "done"' in message:
                        ended = json.loads(message)
            await send(socket, type="hang_up", id=4)
            return ended, answer

    recognizer = FakeRecognizer(["open my window"] * 20)
    ended, answer = run_served(tmp_path, work, recognizer=recognizer)
    assert (ended["outcome"], ended["intent"]) == ("done", "windows.set_window")
    magic, kind, _, rate_hz = HEADER.unpack_from(answer)
    assert (magic, kind, rate_hz) == (MAGIC, LOUDSPEAKER, 22_050)
    assert np.frombuffer(answer[HEADER.size :], dtype="<i2").any()


def test_sound_that_is_none_closes_the_socket(tmp_path: Path) -> None:
    async def work(running: Served) -> list[int | None]:
        codes = []
        for message in (b"", b"A1\x01\x00\x80\x3e\x00\x00\x01", b"RIFF" + bytes(20)):
            async with opened(running, Scope.SCREEN) as socket:
                await send(socket, type="listen", id=1)
                await until(socket, "result")
                await socket.send(message)
                codes.append(await closing_code(socket))
        return codes

    assert run_served(tmp_path, work) == [4400] * 3
