"""A grey sky instead of the sun: no blue, no hard shadows, less light."""

from __future__ import annotations

import cv2
import numpy as np

from assistant.imaging.roadweather.light import Linear, Plane, evened, float32, greyed, luma, mixed
from assistant.imaging.roadweather.noise import Random, clouds
from assistant.imaging.roadweather.scene import RoadScene


def overcast(
    light: Linear, scene: RoadScene, amount: float, random: Random, sky_level: float
) -> Linear:
    """Return a picture under clouds; ``amount`` 0 is as it was, ``sky_level`` is their light."""
    width = scene.size[0]
    flat = evened(light, 0.6 * amount, width / 30.0)
    flat = greyed(flat, 0.45 * amount)
    ground = float(np.median(luma(light)))
    flat = flat * (1.0 + (min(1.0, 0.16 / max(ground, 0.02)) * 0.85 - 1.0) * 0.55 * amount)
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
    across = np.mod((columns - scene.middle) * far * 0.6 + width / 2, width - 1)
    along = np.mod(far * height * 0.5, height - 1)
    laid = cv2.remap(noise, across.astype(np.float32), along.astype(np.float32), cv2.INTER_LINEAR)
    fade = np.clip(up / (0.3 * height), 0.0, 1.0)
    return float32(0.95 + (laid - 0.5) * 0.9 * fade)
