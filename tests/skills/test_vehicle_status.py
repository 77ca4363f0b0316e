"""Questions about the car: nothing changes, and nothing unseen is claimed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

FOLDER = Path(__file__).resolve().parents[2] / "skills" / "vehicle_status"
BUNDLE = load_bundle(FOLDER)
HOST = LocalSkillHost([BUNDLE])
TIRE = "Vehicle.Chassis.Axle.Row{}.Wheel.{}.Tire."
WHEELS = ((1, "Left"), (1, "Right"), (2, "Left"), (2, "Right"))


def ask(tool: str, signals: dict[str, Value] | None = None, **arguments: Any) -> ToolResult:
    context = Context(signals=signals or {})
    return asyncio.run(HOST.call(f"vehicle_status.{tool}", arguments, context))


def said(result: ToolResult, language: str = "en") -> str:
    return HOST.render("vehicle_status.speed", result.reply, language, result.values)


@pytest.mark.parametrize("tool", sorted(BUNDLE.tools))
def test_without_signals_every_question_is_answered_honestly(tool: str) -> None:
    result = ask(tool)
    assert (result.reply, result.effects) == ("unknown", ())
    assert not HOST.changes_state(f"vehicle_status.{tool}")


def test_tires_are_fine_only_when_every_warning_is_seen() -> None:
    signals: dict[str, Value] = {
        TIRE.format(row, side) + "Pressure": 230 + 10 * row for row, side in WHEELS
    }
    assert said(ask("tire_pressure", signals)) == "The tires are at 2.4 to 2.5 bar."
    signals |= {TIRE.format(row, side) + "IsPressureLow": False for row, side in WHEELS}
    assert said(ask("tire_pressure", signals)) == "The tires are fine, 2.4 to 2.5 bar."
    signals[TIRE.format(2, "Left") + "IsPressureLow"] = True
    assert said(ask("tire_pressure", signals)) == "Low pressure: rear left, 2.5 bar."
    assert said(ask("tire_pressure", signals, wheel="rear_left")) == (
        "Rear left: 2.5 bar, that's low."
    )


def test_some_tires_unseen_are_not_called_fine() -> None:
    signals: dict[str, Value] = {TIRE.format(1, "Left") + "Pressure": 240}
    assert said(ask("tire_pressure", signals)) == "I can only see front left, 2.4 bar."
    assert said(ask("tire_pressure", signals), "zh") == "只能看到左前轮2.4巴。"


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


@pytest.mark.parametrize(
    ("value", "english", "mandarin"),
    [
        (126, "Park.", "现在是驻车挡。"),
        (3, "Drive.", "现在是前进挡。"),
        (-1, "Reverse.", "现在是倒挡。"),
    ],
)
def test_gear_numbers_follow_vss(value: int, english: str, mandarin: str) -> None:
    result = ask("gear", {"Vehicle.Powertrain.Transmission.SelectedGear": value})
    assert said(result) == english
    assert said(result, "zh") == mandarin
