"""Voice activity on script and on the real model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.audio.interface import RATE_HZ
from assistant.audio.voice_activity import CHUNK_S, FakeActivity, SileroActivity
from assistant.audio.wavfile import read_recording


@pytest.mark.parametrize("block", [1, 160, 320, 511, 512, 1_700])
def test_chunks_end_at_their_time_whatever_the_blocks(block: int) -> None:
    activity, ends = FakeActivity([(0.1, 0.5)]), []
    for start in range(0, RATE_HZ, block):
        sound = np.zeros(min(block, RATE_HZ - start), dtype=np.int16)
        ends += [(start / RATE_HZ + end_s, p) for end_s, p in activity.feed(sound)]
    assert [end for end, _ in ends] == pytest.approx([(n + 1) * CHUNK_S for n in range(31)])
    assert [p for _, p in ends] == [float(0.1 < (n + 1) * CHUNK_S <= 0.5) for n in range(31)]


def test_reset_starts_the_script_again() -> None:
    activity = FakeActivity([(0.0, 0.04)])
    activity.feed(np.zeros(700, dtype=np.int16))
    activity.reset()
    assert activity.feed(np.zeros(512, dtype=np.int16)) == [(CHUNK_S, 1.0)]


def test_silero_hears_nothing_in_noise_and_repeats_itself_after_reset() -> None:
    noise = np.random.default_rng(0).normal(0, 500, RATE_HZ).astype(np.int16)
    activity = SileroActivity()
    first = activity.feed(noise)
    assert len(first) == RATE_HZ // 512
    assert max(p for _, p in first) < 0.3
    activity.reset()
    assert activity.feed(noise) == first


@pytest.mark.data
def test_silero_finds_speech_and_not_the_cabin(shared_data: Path) -> None:
    (speech, *_) = sorted((shared_data / "speech/read_librispeech").glob("*.wav"))
    share = {}
    for name, path in {
        "speech": speech,
        "cabin": shared_data / "noise/car/synthetic_cabin_130kmh.wav",
        "rain": shared_data / "noise/rain/ibm_rain.wav",
    }.items():
        heard = SileroActivity().feed(read_recording(path))
        share[name] = float(np.mean([p > 0.5 for _, p in heard]))
    assert share["speech"] > 0.6
    assert share["cabin"] == share["rain"] == 0.0
