"""From settings to a car, and what is said when they are wrong."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

import pytest

from assistant.clock import MonotonicClock
from assistant.config import VehicleSettings
from assistant.errors import ConfigError
from assistant.policy.state import DrivingState, driving_state
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.link import LinkState
from assistant.vehicle.open import open_vehicle
from assistant.vehicle.simulated import SimulatedVehicle
from tests.vehicle.broker import Broker, serving
from tests.vehicle.provider import CarProvider, metadata_of
from tests.vehicle.rigs import running, until

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"


def open_and_look(settings: VehicleSettings, states: list[LinkState]) -> DrivingState:
    async def run() -> DrivingState:
        now = MonotonicClock().now
        async with open_vehicle(settings, load_catalogue(), now, states.append) as vehicle:
            return driving_state(vehicle.read(SPEED), vehicle.read(GEAR), now())

    return asyncio.run(run())


def test_without_settings_the_car_is_simulated_and_parked() -> None:
    states: list[LinkState] = []
    assert open_and_look(VehicleSettings(), states) is DrivingState.PARKED
    assert not states


def test_a_car_that_is_not_there_counts_as_moving() -> None:
    states: list[LinkState] = []
    settings = VehicleSettings(backend="kuksa", address="127.0.0.1:1")
    assert open_and_look(settings, states) is DrivingState.MOVING
    assert not states[0].connected
    assert "127.0.0.1:1: unavailable" in states[0].detail


def test_a_broker_is_ready_when_the_car_is_handed_over() -> None:
    async def run() -> None:
        catalogue, now = load_catalogue(), MonotonicClock().now
        broker = Broker(metadata_of(catalogue))
        car = SimulatedVehicle(catalogue, now)
        async with serving(broker) as port:
            address = f"127.0.0.1:{port}"
            settings = VehicleSettings(backend="kuksa", address=address)
            async with running(CarProvider(car, catalogue, now).run(address)):
                await until(lambda: SPEED in broker.told)
                async with open_vehicle(settings, catalogue, now, lambda _: None) as vehicle:
                    state = driving_state(vehicle.read(SPEED), vehicle.read(GEAR), now())
        assert state is DrivingState.PARKED

    asyncio.run(run())


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (VehicleSettings(backend="horse"), "simulated, kuksa or can; not 'horse'"),
        (VehicleSettings(backend="can", interface="warp"), "'warp' is unknown; known are"),
        (VehicleSettings(backend="can", dbc="/none.dbc"), "can't be read"),
        (
            VehicleSettings(backend="kuksa", address="10.0.0.7:1", token_file="t"),
            "in the clear",
        ),
    ],
)
def test_wrong_settings_say_what_to_write(settings: VehicleSettings, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        open_and_look(settings, [])


@pytest.mark.parametrize(("backend", "package"), [("kuksa", "grpc"), ("can", "can")])
def test_a_missing_package_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, backend: str, package: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("assistant.vehicle.")]:
        if name.rpartition(".")[2].startswith(backend):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    settings = replace(VehicleSettings(), backend=backend)
    with pytest.raises(ConfigError, match=rf"in-vehicle-assistant\[{backend}\]"):
        open_and_look(settings, [])
