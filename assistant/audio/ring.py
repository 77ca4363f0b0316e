"""The last seconds of sound, found again by time.

Samples are stored by absolute index (time x 16 kHz), so that a stretch that never came (a
lost device, a silent speaker) reads as silence instead of shifting what follows.
"""

from __future__ import annotations

import numpy as np

from assistant.audio.interface import RATE_HZ, Samples

JITTER_S = 0.02
"""Timestamps that differ less than this from the expected one continue the stream: device
clocks are read with some milliseconds of jitter, which must not tear the sound apart."""


class RingBuffer:
    """Holds the last ``seconds`` of 16 kHz mono int16 sound."""

    def __init__(self, seconds: float, jitter_s: float = JITTER_S) -> None:
        self._samples: Samples = np.zeros(max(1, round(seconds * RATE_HZ)), dtype=np.int16)
        self._end: int | None = None
        self._count = 0
        self._jitter = round(jitter_s * RATE_HZ)

    @property
    def end_s(self) -> float | None:
        """The time just after the newest sample, None while empty."""
        return None if self._end is None else self._end / RATE_HZ

    def append(self, samples: Samples, at_s: float) -> None:
        """Add samples whose first one was at ``at_s``; what is older than the buffer goes.

        A gap before them reads as silence. Samples that lie before the buffer's end (a clock
        that jumped back) are put at the end.
        """
        index = round(at_s * RATE_HZ)
        if self._end is None:
            self._end = index
        elif index - self._end > self._jitter:
            self._write(np.zeros(min(index - self._end, len(self._samples)), dtype=np.int16))
            self._end = index
        self._write(samples)

    def between(self, from_s: float, until_s: float) -> Samples:
        """Return a copy of the sound between two times, as far as it is remembered."""
        if self._end is None:
            return np.zeros(0, dtype=np.int16)
        start = max(round(from_s * RATE_HZ), self._end - self._count)
        stop = min(round(until_s * RATE_HZ), self._end)
        return self._read(start, stop)

    def since(self, at_s: float) -> Samples:
        """Return a copy of the sound from ``at_s`` until now, as far as it is remembered."""
        return self.between(at_s, float("inf") if self._end is None else self._end / RATE_HZ)

    def latest(self, count: int) -> Samples:
        """Return a copy of the newest ``count`` samples, fewer if fewer are remembered."""
        if self._end is None:
            return np.zeros(0, dtype=np.int16)
        return self._read(self._end - min(count, self._count), self._end)

    def padded(self, at_s: float, count: int) -> Samples:
        """Return exactly ``count`` samples from ``at_s`` on, zeros where none are held."""
        out: Samples = np.zeros(count, dtype=np.int16)
        if self._end is None:
            return out
        first = round(at_s * RATE_HZ)
        start = max(first, self._end - self._count)
        stop = min(first + count, self._end)
        if start < stop:
            out[start - first : stop - first] = self._read(start, stop)
        return out

    def _write(self, samples: Samples) -> None:
        if self._end is None:
            return
        size = len(self._samples)
        kept = samples[-size:]
        start = (self._end + len(samples) - len(kept)) % size
        first = min(len(kept), size - start)
        self._samples[start : start + first] = kept[:first]
        self._samples[: len(kept) - first] = kept[first:]
        self._end += len(samples)
        self._count = min(self._count + len(samples), size)

    def _read(self, start: int, stop: int) -> Samples:
        if stop <= start:
            return np.zeros(0, dtype=np.int16)
        size = len(self._samples)
        offset = start % size
        first = min(stop - start, size - offset)
        return np.concatenate(
            (self._samples[offset : offset + first], self._samples[: stop - start - first])
        )
