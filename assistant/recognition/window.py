"""How much sound the recognizer looks at, and how loud. Pure.

Whisper pads each input to 30 s; CTranslate2 takes less, and the time goes down with it. The
decoder is asked for timestamps: without them it does not know where the sound ends in a short
window and repeats itself (docs/adr/0003).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.audio.interface import FULL_SCALE, RATE_HZ, Samples

Wave = npt.NDArray[np.float32]

LONGEST_S = 27.0
"""A longer utterance is recognized in parts."""

_MODEL_S = 30.0
_FRAME = RATE_HZ // 50
_QUIETEST_DBFS = -70.0
_TARGET_DBFS = -23.0
_MAX_GAIN_DB = 24.0
_SEARCH_FROM_S = 15.0
_PAUSE_S = 0.3


@dataclass(frozen=True, slots=True)
class WindowPolicy:
    """The silence appended to an utterance in seconds, for each kind of decode.

    A thorough one of an utterance below ``short_s`` has a window of ``short_window_s``: words
    alone are heard better there, sentences are not.
    """

    quick_s: float = 2.0
    thorough_s: float = 3.0
    short_s: float = 2.5
    short_window_s: float = 12.0


def window_s(length_s: float, policy: WindowPolicy, *, thorough: bool) -> float:
    """Return the length of the window for an utterance, at most the model's 30 s."""
    if not thorough:
        return min(_MODEL_S, length_s + policy.quick_s)
    if length_s < policy.short_s:
        return policy.short_window_s
    return min(_MODEL_S, length_s + policy.thorough_s)


def token_limit(length_s: float, language: str) -> int:
    """Return how many tokens, timestamps included, so much speech can have.

    Fast speech is 4 to 5 words or 6 to 7 characters a second; Mandarin takes up to two tokens
    a character.
    """
    return int(10 + (14 if language == "zh" else 8) * length_s)


def to_wave(samples: Samples) -> Wave:
    """Return int16 samples as float32 in -1 to 1."""
    return samples.astype(np.float32) / np.float32(FULL_SCALE)


def level_dbfs(wave: Wave) -> float:
    """Return the level of the louder part (over a tenth of the loudest 20 ms' energy)."""
    whole = wave[: len(wave) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(whole):
        return -120.0
    energy = np.mean(whole.astype(np.float64) ** 2, axis=1)
    active = energy[energy >= energy.max() * 0.1]
    return float(10 * np.log10(active.mean() + 1e-12))


def is_silence(wave: Wave) -> bool:
    """Return True when there is nothing that could be speech."""
    return level_dbfs(wave) < _QUIETEST_DBFS


def amplified(wave: Wave) -> Wave:
    """Return quiet speech louder, without clipping; loud speech as it is."""
    gain_db = min(_TARGET_DBFS - level_dbfs(wave), _MAX_GAIN_DB)
    if gain_db <= 0:
        return wave
    peak = float(np.abs(wave).max(initial=1e-6))
    gain = min(10 ** (gain_db / 20), 0.98 / peak)
    return wave * np.float32(max(gain, 1.0))


def parts(wave: Wave) -> list[Wave]:
    """Cut an utterance that is too long for one window, at its quietest places."""
    cut: list[Wave] = []
    pause = int(_PAUSE_S * RATE_HZ)
    while len(wave) > LONGEST_S * RATE_HZ:
        first, last = int(_SEARCH_FROM_S * RATE_HZ), int(LONGEST_S * RATE_HZ)
        energy = np.convolve(wave[first:last] ** 2, np.ones(pause, np.float32), mode="valid")
        at = first + int(energy.argmin()) + pause // 2
        cut.append(wave[:at])
        wave = wave[at:]
    return [*cut, wave]
