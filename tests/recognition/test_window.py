from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audio.interface import RATE_HZ
from assistant.recognition.window import (
    LONGEST_S,
    Wave,
    WindowPolicy,
    amplified,
    is_silence,
    level_dbfs,
    parts,
    to_wave,
    token_limit,
    window_s,
)

POLICY = WindowPolicy()


def tone(seconds: float, amplitude: float) -> Wave:
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (amplitude * np.sin(2 * np.pi * 220 * time_s)).astype(np.float32)


def test_the_window_fits_the_speech_and_never_passes_the_models() -> None:
    assert window_s(2.0, POLICY, thorough=False) == 4.0
    assert window_s(2.0, POLICY, thorough=True) == 12.0
    assert window_s(10.0, POLICY, thorough=True) == 13.0
    assert window_s(29.5, POLICY, thorough=True) == 30.0
    assert window_s(29.5, POLICY, thorough=False) == 30.0


def test_mandarin_may_take_more_tokens() -> None:
    assert token_limit(2.0, "zh") > token_limit(2.0, "en") > token_limit(0.5, "en") > 0


def test_levels_ignore_pauses() -> None:
    loud = tone(1.0, 0.5)
    with_pause = np.concatenate([loud, np.zeros(3 * RATE_HZ, np.float32)])
    assert level_dbfs(with_pause) == pytest.approx(level_dbfs(loud), abs=0.2)
    assert level_dbfs(loud) == pytest.approx(-9.0, abs=0.2)
    assert level_dbfs(np.zeros(10, np.float32)) == -120.0


def test_quiet_speech_is_lifted_without_clipping_and_loud_speech_left() -> None:
    assert level_dbfs(amplified(tone(1.0, 0.01))) == pytest.approx(-23.0, abs=0.2)
    loud = tone(1.0, 0.9)
    assert amplified(loud) is loud
    spiky = tone(1.0, 0.01)
    spiky[5] = 0.9
    assert float(np.abs(amplified(spiky)).max()) <= 0.981
    assert is_silence(np.zeros(RATE_HZ, np.float32))
    assert not is_silence(tone(1.0, 0.001))


@given(st.integers(0, 3000), st.floats(0, 1))
def test_amplifying_is_total(count: int, amplitude: float) -> None:
    wave = np.full(count, amplitude, np.float32)
    louder = amplified(wave)
    assert louder.shape == wave.shape
    assert np.all(np.abs(louder) <= 1.0)


def test_int16_becomes_unit_floats() -> None:
    assert to_wave(np.array([-32768, 0, 16384], np.int16)).tolist() == [-1.0, 0.0, 0.5]


def test_long_speech_is_cut_in_its_pauses() -> None:
    spoken = tone(20.0, 0.3)
    wave = np.concatenate([spoken, np.zeros(RATE_HZ, np.float32), spoken, tone(15.0, 0.3)])
    cut = parts(wave)
    assert sum(len(part) for part in cut) == len(wave)
    assert all(len(part) <= LONGEST_S * RATE_HZ for part in cut)
    assert 20.0 < len(cut[0]) / RATE_HZ < 21.0
    assert [len(part) for part in parts(spoken)] == [len(spoken)]
