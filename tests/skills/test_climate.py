"""Climate: which signals are set, by seat, and what is honest to say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

HOST = LocalSkillHost([load_bundle(Path(__file__).resolve().parents[2] / "skills" / "climate")])
STATION = "Vehicle.Cabin.HVAC.Station."
SEAT = "Vehicle.Cabin.Seat."


def call(
    tool: str, zone: str = "driver", signals: dict[str, Value] | None = None, **arguments: Any
) -> ToolResult:
    context = Context(zone=zone, signals=signals or {})
    return asyncio.run(HOST.call(f"climate.{tool}", arguments, context))


def written(result: ToolResult) -> dict[str, Value | None]:
    return {effect.target: effect.value for effect in result.effects}


@pytest.mark.parametrize(
    ("zone", "seat", "stations"),
    [
        ("driver", "mine", ["Row1.Driver"]),
        ("rear_right", "mine", ["Row2.Passenger"]),
        ("driver", "rear_left", ["Row2.Driver"]),
        ("driver", "front", ["Row1.Driver", "Row1.Passenger"]),
        ("passenger", "all", ["Row1.Driver", "Row1.Passenger", "Row2.Driver", "Row2.Passenger"]),
    ],
)
def test_temperature_by_seat(zone: str, seat: str, stations: list[str]) -> None:
    result = call("set_temperature", zone, temperature=21.3, seat=seat)
    assert written(result) == {f"{STATION}{one}.Temperature": 21.5 for one in stations}


def test_right_hand_drive_mirrors_the_rear() -> None:
    right: dict[str, Value] = {"Vehicle.Cabin.DriverPosition": "RIGHT"}
    result = call("set_temperature", signals=right, temperature=20, seat="rear_right")
    assert written(result) == {f"{STATION}Row2.Driver.Temperature": 20}


@pytest.mark.parametrize(("degrees", "reply"), [(15.9, "too_cold"), (28.1, "too_hot")])
def test_what_the_car_can_not_do_is_refused(degrees: float, reply: str) -> None:
    result = call("set_temperature", temperature=degrees)
    assert (result.reply, result.outcome, result.effects) == (reply, "refused", ())


@pytest.mark.parametrize(
    ("now", "direction", "amount", "then"),
    [
        (21, "warmer", "small", 21.5),
        (21, "warmer", "normal", 22),
        (21, "cooler", "large", 19),
        (27.5, "warmer", "large", 28),
    ],
)
def test_steps(now: float, direction: str, amount: str, then: float) -> None:
    signals: dict[str, Value] = {f"{STATION}Row1.Driver.Temperature": now}
    result = call("adjust_temperature", signals=signals, direction=direction, amount=amount)
    assert written(result) == {f"{STATION}Row1.Driver.Temperature": then}


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("adjust_temperature", {"direction": "warmer"}),
        ("adjust_fan", {"direction": "up"}),
        ("adjust_seat_climate", {"mode": "heating", "direction": "up"}),
        ("sync_climate", {}),
    ],
)
def test_a_step_from_the_unknown_is_refused(tool: str, arguments: dict[str, Any]) -> None:
    result = call(tool, **arguments)
    assert (result.outcome, result.effects) == ("refused", ())


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("temperature_status", {"what": "set"}),
        ("temperature_status", {"what": "cabin"}),
        ("fan_status", {}),
        ("air_direction_status", {}),
        ("switch_status", {"what": "air_conditioning"}),
        ("seat_climate_status", {"mode": "heating"}),
        ("steering_heating_status", {}),
    ],
)
def test_questions_about_the_unknown_are_answered_so(tool: str, arguments: dict[str, Any]) -> None:
    result = call(tool, **arguments)
    assert result.reply.endswith("unknown")
    assert result.effects == ()


@pytest.mark.parametrize(
    ("mode", "level", "value"),
    [("heating", "low", 33), ("heating", "on", 66), ("cooling", "high", -100)],
)
def test_seat_levels(mode: str, level: str, value: int) -> None:
    result = call("set_seat_climate", mode=mode, level=level, seat="passenger")
    assert written(result) == {f"{SEAT}Row1.PassengerSide.Seating.HeatingCooling": value}


def test_heating_off_leaves_cooling_on() -> None:
    cooling: dict[str, Value] = {f"{SEAT}Row1.DriverSide.Seating.HeatingCooling": -66}
    result = call("set_seat_climate", signals=cooling, mode="heating", level="off")
    assert (result.reply, result.effects) == ("seat_already_off", ())


@pytest.mark.parametrize(
    ("arguments", "value"), [({"step": 3}, 60), ({"percent": 45}, 45), ({"level": "max"}, 100)]
)
def test_fan(arguments: dict[str, Any], value: int) -> None:
    assert written(call("set_fan", **arguments)) == {f"{STATION}Row1.Driver.FanSpeed": value}


@pytest.mark.parametrize("arguments", [{"step": 9}, {"percent": 120}])
def test_fan_out_of_range(arguments: dict[str, Any]) -> None:
    assert call("set_fan", **arguments).outcome == "refused"


@pytest.mark.parametrize(
    ("tool", "missing"), [("set_temperature", "temperature"), ("set_fan", "step")]
)
def test_it_asks_for_what_is_missing(tool: str, missing: str) -> None:
    result = call(tool)
    assert (result.outcome, result.missing) == ("asked", missing)


def test_sync_takes_the_speakers_values_to_all() -> None:
    mine: dict[str, Value] = {
        f"{STATION}Row1.Passenger.Temperature": 23.5,
        f"{STATION}Row1.Passenger.FanSpeed": 40,
    }
    result = written(call("sync_climate", "passenger", mine))
    assert set(result.values()) == {23.5, 40}
    assert len(result) == 6
    assert not any("Row1.Passenger" in path for path in result)


AUTO = "Vehicle.Private.HVAC.IsAutoActive"
SYNC = "Vehicle.Private.HVAC.IsSyncActive"


def test_the_cars_own_automatic_goes_before_a_default() -> None:
    assert written(call("set_auto", signals={AUTO: False})) == {AUTO: True}
    assert written(call("set_auto", signals={AUTO: True}, on=False)) == {AUTO: False}
    assert len(written(call("set_auto"))) == 5
    assert call("set_auto", on=False).outcome == "refused"


def test_sync_follows_the_driver_only() -> None:
    signals: dict[str, Value] = {
        SYNC: False,
        f"{STATION}Row1.Passenger.Temperature": 23.5,
        f"{STATION}Row1.Passenger.FanSpeed": 40,
    }
    assert written(call("sync_climate", "driver", signals)) == {SYNC: True}
    assert len(written(call("sync_climate", "passenger", signals))) == 6


def test_climate_off_stops_what_runs() -> None:
    signals: dict[str, Value] = {
        f"{STATION}Row1.Driver.FanSpeed": 0,
        "Vehicle.Cabin.HVAC.IsAirConditioningActive": False,
    }
    result = written(call("climate_off", signals=signals))
    assert set(result.values()) == {0}
    assert len(result) == 3


def test_the_card_shows_what_will_be() -> None:
    signals: dict[str, Value] = {f"{STATION}Row1.Driver.Temperature": 21.0}
    card = call("set_temperature", signals=signals, temperature=24, seat="passenger").card
    assert card is not None
    assert card["type"] == "climate"
    zones = {zone["seat"]: zone["temperature"] for zone in card["zones"]}
    assert zones == {"driver": 21.0, "passenger": 24, "rear_left": None, "rear_right": None}


@pytest.mark.parametrize(("mode", "value"), [("heating", 100), ("cooling", -100)])
def test_the_wheel_heats_and_cools(mode: str, value: int) -> None:
    result = written(call("set_steering_heating", level="high", mode=mode))
    assert result == {"Vehicle.Chassis.SteeringWheel.HeatingCooling": value}
