"""Windows and roof: which signals are set, and what is honest to say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

FOLDER = Path(__file__).resolve().parents[2] / "skills" / "windows"
HOST = LocalSkillHost([load_bundle(FOLDER)])
DOOR = "Vehicle.Cabin.Door."
ROOF = "Vehicle.Cabin.Sunroof.Position"


def call(
    tool: str, zone: str = "driver", signals: dict[str, Value] | None = None, **arguments: Any
) -> ToolResult:
    context = Context(zone=zone, signals=signals or {})
    return asyncio.run(HOST.call(f"windows.{tool}", arguments, context))


def positions(driver: int, passenger: int, left: int, right: int) -> dict[str, Value]:
    return {
        f"{DOOR}Row1.DriverSide.Window.Position": driver,
        f"{DOOR}Row1.PassengerSide.Window.Position": passenger,
        f"{DOOR}Row2.DriverSide.Window.Position": left,
        f"{DOOR}Row2.PassengerSide.Window.Position": right,
    }


@pytest.mark.parametrize(
    ("zone", "position", "branch"),
    [
        ("driver", "LEFT", "Row1.DriverSide"),
        ("passenger", "LEFT", "Row1.PassengerSide"),
        ("rear_left", "LEFT", "Row2.DriverSide"),
        ("rear_right", "LEFT", "Row2.PassengerSide"),
        ("driver", "RIGHT", "Row1.DriverSide"),
        ("rear_left", "RIGHT", "Row2.PassengerSide"),
        ("rear_right", "RIGHT", "Row2.DriverSide"),
    ],
)
def test_my_window_is_the_one_beside_me(zone: str, position: str, branch: str) -> None:
    signals: dict[str, Value] = {"Vehicle.Cabin.DriverPosition": position}
    result = call("set_window", zone, signals, position=100)
    assert [effect.target for effect in result.effects] == [f"{DOOR}{branch}.Window.Position"]
    assert result.values["where"] == "yours"


def test_a_group_moves_only_what_must_move() -> None:
    result = call("set_window", signals=positions(0, 40, 0, 100), seat="all", position=0)
    assert [(effect.target, effect.value) for effect in result.effects] == [
        (f"{DOOR}Row1.PassengerSide.Window.Position", 0),
        (f"{DOOR}Row2.PassengerSide.Window.Position", 0),
    ]
    closed = call("set_window", signals=positions(0, 0, 0, 0), seat="all", position=0)
    assert (closed.reply, closed.effects, closed.outcome) == ("already_closed", (), "answered")


def test_a_bit_more_stops_at_the_end() -> None:
    nearly = call("adjust_window", signals=positions(90, 0, 0, 0), direction="open")
    assert [effect.value for effect in nearly.effects] == [100]
    ended = call("adjust_window", signals=positions(100, 0, 0, 0), direction="open")
    assert ended.reply == "already_opened"
    mixed = call("adjust_window", signals=positions(10, 60, 0, 0), seat="front", direction="close")
    assert [effect.value for effect in mixed.effects] == [0, 40]
    assert mixed.reply == "moved"


@pytest.mark.parametrize("tool", ["window_status", "sunroof_status", "shade_status"])
def test_questions_change_nothing(tool: str) -> None:
    for signals in ({}, positions(10, 0, 0, 0) | {ROOF: 100}):
        result = call(tool, signals=signals)
        assert (result.effects, result.outcome) == ((), "answered")


@pytest.mark.parametrize(
    ("position", "action", "switch"),
    [
        (0, "open", "ONE_SHOT_OPEN"),
        (0, "tilt", "TILT_UP"),
        (100, "close", "ONE_SHOT_CLOSE"),
        (-100, "close", "TILT_DOWN"),
        (None, "close", "ONE_SHOT_CLOSE"),
    ],
)
def test_sunroof_switch_fits_where_the_roof_is(
    position: int | None, action: str, switch: str
) -> None:
    signals: dict[str, Value] = {} if position is None else {ROOF: position}
    result = call("set_sunroof", signals=signals, action=action)
    assert [effect.value for effect in result.effects] == [switch]


def test_sunroof_says_what_it_cannot_do() -> None:
    assert call("set_sunroof", action="part", position=30).outcome == "refused"
    whole = call("set_sunroof", action="part", position=100)
    assert [effect.value for effect in whole.effects] == ["ONE_SHOT_OPEN"]


def test_the_card_shows_where_everything_will_be() -> None:
    card = call("set_sunroof", signals={ROOF: 0}, action="tilt").card
    assert card is not None
    items = {one["part"]: one.get("value", one.get("position")) for one in card["items"]}
    assert items["sunroof"] == "Tilted"
    assert items["window.driver"] is None


def test_the_card_tells_how_far_a_shade_is_open() -> None:
    card = call("set_shade", position=100).card
    assert card is not None
    items = {one["part"]: one.get("position") for one in card["items"]}
    assert items["shade.roof"] == 0
