"""The machine's microphones: negotiated rates, a bounded queue, found again when lost.

Several zones are several devices, or channels of one. The sound system's threads only hand
blocks over; everything else happens on the event loop. When a device goes away, ``on_notice``
is told ``microphone_lost`` and the zones, opening is tried again with growing pauses, and
``microphone_back`` follows; ``audio_overflow`` tells that the event loop is too slow.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from assistant.audio.capture import (
    BlockClock,
    FrameCutter,
    ZoneSpec,
    find_device,
    rates_to_try,
    zone_spec,
)
from assistant.audio.interface import FRAME_S, Frame, Samples
from assistant.audio.system import SoundSystem, Stream, portaudio
from assistant.config import VoiceSettings
from assistant.errors import DeviceError

SILENT_S = 1.0
"""A microphone that gives no block for this long is gone, whatever its stream says."""
BACK_OFF_S = (0.5, 1.0, 2.0, 4.0)
MAX_WAITING = 100
"""Blocks and frames that may wait for the event loop (2 s); older ones are dropped."""
_LOOK_S = 0.25

Notify = Callable[[str, str], None]
"""Takes the kind of a notice and a detail."""

_LOGGER = logging.getLogger(__name__)


def log_notice(kind: str, detail: str) -> None:
    """Log a notice: what happens when nobody else wants to know."""
    _LOGGER.warning("%s: %s", kind, detail)


@dataclass(slots=True)
class _Source:
    """One device and the zones that it serves."""

    wanted: str
    specs: tuple[ZoneSpec, ...]
    stream: Stream | None = None
    clock: BlockClock | None = None
    cutters: dict[str, FrameCutter] | None = None
    heard_at: float = 0.0
    tries: int = 0
    retry_at: float = 0.0
    generation: int = 0


class DeviceInput:
    """An ``AudioInput`` on the machine's microphones.

    Raises:
        DeviceError: PortAudio is missing, or a zone's device does not exist.
    """

    def __init__(
        self,
        settings: VoiceSettings,
        system: SoundSystem | None = None,
        on_notice: Notify = log_notice,
    ) -> None:
        self._system = system or portaudio()
        self._on_notice = on_notice
        self._sources = _sources(settings)
        self._frames: deque[Frame] = deque()
        self._ready = asyncio.Event()
        self._in_transit = 0
        self._closed = False
        self._dropped = 0
        devices = self._system.devices()
        for source in self._sources:
            _check_channels(source, find_device(devices, source.wanted, output=False).inputs)

    @property
    def dropped(self) -> int:
        """How many blocks or frames were lost because the event loop was too slow."""
        return self._dropped

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield frames of all zones as they come; a lost device is looked for without end.

        Raises:
            DeviceError: a microphone can't be opened at the start.
        """
        for source in self._sources:
            await self._open(source)
        try:
            while not self._closed:
                while self._frames:
                    yield self._frames.popleft()
                self._ready.clear()
                try:
                    async with asyncio.timeout(_LOOK_S):
                        await self._ready.wait()
                except TimeoutError:
                    _LOGGER.debug("No sound for %.2f s.", _LOOK_S)
                for source in self._sources:
                    await self._look_after(source)
        finally:
            for source in self._sources:
                await self._release(source)

    async def close(self) -> None:
        """Release the devices; ``frames`` then ends."""
        self._closed = True
        self._ready.set()
        for source in self._sources:
            await self._release(source)

    # --- opening and losing ---------------------------------------------------------------

    async def _open(self, source: _Source) -> None:
        loop = asyncio.get_running_loop()
        source.generation += 1
        stream, rate_hz = await asyncio.to_thread(self._open_blocking, source, loop)
        if self._closed:
            await asyncio.to_thread(stream.close)
            return
        source.stream = stream
        source.clock = BlockClock(rate_hz)
        source.cutters = {spec.zone: FrameCutter(spec.zone, rate_hz) for spec in source.specs}
        source.heard_at = loop.time()
        _LOGGER.info("Microphone %r is open at %d Hz.", source.wanted or "default", rate_hz)

    def _open_blocking(
        self, source: _Source, loop: asyncio.AbstractEventLoop
    ) -> tuple[Stream, int]:
        device = find_device(self._system.devices(), source.wanted, output=False)
        channels = max(spec.channel for spec in source.specs) + 1
        _check_channels(source, device.inputs)
        generation = source.generation

        def take(block: Samples, at_s: float) -> None:
            if self._in_transit >= MAX_WAITING:
                self._dropped += 1
                return
            self._in_transit += 1
            loop.call_soon_threadsafe(self._arrived, source, generation, block, at_s)

        problem: DeviceError | None = None
        for rate_hz in rates_to_try(device):
            try:
                return self._system.open_input(device.index, channels, rate_hz, take), rate_hz
            except DeviceError as error:
                problem = problem or error
        raise problem or DeviceError(f"Microphone {device.name!r} can't be opened.")

    async def _look_after(self, source: _Source) -> None:
        now = asyncio.get_running_loop().time()
        if source.stream is not None:
            if source.stream.active and now - source.heard_at < SILENT_S:
                return
            await self._release(source)
            source.tries, source.retry_at = 0, now + BACK_OFF_S[0]
            self._on_notice("microphone_lost", _zones(source))
        if self._closed or now < source.retry_at:
            return
        try:
            await asyncio.to_thread(self._system.refresh)
            await self._open(source)
        except DeviceError as error:
            source.tries += 1
            pause = BACK_OFF_S[min(source.tries, len(BACK_OFF_S) - 1)]
            source.retry_at = asyncio.get_running_loop().time() + pause
            _LOGGER.info("The microphone is not back: %s", error.code)
        else:
            self._on_notice("microphone_back", _zones(source))

    async def _release(self, source: _Source) -> None:
        stream, source.stream = source.stream, None
        source.clock = None
        source.generation += 1
        if stream is not None:
            await asyncio.to_thread(stream.close)

    # --- sound ----------------------------------------------------------------------------

    def _arrived(self, source: _Source, generation: int, block: Samples, at_s: float) -> None:
        self._in_transit -= 1
        if generation != source.generation or source.clock is None or source.cutters is None:
            return
        source.heard_at = asyncio.get_running_loop().time()
        steady = source.clock.time(at_s, len(block))
        for spec in source.specs:
            self._frames.extend(source.cutters[spec.zone].feed(block[:, spec.channel], steady))
        while len(self._frames) > MAX_WAITING * len(self._sources):
            self._frames.popleft()
            if self._dropped == 0:
                self._on_notice("audio_overflow", f"{FRAME_S * MAX_WAITING:.0f} s behind")
            self._dropped += 1
        self._ready.set()


def _sources(settings: VoiceSettings) -> tuple[_Source, ...]:
    specs = [zone_spec(zone, settings.zone_devices.get(zone, "")) for zone in settings.zones]
    by_device: dict[str, list[ZoneSpec]] = {}
    for spec in specs:
        by_device.setdefault(spec.device, []).append(spec)
    return tuple(_Source(device, tuple(zones)) for device, zones in by_device.items())


def _check_channels(source: _Source, inputs: int) -> None:
    for spec in source.specs:
        if spec.channel >= inputs:
            raise DeviceError(
                f"Zone {spec.zone}: channel {spec.channel} does not exist; the device"
                f" {spec.device or 'default'!r} has {inputs} (0 to {inputs - 1})."
            )


def _zones(source: _Source) -> str:
    return ", ".join(spec.zone for spec in source.specs)
