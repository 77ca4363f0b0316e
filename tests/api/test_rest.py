"""The REST API as a client uses it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import psutil

from assistant.api.scopes import Scope
from assistant.events import MuteChanged
from assistant.understanding.fake import FakeLanguageModel
from tests.api.served import WINDOW, Served, parked, run_served

TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"


def test_a_typed_turn_changes_the_car_for_the_seat_of_the_token(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[Any, Any, httpx2.Response, httpx2.Response]:
        async with running.http(Scope.SCREEN) as screen, running.http(Scope.PASSENGER) as phone:
            body = {"text": "open my window"}
            mine = (await screen.post("/api/v1/turns", json=body)).json()
            theirs = (await phone.post("/api/v1/turns", json=body)).json()
            stolen = await phone.post("/api/v1/turns", json={**body, "zone": "driver"})
            empty = await screen.post("/api/v1/turns", json={"text": " "})
            return mine, theirs, stolen, empty

    mine, theirs, stolen, empty = run_served(tmp_path, work)
    assert mine["outcome"] == "done"
    assert mine["effects"] == [{"path": WINDOW, "value": 100, "verified": True}]
    assert theirs["effects"][0]["path"] == WINDOW.replace("DriverSide", "PassengerSide")
    assert (stolen.status_code, stolen.json()["code"]) == (403, "forbidden")
    assert (empty.status_code, empty.json()["code"]) == (400, "text")


def test_a_question_before_an_effect_is_confirmed_or_denied(tmp_path: Path) -> None:
    async def work(running: Served) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        async with running.http(Scope.SCREEN) as screen:
            for yes in (False, True):
                asked = await screen.post("/api/v1/turns", json={"text": "open the trunk"})
                assert asked.json()["outcome"] == "asked"
                assert (await screen.get("/api/v1/state")).json()["state"] == "confirming"
                answer = await screen.post("/api/v1/confirm", json={"yes": yes})
                reading = running.vehicle.read(TRUNK)
                assert reading is not None
                found.append((answer.json()["outcome"], reading.value))
        return found

    assert run_served(tmp_path, work) == [("cancelled", False), ("done", True)]


def test_a_turn_is_cancelled_and_says_so(tmp_path: Path) -> None:
    model = FakeLanguageModel(delay_s=30.0)

    async def work(running: Served) -> dict[str, Any]:
        async with running.http(Scope.SCREEN) as screen:
            ask, begun = {"text": "why is the sky blue over there"}, asyncio.Event()
            asking = asyncio.create_task(screen.post("/api/v1/turns", json=ask))
            with running.car.bus.listening(lambda _event: begun.set()):
                await begun.wait()
            assert (await screen.post("/api/v1/cancel", json={})).status_code == 204
            answer: dict[str, Any] = (await asking).json()
            return answer

    ended = run_served(tmp_path, work, model=model)
    assert ended["type"] == "turn_end"
    assert ended["outcome"] == "cancelled"


def test_what_needs_a_microphone_says_that_there_is_none(tmp_path: Path) -> None:
    async def work(running: Served) -> list[httpx2.Response]:
        async with running.http(Scope.SCREEN) as screen:
            return [
                await screen.post("/api/v1/talk/press", json={}),
                await screen.post("/api/v1/talk/release", json={}),
                await screen.put("/api/v1/mute", json={"muted": True}),
            ]

    for answer in run_served(tmp_path, work):
        assert (answer.status_code, answer.json()["code"]) == (409, "audio_device")


def test_history_needs_consent_and_is_forgotten_with_it(tmp_path: Path) -> None:
    async def work(running: Served) -> list[Any]:
        async with running.http(Scope.SCREEN) as screen:
            await parked(running)
            seen = []

            async def ask_and_look() -> None:
                await screen.post("/api/v1/turns", json={"text": "open my window"})
                seen.append((await screen.get("/api/v1/history")).json())

            await ask_and_look()
            await screen.put("/api/v1/history", json={"consent": True})
            await ask_and_look()
            running.vehicle.drive(50.0)
            await asyncio.sleep(0.3)
            seen.append((await screen.get("/api/v1/history")).json())
            await screen.put("/api/v1/history", json={"consent": False})
            seen.append((await screen.get("/api/v1/history")).json())
            return seen

    without, kept, moving, revoked = run_served(tmp_path, work)
    assert without == {"consent": False, "turns": []}
    assert [turn["transcript"] for turn in kept["turns"]] == ["open my window"]
    assert moving == {"consent": True, "turns": []}
    assert revoked == {"consent": False, "turns": []}


def test_each_scope_sees_its_own(tmp_path: Path) -> None:
    paths = ("state", "signals", "history", "metrics", "traces", "doctor", "skills", "models")

    async def work(running: Served) -> dict[str, list[int]]:
        seen = {}
        for scope in Scope:
            async with running.http(scope) as client:
                seen[str(scope)] = [
                    (await client.get(f"/api/v1/{path}")).status_code for path in paths
                ]
        return seen

    yes, no = 200, 403
    assert run_served(tmp_path, work) == {
        "screen": [yes, yes, yes, no, no, no, yes, yes],
        "passenger": [yes, yes, no, no, no, no, yes, yes],
        "operator": [yes, yes, no, yes, yes, yes, yes, yes],
        "app": [yes, yes, no, no, no, no, yes, yes],
    }


def test_signals_are_told_by_scope_and_prefix(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[set[str], set[str], set[str]]:
        async with running.http(Scope.SCREEN) as screen, running.http(Scope.APP) as app:
            all_of = {s["path"] for s in (await screen.get("/api/v1/signals")).json()}
            apps = {s["path"] for s in (await app.get("/api/v1/signals")).json()}
            some = await screen.get("/api/v1/signals", params={"prefix": "Vehicle.Cabin.HVAC"})
            return all_of, apps, {s["path"] for s in some.json()}

    everything, apps, climate = run_served(tmp_path, work)
    assert "Vehicle.Speed" in everything - apps
    assert climate < apps
    assert all(path.startswith("Vehicle.Cabin.HVAC") for path in climate)


def test_traces_and_metrics_count_turns_and_hold_no_words(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[str, str]:
        async with running.http(Scope.SCREEN) as screen, running.http(Scope.OPERATOR) as operator:
            await screen.post("/api/v1/turns", json={"text": "open my window"})
            metrics = (await operator.get("/api/v1/metrics")).text
            return metrics, (await operator.get("/api/v1/traces")).text

    metrics, traces = run_served(tmp_path, work)
    assert 'assistant_turns_total{outcome="done",route="grammar"} 1.0' in metrics
    assert "windows.set_window" in traces
    assert "open my window" not in metrics + traces


def test_the_state_is_written_anew_only_when_it_changed(tmp_path: Path) -> None:
    async def work(running: Served) -> None:
        await parked(running)
        hub, tokens = running.hub, running.hub.tokens
        screen, phone = (
            tokens.client(running.token(scope)) for scope in (Scope.SCREEN, Scope.PASSENGER)
        )
        assert screen is not None
        assert phone is not None
        first = hub.told(screen)
        assert hub.told(screen) is first
        assert json.loads(first) == json.loads(json.dumps(hub.snapshot(screen))) | {
            "restrictions": json.loads(first)["restrictions"]  # it tells when it was made
        }
        hub.told(phone)
        assert hub.told(screen) is first
        running.car.timers.start({"seconds": 600, "label": "tea"}, "en", "driver")
        with_timer = json.loads(hub.told(screen))
        assert [timer["label"] for timer in with_timer["timers"]] == ["tea"]
        assert json.loads(hub.told(phone))["timers"] != []
        running.car.bus.emit(MuteChanged(at_s=0, muted=True))
        assert json.loads(hub.told(screen))["muted"]

    run_served(tmp_path, work)


def test_metrics_tell_the_memory_of_all_processes(tmp_path: Path) -> None:
    async def work(running: Served) -> str:
        async with running.http(Scope.OPERATOR) as client:
            return (await client.get("/api/v1/metrics")).text

    lines = run_served(tmp_path, work).splitlines()
    (held,) = (float(line.split()[1]) for line in lines if line.startswith("assistant_memory"))
    assert held > 20e6
    measured = psutil.sensors_temperatures() != {}
    told = any(line.startswith("assistant_temperature_celsius ") for line in lines)
    assert told == measured
