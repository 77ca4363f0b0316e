"""Measure recordings: where the speech really starts and ends, how loud, how clipped.

``acoustic_bounds`` is what latency is counted from. Pure: arrays in, numbers out.

Method: power in 20 ms windows every 10 ms, above 200 Hz and after a first difference, so that
the rumble of a cabin (most of it below 200 Hz) weighs little and consonants weigh as much as
vowels. The noise floor is the 10th percentile of the frames' level in dB, speech the 95th; a
frame is active from a quarter of the way up, and at least 6 dB, above the floor. Active frames
less than 0.25 s apart (the longest stop consonant is about 0.15 s) form one group; groups with
less than 0.08 s of active sound are clicks and don't count.

    >>> acoustic_bounds(np.zeros(16000, dtype=np.int16)) is None
    True
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.audio.interface import RATE_HZ, Samples

WINDOW = 320
HOP = 160
LOW_HZ = 200
FLOOR_PERCENTILE = 10
SPEECH_PERCENTILE = 95
MIN_RISE_DB = 6.0
RISE_SHARE = 0.25
MAX_GAP_S = 0.25
MIN_ACTIVE_S = 0.08
QUIETEST_DB = -80.0
"""Digital silence counts as this level, near the noise of 14 bit hardware."""

CLIPPED_AT = 32_700
_FULL_SCALE = 32_768.0


def rms_dbfs(samples: Samples) -> float:
    """Return the RMS level in dB below full scale (a full-scale square wave is 0 dB).

    Never less than -120, also for no samples at all.
    """
    if len(samples) == 0:
        return -120.0
    power = float(np.mean(np.square(samples.astype(np.float64) / _FULL_SCALE)))
    return max(-120.0, 10.0 * float(np.log10(power + 1e-12)))


def clipped_share(samples: Samples) -> float:
    """Return the share (0 to 1) of samples that sit at full scale in runs of two or more.

    One sample at full scale is a peak; two in a row are a cut one.
    """
    if len(samples) < 2:  # noqa: PLR2004  # no pair
        return 0.0
    at_limit = np.abs(samples.astype(np.int32)) >= CLIPPED_AT
    pairs = at_limit[1:] & at_limit[:-1]
    in_run = np.zeros(len(samples), dtype=bool)
    in_run[1:] |= pairs
    in_run[:-1] |= pairs
    return float(in_run.mean())


def acoustic_bounds(samples: Samples) -> tuple[float, float] | None:
    """Return the acoustic start and end of the speech in a 16 kHz recording, in seconds.

    None when nothing in it stands out from its noise floor.
    """
    levels = _levels_db(samples)
    if len(levels) == 0:
        return None
    floor = float(np.percentile(levels, FLOOR_PERCENTILE))
    rise = RISE_SHARE * (float(np.percentile(levels, SPEECH_PERCENTILE)) - floor)
    if rise < MIN_RISE_DB * RISE_SHARE:
        return None
    groups = _groups(levels >= floor + max(MIN_RISE_DB, rise))
    if not groups:
        return None
    start, end = groups[0][0] * HOP, (groups[-1][1] * HOP) + WINDOW
    # A window that is half in the speech is active already: take a quarter off at each side.
    return (start + WINDOW // 4) / RATE_HZ, min(end - WINDOW // 4, len(samples)) / RATE_HZ


def _levels_db(samples: Samples) -> npt.NDArray[np.float64]:
    if len(samples) <= WINDOW:
        return np.zeros(0)
    emphasized = np.diff(samples.astype(np.float64) / _FULL_SCALE)
    windows = np.lib.stride_tricks.sliding_window_view(emphasized, WINDOW)[::HOP]
    spectrum = np.abs(np.fft.rfft(windows * np.hanning(WINDOW), axis=1)) ** 2
    power = spectrum[:, LOW_HZ * WINDOW // RATE_HZ :].sum(axis=1) / WINDOW**2
    smooth = np.convolve(power, (0.25, 0.5, 0.25), mode="same")
    levels: npt.NDArray[np.float64] = 10.0 * np.log10(smooth + 10 ** (QUIETEST_DB / 10))
    return levels


def _groups(active: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last frame of each group of active frames that is no click."""
    frames = np.flatnonzero(active)
    if len(frames) == 0:
        return []
    splits = np.flatnonzero(np.diff(frames) > MAX_GAP_S * RATE_HZ / HOP) + 1
    enough = MIN_ACTIVE_S * RATE_HZ / HOP
    return [
        (int(group[0]), int(group[-1]))
        for group in np.split(frames, splits)
        if len(group) >= enough
    ]
