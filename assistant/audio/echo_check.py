"""Does echo cancellation work? Measured while the car speaks; decided with hysteresis. Pure.

What is left after cancellation is either the person (wanted), the cabin's noise (harmless) or
the car's own voice (failure). Energy alone can't tell the first from the last, so the rest is
also compared with what was played: the peak of their normalized cross-correlation. On
synthetic echoes it was 0.3 to 0.6 where cancellation failed, and at most 0.15 where a person
spoke over a cancelled echo at -6 to +6 dB.

ERLE, echo return loss enhancement, is the echo's level before cancellation over that after
it, in dB (ITU-T G.168).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from assistant.audio.interface import Samples

WINDOW_S = 0.5
AUDIBLE_DB = 6.0
"""Sound this much above the noise floor can be heard and measured."""
GOOD_ERLE_DB = 6.0
ECHO_SIMILARITY = 0.2
GOOD_TO_START = 2
GOOD_TO_RECOVER = 4
BAD_TO_FAIL = 3
"""Windows in a row, half a second each: 1 s to be trusted at first, 1.5 s to lose that, 2 s to
regain it."""


class Verdict(StrEnum):
    """What one window shows."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"  # a person speaks, or nothing can be measured


class EchoMode(StrEnum):
    """Whether the person can be heard while the car speaks."""

    CONVERGING = "converging"  # not yet: cancellation has not shown that it works
    FULL_DUPLEX = "full_duplex"
    HALF_DUPLEX = "half_duplex"  # no: cancellation fails


@dataclass(frozen=True, slots=True)
class EchoReading:
    """Half a second of the car speaking.

    ``before_db`` and ``after_db`` are the microphone's level above its noise floor before and
    after cancellation, ``similarity`` (0 to 1) is how much of the rest is what was played;
    ``reference`` is False when something plays but the reference is silent.
    """

    before_db: float
    after_db: float
    similarity: float
    reference: bool = True

    @property
    def erle_db(self) -> float:
        """How much cancellation took away."""
        return self.before_db - self.after_db


@dataclass(frozen=True, slots=True)
class EchoState:
    """The judgement so far; ``erle_db`` is the running ERLE, None until it was measured."""

    mode: EchoMode = EchoMode.CONVERGING
    good: int = 0
    bad: int = 0
    erle_db: float | None = None


def verdict(reading: EchoReading) -> Verdict:
    """Return what one window shows."""
    if not reading.reference:
        return Verdict.BAD if reading.before_db >= AUDIBLE_DB else Verdict.UNKNOWN
    if reading.after_db < AUDIBLE_DB:
        return Verdict.GOOD
    if reading.similarity >= ECHO_SIMILARITY:
        return Verdict.BAD
    return Verdict.GOOD if reading.erle_db >= GOOD_ERLE_DB else Verdict.UNKNOWN


def judged(state: EchoState, reading: EchoReading) -> EchoState:
    """Return the state after one more window.

    >>> state = EchoState()
    >>> for _ in range(2):
    ...     state = judged(state, EchoReading(before_db=40, after_db=8, similarity=0.05))
    >>> state.mode.value, state.erle_db
    ('full_duplex', 32.0)
    """
    found = verdict(reading)
    if found is Verdict.UNKNOWN:
        return state
    erle = state.erle_db
    if reading.before_db >= AUDIBLE_DB:
        erle = reading.erle_db if erle is None else 0.8 * erle + 0.2 * reading.erle_db
    good = state.good + 1 if found is Verdict.GOOD else 0
    bad = state.bad + 1 if found is Verdict.BAD else 0
    return _moved(replace(state, good=good, bad=bad, erle_db=erle))


def _moved(state: EchoState) -> EchoState:
    if state.mode is not EchoMode.HALF_DUPLEX and state.bad >= BAD_TO_FAIL:
        return replace(state, mode=EchoMode.HALF_DUPLEX)
    if state.mode is EchoMode.HALF_DUPLEX and state.good >= GOOD_TO_RECOVER:
        return replace(state, mode=EchoMode.FULL_DUPLEX)
    if state.mode is EchoMode.CONVERGING and state.good >= GOOD_TO_START:
        return replace(state, mode=EchoMode.FULL_DUPLEX)
    return state


def level_db(samples: Samples) -> float:
    """Return the power of int16 samples in dB (of one digital step), at least 0."""
    if len(samples) == 0:
        return 0.0
    return 10.0 * float(np.log10(np.mean(np.square(samples.astype(np.float64))) + 1.0))


def similarity(reference: Samples, rest: Samples) -> float:
    """Return the peak of the normalized cross-correlation, 0 to 1, at any lag.

    ``rest`` (16 kHz) is looked for in ``reference``, which begins earlier, so that a delay of
    up to the difference of their lengths is found. Both are differenced, so that consonants
    weigh as much as vowels, and halved in rate.
    """
    a, b = _whitened(reference), _whitened(rest)
    size = 1 << (len(a) + len(b) - 1).bit_length()
    spectrum = np.conj(np.fft.rfft(a, size)) * np.fft.rfft(b, size)
    peak = float(np.abs(np.fft.irfft(spectrum, size)).max())
    # Only as much of the reference as the rest is long can take part.
    total = np.concatenate(([0.0], np.cumsum(np.square(a))))
    span = min(len(b), len(a))
    loudest = float((total[span:] - total[: len(total) - span]).max())
    norm = float(np.sqrt(loudest * np.square(b).sum()))
    return min(1.0, peak / norm) if norm > 0 else 0.0


def _whitened(samples: Samples) -> npt.NDArray[np.float64]:
    pairs = samples[: len(samples) // 2 * 2].astype(np.float64).reshape(-1, 2).sum(axis=1)
    return np.diff(pairs)
