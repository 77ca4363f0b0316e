from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assistant.synthesis.trim import LEAD_S, TAIL_S, trimmed

RATE = 22_050


def test_silence_around_the_sound_goes_and_clicks_too() -> None:
    tone = (8000 * np.sin(np.arange(RATE) / 20)).astype(np.int16)
    quiet = np.random.default_rng(1).integers(-20, 20, RATE).astype(np.int16)
    sound = trimmed(np.concatenate([quiet, tone, quiet]), RATE)
    first = int(np.flatnonzero(np.abs(sound) > 1000)[0])
    assert 0 < first / RATE <= LEAD_S + 0.006
    assert abs(len(sound) / RATE - (1.0 + LEAD_S + TAIL_S)) < 0.02
    assert abs(int(sound[0])) < 5
    assert abs(int(sound[-1])) < 5


def test_silence_is_no_sound() -> None:
    assert len(trimmed(np.zeros(RATE, np.int16), RATE)) == 0
    assert len(trimmed(np.zeros(3, np.int16), RATE)) == 0


@given(arrays(np.int16, st.integers(0, 2000)))
def test_it_never_grows(samples: npt.NDArray[np.int16]) -> None:
    assert len(trimmed(samples, RATE)) <= len(samples)
