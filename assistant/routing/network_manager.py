"""What NetworkManager knows of the network, over the system bus: does it cost, is a login asked?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from dbus_fast import BusType, Message, MessageType

from assistant.dbus import connected
from assistant.errors import DeviceError

NAME = "org.freedesktop.NetworkManager"
PATH = "/org/freedesktop/NetworkManager"
ANSWER_S = 1.0

_METERED = {1: True, 2: False, 3: True, 4: False}
"""``NMMetered``: yes, no, guessed yes, guessed no; 0 is unknown."""

_PORTAL = 2
"""``NMConnectivityState``: behind a captive portal."""


@dataclass(frozen=True, slots=True)
class Network:
    """What is known; ``metered`` None: nobody knows."""

    metered: bool | None = None
    portal: bool = False


async def network(address: str | None = None) -> Network:
    """Return what NetworkManager knows; nothing where there is none. ``address`` is a bus."""
    try:
        async with asyncio.timeout(ANSWER_S), connected(BusType.SYSTEM, address) as bus:
            ask = Message(
                destination=NAME,
                path=PATH,
                interface="org.freedesktop.DBus.Properties",
                member="GetAll",
                signature="s",
                body=[NAME],
            )
            reply = await bus.call(ask)
    except (DeviceError, TimeoutError, OSError, EOFError):
        return Network()
    if reply is None or reply.message_type is not MessageType.METHOD_RETURN:
        return Network()
    return _read(reply.body[0])


def _read(properties: Any) -> Network:
    metered = properties.get("Metered")
    connectivity = properties.get("Connectivity")
    return Network(
        metered=_METERED.get(metered.value) if metered is not None else None,
        portal=connectivity is not None and connectivity.value == _PORTAL,
    )
