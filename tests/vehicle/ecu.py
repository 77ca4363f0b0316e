"""The simulated car as a controller on a CAN bus: the other side of ``car.dbc``.

It sends the status frames in their cycles, and at once when a value changes, and carries out
request frames. Frames are packed here with cantools and E2E alone, not with our own backend.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import can
from cantools.database.can import Message
from cantools.database.namedsignalvalue import NamedSignalValue
from e2e import p01

from assistant.errors import VehicleError
from assistant.vehicle.can_map import CanMap, Mapped
from assistant.vehicle.interface import Value
from assistant.vehicle.simulated import SimulatedVehicle

TICK_S = 0.02
"""How often values are looked at for changes."""


class Ecu:
    """All controllers of a car in one. ``mute`` stops its status frames."""

    def __init__(
        self, car: SimulatedVehicle, can_map: CanMap, bus: can.BusABC, now: Callable[[], float]
    ) -> None:
        self._car = car
        self._bus = bus
        self._now = now
        self._database = can_map.database
        self._signals = can_map.signals
        self._counters: dict[int, int] = {}
        self._heard: dict[int, int] = {}
        self._sent: dict[int, tuple[float, dict[str, Any]]] = {}
        self.mute = False
        self.stuck = False
        """While set, counters stand still, as of a controller that repeats its last frame."""

    async def run(self) -> None:
        """Play the car until cancelled."""
        while True:
            while (frame := self._bus.recv(0)) is not None:
                await self._obey(frame)
            if not self.mute:
                for message in self._database.messages:
                    if message.cycle_time:
                        self._report(message)
            await asyncio.sleep(TICK_S)

    def _report(self, message: Message) -> None:
        content = self._content(message)
        if content is None:
            return
        at_s, last = self._sent.get(message.frame_id, (0.0, {}))
        due = self._now() - at_s >= (message.cycle_time or 0) / 1000 - TICK_S / 2
        if due or (content != last and message.send_type == "CyclicAndOnChange"):
            self._sent[message.frame_id] = (self._now(), content)
            self.send(message, content)

    def _content(self, message: Message) -> dict[str, Any] | None:
        """Return a frame's signals; None when the car has fallen silent about one."""
        content: dict[str, Any] = {"Checksum": 0, "Counter": 0}
        for mapped in self._signals.values():
            if mapped.status.message.name == message.name:
                reading = self._car.read(mapped.path)
                if reading is None:
                    content[mapped.status.signal.name] = "NotAvailable"
                elif self._now() - reading.at_s > TICK_S:
                    return None
                else:
                    content[mapped.status.signal.name] = packed(mapped, reading.value)
        return content

    def send(self, message: Message, content: dict[str, Any]) -> None:
        data = bytearray(message.encode(content))
        data[1] |= self._counters.get(message.frame_id, 14)
        p01.e2e_p01_protect(data, message.frame_id, increment_counter=not self.stuck)
        self._counters[message.frame_id] = data[1] & 0x0F
        self._bus.send(
            can.Message(arbitration_id=message.frame_id, is_extended_id=False, data=data)
        )

    async def _obey(self, frame: can.Message) -> None:
        requests = [
            mapped
            for mapped in self._signals.values()
            if mapped.request and mapped.request.message.frame_id == frame.arbitration_id
        ]
        data = bytes(frame.data)
        repeated = self._heard.get(frame.arbitration_id) == data[1] & 0x0F if data[1:] else True
        if not requests or repeated or not p01.e2e_p01_check(bytearray(data), frame.arbitration_id):
            return
        self._heard[frame.arbitration_id] = data[1] & 0x0F
        content = self._database.decode_message(frame.arbitration_id, data)
        assert isinstance(content, dict)
        for mapped in requests:
            assert mapped.request is not None
            wanted = unpacked(mapped, content[mapped.request.signal.name])
            if wanted is not None:
                with contextlib.suppress(VehicleError):  # a controller refuses in silence
                    await self._car.write(mapped.path, wanted)


def packed(mapped: Mapped, value: Value) -> float | str:
    """Return a catalogue's value as the DBC file has it."""
    for name, meant in mapped.values.items():
        if meant == value:
            return name
    assert not isinstance(value, str), (mapped.path, value)
    return int(value) if isinstance(value, bool) else value


def unpacked(mapped: Mapped, value: Any) -> Value | None:
    """Return a request's value as the catalogue has it; None for no request."""
    if isinstance(value, NamedSignalValue):
        if value.name == "NoRequest":
            return None
        return mapped.values.get(value.name, bool(value.value))
    found: float = value
    return found
