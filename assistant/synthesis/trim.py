"""Make synthesized sound start at once, and begin and end without a click. Pure."""

from __future__ import annotations

import numpy as np

from assistant.audio.interface import Samples

LEAD_S = 0.015
TAIL_S = 0.12
_FADE_S = 0.004
_AUDIBLE = 0.01  # of the peak
_LEAST_AUDIBLE = 64  # of 32768: below it there is nothing but noise
_BLOCK_S = 0.005


def trimmed(samples: Samples, rate_hz: int) -> Samples:
    """Return the sound with at most 15 ms of silence before it and 120 ms after it.

    Sound that is silent throughout becomes empty.
    """
    block = max(1, int(_BLOCK_S * rate_hz))
    count = len(samples) // block
    if not count:
        return samples[:0]
    peaks = np.abs(samples[: count * block].astype(np.int32)).reshape(count, block).max(axis=1)
    threshold = max(_LEAST_AUDIBLE, _AUDIBLE * float(peaks.max()))
    audible = np.flatnonzero(peaks > threshold)
    if not len(audible):
        return samples[:0]
    start = max(0, int(audible[0]) * block - int(LEAD_S * rate_hz))
    stop = min(len(samples), (int(audible[-1]) + 1) * block + int(TAIL_S * rate_hz))
    return _faded(samples[start:stop], int(_FADE_S * rate_hz))


def _faded(samples: Samples, count: int) -> Samples:
    count = min(count, len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, count, endpoint=False)
    shaped = samples.astype(np.float64)
    shaped[:count] *= ramp
    shaped[len(shaped) - count :] *= ramp[::-1]
    return np.round(shaped).astype(np.int16)
