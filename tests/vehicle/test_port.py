"""What every backend does alike: one suite for the simulated car, KUKSA and CAN."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from assistant.clock import MonotonicClock
from assistant.errors import VehicleError
from assistant.policy.state import STALE_S, DrivingState, driving_state
from assistant.vehicle.interface import Reading, Value
from tests.vehicle.rigs import RIGS, Rig, until

WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
LOCKED = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
AIR = "Vehicle.Cabin.HVAC.Station.Row2.Passenger.AirDistribution"
SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide.Seating.HeatingCooling"
SWITCH = "Vehicle.Cabin.Sunroof.Switch"
ROOF = "Vehicle.Cabin.Sunroof.Position"
SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"


def shows(value: Value, reading: Reading | None) -> bool:
    return reading is not None and reading.value == value


Script = Callable[[Rig], Awaitable[None]]


def state_of(rig: Rig) -> DrivingState:
    vehicle = rig.vehicle
    return driving_state(vehicle.read(SPEED), vehicle.read(GEAR), MonotonicClock().now())


@pytest.fixture(params=RIGS)
def play(request: pytest.FixtureRequest) -> Callable[[Script], None]:
    """Return what runs a script against a fresh car behind one backend."""

    def run(script: Script) -> None:
        async def body() -> None:
            async with RIGS[request.param]() as rig:
                await script(rig)

        asyncio.run(body())

    return run


Play = Callable[[Script], None]


def test_every_signal_of_the_car_is_read_with_its_value(play: Play) -> None:
    async def script(rig: Rig) -> None:
        told = [path for path in rig.paths if rig.car.read(path) is not None]
        assert len(told) >= 60
        for path in told:
            here = rig.car.read(path)
            there = await rig.reads(path, lambda reading: reading is not None)
            assert here is not None
            assert there is not None
            expected, step = here.value, rig.steps.get(path, 0.0)
            close = (
                expected
                if isinstance(expected, str)
                else pytest.approx(expected, rel=1e-3, abs=step)
            )
            assert there.value == close, path
            assert type(there.value) is type(here.value), path

    play(script)


WRITES: tuple[tuple[str, Value], ...] = (
    (FAN, 80),
    (TEMPERATURE, 23.5),
    (LOCKED, False),
    (AIR, "DOWN"),
    (SEAT, -40),
    (WINDOW, 20),
)


def test_a_write_reaches_the_car_and_reads_back(play: Play) -> None:
    async def script(rig: Rig) -> None:
        for path, value in WRITES:
            await rig.vehicle.write(path, value)
            assert await rig.vehicle.verify(path, value, 2.0), path
        for path, value in WRITES:
            await rig.reads(path, partial(shows, value))

    play(script)


def test_a_switch_is_verified_on_the_signal_that_moves(play: Play) -> None:
    async def script(rig: Rig) -> None:
        await rig.vehicle.write(SWITCH, "TILT_UP")
        assert await rig.vehicle.verify(SWITCH, "TILT_UP", 2.0)
        await rig.reads(SWITCH, partial(shows, "TILT_UP"))
        await rig.reads(ROOF, lambda roof: roof is not None and -100 <= float(roof.value) < 0)

    play(script)


def test_writes_at_the_same_time_all_arrive(play: Play) -> None:
    async def script(rig: Rig) -> None:
        wanted: list[tuple[str, Value]] = [(FAN, 10), (LOCKED, False), (SEAT, 60), (AIR, "UP")]
        await asyncio.gather(*(rig.vehicle.write(path, value) for path, value in wanted))
        seen = await asyncio.gather(
            *(rig.vehicle.verify(path, value, 2.0) for path, value in wanted)
        )
        assert all(seen)

    play(script)


def test_a_car_that_ignores_a_request_is_not_verified(play: Play) -> None:
    async def script(rig: Rig) -> None:
        for path, jammed, value in (
            (FAN, FAN, 80),
            (WINDOW, WINDOW, 100),
            (SWITCH, ROOF, "TILT_UP"),
        ):
            rig.car.jam(jammed)
            await rig.vehicle.write(path, value)
            assert not await rig.vehicle.verify(path, value, 0.5)

    play(script)


def test_a_value_that_nobody_asked_for_is_not_verified(play: Play) -> None:
    async def script(rig: Rig) -> None:
        await rig.vehicle.write(FAN, 40)
        assert await rig.vehicle.verify(FAN, 40, 2.0)
        assert not await rig.vehicle.verify(FAN, 80, 0.3)

    play(script)


WRONG: tuple[tuple[str, Value, str], ...] = (
    (FAN, 101, "vehicle_range"),
    (TEMPERATURE, "warm", "vehicle_range"),
    (SWITCH, "OPEN", "vehicle_range"),
    (SPEED, 30.0, "vehicle_read_only"),
    ("Vehicle.Warp.Factor", 9, "vehicle_unknown_signal"),
)


def test_wrong_writes_are_refused_with_a_stable_code(play: Play) -> None:
    async def script(rig: Rig) -> None:
        for path, value, code in WRONG:
            with pytest.raises(VehicleError) as caught:
                await rig.vehicle.write(path, value)
            assert caught.value.code == code, path

    play(script)


def test_a_speed_that_falls_silent_gets_stale_and_the_car_counts_as_moving(play: Play) -> None:
    async def script(rig: Rig) -> None:
        await until(lambda: state_of(rig) is DrivingState.PARKED)
        rig.car.freeze(SPEED)
        await until(lambda: state_of(rig) is DrivingState.MOVING)
        speed = rig.vehicle.read(SPEED)
        assert speed is not None
        assert speed.value == 0
        assert MonotonicClock().now() - speed.at_s > STALE_S

    play(script)


def test_a_comfort_signal_that_does_not_change_stays_fresh(play: Play) -> None:
    async def script(rig: Rig) -> None:
        await asyncio.sleep(STALE_S + 0.5)
        window = rig.vehicle.read(WINDOW)
        assert window is not None
        assert MonotonicClock().now() - window.at_s < STALE_S

    play(script)


def test_without_a_link_all_gets_stale_writes_fail_and_it_comes_back(play: Play) -> None:
    async def script(rig: Rig) -> None:
        await rig.cut()
        await until(lambda: state_of(rig) is DrivingState.MOVING)
        await until(lambda: _age(rig.vehicle.read(WINDOW)) > STALE_S)
        await until(lambda: not rig.states or not rig.states[-1].connected)
        with pytest.raises(VehicleError) as caught:
            await rig.vehicle.write(FAN, 50)
        assert caught.value.code == "vehicle_link"
        assert not await rig.vehicle.verify(FAN, 50, 0.2)
        await rig.mend()
        await until(lambda: state_of(rig) is DrivingState.PARKED)
        await until(lambda: not rig.states or rig.states[-1].connected)
        await rig.vehicle.write(FAN, 50)
        assert await rig.vehicle.verify(FAN, 50, 2.0)

    play(script)


def _age(reading: Reading | None) -> float:
    return 0.0 if reading is None else MonotonicClock().now() - reading.at_s
