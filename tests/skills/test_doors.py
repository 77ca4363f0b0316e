"""Doors, lids, locks and mirrors: what is asked of the car, and what is honest to say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

BUNDLE = load_bundle(Path(__file__).resolve().parents[2] / "skills" / "doors")
HOST = LocalSkillHost([BUNDLE])
DOOR = "Vehicle.Cabin.Door."
PORT = "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition."


def call(
    tool: str, zone: str = "driver", signals: dict[str, Value] | None = None, **arguments: Any
) -> ToolResult:
    context = Context(zone=zone, signals=signals or {})
    return asyncio.run(HOST.call(f"doors.{tool}", arguments, context))


def ask(tool: str, signals: dict[str, Value], **arguments: Any) -> ToolResult:
    return call(tool, signals=signals, **arguments)


def said(result: ToolResult, language: str = "en") -> str:
    return HOST.render("doors.set_lock", result.reply, language, result.values)


def written(result: ToolResult) -> dict[str, Value | None]:
    return {effect.target: effect.value for effect in result.effects}


def test_locking_the_car_locks_what_is_not_locked() -> None:
    signals: dict[str, Value] = {f"{DOOR}Row1.DriverSide.IsLocked": True}
    result = written(call("set_lock", signals=signals, locked=True))
    assert set(result.values()) == {True}
    assert len(result) == 3


@pytest.mark.parametrize(
    ("zone", "drives", "path"),
    [
        ("rear_left", "LEFT", "Row2.DriverSide"),
        ("rear_left", "RIGHT", "Row2.PassengerSide"),
        ("passenger", "RIGHT", "Row1.PassengerSide"),
    ],
)
def test_my_door_is_beside_me(zone: str, drives: str, path: str) -> None:
    result = call("set_door", zone, {"Vehicle.Cabin.DriverPosition": drives}, open=True)
    assert written(result) == {f"{DOOR}{path}.IsOpen": True}


def test_the_flap_is_not_closed_on_a_cable() -> None:
    signals: dict[str, Value] = {f"{PORT}IsFlapOpen": True}
    assert written(call("set_charge_flap", signals=signals, open=False)) == {
        f"{PORT}IsFlapOpen": False
    }
    signals[f"{PORT}IsChargingCableConnected"] = True
    assert call("set_charge_flap", signals=signals, open=False).outcome == "refused"


@pytest.mark.parametrize(
    ("tool", "arguments"), [("set_hood", {"open": False}), ("set_child_lock", {})]
)
def test_what_hands_must_do_is_refused(tool: str, arguments: dict[str, Any]) -> None:
    result = call(tool, **arguments)
    assert (result.outcome, result.effects) == ("refused", ())


@pytest.mark.parametrize("tool", sorted(t for t in BUNDLE.tools if t.endswith("_status")))
def test_without_signals_every_question_is_answered_honestly(tool: str) -> None:
    result = call(tool)
    assert (result.reply, result.effects) == ("unknown", ())


def test_a_front_seats_question_about_child_locks_is_about_the_back() -> None:
    signals: dict[str, Value] = {
        f"{DOOR}Row2.DriverSide.IsChildLockActive": True,
        f"{DOOR}Row2.PassengerSide.IsChildLockActive": True,
    }
    assert said(call("child_lock_status", signals=signals)) == "Both child locks are on."
    mine = call("child_lock_status", "rear_left", signals, seat="mine")
    assert said(mine, "zh") == "那边的儿童锁开着。"


def test_everything_is_closed_only_when_all_is_seen() -> None:
    signals: dict[str, Value] = {
        "Vehicle.Body.Trunk.Rear.IsOpen": False,
        "Vehicle.Body.Hood.IsOpen": False,
    }
    for row in (1, 2):
        for side in ("DriverSide", "PassengerSide"):
            signals[f"Vehicle.Cabin.Door.Row{row}.{side}.IsOpen"] = False
            signals[f"Vehicle.Cabin.Door.Row{row}.{side}.Window.Position"] = 0
    assert said(ask("what_is_open", signals)) == "Everything is closed."
    signals["Vehicle.Cabin.Sunroof.Position"] = -100
    assert said(ask("what_is_open", signals)) == "Open: sunroof."
    del signals["Vehicle.Body.Hood.IsOpen"]
    assert said(ask("what_is_open", signals)) == "Open: sunroof. I can't see the rest."
