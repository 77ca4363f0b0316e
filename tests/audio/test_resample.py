"""Resampling: whole clips and streams agree, and nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.resample import StreamResampler, resampled


def chirp(rate_hz: int, seconds: float = 1.0) -> Samples:
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    sound: Samples = np.rint(8_000 * np.sin(2 * np.pi * (200 * t + 800 * t * t))).astype(np.int16)
    return sound


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_a_stream_in_odd_blocks_equals_the_clip_as_a_whole(rate_hz: int) -> None:
    sound, stream = chirp(rate_hz), StreamResampler(rate_hz)
    rng = np.random.default_rng(0)
    parts, done = [], 0
    while done < len(sound):
        count = int(rng.integers(1, 1_500))
        parts.append(stream.feed(sound[done : done + count]))
        done += count
        heard_s = min(done, len(sound)) / rate_hz
        given_s = sum(len(p) for p in parts) / RATE_HZ
        assert stream.delay_s == pytest.approx(heard_s - given_s, abs=1e-9)
        assert done < rate_hz / 10 or stream.delay_s < (0.035 if rate_hz == 8_000 else 0.015)
    parts.append(stream.feed(np.zeros(0, dtype=np.int16), last=True))
    streamed = np.concatenate(parts).astype(np.float64)
    whole = resampled(sound, rate_hz, RATE_HZ).astype(np.float64)
    assert len(streamed) == len(whole) == RATE_HZ
    middle = slice(800, -800)
    assert np.abs(whole - chirp(RATE_HZ))[middle].max() < 100
    # The stream may lie up to 0.2 ms beside the clip, and has no seams: its curvature is that
    # of the clip.
    alike = [np.corrcoef(np.roll(streamed, -n)[middle], whole[middle])[0, 1] for n in range(-1, 4)]
    assert max(alike) > 0.985
    bend, ideal = (np.abs(np.diff(s[middle], 2)).max() for s in (streamed, whole))
    assert bend < 1.02 * ideal + 4


def test_16_khz_passes_untouched() -> None:
    sound, stream = chirp(RATE_HZ), StreamResampler(RATE_HZ)
    assert stream.feed(sound) is sound
    assert stream.delay_s == 0.0
    assert resampled(sound, RATE_HZ, RATE_HZ) is sound
