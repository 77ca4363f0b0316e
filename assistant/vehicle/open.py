"""Open the car that the settings name.

async with open_vehicle(config.vehicle, catalogue, clock.now, print) as vehicle:
    vehicle.read("Vehicle.Speed")
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from assistant.config import VehicleSettings
from assistant.errors import ConfigError
from assistant.vehicle.catalogue import SignalCatalogue
from assistant.vehicle.interface import Vehicle
from assistant.vehicle.link import LinkState
from assistant.vehicle.simulated import SimulatedVehicle

START_S = 3.0
"""How long the first connection may take before things go on without the car."""

Changed = Callable[[LinkState], None]
Now = Callable[[], float]


class LinkedVehicle(Vehicle, Protocol):
    """A vehicle whose link must be kept by a task."""

    async def run(self) -> None:
        """Keep the link, for ever."""
        ...


@asynccontextmanager
async def open_vehicle(
    settings: VehicleSettings, catalogue: SignalCatalogue, now: Now, on_change: Changed
) -> AsyncIterator[Vehicle]:
    """Yield the car and keep its link; ``on_change`` hears when the link comes and goes.

    A car that can't be reached is no error: its signals are unknown, which the policy takes as
    moving, and the link is tried again for ever.

    Raises:
        ConfigError: a setting is wrong, or the backend's packages are missing.
    """
    if settings.backend == "simulated":
        yield SimulatedVehicle(catalogue, now)
        return
    settled = asyncio.Event()

    def tell(state: LinkState) -> None:
        on_change(state)
        settled.set()

    vehicle = _make(settings, catalogue, now, tell)
    keeping = asyncio.create_task(vehicle.run())
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(settled.wait(), START_S)
        yield vehicle
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])


def _make(
    settings: VehicleSettings, catalogue: SignalCatalogue, now: Now, on_change: Changed
) -> LinkedVehicle:
    # The makers import what only their backend needs: an extra that may not be installed.
    make = {"kuksa": _kuksa, "can": _can}.get(settings.backend)
    if make is None:
        raise ConfigError(
            f"vehicle.backend must be simulated, kuksa or can; not {settings.backend!r}"
        )
    try:
        return make(settings, catalogue, now, on_change)
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"vehicle.backend {settings.backend!r} needs the package {error.name}: "
            f"pip install 'in-vehicle-assistant[{settings.backend}]'"
        ) from error


def _kuksa(
    settings: VehicleSettings, catalogue: SignalCatalogue, now: Now, on_change: Changed
) -> LinkedVehicle:
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")  # its core writes to stderr by itself
    from assistant.vehicle.kuksa import KuksaVehicle  # noqa: PLC0415
    from assistant.vehicle.kuksa_channel import KuksaOptions  # noqa: PLC0415

    options = KuksaOptions(
        address=settings.address,
        token_file=_file(settings.token_file),
        ca_file=_file(settings.ca_file),
        certificate_file=_file(settings.certificate_file),
        key_file=_file(settings.key_file),
        server_name=settings.server_name,
    )
    return KuksaVehicle(catalogue, options, now, on_change)


def _can(
    settings: VehicleSettings, catalogue: SignalCatalogue, now: Now, on_change: Changed
) -> LinkedVehicle:
    from assistant.vehicle.can import INTERFACES, CanOptions, CanVehicle  # noqa: PLC0415
    from assistant.vehicle.can_map import load_map  # noqa: PLC0415

    if settings.interface not in INTERFACES:
        known = ", ".join(INTERFACES)
        raise ConfigError(f"vehicle.interface {settings.interface!r} is unknown; known are {known}")
    options = CanOptions(
        interface=settings.interface,
        channel=settings.channel,
        bitrate=settings.bitrate,
        extra=settings.adapter,
    )
    can_map = load_map(catalogue, _file(settings.dbc), _file(settings.mapping))
    return CanVehicle(catalogue, can_map, options, now, on_change)


def _file(name: str) -> Path | None:
    return Path(name).expanduser() if name else None
