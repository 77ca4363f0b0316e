"""What pixels show, told by colour and place: sky, pavement, plants, earth. Masks are 0 to 1."""

from __future__ import annotations

import cv2
import numpy as np

from assistant.imaging.interface import Pixels
from assistant.imaging.roadweather.light import Plane, float32, guided, smoothstep

_HUE = 2.0
"""OpenCV's hues are half degrees."""


def sky_mask(pixels: Pixels, horizon: float) -> Plane:
    """Return where the sky is: bright or blue and smooth, joined to the upper edge.

    Blue between leaves counts as well.
    """
    height, width = pixels.shape[:2]
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation, value = hsv[:, :, 0] * _HUE, hsv[:, :, 1], hsv[:, :, 2]
    blue = (hue > 170) & (hue < 260) & (value > 90)  # noqa: PLR2004  degrees
    pale = (saturation < 60) & (value > 150)  # noqa: PLR2004  clouds
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    rough = cv2.blur(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (7, 7)) > 14  # noqa: PLR2004  leaves
    likely = ((blue | pale) & ~rough).astype(np.uint8)
    likely[int(horizon + 0.01 * height) :] = 0
    opened = cv2.morphologyEx(likely, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, parts = cv2.connectedComponents(opened)
    top = {int(part) for part in np.unique(parts[: max(2, height // 40)])} - {0}
    sky = np.isin(parts, list(top)).astype(np.float32)
    sky = float32(cv2.dilate(sky, np.ones((5, 5))))
    soft = guided(sky, float32(grey / 255.0), width // 160, 1e-4)
    vivid = smoothstep(45.0, 80.0, saturation) * (1.0 - smoothstep(170.0, 200.0, saturation))
    between = blue * vivid * smoothstep(95.0, 125.0, value)  # a sign is deeper blue
    between[int(horizon - 0.04 * height) :] = 0.0
    return np.maximum(smoothstep(0.35, 0.9, soft), float32(between))


def pavement_mask(pixels: Pixels) -> Plane:
    """Return what has the colour of what lies before the car, in the sun or in shade."""
    height, width = pixels.shape[:2]
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    patch = lab[int(height * 0.78) : int(height * 0.9), int(width * 0.38) : int(width * 0.62)]
    bright, red, yellow = np.median(patch.reshape(-1, 3), axis=0)
    ratio = lab[:, :, 0] / max(float(bright), 1.0)
    tint = np.hypot(lab[:, :, 1] - red, lab[:, :, 2] - yellow)
    lit = smoothstep(0.22, 0.38, ratio) * (1.0 - smoothstep(1.35, 1.6, ratio))
    likely = lit * (1.0 - smoothstep(9.0, 16.0, float32(tint)))
    grain = np.ones((max(3, width // 110) | 1,) * 2, np.uint8)
    closed = cv2.morphologyEx(likely, cv2.MORPH_CLOSE, grain)  # painted lines belong to it
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, grain)
    guide = float32(lab[:, :, 0] / 255.0)
    return guided(float32(opened), guide, width // 120, 1e-3)


def plants_mask(pixels: Pixels) -> Plane:
    """Return where grass and leaves are, by their colour."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation = hsv[:, :, 0] * _HUE, hsv[:, :, 1]
    green = smoothstep(28.0, 44.0, hue) * (1.0 - smoothstep(140.0, 176.0, hue))
    vivid = smoothstep(35.0, 75.0, saturation)
    wide = np.ones((max(3, pixels.shape[1] // 90),) * 2, np.uint8)  # no painted lines
    opened = cv2.morphologyEx(green * vivid, cv2.MORPH_OPEN, wide)
    whole = np.minimum(cv2.dilate(opened, wide), green * vivid)
    return float32(cv2.GaussianBlur(whole, (0, 0), 1.2))


def earth_mask(pixels: Pixels) -> Plane:
    """Return where bare earth and dry grass are, by their colour."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation, value = hsv[:, :, 0] * _HUE, hsv[:, :, 1], hsv[:, :, 2]
    brown = smoothstep(8.0, 18.0, hue) * (1.0 - smoothstep(50.0, 64.0, hue))
    dull = smoothstep(28.0, 50.0, saturation) * smoothstep(60.0, 90.0, value)
    wide = np.ones((max(3, pixels.shape[1] // 110) | 1,) * 2, np.uint8)
    opened = cv2.morphologyEx(brown * dull, cv2.MORPH_OPEN, wide)
    return float32(cv2.GaussianBlur(opened, (0, 0), 2.0))
