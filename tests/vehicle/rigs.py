"""The same simulated car behind each backend, for tests that hold for all of them.

The backends that listen to a car do so in real time: gRPC and python-can know no other.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import can

from assistant.clock import MonotonicClock
from assistant.config import VehicleSettings
from assistant.vehicle.can import CanOptions, CanVehicle
from assistant.vehicle.can_frames import Frames
from assistant.vehicle.can_map import load_map
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Reading, Vehicle
from assistant.vehicle.kuksa import KuksaVehicle
from assistant.vehicle.kuksa_channel import KuksaOptions
from assistant.vehicle.link import LinkState
from assistant.vehicle.simulated import SimulatedVehicle
from tests.vehicle.broker import Broker, serving
from tests.vehicle.ecu import Ecu
from tests.vehicle.provider import CarProvider, metadata_of

WAIT_S = 10.0
"""Longest wait for what should happen at once; machines are of any speed."""

_CHANNELS = itertools.count()


@dataclass
class Rig:
    """A backend and the car behind it. ``settings`` name the backend, ``paths`` what it has."""

    vehicle: Vehicle
    car: SimulatedVehicle
    settings: VehicleSettings
    paths: tuple[str, ...]
    cut: Callable[[], Awaitable[None]]
    mend: Callable[[], Awaitable[None]]
    states: list[LinkState] = field(default_factory=list)
    steps: Mapping[str, float] = field(default_factory=dict)
    """The smallest difference that a report can carry, where that is coarse."""

    async def reads(self, path: str, is_right: Callable[[Reading | None], bool]) -> Reading | None:
        """Return a reading once it is right."""
        await until(lambda: is_right(self.vehicle.read(path)))
        return self.vehicle.read(path)


async def until(condition: Callable[[], bool]) -> None:
    """Return when something is so."""
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110 -- a reading gets old without an event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*works: Awaitable[None]) -> AsyncIterator[None]:
    """Run works in the background, and stop them at the end."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@asynccontextmanager
async def simulated_rig() -> AsyncIterator[Rig]:
    car = SimulatedVehicle(load_catalogue(), MonotonicClock().now)

    async def cut() -> None:
        car.disconnect()

    async def mend() -> None:
        car.repair()

    yield Rig(car, car, VehicleSettings(), load_catalogue().paths, cut, mend)


@asynccontextmanager
async def kuksa_rig() -> AsyncIterator[Rig]:
    catalogue, now = load_catalogue(), MonotonicClock().now
    car = SimulatedVehicle(catalogue, now)
    site = BrokerSite(Broker(metadata_of(catalogue)), CarProvider(car, catalogue, now))
    await site.open()
    states: list[LinkState] = []
    options = KuksaOptions(address=site.address)
    vehicle = KuksaVehicle(catalogue, options, now, states.append)
    try:
        async with running(vehicle.run()):
            await until(lambda: bool(states) and states[-1].connected)
            settings = VehicleSettings(backend="kuksa", address=site.address)
            yield Rig(vehicle, car, settings, catalogue.paths, site.close, site.open, states)
    finally:
        await site.close()


class BrokerSite:
    """A broker with the car as its provider, which can go and come back on the same port."""

    def __init__(self, broker: Broker, provider: CarProvider) -> None:
        self.broker = broker
        self._provider = provider
        self._port = 0
        self._open: list[AbstractAsyncContextManager[object]] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    async def open(self) -> None:
        server = serving(self.broker, self._port)
        self._port = await server.__aenter__()
        playing = running(self._provider.run(self.address))
        await playing.__aenter__()
        self._open = [playing, server]
        await until(lambda: "Vehicle.Speed" in self.broker.told)

    async def close(self) -> None:
        while self._open:
            await self._open.pop(0).__aexit__(None, None, None)
        self.broker.told.clear()


@asynccontextmanager
async def can_rig() -> AsyncIterator[Rig]:
    catalogue, now = load_catalogue(), MonotonicClock().now
    car, can_map = SimulatedVehicle(catalogue, now), load_map(catalogue)
    channel = f"car-{next(_CHANNELS)}"
    bus = can.Bus(interface="virtual", channel=channel, ignore_config=True)
    ecu = Ecu(car, can_map, bus, now)
    states: list[LinkState] = []
    options = CanOptions("virtual", channel)
    vehicle = CanVehicle(catalogue, can_map, options, now, states.append)

    async def cut() -> None:
        ecu.mute = True

    async def mend() -> None:
        ecu.mute = False

    try:
        async with running(vehicle.run()), running(_later(ecu.run())):
            await until(lambda: bool(states) and states[-1].connected)
            settings = VehicleSettings(backend="can", interface="virtual", channel=channel)
            steps = Frames(can_map).steps
            yield Rig(vehicle, car, settings, tuple(can_map.signals), cut, mend, states, steps)
    finally:
        bus.shutdown()


async def _later(work: Awaitable[None]) -> None:
    """Wake the car when somebody listens, so that nobody waits for its slowest cycle."""
    await asyncio.sleep(0.1)
    await work


RIGS: dict[str, Callable[[], AbstractAsyncContextManager[Rig]]] = {
    "simulated": simulated_rig,
    "kuksa": kuksa_rig,
    "can": can_rig,
}
