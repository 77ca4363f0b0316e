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

FOLDER = Path(__file__).resolve().parents[2] / "skills" / "driving"
BUNDLE = load_bundle(FOLDER)
HOST = LocalSkillHost([BUNDLE])
TIRE = "Vehicle.Chassis.Axle.Row{}.Wheel.{}.Tire."
WHEELS = ((1, "Left"), (1, "Right"), (2, "Left"), (2, "Right"))


def ask(tool: str, signals: dict[str, Value] | None = None, **arguments: Any) -> ToolResult:
    context = Context(signals=signals or {})
    return asyncio.run(HOST.call(f"driving.{tool}", arguments, context))


def said(result: ToolResult, language: str = "en") -> str:
    return HOST.render("driving.speed", result.reply, language, result.values)


@pytest.mark.parametrize("tool", sorted(BUNDLE.tools))
def test_without_signals_every_question_is_answered_honestly(tool: str) -> None:
    result = ask(tool)
    assert (result.reply, result.effects) == ("unknown", ())
    assert not HOST.changes_state(f"driving.{tool}")


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
