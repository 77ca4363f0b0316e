"""A car on a CAN bus: status frames in, request frames out, by a DBC file and a mapping.

All status frames are cyclic, so a reading is as old as its last frame, and a controller that
falls silent makes its signals stale. The bus counts as lost when no frame that we know comes
for ``SILENCE_S``, on bus off, and when the adapter is gone; then it is opened again, for ever.
A request is done only when the status frame says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import can

from assistant.errors import VehicleError
from assistant.vehicle.can_frames import FrameError, Frames
from assistant.vehicle.can_map import CanMap
from assistant.vehicle.catalogue import SignalCatalogue
from assistant.vehicle.interface import Reading, Value
from assistant.vehicle.link import Link, LinkState, keep
from assistant.vehicle.readings import Readings

_LOGGER = logging.getLogger(__name__)

INTERFACES = tuple(sorted(can.VALID_INTERFACES))
"""Kinds of adapters that python-can knows."""

SILENCE_S = 3.0
"""Without a known frame for so long, the bus is opened anew: the slowest cycle is 1 s."""

GRACE_S = 0.2
"""A silence counts only if nothing comes within this further time: our own process may stall."""

SETTLE_S = 1.5
"""After so long the car counts as reached even if some frames have not come."""

SEND_S = 0.5
"""How long a frame may wait for the bus."""

READ_S = 0.1
"""How long the reading thread waits before it looks whether it should end."""

MOST_DAMAGED = 20
"""So many damaged lines of a serial adapter in a row, and it is opened anew."""

BUS_OFF = 0x40
"""``CAN_ERR_BUSOFF`` of ``linux/can/error.h``: the controller took itself off the bus."""


@dataclass(frozen=True, slots=True)
class CanOptions:
    """Which bus: the words of python-can. ``extra`` goes to the interface as it is."""

    interface: str = "socketcan"
    channel: str = "can0"
    bitrate: int = 500_000
    extra: Mapping[str, Any] = field(default_factory=dict)


class CanVehicle:
    """A ``Vehicle`` on a bus. ``run`` keeps the bus open; without it all is unknown."""

    def __init__(
        self,
        catalogue: SignalCatalogue,
        can_map: CanMap,
        options: CanOptions,
        now: Callable[[], float],
        on_change: Callable[[LinkState], None],
    ) -> None:
        self._catalogue = catalogue
        self._options = options
        self._now = now
        self._link = Link(on_change)
        self._frames = Frames(can_map)
        self._readings = Readings(catalogue, now, self._frames.steps)
        self._bus: can.BusABC | None = None
        self._sending = asyncio.Lock()
        self._opened_s = self._heard_s = 0.0
        self._awaited: set[int] = set()
        self._lost: asyncio.Future[str] | None = None

    def read(self, path: str) -> Reading | None:
        """Return the last known reading, or None when the car never reported it."""
        return self._readings.read(path)

    async def write(self, path: str, value: Value) -> None:
        """Send a request; returns when the frame is on the bus.

        Raises:
            VehicleError: a wrong path or value, no such request in this car, or no bus.
        """
        checked = self._catalogue.check_write(path, value)
        self._link.demand()
        async with self._sending:
            message, data = self._frames.encode(path, checked)
            frame = can.Message(
                arbitration_id=message.frame_id,
                is_extended_id=message.is_extended_frame,
                data=data,
            )
            self._readings.note_write(path, checked)
            await self._send(frame)

    async def verify(self, path: str, value: Value, timeout_s: float) -> bool:
        """Return True when the status reads back as the value, or travels towards it, in time.

        Raises:
            VehicleError: unknown signal, or a value that it doesn't take.
        """
        return await self._readings.verify(path, value, timeout_s)

    async def run(self) -> None:
        """Keep the bus and the readings, for ever."""
        await keep(self._session, self._link)

    # --- one opened bus -------------------------------------------------------------------

    async def _session(self) -> None:
        bus = await _opened(self._options)
        loop, stop = asyncio.get_running_loop(), threading.Event()

        def deliver(frame: can.Message) -> None:
            loop.call_soon_threadsafe(self._take, frame)

        self._frames.forget()
        self._bus, self._lost, self._awaited = bus, loop.create_future(), self._frames.status_ids
        self._opened_s = self._heard_s = self._now()
        reading = asyncio.create_task(asyncio.to_thread(_read, bus, deliver, stop))
        try:
            reason = await self._until_lost(self._lost, reading)
        finally:
            stop.set()
            self._bus = self._lost = None
            await asyncio.wait([reading])
            await asyncio.to_thread(_close, bus)
        if not self._link.state.connected:
            raise VehicleError(reason, code="vehicle_link")
        self._link.down(reason)

    async def _until_lost(self, lost: asyncio.Future[str], reading: asyncio.Task[str]) -> str:
        while True:
            heard_s = self._heard_s
            left_s = heard_s + SILENCE_S - self._now()
            done, _ = await asyncio.wait(
                [lost, reading],
                timeout=left_s if left_s > 0 else GRACE_S,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if done:
                return done.pop().result()
            if left_s <= 0 and self._heard_s == heard_s:
                return f"no frame of this car on {self._options.channel} for {SILENCE_S:g} s"

    def _take(self, frame: can.Message) -> None:
        if self._lost is None:
            return
        if frame.is_error_frame:
            if frame.arbitration_id & BUS_OFF and not self._lost.done():
                self._lost.set_result("bus off: check the wiring and the bit rate")
            return
        if frame.is_remote_frame:
            return
        now = self._now()
        try:
            values = self._frames.decode(
                frame.arbitration_id, bytes(frame.data), extended=frame.is_extended_id
            )
        except FrameError as error:
            _LOGGER.debug("A frame was not believed: %s", error)
            return
        for path, value in values.items():
            self._readings.take(path, value, now)
        if values:
            self._heard_s = now
            self._awaited.discard(frame.arbitration_id)
            if not self._awaited or now - self._opened_s > SETTLE_S:
                self._link.up(f"{self._options.interface} {self._options.channel}")

    async def _send(self, frame: can.Message) -> None:
        bus = self._bus
        if bus is None:
            raise VehicleError("the link to the car is down", code="vehicle_link")
        try:
            await asyncio.to_thread(bus.send, frame, SEND_S)
        except (can.CanError, OSError, ValueError) as error:
            raise VehicleError(
                f"the request could not be sent: {error}", code="vehicle_link"
            ) from error


async def _opened(options: CanOptions) -> can.BusABC:
    """Open the bus in a thread; who is cancelled meanwhile leaves no open bus behind."""
    opening = asyncio.create_task(asyncio.to_thread(_open, options))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        with contextlib.suppress(VehicleError):
            await asyncio.to_thread(_close, await opening)
        raise


def _open(options: CanOptions) -> can.BusABC:
    """Open the bus; blocks, some adapters for seconds.

    Raises:
        VehicleError: there is no such bus or adapter, or it takes no such option.
    """
    # Without it, slcan looks for a byte a thousand times a second: 6 % of a core.
    calm = {"timeout": READ_S / 2} if options.interface == "slcan" else {}
    try:
        return can.Bus(
            interface=options.interface,
            channel=options.channel,
            bitrate=options.bitrate,
            ignore_config=True,
            **(calm | dict(options.extra)),
        )
    except (can.CanError, NotImplementedError, OSError, ValueError, TypeError) as error:
        raise VehicleError(
            f"{options.interface} {options.channel} can't be opened: {error}", code="vehicle_link"
        ) from error


def _read(bus: can.BusABC, deliver: Callable[[can.Message], None], stop: threading.Event) -> str:
    """Deliver frames until told to stop or the adapter is gone; return why."""
    damaged = 0
    while not stop.is_set() and damaged < MOST_DAMAGED:
        try:
            frame = bus.recv(READ_S)
        except (can.CanError, OSError, ValueError, IndexError) as error:
            if not _is_damaged_line(error):
                return f"the adapter is gone: {error}"
            damaged += 1
            _forget_line(bus)
            continue
        damaged = 0
        if frame is not None:
            deliver(frame)
    return "closed" if stop.is_set() else "the adapter sends no frames but noise"


def _is_damaged_line(error: Exception) -> bool:
    """Return True for a serial adapter's line that is no frame; slcan wraps one kind of them."""
    return isinstance(error, ValueError | IndexError) or isinstance(
        error.__cause__, UnicodeDecodeError
    )


def _forget_line(bus: can.BusABC) -> None:
    """Drop the bytes that slcan could not decode: it keeps them and fails on them for ever."""
    line = getattr(bus, "_buffer", None)
    if isinstance(line, bytearray):
        line.clear()


def _close(bus: can.BusABC) -> None:
    try:
        bus.shutdown()
    except (can.CanError, OSError) as error:
        _LOGGER.info("The bus could not be closed in order: %s", error)
