"""Drops on the windscreen: out of focus, each a small lens that turns the picture over."""

from __future__ import annotations

import cv2
import numpy as np

from assistant.imaging.roadweather.light import Linear, Plane, blurred, float32, mixed
from assistant.imaging.roadweather.noise import Random, clouds

MOST = 95
"""How many drops a downpour leaves between two strokes of the wipers."""


def wet_glass(light: Linear, strength: float, random: Random) -> Linear:
    """Return a picture seen through wet glass; 0 is dry."""
    height, width = light.shape[:2]
    count = round(MOST * strength**1.4)
    if count == 0:
        return light
    domes = _domes(width, height, count, random)
    slope_x = float32(cv2.Sobel(domes, cv2.CV_32F, 1, 0, ksize=3))
    slope_y = float32(cv2.Sobel(domes, cv2.CV_32F, 0, 1, ksize=3))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = width * 0.16
    lens = cv2.remap(
        blurred(light, width / 90.0),
        float32(columns + slope_x * bend),
        float32(rows + slope_y * bend),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    cover = blurred(np.clip(domes * 2.5, 0.0, 1.0), width / 640.0) * 0.85
    lit = np.clip(1.0 + slope_y * -0.9, 0.75, 1.3)  # the sky shines into their lower half
    inside = float32(lens * lit[:, :, np.newaxis])
    return mixed(light, inside, float32(np.clip(cover, 0.0, 1.0)))


def _domes(width: int, height: int, count: int, random: Random) -> Plane:
    """Return the height of the water on the glass, 0 to about 1; drops run into each other."""
    domes = np.zeros((height, width), np.float32)
    sizes = random.lognormal(mean=-5.15, sigma=0.5, size=count) * width
    places = random.random((count, 2))
    tall = 1.0 + 0.5 * random.random(count)
    for (u, v), size, long in zip(places, np.clip(sizes, 2.0, width / 45.0), tall, strict=True):
        _add_dome(domes, (u * width, v * height), float(size), float(long))
    wobble = (clouds(random, (width, height), width / 90.0, 2) - 0.5) * width / 160.0
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = cv2.remap(domes, columns + wobble, rows - wobble, cv2.INTER_LINEAR)
    return blurred(float32(bent), width / 500.0)


def _add_dome(domes: Plane, at: tuple[float, float], radius: float, long: float) -> None:
    height, width = domes.shape
    reach = int(radius * long) + 2
    left, top = int(at[0]) - reach, int(at[1]) - reach
    right, bottom = left + 2 * reach + 1, top + 2 * reach + 1
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if x0 >= x1 or y0 >= y1:
        return
    rows, columns = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    away = ((columns - at[0]) / radius) ** 2 + ((rows - at[1]) / (radius * long)) ** 2
    dome = np.sqrt(np.clip(1.0 - away, 0.0, 1.0))
    part = domes[y0:y1, x0:x1]
    np.maximum(part, dome, out=part)
