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


def ask(
    tool: str,
    signals: dict[str, Value] | None = None,
    services: dict[str, Any] | None = None,
    **arguments: Any,
) -> ToolResult:
    context = Context(signals=signals or {}, services=services or {})
    return asyncio.run(HOST.call(f"driving.{tool}", arguments, context))


def said(result: ToolResult, language: str = "en") -> str:
    return HOST.render("driving.speed", result.reply, language, result.values)


QUESTIONS: dict[str, dict[str, Any]] = {
    name: {}
    for name, tool in BUNDLE.tools.items()
    if not tool.changes_state and name not in ("past_service", "by_hand")  # no signal tells
}
QUESTIONS |= {"can_reach": {"distance": 100}}


@pytest.mark.parametrize("tool", sorted(QUESTIONS))
def test_without_signals_every_question_is_answered_honestly(tool: str) -> None:
    result = ask(tool, **QUESTIONS[tool])
    assert (result.reply, result.effects) == ("unknown", ())


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


@pytest.mark.parametrize(
    ("distance", "unit", "reply"),
    [
        (170, "km", "reachable"),
        (171, "km", "tight"),
        (201, "km", "too_far"),
        (100, "mile", "reachable"),
        (120, "mile", "tight"),
    ],
)
def test_a_range_is_promised_with_a_reserve(distance: float, unit: str, reply: str) -> None:
    signals: dict[str, Value] = {"Vehicle.Powertrain.Range": 200_000}
    assert ask("can_reach", signals, distance=distance, unit=unit).reply == reply


def test_trip_a_is_the_cars_own_meter_where_it_has_one() -> None:
    signals: dict[str, Value] = {"Vehicle.TraveledDistance": 5_000_000}
    (kept,) = ask("reset_trip", signals, trip="a").effects
    assert (kept.kind, kept.target, kept.args["odometer_m"]) == ("trip.reset", "a", 5_000_000)
    signals["Vehicle.TripMeterReading"] = 51_300
    own, other = ask("reset_trip", signals, trip="both").effects
    assert (own.kind, own.target, own.value) == ("set", "Vehicle.TripMeterReading", 0)
    assert (other.kind, other.target) == ("trip.reset", "b")
    assert said(ask("trip_info", signals, trip="a")) == "Trip A: 51.3 kilometers."


def test_a_kept_trip_counts_from_its_reset() -> None:
    services = {"trip": {"b": {"odometer_m": 4_990_000, "at_iso": ""}}}
    result = ask("trip_info", {"Vehicle.TraveledDistance": 5_000_000}, services, trip="b")
    assert said(result) == "Trip B: 10 kilometers."


def test_consumption_at_a_standstill_is_not_a_number() -> None:
    signals: dict[str, Value] = {
        "Vehicle.Speed": 0.0,
        "Vehicle.Private.TractionBattery.InstantConsumption": 400.0,
    }
    assert ask("consumption", signals, when="now").reply == "consumption_standing"
    signals["Vehicle.Speed"] = 80.0
    signals["Vehicle.Private.TractionBattery.InstantConsumption"] = -12.0
    assert ask("consumption", signals, when="now").reply == "consumption_recovering"


@pytest.mark.parametrize("percent", [49, 101])
def test_the_charge_limit_has_ends(percent: float) -> None:
    result = ask("set_charge_limit", percent=percent)
    assert (result.outcome, result.effects) == ("refused", ())


def test_charging_starts_only_with_a_cable() -> None:
    battery = "Vehicle.Powertrain.TractionBattery.Charging."
    cable = f"{battery}ChargingPort.AnyPosition.IsChargingCableConnected"
    assert ask("set_charging", {cable: False}, on=True).outcome == "refused"
    (effect,) = ask("set_charging", {cable: True}, on=True).effects
    assert (effect.target, effect.value) == (f"{battery}StartStopCharging", "START")


def test_the_check_names_what_wants_attention() -> None:
    signals: dict[str, Value] = {
        "Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow": True,
        "Vehicle.Service.IsServiceDue": False,
        TIRE.format(1, "Left") + "IsPressureLow": True,
    }
    assert said(ask("car_check", signals)) == (
        "Please note: a tire is low and the washer fluid is low."
    )
