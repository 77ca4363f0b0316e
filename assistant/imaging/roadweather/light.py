"""Light as it adds up: linear RGB floats 0 to 1 and above, and what weather does to all of it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.imaging.interface import Pixels

Linear = NDArray[np.float32]
"""(height, width, 3): linear light, 1.0 is the white of the picture."""

Plane = NDArray[np.float32]
"""(height, width): one number a pixel."""

_GAMMA = 2.2
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_TO_LINEAR = (np.arange(256, dtype=np.float32) / 255.0) ** _GAMMA


def float32(values: NDArray[Any]) -> NDArray[np.float32]:
    """Return numbers in the precision of light here."""
    return np.asarray(values, np.float32)


def to_linear(pixels: Pixels) -> Linear:
    """Return a picture's light."""
    return _TO_LINEAR[pixels]


def to_pixels(light: Linear, grain: NDArray[np.float32]) -> Pixels:
    """Return light as a picture; what is brighter than white is white.

    ``grain``, 0 to 1 a value, decides on which side of its true value each one is rounded: so
    that fog has no steps.
    """
    shown = np.clip(light, 0.0, 1.0) ** (1.0 / _GAMMA)
    return np.asarray(np.clip(np.floor(shown * 255.0 + grain), 0, 255), np.uint8)


def luma(light: Linear) -> Plane:
    """Return how bright each pixel is."""
    return float32(light @ _LUMA)


def blurred(image: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Return an image blurred by ``sigma`` pixels, large blurs at a smaller size."""
    if sigma < 0.3:  # noqa: PLR2004  less than can be seen
        return image
    shrink = max(1, int(sigma / 4.0))
    if shrink == 1:
        return float32(cv2.GaussianBlur(image, (0, 0), sigma))
    height, width = image.shape[:2]
    size = (max(4, width // shrink), max(4, height // shrink))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
    return float32(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))


def guided(plane: Plane, guide: Plane, radius: int, softness: float = 1e-3) -> Plane:
    """Return a mask that follows the edges of ``guide`` (He et al., guided filter)."""
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(values: NDArray[np.floating[Any]]) -> Plane:
        return float32(cv2.blur(values, size))

    guide_mean, plane_mean = mean(guide), mean(plane)
    variance = mean(guide * guide) - guide_mean * guide_mean
    covariance = mean(guide * plane) - guide_mean * plane_mean
    slope = covariance / (variance + softness)
    offset = plane_mean - slope * guide_mean
    return float32(np.clip(mean(slope) * guide + mean(offset), 0.0, 1.0))


def mixed(one: NDArray[np.float32], other: NDArray[np.float32] | float, share: Plane) -> Linear:
    """Return ``one`` where ``share`` is 0, ``other`` where it is 1."""
    weight = share[:, :, np.newaxis]
    return float32(one * (1.0 - weight) + other * weight)


def smoothstep(low: float, high: float, values: Plane) -> Plane:
    """Return 0 below ``low``, 1 above ``high``, and a smooth way between."""
    part = np.clip((values - low) / (high - low), 0.0, 1.0)
    return float32(part * part * (3.0 - 2.0 * part))


def greyed(light: Linear, amount: float) -> Linear:
    """Return light with ``amount`` of its colour taken out."""
    grey = luma(light)[:, :, np.newaxis]
    return float32(light + (grey - light) * amount)


def evened(light: Linear, amount: float, sigma: float) -> Linear:
    """Return light without so much of the difference between sun and shade.

    The light that falls on things is taken to be the smooth part of the brightness; where it is
    above the middle it sinks, where it is below it rises.
    """
    bright = np.maximum(luma(light), 1e-3)
    falls = np.exp(blurred(np.log(bright), sigma))
    middle = float(np.exp(np.mean(np.log(bright))))
    gain = (middle / np.maximum(falls, 1e-3)) ** amount
    return float32(light * gain[:, :, np.newaxis])
