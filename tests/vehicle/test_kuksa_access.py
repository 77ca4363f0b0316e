"""Who is let in by a broker: tokens, their scopes, and TLS."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import grpc
import pytest
import trustme

from assistant.clock import MonotonicClock
from assistant.errors import ConfigError, VehicleError
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.kuksa import KuksaVehicle
from assistant.vehicle.kuksa_channel import KuksaOptions, is_local
from assistant.vehicle.link import LinkState
from tests.vehicle.broker import Broker, serving
from tests.vehicle.broker_rules import Scope
from tests.vehicle.kuksa_bench import connected, entries, point
from tests.vehicle.rigs import running, until

SPEED = "Vehicle.Speed"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
STANDING = {SPEED: 0, GEAR: 126}
LOCKED = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
LOCKED_2 = "Vehicle.Cabin.Door.Row2.DriverSide.IsLocked"


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
