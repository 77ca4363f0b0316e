"""Fog: light from things is scattered away on its way to us, and light of the sky comes in.

Koschmieder: what is seen of a thing at distance d is J·t + A·(1 - t), t = exp(-β·d); one says
that one can see as far as 5 % of a contrast is left, which is 3 / β metres.
"""

from __future__ import annotations

import math

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
)
from assistant.imaging.roadweather.noise import Random, clouds
from assistant.imaging.roadweather.scene import RoadScene

DENSEST = 3.0 / 38.0
"""β of the strongest fog, 1/m: one sees 38 m."""

_STEEP = 3.2
"""How much more each further bit of strength adds."""


def density(strength: float, densest: float = DENSEST) -> float:
    """Return β (1/m) of a strength from 0 to 1; even steps of it look even."""
    return densest * math.expm1(_STEEP * strength) / math.expm1(_STEEP)


def visibility_m(beta: float) -> float | None:
    """Return how far one can see; None without fog."""
    return 3.0 / beta if beta > 0 else None


def fog(light: Linear, scene: RoadScene, strength: float, random: Random) -> Linear:
    """Return a picture in fog of a strength from 0 (none) to 1 (one sees 38 m)."""
    beta = density(strength)
    flat = evened(light, 0.55 * strength, scene.size[0] / 25.0)
    flat = greyed(flat, 0.35 * strength)
    passes = transmission(scene, beta, random, uneven=0.35)
    air = airlight(light, scene, strength)
    scattered = blurred(flat, scene.size[0] / 260.0)  # light that took a detour
    through = mixed(flat, scattered, float32(0.7 * (1.0 - passes)))
    return mixed(air, through, passes)


def transmission(scene: RoadScene, beta: float, random: Random, *, uneven: float) -> Plane:
    """Return how much of each pixel's light comes through, 0 to 1; fog is a bit uneven."""
    width, _ = scene.size
    drift = clouds(random, scene.size, width / 2.5, 3)
    thick = 1.0 + uneven * (drift - 0.5) * 2.0
    return float32(np.exp(-beta * scene.depth * thick))


def airlight(light: Linear, scene: RoadScene, strength: float) -> Linear:
    """Return the light of the fog itself: pale, a bit brighter above, dimmer in thick fog."""
    bright = float(np.percentile(luma(light), 90))
    level = min(0.74, max(0.5, 1.2 * bright)) * (1.0 - 0.18 * strength)
    rows = np.arange(scene.size[1], dtype=np.float32)[:, np.newaxis]
    rise = np.clip((scene.horizon - rows) / scene.size[1], -0.5, 1.0)
    glow = np.broadcast_to(level * (1.0 + 0.22 * rise), (scene.size[1], scene.size[0]))
    tint = np.array([0.965, 0.99, 1.02], np.float32)
    return float32(glow[:, :, np.newaxis] * tint)
