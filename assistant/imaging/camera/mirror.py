"""From a camera's frame to what is shown: its size, mirrored or not, with the overlay. Pure."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import skia

from assistant.imaging.camera.overlay import draw_overlay
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.imaging.interface import Pixels, Size

JPEG_QUALITY = 80


def fitted(pixels: Pixels, size: Size) -> Pixels:
    """Return a picture of exactly ``size``: as large as fits, cut to its shape, undistorted."""
    height, width = pixels.shape[:2]
    if (width, height) == size:
        return pixels
    scale = max(size[0] / width, size[1] / height)
    cut_w, cut_h = min(width, round(size[0] / scale)), min(height, round(size[1] / scale))
    left, top = (width - cut_w) // 2, (height - cut_h) // 2
    part = pixels[top : top + cut_h, left : left + cut_w]
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, size, interpolation=how), np.uint8)


def mirrored(pixels: Pixels) -> Pixels:
    """Return a picture as a mirror shows it: what is on the left stays on the left."""
    return np.asarray(cv2.flip(pixels, 1), np.uint8)


def laid_over(pixels: Pixels, state: OverlayState) -> Pixels:
    """Return a picture with its overlay."""
    height, width = pixels.shape[:2]
    rgba = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA), np.uint8)
    surface = skia.Surface(rgba, colorType=skia.kRGBA_8888_ColorType)
    surface.getCanvas().drawImage(_image_of(state, (width, height)), 0, 0)
    return np.asarray(cv2.cvtColor(rgba, cv2.COLOR_RGBA2RGB), np.uint8)


def jpeg_of(pixels: Pixels, quality: int = JPEG_QUALITY) -> bytes:
    """Return a picture as JPEG."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return data.tobytes()


@lru_cache(maxsize=4)
def _image_of(state: OverlayState, size: Size) -> skia.Image:
    overlay = draw_overlay(state, size)
    return skia.Image.fromarray(overlay, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
