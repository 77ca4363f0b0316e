"""The catalogue against the standard's tree, and what it lets through."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import VehicleError
from assistant.vehicle.catalogue import SignalKind, expand, load_catalogue

TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
LOCKED = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
SWITCH = "Vehicle.Cabin.Sunroof.Switch"
START_STOP = "Vehicle.Powertrain.TractionBattery.Charging.StartStopCharging"
COLOUR = "Vehicle.Cabin.Light.AmbientLight.Row1.DriverSide.Color"
TIME = "Vehicle.Powertrain.TractionBattery.Charging.Timer.Time"
LATITUDE = "Vehicle.CurrentLocation.Latitude"
OWN = "Vehicle.Private."


def standard(tree: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the standard's entry for a path."""
    node = {"children": tree}
    for name in path.split("."):
        node = node["children"][name]
    return node


@pytest.mark.data
def test_every_signal_is_in_the_standard_with_the_same_meaning(shared_data: Path) -> None:
    tree = json.loads((shared_data / "vss" / "vss-6.json").read_text(encoding="utf-8"))
    for path, signal in load_catalogue().signals.items():
        if path.startswith(OWN):
            continue
        entry = standard(tree, path)
        assert entry["type"] == signal.kind, path
        assert entry["datatype"] == signal.datatype, path
        assert entry.get("unit", "") == signal.unit, path
        low, high = signal.limits
        assert low >= entry.get("min", -math.inf), path
        assert high <= entry.get("max", math.inf), path
        assert set(signal.allowed) <= set(entry.get("allowed", signal.allowed)), path


def test_feedback_covers_every_value_with_a_value_that_the_car_can_report() -> None:
    catalogue = load_catalogue()
    signals = [s for s in catalogue.signals.values() if s.feedback is not None]
    assert {s.path for s in signals} == {SWITCH, START_STOP}
    for signal in signals:
        assert signal.feedback is not None
        assert set(signal.feedback.values) == set(signal.allowed)
        for value in signal.feedback.values.values():
            assert catalogue.check(signal.feedback.path, value) == value


def test_values_come_back_in_the_signals_type() -> None:
    catalogue = load_catalogue()
    degrees = catalogue.check(TEMPERATURE, 21)
    assert isinstance(degrees, float)
    assert degrees == 21.0
    percent = catalogue.check(FAN, 50.0)
    assert type(percent) is int
    assert percent == 50
    assert catalogue.check(LOCKED, True) is True
    assert catalogue.check(COLOUR, "#ff8800") == "#ff8800"
    assert catalogue.check(LATITUDE, 48) == 48.0


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (TEMPERATURE, 29, "from 16 to 28 Celsius"),
        (TEMPERATURE, 15.9, "from 16 to 28 Celsius"),
        (TEMPERATURE, math.nan, "a number"),
        (TEMPERATURE, math.inf, "a number"),
        (TEMPERATURE, "21", "a number"),
        (TEMPERATURE, True, "a number"),
        (FAN, 50.5, "a whole number from 0 to 100 percent"),
        pytest.param(FAN, 10**5000, "a number that large", id="huge"),
        (LOCKED, 1, "true or false"),
        (LOCKED, "true", "true or false"),
        (COLOUR, "red", "text like #"),
        (COLOUR, "#FF00000", "text like #"),
        (TIME, "tomorrow", "text like"),
        (LATITUDE, 91.0, "from -90 to 90 degrees"),
        (SWITCH, "OPEN", "ONE_SHOT_OPEN, ONE_SHOT_CLOSE, TILT_UP, TILT_DOWN"),
        ("Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure", -1, "from 0 to 65535 kPa"),
    ],
)
def test_wrong_values_are_refused_and_the_message_says_which_are_right(
    path: str, value: bool | float | str, says: str
) -> None:
    with pytest.raises(VehicleError, match=says) as caught:
        load_catalogue().check(path, value)
    assert caught.value.code == "vehicle_range"
    assert len(str(caught.value)) < 250


def test_unknown_signals_and_writes_to_sensors_are_refused() -> None:
    catalogue = load_catalogue()
    with pytest.raises(VehicleError, match="unknown signal") as unknown:
        catalogue.check("Vehicle.Warp.Factor", 9)
    assert unknown.value.code == "vehicle_unknown_signal"
    with pytest.raises(VehicleError, match="can only be read") as sensor:
        catalogue.check_write("Vehicle.Speed", 50.0)
    assert sensor.value.code == "vehicle_read_only"


@given(st.sampled_from(load_catalogue().paths), st.floats() | st.integers() | st.text() | st.none())
def test_a_checked_value_is_in_range_or_an_error(path: str, value: Any) -> None:
    catalogue = load_catalogue()
    if value is None:
        value = False
    try:
        checked = catalogue.check(path, value)
    except VehicleError:
        return
    low, high = catalogue.signal(path).limits
    assert isinstance(checked, (bool, str)) or low <= checked <= high


def test_the_catalogue_knows_actuators_from_sensors() -> None:
    catalogue = load_catalogue()
    assert catalogue.signal(FAN).kind is SignalKind.ACTUATOR
    assert catalogue.signal("Vehicle.Cabin.Sunroof.Position").kind is SignalKind.SENSOR
    assert FAN in catalogue
    assert len(catalogue.paths) == len(set(catalogue.paths))


def test_braces_expand_in_order() -> None:
    assert expand("A") == ("A",)
    assert expand("R{1,2}.{L,R}") == ("R1.L", "R1.R", "R2.L", "R2.R")
