"""What a speaker plays: queued sound, pulled block by block, with pause, stop and a memory.

A speaker of any kind (a device's callback thread, a file that is paced by the clock) pulls
blocks at its own rate. What went out, and when, is kept as 16 kHz sound: the echo canceller's
reference. Safe to use from two threads.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.resample import resampled
from assistant.audio.ring import RingBuffer

HISTORY_S = 10.0
REWIND_S = 0.25
"""How far ``resume`` goes back: about the syllable that ``pause`` cut."""
FADE_S = 0.005
"""Length of the fade when sound is cut or goes on, so that it makes no click."""


@dataclass(slots=True)
class _Piece:
    """One queued clip as it came, at the speaker's rate and, in step with it, at 16 kHz."""

    source: Samples
    source_hz: int
    samples: Samples
    reference: Samples
    position: int = 0


class Playback:
    """The queue of one speaker that runs at ``rate_hz``."""

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._lock = threading.Lock()
        self._pieces: deque[_Piece] = deque()
        self._latest: _Piece | None = None
        self._history = RingBuffer(HISTORY_S, jitter_s=0.001)
        self._paused = False
        self._sounding = False
        self._fade_in = False
        self._fading: Samples | None = None
        self._stops = 0

    @property
    def stops(self) -> int:
        """How often ``stop`` was called; tells a waiting caller that its sound was dropped."""
        return self._stops

    @property
    def paused(self) -> bool:
        """True between ``pause`` and ``resume`` or ``stop``."""
        return self._paused

    @property
    def empty(self) -> bool:
        """True when nothing is queued."""
        with self._lock:
            return not self._pieces

    @property
    def playing(self) -> bool:
        """True while samples go out: something is queued and it is not paused."""
        with self._lock:
            return bool(self._pieces) and not self._paused

    @property
    def queued_s(self) -> float:
        """Seconds of sound that are still to go out."""
        with self._lock:
            left = sum(len(p.samples) - p.position for p in self._pieces)
        return left / self.rate_hz

    def add(self, samples: Samples, rate_hz: int, *, continued: bool = False) -> None:
        """Queue a mono int16 clip of any rate; an empty one is ignored.

        ``continued``: it goes on with the last one without a seam. Both are resampled as one.
        """
        if len(samples) == 0:
            return
        before = self._latest if continued else None
        if before is not None and before.source_hz != rate_hz:
            before = None
        source = samples if before is None else np.concatenate((before.source, samples))
        piece = _Piece(
            source,
            rate_hz,
            resampled(source, rate_hz, self.rate_hz),
            resampled(source, rate_hz, RATE_HZ),
        )
        with self._lock:
            if before is not None:
                piece.position = before.position
                if self._pieces and self._pieces[-1] is before:
                    self._pieces.pop()
            self._pieces.append(piece)
            self._latest = piece

    def pull(self, count: int, at_s: float) -> Samples:
        """Return the next ``count`` samples, which go out from ``at_s`` on; zeros when silent."""
        out: Samples = np.zeros(count, dtype=np.int16)
        with self._lock:
            filled = 0
            if self._fading is not None:
                filled = min(count, len(self._fading))
                out[:filled] = self._fading[:filled]
                self._fading = None
            while filled < count and self._pieces and not self._paused:
                filled += self._take(out, filled, at_s)
            if self._fade_in and filled:
                _fade(out[:filled], self.rate_hz, rising=True)
                self._fade_in = False
            self._sounding = bool(self._pieces) and not self._paused
        return out

    def pause(self) -> None:
        """Be silent from the next block on (after a fade of 5 ms), keeping what is queued."""
        with self._lock:
            self._cut()
            self._paused = True

    def resume(self) -> None:
        """Go on from at most ``REWIND_S`` before the pause, within the same clip."""
        with self._lock:
            if self._paused and self._pieces:
                first = self._pieces[0]
                first.position = max(0, first.position - round(REWIND_S * self.rate_hz))
                self._fade_in = first.position > 0
            self._fading = None
            self._paused = False

    def stop(self) -> None:
        """Drop what is queued; silent from the next block on (after a fade of 5 ms)."""
        with self._lock:
            self._cut()
            self._pieces.clear()
            self._latest = None
            self._paused = False
            self._stops += 1

    def reference(self, at_s: float, count: int) -> Samples:
        """Return the ``count`` 16 kHz samples that went out from ``at_s`` on, else zeros."""
        with self._lock:
            return self._history.padded(at_s, count)

    def _cut(self) -> None:
        """Keep the next few samples, fading, so that the sound does not end with a click."""
        if self._sounding and not self._paused and self._pieces:
            first = self._pieces[0]
            stop = first.position + round(FADE_S * self.rate_hz)
            self._fading = first.samples[first.position : stop].copy()
            _fade(self._fading, self.rate_hz, rising=False)

    def _take(self, out: Samples, filled: int, at_s: float) -> int:
        """Move sound of the first piece into ``out``; return how many samples."""
        piece = self._pieces[0]
        start = piece.position
        stop = min(start + len(out) - filled, len(piece.samples))
        out[filled : filled + stop - start] = piece.samples[start:stop]
        ratio = RATE_HZ / self.rate_hz
        sounded = piece.reference[round(start * ratio) : round(stop * ratio)]
        self._history.append(sounded, at_s + filled / self.rate_hz)
        piece.position = stop
        if stop == len(piece.samples):
            self._pieces.popleft()
        return stop - start


def _fade(samples: Samples, rate_hz: int, *, rising: bool) -> None:
    count = min(len(samples), round(FADE_S * rate_hz))
    ramp = np.linspace(0.0, 1.0, count) if rising else np.linspace(1.0, 0.0, count)
    part = samples[:count] if rising else samples[len(samples) - count :]
    part[:] = np.rint(part * ramp).astype(np.int16)
