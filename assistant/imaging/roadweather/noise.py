"""Seeded noise: soft clouds of it, also laid flat on the road."""

from __future__ import annotations

import cv2
import numpy as np

from assistant.imaging.interface import Size
from assistant.imaging.roadweather.light import Plane, float32

Random = np.random.Generator


def clouds(random: Random, size: Size, cell: float, octaves: int = 4) -> Plane:
    """Return soft noise, 0 to 1 with a mean of about a half; ``cell`` is its coarsest grain."""
    width, height = size
    total = np.zeros((height, width), np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for _ in range(octaves):
        grid = (max(2, round(height / cell) + 2), max(2, round(width / cell) + 2))
        coarse = random.random(grid, np.float32)
        total += weight * cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
        sum_of_weights += weight
        weight, cell = weight / 2.0, max(2.0, cell / 2.0)
    total /= sum_of_weights
    spread = float(total.std()) or 1.0
    return float32(np.clip(0.5 + (total - float(total.mean())) / spread * 0.2, 0.0, 1.0))


def on_ground(noise: Plane, across_m: Plane, ahead_m: Plane, grain_m: float) -> Plane:
    """Return noise laid flat on the road: seen in perspective, ``grain_m`` a pixel of it."""
    return laid(noise, across_m / grain_m + noise.shape[1] / 3.0, ahead_m / grain_m)


def laid(noise: Plane, u: Plane, v: Plane) -> Plane:
    """Return noise read at columns ``u`` and rows ``v``; beyond its edges it comes back again."""
    height, width = noise.shape
    return float32(
        cv2.remap(noise, _to_and_fro(u, width - 1), _to_and_fro(v, height - 1), cv2.INTER_LINEAR)
    )


def _to_and_fro(values: Plane, most: int) -> Plane:
    """Return values folded into 0 to ``most`` without a seam: up, down, and up again."""
    return float32(most - np.abs(np.mod(values, 2.0 * most) - most))
