"""Snow: a white sky, white ground with the tracks of wheels, a veil, and flakes."""

from __future__ import annotations

import numpy as np

from assistant.imaging.roadweather.falling import Layer, falling
from assistant.imaging.roadweather.fog import density, transmission
from assistant.imaging.roadweather.light import (
    Linear,
    Plane,
    blurred,
    float32,
    luma,
    mixed,
    smoothstep,
)
from assistant.imaging.roadweather.noise import Random, clouds, on_ground
from assistant.imaging.roadweather.overcast import overcast
from assistant.imaging.roadweather.scene import RoadScene

DENSEST = 3.0 / 110.0
"""β of the veil of the strongest snowfall, 1/m: one sees 110 m."""

SNOW = (0.72, 0.755, 0.80)
"""The light of snow under clouds."""

_TRACKS_M = (-0.78, 0.78)
"""Where wheels run, from the middle of a lane."""

_LANE_M = 3.6


def snow(light: Linear, scene: RoadScene, strength: float, random: Random) -> Linear:
    """Return a picture in snow of a strength from 0 (none) to 1 (a blizzard)."""
    begins = np.full(scene.sky.shape, min(1.0, strength * 4.0), np.float32)
    grey = mixed(light, overcast(light, scene, min(1.0, 0.4 + strength), random, 0.68), begins)
    covered = mixed(grey, _snow_light(grey, scene, random), cover(light, scene, strength, random))
    passes = transmission(scene, density(strength, DENSEST), random, uneven=0.4)
    air = np.broadcast_to(np.array([0.66, 0.685, 0.71], np.float32), covered.shape)
    seen = mixed(float32(air), covered, passes)
    white = np.full_like(seen, 0.86)
    for layer in layers(strength):
        seen = mixed(seen, white, falling(scene, layer, -0.25, 0.7, random))
    return seen


def layers(strength: float) -> tuple[Layer, ...]:
    """Return the flakes of a strength, far ones first."""
    return (
        Layer(round(5000 * strength), 0.0009, 0.0011, 0.55, 0.0006),
        Layer(round(1300 * strength), 0.0028, 0.0024, 0.75, 0.0010),
        Layer(round(260 * strength), 0.0100, 0.0060, 0.70, 0.0026),
        Layer(round(34 * strength), 0.0260, 0.0150, 0.45, 0.0075),
    )


def cover(light: Linear, scene: RoadScene, strength: float, random: Random) -> Plane:
    """Return how much of each pixel snow hides: meadows first, then the road, twigs a bit."""
    flat = on_ground(clouds(random, (512, 512), 60, 5), scene.across, scene.ahead, 0.05)
    steep = clouds(random, scene.size, scene.size[0] / 25.0, 4)
    noise = float32(0.6 * flat + 0.4 * steep)
    meadow = smoothstep(0.0, 0.35, float32(1.7 * strength - 0.7 * noise))
    lanes = smoothstep(0.0, 0.45, float32(1.5 * strength - 0.5 - 0.75 * noise))
    lanes = lanes * (1.0 - _tracks(scene, noise, random))
    bright = luma(light)
    texture = bright - blurred(bright, scene.size[0] / 90.0)
    twigs = scene.plants * smoothstep(-0.02, 0.05, texture) * min(1.0, 1.3 * strength) * 0.75
    hills = scene.slopes * smoothstep(0.0, 0.4, float32(1.6 * strength - 0.7 * steep))
    ground = scene.beside * meadow * 0.94 + scene.road * lanes * 0.88
    return float32(np.clip(ground + np.maximum(twigs, hills * 0.85), 0.0, 1.0))


def _tracks(scene: RoadScene, noise: Plane, random: Random) -> Plane:
    """Return how far wheels have pressed the snow away, 0 to 1; some lanes are used more."""
    shifted = scene.across + _LANE_M / 2.0
    number = np.clip(np.floor(shifted / _LANE_M), -4, 4).astype(np.intp) + 4
    used = (0.35 + 0.4 * random.random(9)).astype(np.float32)
    used[4] = 0.75  # the own lane
    lane = np.mod(shifted, _LANE_M) - _LANE_M / 2.0
    away = np.minimum(*(np.abs(lane - at) for at in _TRACKS_M))
    worn = away + (noise - 0.5) * 0.7
    pressed = 1.0 - smoothstep(0.05, 0.55, float32(worn))
    return float32(pressed * used[number])


def _snow_light(light: Linear, scene: RoadScene, random: Random) -> Linear:
    """Return snow where everything is: white, with a little of what lies under it."""
    grain = on_ground(clouds(random, (512, 512), 24, 4), scene.across, scene.ahead, 0.02)
    relief = 0.96 + 0.2 * (grain - 0.5) * (scene.road + scene.beside)
    bright = luma(light)
    under = bright / np.maximum(blurred(bright, scene.size[0] / 40.0), 0.02)
    shade = np.clip(under, 0.6, 1.15) ** 0.35
    white = np.array(SNOW, np.float32) * (relief * shade)[:, :, np.newaxis]
    return float32(white)
