"""A grey sky instead of the sun: no blue, no hard shadows, less light."""

from __future__ import annotations

import numpy as np

from assistant.imaging.roadweather.light import Linear, Plane, evened, float32, greyed, luma, mixed
from assistant.imaging.roadweather.noise import Random, clouds, laid
from assistant.imaging.roadweather.scene import RoadScene

UNDER_CLOUDS = 0.136
"""How bright most of a street is under clouds."""


def overcast(
    light: Linear, scene: RoadScene, amount: float, random: Random, sky_level: float
) -> Linear:
    """Return a picture under clouds; ``amount`` 0 is as it was, ``sky_level`` is their light."""
    flat = evened(light, 0.6 * amount, scene.size[0] / 30.0)
    flat = greyed(flat, 0.45 * amount)
    dimmed = min(0.85, UNDER_CLOUDS / max(float(np.median(luma(light))), 0.02))
    flat = flat * (1.0 + (dimmed - 1.0) * 0.55 * amount)
    cover = _clouds(scene, random) * sky_level
    tint = np.array([0.96, 0.985, 1.03], np.float32)
    grey = float32(cover[:, :, np.newaxis] * tint)
    return mixed(flat, grey, float32(scene.sky * min(1.0, 1.6 * amount)))


def _clouds(scene: RoadScene, random: Random) -> Plane:
    """Return layered clouds, flat near the horizon, about 1."""
    width, height = scene.size
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    up = np.maximum(scene.horizon - rows, 0.03 * height)
    far = float32(scene.horizon * 0.35 / up)
    noise = clouds(random, scene.size, width / 3.0, 5)
    columns = columns - scene.middle + width / 2
    layers = laid(noise, float32(columns * far * 0.6), float32(far * height * 0.5))
    fade = np.clip(up / (0.3 * height), 0.0, 1.0)
    return float32(0.95 + (layers - 0.5) * 0.9 * fade)
