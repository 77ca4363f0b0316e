"""What is KUKSA's own: odd brokers, old values, tokens, TLS, and brokers that hang."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
import trustme
from kuksa.val.v2 import types_pb2

from assistant.clock import MonotonicClock
from assistant.errors import ConfigError, VehicleError
from assistant.policy.state import DrivingState, driving_state
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Reading
from assistant.vehicle.kuksa import KuksaOptions, KuksaVehicle, is_local
from assistant.vehicle.link import LinkState
from tests.vehicle.broker import Broker, serving
from tests.vehicle.broker_rules import Scope
from tests.vehicle.provider import as_value, metadata_of
from tests.vehicle.rigs import running, until

SPEED = "Vehicle.Speed"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
STANDING = {SPEED: 0, GEAR: 126}
LOCKED = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
LOCKED_2 = "Vehicle.Cabin.Door.Row2.DriverSide.IsLocked"


def entries(*paths: str) -> list[types_pb2.Metadata]:
    return [entry for entry in metadata_of(load_catalogue()) if entry.path in paths]


def point(entry: types_pb2.Metadata, value: float, age: float | None = 0.0) -> types_pb2.Datapoint:
    made = types_pb2.Datapoint(value=as_value(entry, value))
    if age is not None:
        made.timestamp.FromNanoseconds(time.time_ns() - int(age * 1e9))
    return made


@asynccontextmanager
async def connected(
    port: int, options: KuksaOptions | None = None, states: list[LinkState] | None = None
) -> AsyncIterator[KuksaVehicle]:
    told = [] if states is None else states
    chosen = options or KuksaOptions(address=f"127.0.0.1:{port}")
    vehicle = KuksaVehicle(load_catalogue(), chosen, MonotonicClock().now, told.append)
    async with running(vehicle.run()):
        await until(lambda: bool(told) and told[-1].connected)
        yield vehicle


def age_of(reading: Reading | None) -> float:
    assert reading is not None
    return MonotonicClock().now() - reading.at_s


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


def test_a_token_opens_what_its_scope_covers_and_may_be_replaced(tmp_path: Path) -> None:
    async def script() -> None:
        token_file = tmp_path / "token"
        token_file.write_text("old\n")
        scope = Scope(("read:Vehicle.Cabin.HVAC", f"actuate:{LOCKED}"))
        broker = Broker(entries(FAN, LOCKED, SPEED), {"new": scope})
        broker.publish({FAN: point(entries(FAN)[0], 30)})
        states: list[LinkState] = []
        async with serving(broker) as port:
            options = KuksaOptions(address=f"127.0.0.1:{port}", token_file=token_file)
            vehicle = KuksaVehicle(load_catalogue(), options, MonotonicClock().now, states.append)
            async with running(vehicle.run()):
                await until(lambda: bool(states))
                assert "unauthenticated" in states[-1].detail
                token_file.write_text("new\n")
                await until(lambda: states[-1].connected)
                assert vehicle.read(FAN) is not None
                assert vehicle.read(LOCKED) is None
                with pytest.raises(VehicleError) as caught:
                    await vehicle.write(FAN, 40)
                assert caught.value.code == "vehicle_permission"

    asyncio.run(script())


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    async def script() -> None:
        states: list[LinkState] = []
        options = KuksaOptions(token_file=tmp_path / "none")
        vehicle = KuksaVehicle(load_catalogue(), options, MonotonicClock().now, states.append)
        async with running(vehicle.run()):
            await until(lambda: bool(states))
        assert "none can't be read" in states[0].detail

    asyncio.run(script())


def test_a_token_never_leaves_the_machine_in_the_clear(tmp_path: Path) -> None:
    options = KuksaOptions(address="10.0.0.7:55555", token_file=tmp_path / "token")
    with pytest.raises(ConfigError, match="in the clear"):
        KuksaVehicle(load_catalogue(), options, time.monotonic, lambda _: None)
    assert is_local("unix:/run/kuksa.sock")
    assert is_local("[::1]:55555")
    assert not is_local("127.0.0.1.example.org:55555")


def test_tls_with_certificates_on_both_sides(tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    server = authority.issue_cert("broker.car")
    client = authority.issue_cert("assistant.car")
    files = {
        "ca": authority.cert_pem.bytes(),
        "stranger": stranger.cert_pem.bytes(),
        "cert": client.cert_chain_pems[0].bytes(),
        "key": client.private_key_pem.bytes(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    credentials = grpc.ssl_server_credentials(
        [(server.private_key_pem.bytes(), server.cert_chain_pems[0].bytes())],
        root_certificates=authority.cert_pem.bytes(),
        require_client_auth=True,
    )

    def options(port: int, authority_file: str) -> KuksaOptions:
        return KuksaOptions(
            address=f"127.0.0.1:{port}",
            ca_file=tmp_path / authority_file,
            certificate_file=tmp_path / "cert",
            key_file=tmp_path / "key",
            server_name="broker.car",
        )

    async def script() -> None:
        broker = Broker(entries(FAN))
        broker.publish({FAN: point(entries(FAN)[0], 30)})
        async with serving(broker, credentials=credentials) as port:
            async with connected(port, options(port, "ca")) as vehicle:
                assert vehicle.read(FAN) is not None
            states: list[LinkState] = []
            refused = KuksaVehicle(
                load_catalogue(), options(port, "stranger"), MonotonicClock().now, states.append
            )
            async with running(refused.run()):
                await until(lambda: bool(states))
                assert not states[0].connected

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
