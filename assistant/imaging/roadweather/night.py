"""Night: hardly any light but that of the own headlights, lamps along the road, and noise.

The pool of light lies on the ground in front of the car: bright from five metres on, weaker with
distance, dim above the cut-off of the low beam. What is in it is seen, the rest is nearly lost
in the noise of a camera that opens up as far as it can.
"""

from __future__ import annotations

import cv2
import numpy as np

from assistant.imaging.roadweather.light import (
    Linear,
    Plane,
    blurred,
    evened,
    float32,
    greyed,
    luma,
    mixed,
    smoothstep,
)
from assistant.imaging.roadweather.noise import Random
from assistant.imaging.roadweather.scene import RoadScene

DARKEST = 0.012
"""How much of the light of day is left in the darkest night, as a camera exposes it."""

_BEAM = np.array([1.0, 0.93, 0.80], np.float32)
_LAMP = np.array([1.0, 0.74, 0.42], np.float32)
_TAIL = np.array([1.0, 0.06, 0.04], np.float32)
_MOON = np.array([0.70, 0.85, 1.25], np.float32)


def night(light: Linear, scene: RoadScene, strength: float, random: Random) -> Linear:
    """Return a picture at night; strength 0 is as it was, a half is dusk, 1 is the dark."""
    left = DARKEST**strength
    even = evened(light, 0.75 * strength, scene.size[0] / 28.0)
    tint = (1.0 + (_MOON - 1.0) * strength) * left
    pale = float32(greyed(even, 0.6 * strength) * tint)
    dim = mixed(pale, _sky(scene, strength), _sky_share(scene, strength))
    colours = reflecting(greyed(even, 0.35 * strength), scene)
    own = colours * (beam(scene) * 1.5 * strength**2)[:, :, np.newaxis] * _BEAM
    lamps, heads = street_lamps(scene, random)
    road = colours * (lamps * 0.9 * strength**2)[:, :, np.newaxis] * _LAMP
    glow = (heads * strength)[:, :, np.newaxis] * _LAMP
    glow = glow + (tail_lamps(light, scene) * 1.6 * strength)[:, :, np.newaxis] * _TAIL
    total = float32(dim + own + road + glow)
    return _noisy(_bloom(total, strength), strength, random)


def beam(scene: RoadScene) -> Plane:
    """Return how much light of the low beam falls on each pixel's thing, 0 to about 1."""
    width, height = scene.size
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    side = (columns - scene.middle) / scene.focal
    down = (rows - scene.horizon) / scene.focal
    spread = 0.16 + 0.9 * np.clip(down, 0.0, 0.25)
    lobe = np.exp(-((side / spread) ** 2) * 0.7)
    step = 0.012 - 0.012 * smoothstep(0.0, 0.12, side)  # the right side may see further
    under = smoothstep(-0.004, 0.016, float32(down - step))
    stray = 0.05 * np.exp(-np.clip(-down, 0.0, 1.0) * 9.0)
    distance = np.maximum(scene.depth, 3.0)
    weaker = np.exp(-distance / 42.0) * 16.0 / (distance + 10.0)
    near = 0.35 + 0.65 * smoothstep(3.5, 8.0, float32(distance))
    return float32(lobe * (under + stray) * weaker * near * (1.0 - scene.sky))


def reflecting(light: Linear, scene: RoadScene) -> Linear:
    """Return how much light things throw back: markings and signs most of all."""
    bright = luma(light)
    contrast = bright / np.maximum(blurred(bright, scene.size[0] / 60.0), 0.02)
    paint = 1.0 + 1.4 * smoothstep(1.25, 2.2, float32(contrast))
    return float32(light * paint[:, :, np.newaxis])


def street_lamps(scene: RoadScene, random: Random) -> tuple[Plane, Plane]:
    """Return the light of lamps on the ground, and their heads; some roads have none."""
    width, height = scene.size
    ground = np.zeros((height, width), np.float32)
    heads = np.zeros((height, width), np.float32)
    if random.random() < 0.4:  # noqa: PLR2004  a road without lamps
        return ground, heads
    side = -1.0 if random.random() < 0.5 else 1.0  # noqa: PLR2004  left or right
    first, apart = 22.0 + 14.0 * random.random(), 32.0 + 8.0 * random.random()
    for number in range(9):
        ahead, across = first + number * apart, side * 9.5
        away = np.hypot(scene.across - across * 0.7, (scene.ahead - ahead) * 0.8)
        ground += np.exp(-((away / 7.5) ** 2)) * np.exp(-ahead / 160.0)
        x = scene.middle + across * scene.focal / ahead
        y = scene.horizon - 7.2 * scene.focal / ahead
        if not (0 <= x < width and 0 <= y < height) or scene.depth[int(y), int(x)] < ahead:
            continue  # out of the picture, or behind a tree
        axes = (
            max(1, round(0.32 * scene.focal / ahead)),
            max(1, round(0.12 * scene.focal / ahead)),
        )
        cv2.ellipse(heads, (round(x), round(y)), axes, 0, 0, 360, 3.0, -1, cv2.LINE_AA)
    return float32(ground * (scene.road + scene.beside)), heads


def tail_lamps(light: Linear, scene: RoadScene) -> Plane:
    """Return where tail lamps of cars are: small, deeply red spots around the horizon."""
    width, height = scene.size
    red, other = light[:, :, 0], np.maximum(light[:, :, 1], light[:, :, 2])
    deep = ((red > 0.06) & (red > 3.0 * other)).astype(np.uint8)  # noqa: PLR2004  linear light
    deep[: int(scene.horizon - 0.06 * height)] = 0
    deep[int(scene.horizon + 0.2 * height) :] = 0
    count, parts, facts, _ = cv2.connectedComponentsWithStats(deep)
    areas = facts[:, cv2.CC_STAT_AREA]
    small = (areas >= 3) & (areas <= width * height * 6e-4)  # noqa: PLR2004  not a red car
    small[0] = False
    del count
    return float32(blurred(small[parts].astype(np.float32), width / 1300.0))


def _sky(scene: RoadScene, strength: float) -> Linear:
    """Return the night's sky: dark blue, with the light of a town at the horizon."""
    rows = np.arange(scene.size[1], dtype=np.float32)[:, np.newaxis]
    up = np.clip((scene.horizon - rows) / max(scene.horizon, 1.0), 0.0, 1.0)[:, :, np.newaxis]
    dusk = (1.0 - strength) ** 1.5
    high = np.array([0.006, 0.010, 0.024], np.float32) + dusk * np.array([0.10, 0.14, 0.26])
    low = np.array([0.030, 0.026, 0.024], np.float32) + dusk * np.array([0.62, 0.40, 0.26])
    column = low + (high - low) * np.sqrt(up)
    return float32(np.broadcast_to(column, (scene.size[1], scene.size[0], 3)))


def _sky_share(scene: RoadScene, strength: float) -> Plane:
    return float32(scene.sky * min(1.0, strength * 2.2))


def _bloom(light: Linear, strength: float) -> Linear:
    """Return light with the glow that bright lamps have in lenses."""
    over = np.maximum(light - 0.75, 0.0)
    width = light.shape[1]
    glow = blurred(over, width / 160.0) * 0.6 + blurred(over, width / 40.0) * 0.5
    return float32(light + glow * strength)


def _noisy(light: Linear, strength: float, random: Random) -> Linear:
    """Return light as a sensor counts it in the dark: grainy, more so where it is bright."""
    gain = 0.020 * strength**2
    noise = random.standard_normal(light.shape, np.float32)
    noise = 0.75 * noise + 0.6 * noise.mean(axis=2, keepdims=True)
    soft = blurred(light, 0.9 * strength * light.shape[1] / 1280.0)
    spread = np.sqrt(np.maximum(soft, 0.0) * gain * 0.35 + (0.16 * gain) ** 2)
    return float32(np.maximum(soft + noise * spread, 0.0))
