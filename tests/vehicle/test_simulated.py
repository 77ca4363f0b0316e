from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.clock import MonotonicClock, run_virtual
from assistant.errors import VehicleError
from assistant.vehicle.catalogue import expanded, load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle

WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
SUNROOF = "Vehicle.Cabin.Sunroof.Switch"
CABIN = "Vehicle.Cabin.HVAC.AmbientAirTemperature"
WANTED = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"


def car() -> SimulatedVehicle:
    return SimulatedVehicle(load_catalogue(), MonotonicClock().now)


def value(vehicle: SimulatedVehicle, path: str) -> object:
    reading = vehicle.read(path)
    assert reading is not None
    return reading.value


def test_a_window_moves_and_reads_back() -> None:
    async def drive() -> list[object]:
        vehicle, clock = car(), MonotonicClock()
        await vehicle.write(WINDOW, 100)
        assert await vehicle.verify(WINDOW, 100, 2.0)
        seen = [value(vehicle, WINDOW)]
        await clock.sleep_until(2.0)
        seen.append(value(vehicle, WINDOW))
        await clock.sleep_until(5.0)
        return [*seen, value(vehicle, WINDOW)]

    assert run_virtual(drive()) == [0, 50, 100]


def test_the_sunroof_reads_back_on_its_position() -> None:
    async def drive() -> None:
        vehicle = car()
        await vehicle.write(SUNROOF, "TILT_UP")
        assert await vehicle.verify(SUNROOF, "TILT_UP", 2.0)
        await MonotonicClock().sleep_until(6.0)
        assert value(vehicle, "Vehicle.Cabin.Sunroof.Position") == -100

    run_virtual(drive())


def test_a_jammed_window_is_not_verified() -> None:
    async def drive() -> bool:
        vehicle = car()
        vehicle.jam(WINDOW)
        await vehicle.write(WINDOW, 100)
        return await vehicle.verify(WINDOW, 100, 2.0)

    assert run_virtual(drive()) is False


def test_the_cabin_warms_towards_the_setting() -> None:
    async def drive() -> None:
        vehicle = car()
        before = value(vehicle, CABIN)
        await vehicle.write(WANTED, 26.0)
        await MonotonicClock().sleep_until(1800.0)
        after = value(vehicle, CABIN)
        assert isinstance(before, float)
        assert isinstance(after, float)
        assert before < after <= 26.0

    run_virtual(drive())


@pytest.mark.parametrize(
    ("path", "wrong", "says"),
    [
        (WANTED, 40.0, "16 to 28"),
        (WINDOW, "open", "a number"),
        (SUNROOF, "SIDEWAYS", "ONE_SHOT_OPEN"),
        ("Vehicle.Speed", 10.0, "can't be set"),
        ("Vehicle.Nonsense", 1, "unknown signal"),
        ("Vehicle.Cabin.HVAC.IsRecirculationActive", 1, "true or false"),
    ],
)
def test_wrong_values_are_refused_with_what_is_allowed(
    path: str, wrong: bool | float | str, says: str
) -> None:
    with pytest.raises(VehicleError, match=says):
        run_virtual(car().write(path, wrong))


def test_faults_on_demand() -> None:
    async def drive() -> None:
        vehicle, clock = car(), MonotonicClock()
        vehicle.fail_next_write()
        with pytest.raises(VehicleError):
            await vehicle.write(WINDOW, 50)
        assert value(vehicle, WINDOW) == 0
        vehicle.freeze("Vehicle.Speed")
        await clock.sleep_until(5.0)
        frozen = vehicle.read("Vehicle.Speed")
        assert frozen is not None
        assert frozen.at_s == 0.0
        vehicle.disconnect()
        assert vehicle.read(WINDOW) is None
        vehicle.reconnect()
        assert vehicle.read(WINDOW) is not None

    run_virtual(drive())


def test_braces_stand_for_one_signal_each() -> None:
    assert expanded("A.{x,y}.B{1,2}") == ("A.x.B1", "A.x.B2", "A.y.B1", "A.y.B2")


@pytest.mark.data
def test_every_signal_is_in_the_vehicle_signal_specification(shared_data: Path) -> None:
    tree = json.loads((shared_data / "vss" / "vss-6.json").read_text(encoding="utf-8"))
    for path, signal in load_catalogue().signals.items():
        node = {"children": tree}
        for part in path.split("."):
            assert part in node["children"], path
            node = node["children"][part]
        assert node["datatype"] == signal.datatype, path
        assert node["type"] == signal.kind, path
        assert set(signal.allowed) <= set(node.get("allowed", signal.allowed)), path
