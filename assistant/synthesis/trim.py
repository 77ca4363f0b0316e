"""Make synthesized sound start at once, and begin and end without a click, piece by piece. Pure."""

from __future__ import annotations

import numpy as np

from assistant.audio.interface import Samples

LEAD_S = 0.015
TAIL_S = 0.12
_FADE_S = 0.004
_AUDIBLE = 200  # of 32768: what the voices leave between words is below it
_BLOCK_S = 0.005


class Trimmer:
    """Leaves at most 15 ms of silence before a sound and 120 ms after it.

    What may turn out to be the end is held back: silence, and 4 ms that would fade.
    """

    def __init__(self, rate_hz: int) -> None:
        self._block = max(1, int(_BLOCK_S * rate_hz))
        self._fade = int(_FADE_S * rate_hz)
        self._lead = int(LEAD_S * rate_hz)
        self._tail = int(TAIL_S * rate_hz)
        self._begun = False
        self._held: Samples = np.zeros(0, np.int16)

    def feed(self, samples: Samples, *, last: bool = False) -> Samples:
        """Take the next piece, ``last`` if no other follows; return what can be heard now."""
        held = np.concatenate((self._held, samples))
        audible = np.flatnonzero(self._peaks(held) > _AUDIBLE) * self._block
        if not len(audible):
            return self._silence(held, last)
        end = min(len(held), int(audible[-1]) + self._block)
        start = 0
        if not self._begun:
            start = max(0, int(audible[0]) - self._lead)
            held[start:] = _faded_in(held[start:], self._fade)
            self._begun = True
        stop = min(len(held), end + self._tail) if last else max(start, end - self._fade)
        self._held = held[stop:].copy()
        return self._ended(held[start:stop]) if last else held[start:stop]

    def _silence(self, held: Samples, last: bool) -> Samples:
        if not self._begun:
            self._held = held[max(0, len(held) - self._lead - self._block) :]
            return held[:0]
        self._held = held
        return self._ended(held[: self._fade + self._tail]) if last else held[:0]

    def _ended(self, sound: Samples) -> Samples:
        return _faded_in(sound[::-1], self._fade)[::-1]

    def _peaks(self, samples: Samples) -> Samples:
        """Return the peak of each block; the last may be shorter."""
        padded = np.pad(samples.astype(np.int32), (0, -len(samples) % self._block))
        peaks: Samples = np.abs(padded).reshape(-1, self._block).max(axis=1)
        return peaks


def _faded_in(samples: Samples, count: int) -> Samples:
    count = min(count, len(samples))
    shaped = samples.astype(np.float64)
    shaped[:count] *= np.linspace(0.0, 1.0, count, endpoint=False)
    return np.round(shaped).astype(np.int16)
