"""Ports of the audio layer. Inside the assistant, sound is 16 kHz mono int16 in 20 ms frames.

``Frame.at_s`` is the monotonic time of the first sample, so that every latency can be counted
from the acoustic event and not from when a program noticed it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

RATE_HZ = 16_000
FRAME_SAMPLES = 320
FRAME_S = FRAME_SAMPLES / RATE_HZ
FULL_SCALE = 32_768.0
"""What int16 samples are divided by to lie between -1 and 1."""


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of one zone's microphone: int16, shape (320,), 16 kHz mono."""

    zone: str
    at_s: float
    samples: Samples


class AudioInput(Protocol):
    """A microphone, or a recording that plays one."""

    def frames(self) -> AsyncIterator[Frame]:
        """Yield frames of all zones in time order until the input ends or is closed.

        Raises:
            DeviceError: the device is gone and did not come back.
        """
        ...

    async def close(self) -> None:
        """Release the device; ``frames`` then ends."""
        ...


class AudioOutput(Protocol):
    """A speaker, or a file or nothing in its place. One answer plays at a time."""

    @property
    def playing(self) -> bool:
        """True while samples are going out."""
        ...

    async def play(self, samples: Samples, rate_hz: int, *, continued: bool = False) -> float:
        """Queue mono int16 samples; return the monotonic time their first sample goes out.

        ``continued``: they go on with those before, without a seam.
        """
        ...

    async def drained(self) -> bool:
        """Wait until all that was queued has gone out; False when it was stopped before."""
        ...

    def pause(self) -> None:
        """Hold the sound at once (within 50 ms), keeping what is queued."""
        ...

    def resume(self) -> None:
        """Go on after ``pause``, at most one word back."""
        ...

    def stop(self) -> None:
        """Drop what is queued and be silent at once (within 50 ms)."""
        ...

    def reference(self, at_s: float, count: int) -> Samples:
        """Return the ``count`` 16 kHz samples that went out from ``at_s`` on, zeros when silent.

        This is the echo canceller's reference signal.
        """
        ...

    async def close(self) -> None:
        """Release the device."""
        ...
