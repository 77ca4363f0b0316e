"""Levels, clipping and where speech starts and ends."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.levels import acoustic_bounds, clipped_share, rms_dbfs
from assistant.audio.wavfile import read_recording, to_int16


def voice(seconds: float, level: float = 0.2) -> npt.NDArray[np.float64]:
    """Return a buzz with syllables, 4 a second."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 25))
    syllables = 0.55 + 0.45 * np.cos(2 * np.pi * 4 * t)
    return np.asarray(level * buzz * syllables)


def noise(seconds: float, dbfs: float, seed: int = 0) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).normal(0, 10 ** (dbfs / 20), round(seconds * RATE_HZ))


def rumble(seconds: float, dbfs: float) -> npt.NDArray[np.float64]:
    """Return cabin-like noise: falling by 12 dB an octave above 40 Hz."""
    spectrum = np.fft.rfft(noise(seconds, 0.0))
    hz = np.fft.rfftfreq(round(seconds * RATE_HZ), 1 / RATE_HZ)
    shaped = np.fft.irfft(spectrum / (1 + (hz / 40) ** 2), round(seconds * RATE_HZ))
    return np.asarray(shaped * 10 ** (dbfs / 20) / np.sqrt(np.mean(shaped**2)))


def scene(before_s: float, speech_s: float, after_s: float) -> npt.NDArray[np.float64]:
    gap = (np.zeros(round(before_s * RATE_HZ)), voice(speech_s), np.zeros(round(after_s * RATE_HZ)))
    return np.concatenate(gap)


@pytest.mark.parametrize("floor_dbfs", [-120.0, -70.0, -50.0, -40.0])
def test_the_ends_of_speech_are_found_within_25_ms(floor_dbfs: float) -> None:
    sound = scene(0.7, 1.25, 0.9)
    bounds = acoustic_bounds(to_int16(sound + noise(len(sound) / RATE_HZ, floor_dbfs)))
    assert bounds is not None
    assert bounds[0] == pytest.approx(0.7, abs=0.025)
    assert bounds[1] == pytest.approx(1.95, abs=0.025)


def test_the_rumble_of_a_cabin_as_loud_as_the_speech_does_not_hide_it() -> None:
    sound = scene(0.7, 1.25, 0.9)
    speech_dbfs = rms_dbfs(to_int16(voice(1.25)))
    bounds = acoustic_bounds(to_int16(sound + rumble(len(sound) / RATE_HZ, speech_dbfs)))
    assert bounds is not None
    assert bounds == pytest.approx((0.7, 1.95), abs=0.04)


def test_a_pause_between_words_is_inside_and_a_click_outside() -> None:
    sound = np.concatenate((scene(0.5, 0.6, 0.6), scene(0.0, 0.6, 1.0)))
    click = round(2.9 * RATE_HZ)
    sound[click : click + 160] = 0.5
    bounds = acoustic_bounds(to_int16(sound + noise(len(sound) / RATE_HZ, -60)))
    assert bounds is not None
    assert bounds == pytest.approx((0.5, 2.3), abs=0.03)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(RATE_HZ, dtype=np.int16),
        np.zeros(0, dtype=np.int16),
        np.zeros(100, dtype=np.int16),
        to_int16(noise(3.0, -30)),
        to_int16(rumble(3.0, -30)),
    ],
    ids=["silence", "nothing", "too short", "steady noise", "rumble"],
)
def test_nothing_is_found_where_nothing_stands_out(samples: Samples) -> None:
    assert acoustic_bounds(samples) is None


@pytest.mark.data
def test_noise_moves_the_end_of_real_speech_little(shared_data: Path) -> None:
    """At 10 dB a soft last consonant drowns; the word before it does not."""
    lines = (shared_data / "speech/manifest.jsonl").read_text().splitlines()
    clips = [c for c in map(json.loads, lines) if c["file"].startswith("command_barista/")]
    cabin = read_recording(shared_data / "noise/car/synthetic_cabin_90kmh.wav").astype(np.float64)
    errors = []
    for clip in clips:
        clean = read_recording(shared_data / "speech" / clip["file"]).astype(np.float64)
        active = np.sort(np.abs(clean))[-len(clean) // 4 :]
        gain = np.sqrt(np.mean(active**2) / np.mean(cabin**2)) * 10 ** (-10 / 20)
        mixed = clean + gain * np.resize(cabin, len(clean))
        reference, noisy = (
            acoustic_bounds(s.clip(-32_768, 32_767).astype(np.int16)) for s in (clean, mixed)
        )
        assert reference is not None
        assert noisy is not None
        errors.append(abs(reference[1] - noisy[1]))
    assert np.median(errors) <= 0.1
    assert np.quantile(errors, 0.75) <= 0.25


def test_levels_are_those_of_known_signals() -> None:
    assert rms_dbfs(np.full(100, -32_768, dtype=np.int16)) == pytest.approx(0.0, abs=0.01)
    assert rms_dbfs(to_int16(noise(1.0, -40))) == pytest.approx(-40, abs=0.2)
    assert rms_dbfs(np.zeros(10, dtype=np.int16)) == -120.0
    assert rms_dbfs(np.zeros(0, dtype=np.int16)) == -120.0


def test_clipping_is_runs_at_full_scale_not_single_peaks() -> None:
    peak = np.zeros(1_000, dtype=np.int16)
    peak[[10, 500]] = 32_767
    assert clipped_share(peak) == 0.0
    peak[10:20] = 32_767
    peak[500:510] = -32_768
    assert clipped_share(peak) == 0.02
    assert clipped_share(to_int16(5 * voice(1.0))) > 0.05
    assert clipped_share(np.zeros(0, dtype=np.int16)) == 0.0
