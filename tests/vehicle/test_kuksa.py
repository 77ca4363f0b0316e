"""What is KUKSA's own: odd brokers, old values, tokens, TLS, and brokers that hang."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest
from kuksa.val.v2 import types_pb2

from assistant.clock import MonotonicClock
from assistant.errors import VehicleError
from assistant.policy.state import DrivingState, driving_state
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.kuksa import KuksaVehicle
from assistant.vehicle.kuksa_channel import KuksaOptions
from assistant.vehicle.link import LinkState
from tests.vehicle.broker import Broker, serving
from tests.vehicle.broker_rules import Scope
from tests.vehicle.kuksa_bench import age_of, connected, entries, point
from tests.vehicle.rigs import running, until

SPEED = "Vehicle.Speed"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
STANDING = {SPEED: 0, GEAR: 126}
LOCKED = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
LOCKED_2 = "Vehicle.Cabin.Door.Row2.DriverSide.IsLocked"


def test_signals_that_the_broker_lacks_or_holds_as_something_else_are_left_out() -> None:
    async def script() -> None:
        held = entries(SPEED, FAN, LOCKED)
        held[0].data_type = types_pb2.DATA_TYPE_UINT16  # the fan, wider than ours
        held[0].ClearField("min")
        held[0].ClearField("max")
        held[1].data_type = types_pb2.DATA_TYPE_BOOLEAN_ARRAY  # the lock
        broker = Broker(held)
        broker.publish({FAN: point(held[0], 40)})
        async with serving(broker) as port, connected(port) as vehicle:
            fan = vehicle.read(FAN)
            assert fan is not None
            assert fan.value == 40
            assert vehicle.read(SPEED) is None
            for path in (LOCKED, LOCKED_2):
                assert vehicle.read(path) is None
                with pytest.raises(VehicleError, match="this car has no") as caught:
                    await vehicle.write(path, True)
                assert caught.value.code == "vehicle_missing"

    asyncio.run(script())


def test_a_broker_with_none_of_our_signals_is_told_to_the_operator() -> None:
    async def script() -> None:
        boat = types_pb2.Metadata(path="Vehicle.Sail", id=1, data_type=types_pb2.DATA_TYPE_BOOLEAN)
        states: list[LinkState] = []
        async with serving(Broker([boat])) as port:
            options = KuksaOptions(address=f"127.0.0.1:{port}")
            vehicle = KuksaVehicle(load_catalogue(), options, MonotonicClock().now, states.append)
            async with running(vehicle.run()):
                await until(lambda: bool(states))
        assert not states[0].connected
        assert "check its VSS file" in states[0].detail

    asyncio.run(script())


def test_a_value_can_come_later_and_go_again() -> None:
    async def script() -> None:
        held = entries(SPEED, FAN)
        broker = Broker(held)
        async with serving(broker) as port, connected(port) as vehicle:
            assert vehicle.read(SPEED) is None
            speed = next(entry for entry in held if entry.path == SPEED)
            broker.publish({SPEED: point(speed, 21.3)})
            await until(lambda: vehicle.read(SPEED) is not None)
            reading = vehicle.read(SPEED)
            assert reading is not None
            assert reading.value == 21.3
            broker.publish({SPEED: types_pb2.Datapoint()})
            await until(lambda: vehicle.read(SPEED) is None)

    asyncio.run(script())


@pytest.mark.parametrize(
    ("age", "is_known"), [(0.5, True), (3600.0, True), (-3600.0, False), (None, False)]
)
def test_the_values_that_a_subscription_begins_with_are_as_old_as_their_stamp(
    age: float | None, is_known: bool
) -> None:
    async def script() -> None:
        held = entries(SPEED, FAN)
        broker = Broker(held)
        for entry in held:
            broker.points[entry.path] = point(entry, 50, age)
        async with serving(broker) as port, connected(port) as vehicle:
            speed = vehicle.read(SPEED)
            assert (speed is not None) is is_known
            if age is not None and is_known:
                assert age_of(speed) == pytest.approx(age, abs=0.5)
            fan = vehicle.read(FAN)  # stands as long as the link does
            assert age_of(fan) < 1.5

    asyncio.run(script())


def test_a_broker_that_comes_back_with_less_does_not_keep_old_values_young() -> None:
    async def script() -> None:
        held = entries(FAN, LOCKED)
        states: list[LinkState] = []
        brokers = [Broker(held), Broker([entry for entry in held if entry.path == LOCKED])]
        for broker in brokers:
            broker.publish({path: point(broker.metadata[path], 1) for path in broker.metadata})
        async with contextlib.AsyncExitStack() as vehicles:
            async with serving(brokers[0]) as port:
                vehicle = await vehicles.enter_async_context(connected(port, states=states))
                assert vehicle.read(FAN) is not None
            await until(lambda: not states[-1].connected)
            async with serving(brokers[1], port):
                await until(lambda: states[-1].connected)
                assert vehicle.read(LOCKED) is not None
                assert vehicle.read(FAN) is None

    asyncio.run(script())


def test_a_broker_that_shows_nothing_any_more_lets_old_values_age(tmp_path: Path) -> None:
    async def script() -> None:
        (tmp_path / "token").write_text("good")
        broker = Broker(entries(FAN), {"good": Scope(("read",))})
        broker.publish({FAN: point(entries(FAN)[0], 30)})
        states: list[LinkState] = []
        async with contextlib.AsyncExitStack() as vehicles:
            async with serving(broker) as port:
                options = KuksaOptions(f"127.0.0.1:{port}", token_file=tmp_path / "token")
                opened = connected(port, options, states)
                vehicle = await vehicles.enter_async_context(opened)
            broker.tokens = {"good": Scope(("read:Vehicle.Speed",))}
            async with serving(broker, port):
                await until(lambda: "none of our signals" in states[-1].detail)
                await until(lambda: age_of(vehicle.read(FAN)) > 2.0)

    asyncio.run(script())


def test_a_live_value_with_a_stamp_of_the_future_is_as_old_as_its_arrival() -> None:
    async def script() -> None:
        held = entries(SPEED)
        broker = Broker(held)
        async with serving(broker) as port, connected(port) as vehicle:
            broker.publish({SPEED: point(held[0], 50, -3600.0)})
            await until(lambda: vehicle.read(SPEED) is not None)
            assert 0 <= age_of(vehicle.read(SPEED)) < 1

    asyncio.run(script())


def test_an_actuator_without_a_provider_is_out_of_reach() -> None:
    async def script() -> None:
        async with serving(Broker(entries(FAN))) as port, connected(port) as vehicle:
            with pytest.raises(VehicleError, match="no provider") as caught:
                await vehicle.write(FAN, 40)
            assert caught.value.code == "vehicle_link"

    asyncio.run(script())


def test_a_broker_that_hangs_is_noticed_and_found_again() -> None:
    async def script() -> None:
        broker = Broker(entries(FAN, SPEED))
        states: list[LinkState] = []
        async with serving(broker) as port, connected(port, states=states):
            broker.awake.clear()
            await until(lambda: not states[-1].connected)
            assert "deadline exceeded" in states[-1].detail
            broker.awake.set()
            await until(lambda: states[-1].connected)

    asyncio.run(script())


def test_a_broker_that_tells_speed_only_on_change_makes_a_standing_car_moving() -> None:
    async def script() -> None:
        held = entries(SPEED, GEAR)
        broker = Broker(held)
        broker.on_change = frozenset({SPEED})
        async with serving(broker) as port, connected(port) as vehicle:

            async def stand() -> None:
                while True:
                    broker.publish(
                        {entry.path: point(entry, STANDING[entry.path]) for entry in held}
                    )
                    await asyncio.sleep(0.1)

            def state() -> DrivingState:
                return driving_state(
                    vehicle.read(SPEED), vehicle.read(GEAR), MonotonicClock().now()
                )

            async with running(stand()):
                await until(lambda: state() is DrivingState.PARKED)
                await until(lambda: state() is DrivingState.MOVING)

    asyncio.run(script())
