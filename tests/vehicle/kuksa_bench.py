"""What tests of KUKSA share: entries and values for a broker, and a connected vehicle."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kuksa.val.v2 import types_pb2

from assistant.clock import MonotonicClock
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Reading
from assistant.vehicle.kuksa import KuksaVehicle
from assistant.vehicle.kuksa_channel import KuksaOptions
from assistant.vehicle.link import LinkState
from tests.vehicle.provider import as_value, metadata_of
from tests.vehicle.rigs import running, until


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
