"""A recording as a microphone: one or several zones, with exact acoustic timing.

Sample ``k`` of the input is heard at ``started_at + k / 16000``; frame ``n`` is delivered when
its last sample would have been captured. Times are absolute, so that nothing drifts.

    >>> import asyncio
    >>> from assistant.clock import MonotonicClock, run_virtual
    >>> async def listen() -> int:
    ...     second = np.ones(16_000, dtype=np.int16)
    ...     mic = RecordingInput(second, "driver", MonotonicClock(), PlayOptions(tail_s=0.5))
    ...     return len([frame async for frame in mic.frames()])
    >>> run_virtual(listen())
    75
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import numpy as np

from assistant.audio.interface import FRAME_S, FRAME_SAMPLES, FULL_SCALE, RATE_HZ, Frame, Samples
from assistant.clock import Clock

_NOISE_S = 2.0


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """How a recording is played as a microphone.

    ``real_time`` False delivers frames as fast as they are taken, with the same ``at_s``.
    ``lead_s`` and ``tail_s`` are quiet time before and after; the tail lasts until the input
    is closed unless it is given.
    ``noise_dbfs`` is the level of the quiet, white noise as a microphone has it; None is
    digital zero.
    """

    real_time: bool = True
    lead_s: float = 0.0
    tail_s: float = math.inf
    noise_dbfs: float | None = -70.0


class RecordingInput:
    """An ``AudioInput`` that plays 16 kHz mono int16 sound in one zone, or in several at once."""

    def __init__(
        self, samples: Samples, zone: str, clock: Clock, options: PlayOptions | None = None
    ) -> None:
        self._clock = clock
        self._options = options or PlayOptions()
        self._tracks = {zone: _Track(samples, self._options, seed=0)}
        self._started_at: float | None = None
        self._closed = False

    @classmethod
    def of_zones(
        cls, zones: Mapping[str, Samples], clock: Clock, options: PlayOptions | None = None
    ) -> RecordingInput:
        """Return an input that plays one recording in each zone, all from the same moment."""
        made = cls(np.zeros(0, dtype=np.int16), "", clock, options)
        made._tracks = {
            zone: _Track(samples, made._options, seed)
            for seed, (zone, samples) in enumerate(zones.items())
        }
        return made

    @property
    def started_at(self) -> float | None:
        """The time of the first sample (of the lead), None before ``frames`` runs."""
        return self._started_at

    @property
    def sound_ends_at(self) -> float | None:
        """When the longest recording ends and the tail begins, None before it started."""
        if self._started_at is None:
            return None
        longest = max((track.length for track in self._tracks.values()), default=0)
        return self._started_at + self._options.lead_s + longest / RATE_HZ

    def heard_at(self, offset_s: float) -> float:
        """Return when the part of the recording at ``offset_s`` sounds.

        Raises:
            RuntimeError: it has not started.
        """
        if self._started_at is None:
            raise RuntimeError("the recording has not started")
        return self._started_at + self._options.lead_s + offset_s

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield the frames of all zones in time order; see the module for when."""
        self._started_at = start = self._clock.now()
        for n in range(self._frame_count()):
            if self._options.real_time:
                await self._clock.sleep_until(start + (n + 1) * FRAME_S)
            else:
                await asyncio.sleep(0)
            for zone, track in self._tracks.items():
                if self._closed:
                    return
                yield Frame(zone, start + n * FRAME_S, track.frame(n))

    async def close(self) -> None:
        """End ``frames`` with the frame that is under way."""
        self._closed = True

    def _frame_count(self) -> int:
        longest = max((track.length for track in self._tracks.values()), default=0)
        seconds = self._options.lead_s + longest / RATE_HZ + self._options.tail_s
        return 2**62 if math.isinf(seconds) else math.ceil(round(seconds / FRAME_S, 6))


class _Track:
    """One zone: lead, recording, then quiet without end."""

    def __init__(self, samples: Samples, options: PlayOptions, seed: int) -> None:
        self._samples = samples
        self._lead = round(options.lead_s * RATE_HZ)
        self._quiet: Samples = np.zeros(round(_NOISE_S * RATE_HZ), dtype=np.int16)
        if options.noise_dbfs is not None:
            rms = FULL_SCALE * 10 ** (options.noise_dbfs / 20)
            noise = np.random.default_rng(seed).normal(0.0, rms, len(self._quiet))
            self._quiet = np.rint(noise).clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int16)

    @property
    def length(self) -> int:
        return len(self._samples)

    def frame(self, n: int) -> Samples:
        """Return frame ``n``, counted from the start of the lead."""
        first = n * FRAME_SAMPLES
        offset = first % len(self._quiet)
        out = self._quiet[offset : offset + FRAME_SAMPLES].copy()
        start = max(first, self._lead)
        stop = min(first + FRAME_SAMPLES, self._lead + self.length)
        if start < stop:
            out[start - first : stop - first] = self._samples[
                start - self._lead : stop - self._lead
            ]
        return out
