"""Things that fall through the picture: streaks of rain and flakes of snow, in layers of depth.

A layer holds points of one distance: far ones are many, small and faint, near ones few, large
and out of focus. The car drives into them, so that they seem to come out of the vanishing point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from assistant.imaging.roadweather.light import Plane, blurred, float32
from assistant.imaging.roadweather.noise import Random
from assistant.imaging.roadweather.scene import RoadScene


@dataclass(frozen=True, slots=True)
class Layer:
    """Drops or flakes of one distance; lengths are in widths of the picture.

    ``count`` of them, ``length`` long and ``thick``, seen with ``opacity``, ``blur`` out of
    focus.
    """

    count: int
    length: float
    thick: float
    opacity: float
    blur: float


def falling(scene: RoadScene, layer: Layer, lean: float, rush: float, random: Random) -> Plane:
    """Return how much each pixel is covered, 0 to 1.

    ``lean`` is the angle of the fall (radians from straight down), ``rush`` how much the drive
    bends it away from the vanishing point, 0 to 1.
    """
    width, height = scene.size
    covered = np.zeros((height, width), np.float32)
    places = random.random((layer.count, 2)) * (1.1 * width, 1.1 * height) - (
        0.05 * width,
        0.05 * height,
    )
    kinds = random.random((layer.count, 3))
    scale = 4  # fixed-point digits of OpenCV's coordinates
    for (x, y), (size, bright, turn) in zip(places, kinds, strict=True):
        away_x, away_y = (x - scene.middle) / width, (y - scene.horizon) / height
        angle = lean + (turn - 0.5) * 0.12
        step_x = math.sin(angle) + rush * away_x * 2.2
        step_y = math.cos(angle) * (1.0 - 0.6 * rush) + rush * away_y * 1.6
        length = layer.length * width * (0.55 + 0.9 * size)
        ends = (x, y), (x + step_x * length, y + step_y * length)
        points = [tuple(round(c * 2**scale) for c in end) for end in ends]
        thick = max(1, round(layer.thick * width * (0.7 + 0.6 * size)))
        shade = 0.45 + 0.55 * bright
        cv2.line(covered, points[0], points[1], shade, thick, cv2.LINE_AA, scale)
    soft = blurred(covered, layer.blur * width)
    return float32(np.clip(soft * layer.opacity, 0.0, 1.0))
