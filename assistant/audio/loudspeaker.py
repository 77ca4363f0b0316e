"""The machine's loudspeaker: always open, so that an answer starts at once.

The sound system's thread pulls from a ``Playback``, 20 ms at a time; pausing and stopping take
effect with the next block. A speaker that went away is opened again for the next answer, and
``on_notice`` is told ``speaker_lost`` and ``speaker_back``.
"""

from __future__ import annotations

import asyncio
import logging

import numpy as np

from assistant.audio.capture import find_device
from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.microphone import Notify, log_notice
from assistant.audio.playback import Playback
from assistant.audio.system import DeviceInfo, SoundSystem, Stream, portaudio
from assistant.config import VoiceSettings
from assistant.errors import DeviceError

RATES_HZ = (48_000, 44_100, 22_050, 16_000)
START_S = 1.0
"""A speaker that asks for no sound for this long is gone."""
REFERENCE_LEAD_S = 0.02
"""The reference runs this much ahead of what device times say. They err by some milliseconds,
and a canceller can find an echo that comes late but never one that precedes its cause."""
_LOOK_S = 0.01

_LOGGER = logging.getLogger(__name__)


class DeviceOutput:
    """An ``AudioOutput`` on the machine's loudspeaker.

    Raises:
        DeviceError: PortAudio is missing, or the speaker does not exist or can't be opened.
    """

    def __init__(
        self,
        settings: VoiceSettings,
        system: SoundSystem | None = None,
        on_notice: Notify = log_notice,
    ) -> None:
        self._system = system or portaudio()
        self._wanted = settings.output_device
        self._on_notice = on_notice
        self._lost = False
        self._pulled_at = 0.0
        self._ends_at = 0.0
        self._starts_at: float | None = None
        self._stopped = False
        device = find_device(self._system.devices(), self._wanted, output=True)
        self._stream, self._playback = self._open(device)

    @property
    def playing(self) -> bool:
        """True while samples are going out."""
        return self._playback.playing

    async def play(self, samples: Samples, rate_hz: int, *, continued: bool = False) -> float:
        """Queue mono int16 samples; return the monotonic time their first sample goes out.

        Raises:
            DeviceError: the speaker is gone and could not be opened again.
        """
        if self._playback.empty:
            self._stopped = False
        if not self._stream.active:
            await self._reopen()
        now = asyncio.get_running_loop().time()
        waiting_s = self._playback.queued_s
        if waiting_s > 0 or len(samples) == 0:
            self._playback.add(samples, rate_hz, continued=continued)
            return now + waiting_s
        self._starts_at, self._pulled_at = None, now
        self._playback.add(samples, rate_hz, continued=continued)
        while self._starts_at is None and not self._playback.empty and not self._playback.paused:
            await asyncio.sleep(_LOOK_S / 5)
            self._check()
        return now if self._starts_at is None else self._starts_at

    async def drained(self) -> bool:
        """Wait until all that was queued has gone out; False when it was stopped before.

        Raises:
            DeviceError: the speaker went away meanwhile.
        """
        loop = asyncio.get_running_loop()
        while not self._playback.empty or loop.time() < self._ends_at:
            await asyncio.sleep(_LOOK_S)
            self._check()
        return not self._stopped

    def pause(self) -> None:
        """Hold the sound with the next block (20 ms), keeping what is queued."""
        self._playback.pause()

    def resume(self) -> None:
        """Go on after ``pause``, a quarter of a second back."""
        self._pulled_at = asyncio.get_running_loop().time()
        self._playback.resume()

    def stop(self) -> None:
        """Drop what is queued; silent with the next block (20 ms)."""
        if not self._playback.empty:
            self._stopped = True
        self._ends_at = 0.0
        self._playback.stop()

    def reference(self, at_s: float, count: int) -> Samples:
        """Return the ``count`` 16 kHz samples that go out from ``at_s`` on, a little ahead."""
        return self._playback.reference(at_s + REFERENCE_LEAD_S, count)

    async def close(self) -> None:
        """Release the device."""
        self.stop()
        await asyncio.to_thread(self._stream.close)

    # --- opening and losing ---------------------------------------------------------------

    def _open(self, device: DeviceInfo) -> tuple[Stream, Playback]:
        problem: DeviceError | None = None
        for rate_hz in dict.fromkeys((device.rate_hz, *RATES_HZ, RATE_HZ)):
            playback = Playback(rate_hz)

            def pull(count: int, at_s: float, playback: Playback = playback) -> Samples:
                return self._pull(playback, count, at_s)

            try:
                stream = self._system.open_output(device.index, rate_hz, pull)
            except DeviceError as error:
                problem = problem or error
            else:
                _LOGGER.info("Speaker %r is open at %d Hz.", device.name, rate_hz)
                return stream, playback
        raise problem or DeviceError(f"Speaker {device.name!r} can't be opened.")

    def _pull(self, playback: Playback, count: int, at_s: float) -> Samples:
        """Serve the sound system's thread."""
        sounding = playback.playing
        block = playback.pull(count, at_s)
        if sounding:
            self._starts_at = at_s if self._starts_at is None else self._starts_at
            last = int(np.flatnonzero(block)[-1]) if block.any() else 0
            self._ends_at = at_s + last / playback.rate_hz
            self._pulled_at = at_s
        return block

    def _check(self) -> None:
        """Give up what is queued when the device no longer asks for it."""
        if self._playback.empty or self._playback.paused:
            return
        late = asyncio.get_running_loop().time() - self._pulled_at > START_S
        if self._stream.active and not late:
            return
        self._lost = True
        self.stop()
        self._on_notice("speaker_lost", self._wanted or "default")
        self._stream.close()
        raise DeviceError("The speaker is gone; what was being said can't be heard.")

    async def _reopen(self) -> None:
        if not self._lost:
            self._on_notice("speaker_lost", self._wanted or "default")
            self._lost = True

        def again() -> tuple[Stream, Playback]:
            self._system.refresh()
            found = find_device(self._system.devices(), self._wanted, output=True)
            return self._open(found)

        self._stream, self._playback = await asyncio.to_thread(again)
        self._lost = False
        self._on_notice("speaker_back", self._wanted or "default")
