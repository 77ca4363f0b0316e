"""Outputs without a device, paced by the clock as a loudspeaker would be.

``FileOutput`` keeps what went out and writes it as a WAV file in which every sample stands at
its time; ``NullOutput`` only takes the time. What ``stop`` cut off is in neither the file nor
the reference.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np

from assistant.audio.interface import Samples
from assistant.audio.playback import Playback
from assistant.audio.wavfile import write_wav
from assistant.clock import Clock

BLOCK_S = 0.01
FILE_RATE_HZ = 22_050
"""The rate of Piper's medium voices and of eSpeak NG: no resampling in the usual case."""


class NullOutput:
    """An ``AudioOutput`` that plays to nobody, in real time."""

    def __init__(self, clock: Clock, rate_hz: int = FILE_RATE_HZ) -> None:
        self._clock = clock
        self._playback = Playback(rate_hz)
        self._pump: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._go_on = asyncio.Event()
        self._stopped = False

    @property
    def playing(self) -> bool:
        """True while samples are going out."""
        return not self._idle.is_set() and not self._playback.paused

    async def play(self, samples: Samples, rate_hz: int, *, continued: bool = False) -> float:
        """Queue mono int16 samples; return the monotonic time their first sample goes out."""
        now = self._clock.now()
        if self._idle.is_set():
            self._stopped = False
        starts_at = now + self._playback.queued_s
        self._playback.add(samples, rate_hz, continued=continued)
        if not self._playback.empty:
            self._idle.clear()
            self._go_on.set()
            if self._pump is None or self._pump.done():
                self._pump = asyncio.get_running_loop().create_task(self._run())
        return starts_at

    async def drained(self) -> bool:
        """Wait until all that was queued has gone out; False when it was stopped before."""
        await self._idle.wait()
        return not self._stopped

    def pause(self) -> None:
        """Hold the sound within 15 ms (a block and a fade), keeping what is queued."""
        self._playback.pause()

    def resume(self) -> None:
        """Go on after ``pause``, a quarter of a second back."""
        self._playback.resume()
        self._go_on.set()

    def stop(self) -> None:
        """Drop what is queued; silent within 15 ms (a block and a fade)."""
        if not self._idle.is_set():
            self._stopped = True
        self._playback.stop()
        self._idle.set()
        self._go_on.set()

    def reference(self, at_s: float, count: int) -> Samples:
        """Return the ``count`` 16 kHz samples that went out from ``at_s`` on."""
        return self._playback.reference(at_s, count)

    async def close(self) -> None:
        """Stop, and end the pump."""
        self.stop()
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
            self._pump = None

    async def _run(self) -> None:
        at_s = self._clock.now()
        count = int(BLOCK_S * self._playback.rate_hz)
        while not self._playback.empty:
            if self._playback.paused:
                self._went_out(self._playback.pull(count, at_s), at_s)
                self._go_on.clear()
                await self._go_on.wait()
                at_s = self._clock.now()
                continue
            self._went_out(self._playback.pull(count, at_s), at_s)
            at_s += count / self._playback.rate_hz
            await self._clock.sleep_until(at_s)
        self._went_out(self._playback.pull(count, at_s), at_s)
        self._idle.set()

    def _went_out(self, block: Samples, at_s: float) -> None:
        """Take note of what sounds from ``at_s`` on; nothing to do when nobody listens."""


class FileOutput(NullOutput):
    """An ``AudioOutput`` whose sound can be looked at and written to a file afterwards."""

    def __init__(self, clock: Clock, rate_hz: int = FILE_RATE_HZ) -> None:
        super().__init__(clock, rate_hz)
        self._rate_hz = rate_hz
        self._blocks: list[tuple[float, Samples]] = []
        self._started_at = clock.now()

    @property
    def started_at(self) -> float:
        """The time of the first sample of ``sound``: when this output was made."""
        return self._started_at

    @property
    def rate_hz(self) -> int:
        """The sample rate of ``sound`` and of the file."""
        return self._rate_hz

    def sound(self) -> Samples:
        """Return all that went out since ``started_at``, mono int16 at ``rate_hz``, to its end."""
        spans = [(self._index(at_s), block) for at_s, block in self._blocks]
        out: Samples = np.zeros(max((i + len(b) for i, b in spans), default=0), dtype=np.int16)
        for start, block in spans:
            out[start : start + len(block)] = block
        return out

    def write(self, path: Path) -> None:
        """Write ``sound`` as a WAV file.

        Raises:
            AudioFormatError: the file can't be written.
        """
        write_wav(path, self.sound(), self._rate_hz)

    def _index(self, at_s: float) -> int:
        return round((at_s - self._started_at) * self._rate_hz)

    def _went_out(self, block: Samples, at_s: float) -> None:
        heard = np.flatnonzero(block)
        if len(heard):
            self._blocks.append((at_s, block[: heard[-1] + 1]))
