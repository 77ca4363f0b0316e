"""The cameras over the real API: MJPEG and WebSocket clients, and when they are refused."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import cv2
import httpx2
import numpy as np
import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError
from websockets.typing import Subprotocol

from assistant.api.scopes import Scope
from assistant.imaging.camera.cameras import Cameras
from assistant.imaging.camera.notice import draw_notice
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.imaging.camera.presence import Trouble
from assistant.imaging.camera.settings import CameraSettings
from assistant.policy.cameras import CameraUse, decide_camera, use_of
from assistant.policy.decision import Verdict
from assistant.policy.markets import MARKETS
from assistant.policy.state import FULLY_RESTRICTED, STANDING
from tests.api.served import Fitted, Served, parked, run_served
from tests.imaging.camera.films import make_film, number_of

MIRROR = "/api/v1/mirror.mjpeg"
FRONT = "/api/v1/cameras/front.mjpeg"


def with_cameras(folder: Path) -> Fitted:
    film = make_film(folder / "film.mp4", frames=16, size=(192, 96))
    devices = {"rear": f"file:{film}", "front": "pattern:", "gone": "/dev/video97"}
    return Fitted(camera=CameraSettings(devices=devices, width=192, height=96, fps=25))


async def jpegs(answer: httpx2.Response) -> AsyncIterator[bytes]:
    """Yield the parts of an MJPEG stream, by their lengths, as a strict reader does."""
    assert answer.headers["content-type"] == "multipart/x-mixed-replace; boundary=frame"
    data = b""
    async for piece in answer.aiter_bytes():
        data += piece
        while b"\r\n\r\n" in data:
            head, _, rest = data.partition(b"\r\n\r\n")
            lines = head.decode().lstrip("\r\n").split("\r\n")
            assert lines[0] == "--frame"
            length = int(dict(line.split(": ") for line in lines[1:])["content-length"])
            if len(rest) < length + 2:
                break
            yield rest[:length]
            data = rest[length + 2 :]


def decoded(jpeg: bytes) -> np.ndarray:
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert pixels is not None
    return pixels


def is_notice(jpeg: bytes, trouble: Trouble) -> bool:
    notice = draw_notice(trouble, "en", (192, 96))
    return bool(np.abs(decoded(jpeg).astype(int) - notice).mean() < 4)


async def moving(running: Served) -> None:
    """Wait until the driver's screen is restricted."""
    told = asyncio.Event()
    with running.car.bus.listening(lambda _event: told.set() if running.hub.flags else None):
        await told.wait()


def test_a_client_reads_the_mirror_as_it_plays(tmp_path: Path) -> None:
    async def work(running: Served) -> list[int]:
        await parked(running)
        numbers: list[int] = []
        async with running.http(Scope.SCREEN) as screen, screen.stream("GET", MIRROR) as answer:
            assert answer.status_code == 200
            async for jpeg in jpegs(answer):
                pixels = decoded(jpeg)
                if pixels[:, -20:].mean() > 200:  # mirrored: the left's mark is on the right
                    numbers.append(number_of(pixels[20:80, ::-1]))
                if len(numbers) == 30:
                    return numbers
        raise AssertionError("the stream ended")

    numbers = run_served(tmp_path, work, fitted=with_cameras(tmp_path))
    steps = [(b - a) % 16 for a, b in itertools.pairwise(numbers)]
    assert len(set(numbers)) >= 10
    assert all(1 <= step <= 8 for step in steps)  # forward, each newer than the one before


def test_a_socket_gets_pictures_and_hears_that_one_is_lost(tmp_path: Path) -> None:
    async def work(running: Served) -> list[Any]:
        token = running.token(Scope.PASSENGER)
        url = running.socket_url.replace("events", "cameras/gone")
        protocols = [Subprotocol("assistant.camera.v1"), Subprotocol(f"bearer.{token}")]
        got: list[Any] = []
        async with asyncio.timeout(20), connect(url, subprotocols=protocols) as socket:
            async for message in socket:
                got.append(message)
                facts = [json.loads(one) for one in got if isinstance(one, str)]
                if [fact["trouble"] for fact in facts][-1:] == ["absent"] and len(got) > 6:
                    return [*facts, message]
        raise AssertionError("the socket was closed")

    *facts, last = run_served(tmp_path, work, fitted=with_cameras(tmp_path))
    assert facts[0]["trouble"] == "starting"
    assert facts[-1] == {"type": "picture", "size": [192, 96], "trouble": "absent"}
    assert is_notice(last, Trouble.ABSENT)


def test_a_killed_camera_process_is_told_and_comes_back(tmp_path: Path) -> None:
    async def work(running: Served) -> float:
        await parked(running)
        killed_s, told_s = 0.0, 0.0
        async with running.http(Scope.SCREEN) as screen, screen.stream("GET", FRONT) as answer:
            async for jpeg in jpegs(answer):
                if not killed_s and decoded(jpeg).mean() > 80:
                    (feed,) = running.hub.cameras.feeds
                    psutil.Process(feed.worker.pid).kill()
                    killed_s = time.monotonic()
                elif killed_s and not told_s and is_notice(jpeg, Trouble.BROKEN):
                    told_s = time.monotonic() - killed_s
                elif told_s and decoded(jpeg).mean() > 80:
                    return told_s
        raise AssertionError("the stream ended")

    assert run_served(tmp_path, work, fitted=with_cameras(tmp_path)) < 1.0


def test_who_may_see_what(tmp_path: Path) -> None:
    async def work(running: Served) -> dict[str, Any]:
        await parked(running)
        found: dict[str, Any] = {}
        async with (
            running.http(Scope.SCREEN) as screen,
            running.http(Scope.PASSENGER) as phone,
            running.http(Scope.APP) as app,
        ):
            for name, client in (("screen", screen), ("phone", phone), ("app", app)):
                listed = await client.get("/api/v1/cameras")
                found[name] = listed.json() if listed.status_code == 200 else listed.status_code
            found["unknown"] = (await screen.get("/api/v1/cameras/moon.mjpeg")).status_code
            running.vehicle.drive(50.0)
            await moving(running)
            found["driving"] = (await screen.get(FRONT)).json()
            found["shown"] = {
                one["name"]: one["shown"] for one in (await screen.get("/api/v1/cameras")).json()
            }
            async with phone.stream("GET", FRONT) as answer:
                found["passenger"] = answer.status_code
        return found

    found = run_served(tmp_path, work, fitted=with_cameras(tmp_path))
    assert [one["name"] for one in found["screen"]] == ["rear", "front", "gone"]
    assert found["screen"][0] == {
        "name": "rear",
        "mirror": True,
        "live": False,
        "shown": True,
        "stream": MIRROR,
    }
    assert found["phone"] == found["screen"]
    assert (found["app"], found["unknown"], found["passenger"]) == (403, 404, 200)
    assert (found["driving"]["status"], found["driving"]["code"]) == (403, "forbidden")
    assert found["shown"] == {"rear": True, "front": False, "gone": False}


def test_a_picture_that_may_no_longer_be_shown_is_taken_away(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[bytes, int | None]:
        await parked(running)
        last = b""
        token = running.token(Scope.SCREEN)
        url = running.socket_url.replace("events", "cameras/front")
        socket = await connect(url, subprotocols=[Subprotocol(f"bearer.{token}")])
        await socket.recv()
        async with running.http(Scope.SCREEN) as screen, screen.stream("GET", FRONT) as answer:
            async for jpeg in jpegs(answer):
                if not last:
                    running.vehicle.drive(50.0)
                last = jpeg
        with suppress(ConnectionClosedError):  # the service's code is its own
            async for _ in socket:
                pass
        return last, socket.close_code

    last, code = run_served(tmp_path, work, fitted=with_cameras(tmp_path))
    assert is_notice(last, Trouble.HIDDEN)
    assert code == 4403


def test_a_revoked_token_sees_no_more(tmp_path: Path) -> None:
    async def work(running: Served) -> int:
        count = 0
        token = running.token(Scope.PASSENGER, name="phone")
        headers = {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(base_url=running.url, trust_env=False) as client:
            async with client.stream("GET", FRONT, headers=headers) as answer:
                async for _ in jpegs(answer):
                    count += 1
                    if count == 2:
                        running.hub.tokens.revoke("phone")
            return (await client.get("/api/v1/cameras", headers=headers)).status_code

    assert run_served(tmp_path, work, fitted=with_cameras(tmp_path)) == 401


def test_viewers_of_a_feed_that_ends_do_not_keep_its_last_picture() -> None:
    def fails() -> OverlayState:
        raise RuntimeError

    async def work() -> list[Trouble | None]:
        settings = CameraSettings(devices={"rear": "pattern:"})
        async with asyncio.timeout(5), Cameras(settings, fails).watching("rear") as feed:
            return [shot.trouble async for shot in feed.shots()]

    assert asyncio.run(work()) == [Trouble.BROKEN]


def test_a_camera_is_closed_after_its_last_viewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.imaging.camera.feed.LINGER_S", 0.3)

    async def work(running: Served) -> bool:
        async with running.http(Scope.PASSENGER) as phone:
            async with phone.stream("GET", FRONT) as answer:
                async for jpeg in jpegs(answer):
                    if decoded(jpeg).mean() > 80:
                        break
            (feed,) = running.hub.cameras.feeds
            process = psutil.Process(feed.worker.pid)
            await feed.ended()
            return process.is_running()

    assert not run_served(tmp_path, work, fitted=with_cameras(tmp_path))


def allowed(use: CameraUse, flags: frozenset[Any], market: str, *, driver_sees: bool) -> bool:
    decision = decide_camera(use, flags, market, driver_sees=driver_sees)
    return decision.verdict is Verdict.ALLOW


@pytest.mark.parametrize("market", [*MARKETS, "elsewhere"])
def test_the_policy_of_cameras(market: str) -> None:
    known = market in MARKETS
    for flags in (FULLY_RESTRICTED, STANDING):
        assert not allowed(CameraUse.WATCH, flags, market, driver_sees=True)
        assert allowed(CameraUse.MIRROR, flags, market, driver_sees=True) is known
        assert allowed(CameraUse.WATCH, flags, market, driver_sees=False)
    assert allowed(CameraUse.WATCH, frozenset(), market, driver_sees=True)
    assert use_of(rear=True, live=False) is CameraUse.WATCH  # a film in the mirror's place
    assert use_of(rear=False, live=True) is CameraUse.WATCH
    assert use_of(rear=True, live=True) is CameraUse.MIRROR
