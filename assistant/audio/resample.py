"""Change sample rates with libsoxr: whole clips, or a stream block by block."""

from __future__ import annotations

import numpy as np
import soxr

from assistant.audio.interface import RATE_HZ, Samples


def resampled(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Return a whole mono clip at another rate, ``len * to_hz / from_hz`` samples long."""
    if from_hz == to_hz or len(samples) == 0:
        return samples
    changed: Samples = soxr.resample(samples, from_hz, to_hz)
    return changed


class StreamResampler:
    """Brings a device's mono int16 stream to 16 kHz, block by block and without seams.

    The filter holds sound back (``delay_s``, some milliseconds), so that time stamps must be
    moved by it.
    """

    def __init__(self, from_hz: int, to_hz: int = RATE_HZ) -> None:
        self._to_hz = to_hz
        self._stream = (
            None
            if from_hz == to_hz
            else soxr.ResampleStream(from_hz, to_hz, 1, dtype="int16", quality="MQ")
        )

    @property
    def delay_s(self) -> float:
        """Sound that was taken in but has not come out yet, in seconds."""
        return 0.0 if self._stream is None else float(self._stream.delay()) / self._to_hz

    def feed(self, block: Samples, *, last: bool = False) -> Samples:
        """Take a block of any length; return what is ready. ``last`` flushes the filter."""
        if self._stream is None:
            return block
        ready: Samples = self._stream.resample_chunk(np.ascontiguousarray(block), last=last)
        return ready
