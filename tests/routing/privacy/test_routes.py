"""The API and the command line: all may see what may leave, few may change it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from assistant.api.scopes import Scope
from assistant.config import Config
from assistant.observe.bus import EventBus
from assistant.routing.outbox_items import Mail
from assistant.routing.privacy.consent import Kind
from assistant.routing.privacy.open import open_privacy
from assistant.routing.privacy.service import Privacy
from tests.api.served import Served, parked, served
from tests.car import here

CONSENT = "/api/v1/privacy/consent"
OFF = {"text": False, "audio": False, "pictures": False, "history": False, "telemetry": False}


def run(folder: Path, work: Callable[[Served, Privacy], Awaitable[Any]]) -> Any:
    """Return what came of ``work`` with a served car that has a privacy service."""

    async def serve() -> Any:
        async with (
            open_privacy(Config(data_dir=folder), EventBus(), live=False) as privacy,
            served(folder, services=(privacy,)) as running,
        ):
            return await work(running, privacy)

    return asyncio.run(serve())


def test_the_drivers_screen_gives_and_withdraws(tmp_path: Path) -> None:
    async def work(running: Served, privacy: Privacy) -> list[Any]:
        await parked(running)
        async with running.http(Scope.SCREEN) as screen:
            first = (await screen.get(CONSENT)).json()
            given = (await screen.put(CONSENT, json={"kinds": {"text": True}})).json()
            assert privacy.consent.allows(Kind.TEXT)
            guest = (await screen.put(CONSENT, json={"guest": True})).json()
            over = (await screen.put(CONSENT, json={"guest": False})).json()
            gone = (await screen.put(CONSENT, json={"kinds": {"text": False}})).json()
            wrong = await screen.put(CONSENT, json={"kinds": {"soul": True}})
        return [first, given, guest, over, gone, wrong.status_code]

    first, given, guest, over, gone, wrong = run(tmp_path, work)
    assert first == {"kinds": OFF, "guest": False, "changed_at": None}
    assert given["kinds"] == guest["kinds"] == over["kinds"] == {**OFF, "text": True}
    assert (given["guest"], guest["guest"], over["guest"]) == (False, True, False)
    assert gone["kinds"] == OFF
    assert gone["changed_at"]
    assert wrong == 422


def test_while_driving_consent_is_only_withdrawn(tmp_path: Path) -> None:
    async def work(running: Served, privacy: Privacy) -> list[int]:
        await privacy.change({Kind.AUDIO: True})
        running.vehicle.drive(50.0)
        await asyncio.sleep(0.3)
        async with running.http(Scope.SCREEN) as screen:
            changes: list[dict[str, Any]] = [
                {"kinds": {"text": True}},
                {"kinds": {"text": True, "audio": False}},
                {"kinds": {"audio": False}},
                {"guest": True},
                {"guest": False},
            ]
            return [(await screen.put(CONSENT, json=one)).status_code for one in changes]

    assert run(tmp_path, work) == [403, 403, 200, 200, 403]


def test_who_may_see_and_change(tmp_path: Path) -> None:
    async def work(running: Served, _: Privacy) -> dict[str, list[int]]:
        await parked(running)
        seen = {}
        for scope in Scope:
            async with running.http(scope) as client:
                paths = (CONSENT, "/api/v1/privacy/ledger", "/api/v1/privacy/outbox")
                codes = [(await client.get(path)).status_code for path in paths]
                codes.append((await client.put(CONSENT, json={"guest": True})).status_code)
                codes.append((await client.delete("/api/v1/privacy/outbox")).status_code)
                seen[str(scope)] = codes
        async with running.http(Scope.SCREEN, zone="passenger") as other:
            seen["other"] = [(await other.put(CONSENT, json={"kinds": {"text": True}})).status_code]
        return seen

    others = [200, 403, 403, 403, 403]
    assert run(tmp_path, work) == {
        "screen": [200] * 5,
        "passenger": others,
        "operator": others,
        "app": others,
        "other": [403],
    }


def test_what_left_and_what_waits_is_shown(tmp_path: Path) -> None:
    async def work(running: Served, privacy: Privacy) -> list[Any]:
        await privacy.change({Kind.TEXT: True, Kind.TELEMETRY: True})
        async with privacy.gate.leaving(Kind.TEXT, "home", "question") as counted:
            counted.note({"PERSON": 2})
            counted.out(700)
            counted.came(300)
        for key in ("a", "b"):
            privacy.outbox.put(Mail.TELEMETRY, key, b"x" * 10)
        privacy.outbox.put(Mail.HISTORY, "c", b"x")
        async with running.http(Scope.SCREEN) as screen:
            left = (await screen.get("/api/v1/privacy/ledger")).json()
            waits = (await screen.get("/api/v1/privacy/outbox")).json()
            one = (await screen.delete("/api/v1/privacy/outbox?kind=telemetry")).json()
            rest = (await screen.delete("/api/v1/privacy/outbox")).json()
            after = (await screen.get("/api/v1/privacy/outbox")).json()
        return [left, waits, one, rest, after]

    left, waits, one, rest, after = run(tmp_path, work)
    (entry,) = left["entries"]
    assert (entry["endpoint"], entry["why"], entry["state"]) == ("home", "question", "done")
    assert (entry["bytes_out"], entry["bytes_in"]) == (700, 300)
    assert entry["placeholders"] == {"PERSON": 2}
    assert left["totals"][0]["requests"] == 1
    assert [(w["kind"], w["count"], w["bytes"]) for w in waits["waiting"]] == [
        ("history", 1, 1),
        ("telemetry", 2, 20),
    ]
    assert (one, rest) == ({"removed": 2}, {"removed": 1})
    assert after["waiting"] == []
    assert {d["kind"]: d["count"] for d in after["dropped"]} == {"telemetry": 2, "history": 1}


def test_a_car_that_sends_nothing_says_so(tmp_path: Path) -> None:
    async def ask() -> tuple[int, str]:
        async with served(tmp_path) as running, running.http(Scope.SCREEN) as screen:
            answer = await screen.get(CONSENT)
            return answer.status_code, answer.json()["code"]

    assert asyncio.run(ask()) == (404, "not_found")


def test_the_command_line_shows_and_decides(tmp_path: Path) -> None:
    environment = {"ASSISTANT_DATA": str(tmp_path), "PATH": ""}

    def told(*words: str) -> Any:
        done = here(environment, "privacy", *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    async def use() -> None:
        async with open_privacy(Config(data_dir=tmp_path), EventBus(), live=False) as privacy:
            privacy.outbox.put(Mail.TELEMETRY, "t", b"x")
            async with privacy.gate.leaving(Kind.TEXT, "home", "question") as counted:
                counted.out(500)

    assert told("consent") == {"kinds": OFF, "guest": False}
    assert told("ledger") == {"entries": [], "totals": []}
    told("consent", "telemetry", "on")
    assert told("consent", "text", "on")["kinds"] == {**OFF, "text": True, "telemetry": True}
    asyncio.run(use())
    (entry,) = told("ledger")["entries"]
    assert (entry["why"], entry["bytes_out"]) == ("question", 500)
    assert told("outbox")["waiting"][0]["mail"] == "telemetry"
    told("consent", "telemetry", "off")  # empties it, though no service runs
    left = told("outbox")
    assert left["waiting"] == []
    assert left["dropped"] == [{"kind": "telemetry", "reason": "withdrawn", "count": 1}]
    assert told("guest", "on")["guest"] is True
    done = here(environment, "privacy", "consent", "text")
    assert done.returncode == 2
