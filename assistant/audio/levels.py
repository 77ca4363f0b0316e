"""Measure recordings: where the speech really starts and ends, how loud, how clipped.

``acoustic_bounds`` is what latency is counted from. Pure: arrays in, numbers out.

Method: power in 20 ms windows every 10 ms, in 16 bands from 250 Hz to 7.5 kHz. In each band
the 20th percentile over the recording is the noise; a frame's level is the mean of its four
bands that stand highest above their noise, in dB: a cabin's rumble is strong where speech has
little, and one formant or one hiss is enough to be heard. The floor of that level is its 10th
percentile, speech its 95th; a frame is active from a quarter of the way up, at least 6 dB above
the floor and at most 30 dB below the speech (what is softer is the room's echo of it). Active
frames less than 0.25 s apart (the longest stop consonant is about 0.15 s) form one group;
groups with less than 0.08 s of active sound are clicks and don't count.

    >>> acoustic_bounds(np.zeros(16000, dtype=np.int16)) is None
    True
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.audio.interface import FULL_SCALE, RATE_HZ, Samples

WINDOW = 320
HOP = 160
BANDS_HZ = (250, 7_500)
BANDS = 16
BEST_BANDS = 4
NOISE_PERCENTILE = 20
FLOOR_PERCENTILE = 10
SPEECH_PERCENTILE = 95
MIN_RISE_DB = 6.0
RISE_SHARE = 0.25
SPEECH_RANGE_DB = 30.0
MAX_GAP_S = 0.25
MIN_ACTIVE_S = 0.08
QUIETEST_DB = -90.0
"""Digital silence counts as this level in each band, near the noise of 14 bit hardware."""

CLIPPED_AT = 32_700


def rms_dbfs(samples: Samples) -> float:
    """Return the RMS level in dB below full scale (a full-scale square wave is 0 dB).

    Never less than -120, also for no samples at all.
    """
    if len(samples) == 0:
        return -120.0
    power = float(np.mean(np.square(samples.astype(np.float64) / FULL_SCALE)))
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
    speech = float(np.percentile(levels, SPEECH_PERCENTILE))
    rise = RISE_SHARE * (speech - floor)
    if rise < MIN_RISE_DB * RISE_SHARE:
        return None
    groups = _groups(levels >= max(floor + max(MIN_RISE_DB, rise), speech - SPEECH_RANGE_DB))
    if not groups:
        return None
    start, end = groups[0][0] * HOP, (groups[-1][1] * HOP) + WINDOW
    # A window that is half in the speech is active already: take a quarter off at each side.
    return (start + WINDOW // 4) / RATE_HZ, min(end - WINDOW // 4, len(samples)) / RATE_HZ


def _levels_db(samples: Samples) -> npt.NDArray[np.float64]:
    if len(samples) <= WINDOW:
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(samples / FULL_SCALE, WINDOW)[::HOP]
    spectrum = np.abs(np.fft.rfft(windows * np.hanning(WINDOW), axis=1)) ** 2 / WINDOW**2
    bands = np.add.reduceat(spectrum, _band_edges(), axis=1)[:, :-1]
    padded = np.pad(bands, ((1, 1), (0, 0)), mode="edge")
    smooth = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    levels = 10.0 * np.log10(smooth + 10 ** (QUIETEST_DB / 10))
    above = np.sort(levels - np.percentile(levels, NOISE_PERCENTILE, axis=0), axis=1)
    best: npt.NDArray[np.float64] = above[:, -BEST_BANDS:].mean(axis=1)
    return best


def _band_edges() -> npt.NDArray[np.intp]:
    """Return the first spectral bin of each band, and the one after the last."""
    edges = np.geomspace(*BANDS_HZ, BANDS + 1) * WINDOW / RATE_HZ
    return np.unique(np.rint(edges)).astype(np.intp)


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
