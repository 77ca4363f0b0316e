"""Rain: a grey sky, wet road that mirrors, a veil that thickens with distance, streaks, drops."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from assistant.imaging.roadweather.drops import wet_glass
from assistant.imaging.roadweather.falling import Layer, falling
from assistant.imaging.roadweather.fog import density, transmission
from assistant.imaging.roadweather.light import Linear, blurred, float32, mixed
from assistant.imaging.roadweather.noise import Random, clouds, on_ground
from assistant.imaging.roadweather.overcast import overcast
from assistant.imaging.roadweather.scene import RoadScene

DENSEST = 3.0 / 190.0
"""β of the veil of the strongest rain, 1/m: one sees 190 m."""

CLOUDS_M = 130.0
"""How much of the veil lies before the clouds."""


def rain(light: Linear, scene: RoadScene, strength: float, random: Random) -> Linear:
    """Return a picture in rain of a strength from 0 (dry) to 1 (a downpour)."""
    sky_level = 0.5 - 0.2 * strength
    grey = overcast(light, scene, min(1.0, 0.35 + strength), random, sky_level)
    grey = grey * (1.0 - 0.3 * strength)
    grey = mixed(light, grey, np.full(scene.sky.shape, min(1.0, strength * 4.0), np.float32))
    wet = wet_road(grey, scene, strength, random)
    veiled = replace(scene, depth=np.minimum(scene.depth, CLOUDS_M))
    passes = transmission(veiled, density(strength, DENSEST), random, uneven=0.5)
    air = np.array([0.95, 0.985, 1.03], np.float32) * sky_level * 0.85
    seen = mixed(np.broadcast_to(air, wet.shape).astype(np.float32), wet, passes)
    for layer in layers(strength):
        cover = falling(scene, layer, -0.14, 0.25, random)
        seen = mixed(seen, _sparkle(seen, sky_level), cover)
    return wet_glass(seen, strength, random)


def layers(strength: float) -> tuple[Layer, ...]:
    """Return the streaks of a strength, far ones first."""
    return (
        Layer(round(2600 * strength), 0.010, 0.0008, 0.22 * strength, 0.0004),
        Layer(round(900 * strength), 0.026, 0.0012, 0.30 * strength, 0.0007),
        Layer(round(160 * strength), 0.060, 0.0024, 0.26 * strength, 0.0022),
        Layer(round(26 * strength), 0.12, 0.0060, 0.16 * strength, 0.0060),
    )


def wet_road(light: Linear, scene: RoadScene, strength: float, random: Random) -> Linear:
    """Return a picture whose road is darker and mirrors what stands behind it.

    A ground pixel that lies as far below the horizon as another one lies above it mirrors that
    one. The mirror is clear far away, where light comes in flat, and in puddles.
    """
    width, height = scene.size
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    above = np.clip(2.0 * scene.horizon - rows, 0.0, height - 1.0).astype(np.float32)
    ripple = (clouds(random, scene.size, width / 40.0, 3) - 0.5) * width / 90.0
    image = cv2.remap(light, columns + ripple, above, cv2.INTER_LINEAR)
    long = max(3, height // 14) | 1
    smeared = cv2.blur(image, (max(1, width // 400), long))
    smeared = cv2.blur(smeared, (max(1, width // 400), long))
    puddles = on_ground(clouds(random, (512, 512), 48, 4), scene.across, scene.ahead, 0.06)
    puddles = np.clip((puddles - 0.62 + 0.25 * strength) * 5.0, 0.0, 1.0)
    flat = np.clip(1.0 - (rows - scene.horizon) / (0.62 * height), 0.0, 1.0)
    shine = np.clip(0.14 + 0.72 * flat**1.8 + 0.25 * puddles * flat, 0.0, 0.9)
    share = float32(scene.road * strength**0.7)
    dark = light * (1.0 - 0.5 * share * (0.8 + 0.2 * puddles))[:, :, np.newaxis]
    return mixed(dark, float32(smeared), float32(shine * share))


def _sparkle(light: Linear, sky_level: float) -> Linear:
    """Return what a drop shows: the sky above and around it, upside down and all at once."""
    around = blurred(light, light.shape[1] / 30.0)
    return float32(0.35 * around + 0.75 * sky_level + 0.06)
