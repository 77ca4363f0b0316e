"""Profiles over the API and by voice: they hold what each driver likes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from assistant.api.scopes import Scope
from assistant.diary.profiles import Profiles
from tests.api.served import Fitted, Served, parked, run_served

PATH = "/api/v1/profiles"
WARM = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"


def fitted() -> dict[str, Any]:
    """What a car with profiles is served with."""
    return {"services": (Profiles(None),), "fitted": Fitted(("climate", "profiles"))}


def test_each_driver_gets_their_own_back(tmp_path: Path) -> None:
    async def work(running: Served) -> None:
        await parked(running)
        async with running.http(Scope.SCREEN) as screen:

            async def say(text: str) -> dict[str, Any]:
                answer: dict[str, Any] = (
                    await screen.post("/api/v1/turns", json={"text": text})
                ).json()
                return answer

            anna = (await screen.post(PATH, json={"name": "Anna"})).json()
            assert (anna["name"], anna["active"]) == ("Anna", False)
            made = await say("create a profile for Ben")
            assert made["outcome"] == "done"
            warm = {"temperature": 24.0, "seat": 1}
            assert (await screen.patch(f"{PATH}/{anna['id']}", json=warm)).json()["seat"] == 1

            hello = await say("I'm Anna")
            assert (hello["outcome"], hello["reply"]) == (
                "done",
                "Hello Anna. Your settings are on.",
            )
            reading = running.vehicle.read(WARM)
            assert reading is not None
            assert reading.value == 24.0
            await screen.put("/api/v1/settings", json={"expected": "zh", "rate": 1.2})
            await say("switch to Ben's profile")
            await screen.put("/api/v1/settings", json={"expected": "en", "rate": 1.0})
            await say("I'm Anna")
            settings = (await screen.get("/api/v1/settings")).json()
            assert (settings["expected"], settings["rate"]) == ("zh", 1.2)
            told = {one["name"]: one for one in (await screen.get(PATH)).json()}
            assert told["Anna"]["active"]
            assert (told["Ben"]["expected"], told[""]["active"]) == ("en", False)

            assert (await screen.delete(f"{PATH}/{anna['id']}")).status_code == 204
            assert (await screen.get(PATH)).json()[-1] == {
                "id": "guest",
                "name": "",
                "active": True,
                "expected": "zh",
                "temperature": None,
                "seat": None,
                "places": [],
            } | {"temperature": told[""]["temperature"]}

    run_served(tmp_path, work, **fitted())


def test_profiles_are_the_drivers_and_closed_while_driving(tmp_path: Path) -> None:
    async def work(running: Served) -> list[int]:
        await parked(running)
        async with running.http(Scope.SCREEN) as screen, running.http(Scope.PASSENGER) as phone:
            theirs = [(await phone.get(PATH)).status_code]
            theirs.append((await phone.post(PATH, json={"name": "Eve"})).status_code)
            unknown = await screen.patch(f"{PATH}/p9", json={"seat": 1})
            twice = [(await screen.post(PATH, json={"name": "Anna"})).status_code for _ in "ab"]
            passenger = await phone.post("/api/v1/turns", json={"text": "I'm Anna"})
            assert passenger.json()["outcome"] == "refused"
            running.vehicle.drive(50.0)
            await asyncio.sleep(0.3)
            moving = await screen.post(PATH, json={"name": "Cid"})
            return [*theirs, unknown.status_code, *twice, moving.status_code]

    assert run_served(tmp_path, work, **fitted()) == [403, 403, 404, 201, 400, 403]


def test_a_car_without_profiles_says_so(tmp_path: Path) -> None:
    async def work(running: Served) -> int:
        async with running.http(Scope.SCREEN) as screen:
            return (await screen.get(PATH)).status_code

    assert run_served(tmp_path, work) == 404


def test_names_are_in_no_event_but_what_was_said(tmp_path: Path) -> None:
    async def work(running: Served) -> str:
        await parked(running)
        async with running.http(Scope.SCREEN, Scope.OPERATOR) as screen:
            await screen.post(PATH, json={"name": "Annika"})
            await screen.post("/api/v1/turns", json={"text": "I'm Annika"})
            return (await screen.get("/api/v1/traces")).text

    traces = run_served(tmp_path, work, **fitted())
    assert "profiles.introduce" in traces
    assert "annika" not in traces.casefold()
