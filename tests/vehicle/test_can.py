"""What is CAN's own: frames that must not be believed, buses and adapters that go and come."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import can
import pytest

from assistant.clock import MonotonicClock
from assistant.errors import VehicleError
from assistant.vehicle.can import BUS_OFF, CanOptions, CanVehicle
from assistant.vehicle.can_map import load_map
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Reading
from assistant.vehicle.link import LinkState
from assistant.vehicle.simulated import SimulatedVehicle
from tests.vehicle.ecu import Ecu
from tests.vehicle.rigs import running, until
from tests.vehicle.slcan import SlcanAdapter

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"

_CHANNELS = itertools.count()


@dataclass
class Bench:
    """A car's controllers on a virtual bus, and a place to send frames by hand."""

    channel: str
    car: SimulatedVehicle
    ecu: Ecu
    bus: can.BusABC
    states: list[LinkState] = field(default_factory=list)

    @property
    def connected(self) -> bool:
        return bool(self.states) and self.states[-1].connected

    def vehicle(self, options: CanOptions) -> CanVehicle:
        catalogue, now = load_catalogue(), MonotonicClock().now
        return CanVehicle(catalogue, load_map(catalogue), options, now, self.states.append)


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    catalogue, now = load_catalogue(), MonotonicClock().now
    channel = f"bench-{next(_CHANNELS)}"
    car = SimulatedVehicle(catalogue, now)
    bus = can.Bus(interface="virtual", channel=channel, ignore_config=True)
    made = Bench(channel, car, Ecu(car, load_map(catalogue), bus, now), bus)
    try:
        async with running(made.ecu.run()):
            yield made
    finally:
        bus.shutdown()


@asynccontextmanager
async def listening(made: Bench) -> AsyncIterator[CanVehicle]:
    vehicle = made.vehicle(CanOptions("virtual", made.channel))
    async with running(vehicle.run()):
        await until(lambda: made.connected)
        yield vehicle


def age_of(reading: Reading | None) -> float:
    assert reading is not None
    return MonotonicClock().now() - reading.at_s


def test_a_controller_that_repeats_its_last_frame_is_not_believed() -> None:
    async def script() -> None:
        async with bench() as made, listening(made) as vehicle:
            made.car.drive(50)
            await until(lambda: (vehicle.read(SPEED) or Reading(0, 0)).value == 50)
            made.ecu.stuck = True
            await until(lambda: age_of(vehicle.read(SPEED)) > 1)
            made.ecu.stuck = False
            await until(lambda: age_of(vehicle.read(SPEED)) < 0.5)

    asyncio.run(script())


def test_frames_that_are_wrong_change_nothing() -> None:
    async def script() -> None:
        async with bench() as made, listening(made) as vehicle:
            before = {path: vehicle.read(path) for path in load_map(load_catalogue()).signals}
            made.ecu.mute = True
            for frame in (
                can.Message(arbitration_id=0x110, is_extended_id=False, data=b"\xff" * 8),
                can.Message(arbitration_id=0x110, is_extended_id=False, data=b"\x01\x02"),
                can.Message(arbitration_id=0x110, is_extended_id=False, data=b""),
                can.Message(arbitration_id=0x110, is_extended_id=True, data=bytes(8)),
                can.Message(arbitration_id=0x110, is_extended_id=False, is_remote_frame=True),
                can.Message(arbitration_id=0x7FF, is_extended_id=False, data=bytes(8)),
                can.Message(arbitration_id=0x01, is_extended_id=False, is_error_frame=True),
            ):
                made.bus.send(frame)
            await asyncio.sleep(0.2)
            for path, reading in before.items():
                assert reading is not None
                now = vehicle.read(path)
                assert now is not None
                assert now.value == reading.value, path
            assert made.connected

    asyncio.run(script())


def test_a_value_that_the_car_does_not_know_is_unknown() -> None:
    async def script() -> None:
        async with bench() as made, listening(made) as vehicle:
            made.ecu.mute = True
            database = load_map(load_catalogue()).database
            content = {"Checksum": 0, "Counter": 0, "Speed": "Fault", "Gear": "NotAvailable"}
            content |= {"ParkingBrake": "Yes", "IsMoving": "No"}
            made.ecu.send(database.get_message_by_name("DrivingStatus"), content)
            await until(lambda: vehicle.read(SPEED) is None and vehicle.read(GEAR) is None)
            assert vehicle.read("Vehicle.Chassis.ParkingBrake.IsEngaged") is not None

    asyncio.run(script())


def test_bus_off_is_told_and_the_bus_opened_anew() -> None:
    async def script() -> None:
        async with bench() as made, listening(made) as vehicle:
            made.bus.send(can.Message(arbitration_id=BUS_OFF, is_error_frame=True))
            await until(lambda: not made.connected)
            assert "bus off" in made.states[-1].detail
            await until(lambda: made.connected)
            await vehicle.write(FAN, 70)
            assert await vehicle.verify(FAN, 70, 2.0)

    asyncio.run(script())


def test_what_the_car_takes_no_request_for_is_refused() -> None:
    async def script() -> None:
        async with bench() as made, listening(made) as vehicle:
            with pytest.raises(VehicleError, match="takes no request") as caught:
                await vehicle.write(GEAR, 127)
            assert caught.value.code == "vehicle_missing"

    asyncio.run(script())


def test_an_interface_that_is_not_there_is_named() -> None:
    async def script() -> None:
        async with bench() as made:
            for options in (CanOptions("warp", "0"), CanOptions("slcan", "/dev/none")):
                made.states.clear()
                async with running(made.vehicle(options).run()):
                    await until(lambda: bool(made.states))
                assert not made.connected
                assert f"{options.interface} {options.channel}" in made.states[0].detail

    asyncio.run(script())


def test_a_serial_adapter_works_is_pulled_out_and_comes_back(tmp_path: Path) -> None:
    async def script() -> None:
        async with bench() as made:
            adapter = SlcanAdapter(tmp_path / "canable", made.channel)
            adapter.plug()
            options = CanOptions("slcan", str(adapter.device), extra={"sleep_after_open": 0.0})
            vehicle = made.vehicle(options)
            async with running(adapter.run(), vehicle.run()):
                await until(lambda: made.connected)
                assert adapter.bitrate == "6"
                await vehicle.write(WINDOW, 50)
                assert await vehicle.verify(WINDOW, 50, 2.0)
                for noise in (b"t1", b"\xff\xfe", b"tzzz8", b"hello", b"t1108AA"):
                    adapter.say(noise)
                await vehicle.write(FAN, 20)
                assert await vehicle.verify(FAN, 20, 2.0)
                await asyncio.sleep(1.0)  # some hundred frames
                assert len(made.states) == 1, "noise must not cost the link"
                adapter.unplug()
                await until(lambda: not made.connected)
                with pytest.raises(VehicleError) as caught:
                    await vehicle.write(FAN, 30)
                assert caught.value.code == "vehicle_link"
                adapter.plug()
                await until(lambda: made.connected)
                await vehicle.write(FAN, 40)
                assert await vehicle.verify(FAN, 40, 2.0)
            adapter.close()

    asyncio.run(script())
