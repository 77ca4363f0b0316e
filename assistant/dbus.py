"""A connection to D-Bus: the session's, for music; the system's, for the phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dbus_fast import BusType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError

from assistant.errors import DeviceError


@asynccontextmanager
async def connected(kind: BusType, address: str | None = None) -> AsyncIterator[MessageBus]:
    """Be on a bus for the duration of a block; ``address`` instead of the machine's own.

    Raises:
        DeviceError: there is no such bus.
    """
    try:
        bus = await MessageBus(bus_address=address, bus_type=kind).connect()
    except (OSError, ValueError, DBusError) as error:
        name = kind.name.lower()
        raise DeviceError(f"There is no {name} bus: start dbus-daemon.", code="dbus") from error
    try:
        yield bus
    finally:
        bus.disconnect()
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
