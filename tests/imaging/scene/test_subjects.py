"""The figures of drawn scenes: they stay in their box, vary by seed and answer the light."""

import itertools
import random
from functools import lru_cache

import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from assistant.imaging.scene.subjects import SUBJECTS, SubjectLight
from assistant.imaging.scene.subjects.art import MARGIN

UNIT = 96
"""Pixels that a subject is high in these tests."""
PAD = 48
DAY = SubjectLight()
NIGHT = SubjectLight(
    sun=(-0.5, 0.85), warm=(0.45, 0.5, 0.72), shade=(0.22, 0.24, 0.42), night=True
)  # fmt: skip
GLOWING = (
    "car bus camper train ship house cabin church tent igloo lighthouse castle bridge pagoda "
    "windmill robot campfire"
).split()
"""Subjects with a lamp or a window of their own."""
SHINING = {"star", "planet", "campfire", "tent"}
"""Subjects that are a light themselves, or lit from within."""


@lru_cache(maxsize=1024)
def drawn(name: str, seed: int, light: SubjectLight = DAY) -> NDArray[np.uint8]:
    """The subject with a clear border of `PAD` pixels: straight RGBA."""
    art = SUBJECTS[name]
    width, height = round(art.aspect * UNIT) + 2 * PAD, UNIT + 2 * PAD
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(
        width, height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
    )
    surface = skia.Surface.MakeRasterDirect(info, pixels)
    canvas = surface.getCanvas()
    canvas.translate(width / 2, height - PAD)
    canvas.scale(UNIT, -UNIT)
    art.draw(canvas, light, random.Random(seed))
    surface.flushAndSubmit()
    pixels.setflags(write=False)
    return pixels


def outline(name: str, seed: int = 0) -> NDArray[np.bool_]:
    """The silhouette, facing left, in a frame of one size for all subjects."""
    alpha = drawn(name, seed)[..., 3] > 150
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    cut = alpha[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    frame = np.zeros((UNIT * 2, UNIT * 4), np.bool_)
    top, left = frame.shape[0] - cut.shape[0], (frame.shape[1] - cut.shape[1]) // 2
    frame[top:, left : left + cut.shape[1]] = cut
    return frame[1::2, 1::2]


def beyond(mask: NDArray[np.bool_], reach: int) -> int:
    """How many pixels of the mask lie more than `reach` pixels outside the box."""
    inside = mask[PAD - reach : reach - PAD, PAD - reach : reach - PAD]
    return int(np.count_nonzero(mask) - np.count_nonzero(inside))


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_subject_stays_in_its_box_and_fills_it(name: str) -> None:
    for seed, light in ((0, DAY), (0, NIGHT), (2, DAY), (7, NIGHT)):
        alpha = drawn(name, seed, light)[..., 3]
        assert beyond(alpha > 0, round(MARGIN * UNIT)) == 0, f"seed {seed}: a glow goes too far"
        assert beyond(alpha > 200, 2) == 0, f"seed {seed}: the body leaves its box"
        body = alpha[PAD:-PAD, PAD:-PAD] > 200
        assert np.ptp(np.flatnonzero(body.any(1))) > 0.6 * UNIT, "too low for its box"
        assert np.ptp(np.flatnonzero(body.any(0))) > 0.5 * body.shape[1], "too narrow for its box"


def test_a_seed_is_one_picture_and_seeds_differ() -> None:
    for name in SUBJECTS:
        first = drawn(name, 0)
        assert np.array_equal(first, drawn.__wrapped__(name, 0)), name
        assert not np.array_equal(first, drawn(name, 2)), name


def test_silhouettes_of_different_subjects_differ() -> None:
    outlines = {name: outline(name) for name in SUBJECTS}
    for one, other in itertools.combinations(SUBJECTS, 2):
        a, b = outlines[one], outlines[other]
        alike = max(
            np.count_nonzero(a & shape) / np.count_nonzero(a | shape) for shape in (b, b[:, ::-1])
        )
        a_horn_apart = {one, other} == {"horse", "unicorn"}
        assert alike < (0.98 if a_horn_apart else 0.85), (one, other)


def test_night_is_darker_but_for_what_shines() -> None:
    for name in SUBJECTS:
        day, night = drawn(name, 0), drawn(name, 0, NIGHT)
        solid = day[..., 3] > 250
        share = night[solid][:, :3].mean() / day[solid][:, :3].mean()
        assert share > 0.85 if name in SHINING else share < 0.85, name


def test_lamps_and_windows_glow_at_night() -> None:
    for name in GLOWING:
        night = drawn(name, 0, NIGHT).astype(int)
        warm = (night[..., 0] > 200) & (night[..., 0] > night[..., 2] + 40)
        assert np.count_nonzero(warm) >= 4, name


@pytest.mark.parametrize("channel", [0, 2])
def test_a_color_asked_for_is_seen(channel: int) -> None:
    color = tuple(0.85 if i == channel else 0.12 for i in range(3))
    for name in SUBJECTS:
        asked = drawn(name, 2, SubjectLight(color=(color[0], color[1], color[2]))).astype(int)
        solid = asked[asked[..., 3] > 200]
        others = np.delete(solid[:, :3], channel, axis=1).max(1)
        share = np.count_nonzero(solid[:, channel] > 1.8 * others) / len(solid)
        assert share > 0.08, name


@pytest.mark.parametrize("name", ["car", "castle", "elephant", "tree"])
def test_the_sun_lights_the_side_it_stands_on(name: str) -> None:
    left = drawn(name, 3, SubjectLight(sun=(-1.0, 0.0), color=(0.7, 0.7, 0.7))).astype(int)
    right = drawn(name, 3, SubjectLight(sun=(1.0, 0.0), color=(0.7, 0.7, 0.7))).astype(int)
    half = left.shape[1] // 2
    gain = (left - right)[..., :3].sum(2)
    assert gain[:, :half].sum() > 0 > gain[:, half:].sum()


def test_haze_draws_colors_together() -> None:
    clear = drawn("lighthouse", 3)
    hazy = drawn("lighthouse", 3, SubjectLight(haze=0.7))
    solid = clear[..., 3] > 250
    assert hazy[solid].std() < 0.5 * clear[solid].std()


def test_flat_has_fewer_tones() -> None:
    tones = [
        len(np.unique(drawn("car", 3, SubjectLight(flat=flat)).reshape(-1, 4), axis=0))
        for flat in (True, False)
    ]
    assert tones[0] < 0.8 * tones[1]
