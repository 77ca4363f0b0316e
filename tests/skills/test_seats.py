"""Seats: which signals move, by how much, and what is honest to say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

HOST = LocalSkillHost([load_bundle(Path(__file__).resolve().parents[2] / "skills" / "seats")])
DRIVER = "Vehicle.Cabin.Seat.Row1.DriverSide"
PASSENGER = "Vehicle.Cabin.Seat.Row1.PassengerSide"


def call(
    tool: str,
    zone: str = "driver",
    signals: dict[str, Value] | None = None,
    memory: dict[str, Any] | None = None,
    **arguments: Any,
) -> ToolResult:
    context = Context(zone=zone, signals=signals or {}, services={"seat_memory": memory or {}})
    return asyncio.run(HOST.call(f"seats.{tool}", arguments, context))


def written(result: ToolResult) -> dict[str, Value | None]:
    return {effect.target: effect.value for effect in result.effects}


@pytest.mark.parametrize(
    ("part", "direction", "amount", "leaf", "now", "then"),
    [
        ("position", "forward", "small", "Position", 100, 80),
        ("position", "back", "large", "Position", 200, 250),
        ("height", "down", "normal", "Height", 30, 10),
        ("backrest", "back", "normal", "Backrest.Recline", 20.0, 26.0),
        ("backrest", "forward", "full", "Backrest.Recline", 20.0, 0.0),
        ("lumbar", "more", "normal", "Backrest.LumbarSupport", 90.0, 100.0),
        ("headrest", "up", "small", "Headrest.Height", 10, 20),
    ],
)
def test_steps_stay_within_the_ends(
    part: str, direction: str, amount: str, leaf: str, now: float, then: float
) -> None:
    result = call(
        "adjust_seat",
        signals={f"{DRIVER}.{leaf}": now},
        part=part,
        direction=direction,
        amount=amount,
    )
    assert written(result) == {f"{DRIVER}.{leaf}": then}


def test_at_its_end_nothing_moves() -> None:
    result = call(
        "adjust_seat",
        signals={f"{DRIVER}.Position": 250},
        part="position",
        direction="back",
        amount="full",
    )
    assert (result.reply, result.effects) == ("at_end", ())


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("adjust_seat", {"part": "height", "direction": "up"}),
        ("give_legroom", {"seat": "rear"}),
        ("adjust_massage", {"direction": "up"}),
        ("save_seat", {"position": 1}),
    ],
)
def test_a_step_from_the_unknown_is_refused(tool: str, arguments: dict[str, Any]) -> None:
    result = call(tool, **arguments)
    assert (result.outcome, result.effects) == ("refused", ())


def test_legroom_behind_moves_the_seat_in_front() -> None:
    signals: dict[str, Value] = {f"{DRIVER}.Position": 120, f"{PASSENGER}.Position": 10}
    assert written(call("give_legroom", "rear_right", signals)) == {f"{PASSENGER}.Position": 0}
    assert written(call("give_legroom", "rear_left", signals)) == {f"{DRIVER}.Position": 80}
    assert written(call("give_legroom", "passenger", signals)) == {f"{PASSENGER}.Position": 50}


def test_a_programme_keeps_the_level_that_runs() -> None:
    running: dict[str, Value] = {f"{DRIVER}.Massage.Level": 100}
    result = written(call("set_massage", signals=running, programme="pulse"))
    assert result == {f"{DRIVER}.Massage.TypeActive": "PULSE", f"{DRIVER}.Massage.Level": 100}
    started = written(call("set_massage", programme="pulse"))
    assert started[f"{DRIVER}.Massage.Level"] == 66


def test_recalling_asks_only_for_what_differs() -> None:
    signals: dict[str, Value] = {f"{DRIVER}.Position": 90, f"{DRIVER}.Height": 10}
    memory = {DRIVER: {"2": {"Position": 90, "Height": 40}}}
    result = call("recall_seat", signals=signals, memory=memory, position=2)
    assert written(result) == {f"{DRIVER}.Height": 40}
    assert call("recall_seat", signals=signals, memory=memory, position=3).outcome == "refused"


def test_another_seat_has_its_own_memory() -> None:
    memory = {DRIVER: {"2": {"Position": 90}}}
    assert call("recall_seat", "passenger", memory=memory, position=2).reply == "memory_empty"


@pytest.mark.parametrize("tool", ["recall_seat", "save_seat"])
def test_the_back_seats_have_no_memory(tool: str) -> None:
    result = call(tool, "rear_left", position=1)
    assert (result.reply, result.outcome) == ("memory_none", "refused")


def test_what_is_saved_is_where_the_seat_stands() -> None:
    signals: dict[str, Value] = {f"{PASSENGER}.Position": 70, f"{PASSENGER}.Backrest.Recline": 21.5}
    (effect,) = call("save_seat", "passenger", signals, position=3).effects
    assert (effect.kind, effect.target) == ("seat_memory.save", f"{PASSENGER}.3")
    assert effect.args == {"values": {"Position": 70, "Backrest.Recline": 21.5}}


def belts(**seats: tuple[str, bool | None]) -> dict[str, Value]:
    paths = {
        "driver": DRIVER,
        "passenger": PASSENGER,
        "rear_left": DRIVER.replace("Row1", "Row2"),
        "rear_right": PASSENGER.replace("Row1", "Row2"),
    }
    seen: dict[str, Value] = {f"{path}.OccupancyStatus": "EMPTY" for path in paths.values()}
    for seat, (taken, belted) in seats.items():
        seen[f"{paths[seat]}.OccupancyStatus"] = taken
        if belted is not None:
            seen[f"{paths[seat]}.IsBelted"] = belted
    return seen


@pytest.mark.parametrize(
    ("signals", "reply"),
    [
        (belts(driver=("OCCUPIED", True)), "belts_closed"),
        (belts(driver=("OCCUPIED", True), rear_left=("OCCUPIED", False)), "belts_open"),
        (belts(driver=("OCCUPIED", None)), "belts_unknown"),
        ({}, "belts_unknown"),
    ],
)
def test_belts_are_claimed_only_when_seen(signals: dict[str, Value], reply: str) -> None:
    assert call("belt_status", signals=signals).reply == reply
