"""Frames to values and back, with the protection of AUTOSAR E2E profile 1. No bus, no clock.

A frame with the signals ``Checksum`` and ``Counter`` where profile 1 has them (byte 0, low half
of byte 1) is protected: the CRC covers the frame and its id, and the counter tells a repeated
frame from a new one. A controller that hangs and repeats itself is thereby not believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import cantools
from cantools.database.can import Message, Signal
from cantools.database.namedsignalvalue import NamedSignalValue
from cantools.typechecking import SignalValueType
from e2e import p01

from assistant.errors import VehicleError
from assistant.vehicle.can_map import NO_REQUEST, UNKNOWN, CanMap, Mapped
from assistant.vehicle.interface import Value

COUNTERS = 15
"""The counter goes from 0 to 14; 15 is never sent."""

MOST_LOST = 3
"""So many frames may be lost in a row before the sequence counts as broken once."""


class FrameError(Exception):
    """A frame that must not be believed: damaged, cut off, or repeated."""


class Frames:
    """Reads status frames and writes request frames of one car."""

    def __init__(self, can_map: CanMap) -> None:
        self._signals = can_map.signals
        self._status: dict[int, list[Mapped]] = defaultdict(list)
        self._messages: dict[int, Message] = {}
        for mapped in can_map.signals.values():
            message = mapped.status.message
            self._status[message.frame_id].append(mapped)
            self._messages[message.frame_id] = message
        self._heard: dict[int, int] = {}
        self._sent: dict[int, int] = {}

    @property
    def steps(self) -> dict[str, float]:
        """The smallest difference that each signal's encoding carries, in its unit."""
        return {
            path: abs(float(mapped.status.signal.scale)) for path, mapped in self._signals.items()
        }

    @property
    def status_ids(self) -> set[int]:
        """The ids of all frames that tell a signal."""
        return set(self._messages)

    def forget(self) -> None:
        """Take the next frame of each kind as the first: after the bus was away."""
        self._heard.clear()

    def decode(self, frame_id: int, data: bytes, *, extended: bool) -> Mapping[str, Value | None]:
        """Return what a frame says; None for a signal that the car doesn't know.

        Frames that are not in the DBC file say nothing.

        Raises:
            FrameError: the frame must not be believed.
        """
        message = self._messages.get(frame_id)
        if message is None or message.is_extended_frame != extended:
            return {}
        if len(data) < message.length:
            raise FrameError(f"{message.name}: {len(data)} of {message.length} bytes")
        if is_protected(message):
            self._check(message, data)
        try:
            decoded = message.decode(data)
        except (cantools.Error, ValueError) as error:
            raise FrameError(f"{message.name}: {error}") from error
        assert isinstance(decoded, dict)
        return {
            mapped.path: _value(mapped, decoded.get(mapped.status.signal.name))
            for mapped in self._status[frame_id]
        }

    def encode(self, path: str, value: Value) -> tuple[Message, bytes]:
        """Return the frame that asks for a signal's value, and nothing else.

        Raises:
            VehicleError: this car takes no request for it, or the frame can't carry the value.
        """
        mapped = self._signals.get(path)
        if mapped is None or mapped.request is None:
            raise VehicleError(f"this car takes no request for {path}", code="vehicle_missing")
        message = mapped.request.message
        content = {signal.name: _untouched(signal) for signal in message.signals}
        content[mapped.request.signal.name] = _physical(mapped, value)
        try:
            data = bytearray(message.encode(content))
        except (cantools.Error, ValueError) as error:
            raise VehicleError(f"{path}: {error}", code="vehicle_range") from error
        if is_protected(message):
            data[1] |= self._sent.get(message.frame_id, COUNTERS - 1)
            p01.e2e_p01_protect(data, data_id(message), increment_counter=True)
            self._sent[message.frame_id] = data[1] & 0x0F
        return message, bytes(data)

    def _check(self, message: Message, data: bytes) -> None:
        if not p01.e2e_p01_check(bytearray(data[: message.length]), data_id(message)):
            raise FrameError(f"{message.name}: wrong checksum")
        last, counter = self._heard.get(message.frame_id), data[1] & 0x0F
        self._heard[message.frame_id] = counter
        if not follows(last, counter):
            raise FrameError(f"{message.name}: counter {counter} after {last}")


def is_protected(message: Message) -> bool:
    """Return True for a message with a checksum and a counter where profile 1 has them."""
    places = {signal.name: (signal.start, signal.length) for signal in message.signals}
    return places.get("Checksum") == (0, 8) and places.get("Counter") == (8, 4)


def data_id(message: Message) -> int:
    """Return what the checksum covers besides the frame: the id, or its low 16 bits."""
    return message.frame_id & 0xFFFF


def follows(last: int | None, counter: int) -> bool:
    """Return True when a counter is one of a new frame, with few lost in between."""
    if counter >= COUNTERS:
        return False
    return last is None or 1 <= (counter - last) % COUNTERS <= MOST_LOST + 1


def _value(mapped: Mapped, found: SignalValueType | None) -> Value | None:
    """Return the catalogue's value for one of the DBC file; None when it says nothing."""
    if isinstance(found, NamedSignalValue):
        if found.name in UNKNOWN:
            return None
        if found.name in mapped.values:
            return mapped.values[found.name]
        found = mapped.status.signal.raw_to_scaled(found.value, decode_choices=False)
    if mapped.values or isinstance(found, (NamedSignalValue, str, type(None))):
        return None
    if mapped.boolean:
        return bool(found) if found in (0, 1) else None
    return found


def _physical(mapped: Mapped, value: Value) -> float | str:
    """Return the DBC file's value for one of the catalogue."""
    if mapped.values:
        names = {meant: name for name, meant in mapped.values.items()}
        if value not in names:
            raise VehicleError(
                f"{mapped.path}: this car has no value {value!r}", code="vehicle_range"
            )
        return names[value]
    assert not isinstance(value, str)
    return int(value) if mapped.boolean else value


def _untouched(signal: Signal) -> float | str:
    """Return what a request says of a signal that it leaves alone."""
    names = {str(name) for name in (signal.choices or {}).values()}
    return NO_REQUEST if NO_REQUEST in names else 0
