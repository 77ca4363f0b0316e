"""Paper cut: every sheet of the scene is cut from paper and throws a shadow on the next."""

from __future__ import annotations

import cv2
import numpy as np
import skia

from assistant.imaging.interface import Pixels
from assistant.imaging.scene.color import argb, oklch
from assistant.imaging.scene.stage import HEIGHT, Layer, Stage
from assistant.imaging.scene.styles.sheet import floats, sheet_of, whole

_SKY = 0.1
"""Sheets no nearer than this are the backing, which lies flat."""


def draw_cut(canvas: skia.Canvas, layer: Layer, stage: Stage) -> None:
    """Draw a sheet with its shadow, the longer the nearer it is."""
    if layer.depth < _SKY or layer.depth >= 1.0:
        layer.draw(canvas)
        return
    drop = 2.0 + 5.0 * layer.depth
    shade = argb(oklch(0.16, 0.05, 280), 0.6)
    blur = 3.0 + 4.0 * layer.depth
    paint = skia.Paint(
        ImageFilter=skia.ImageFilters.DropShadow(
            stage.side * drop * 0.6, -drop * 0.5, blur, blur, shade
        )
    )
    canvas.saveLayer(skia.Rect.MakeWH(stage.width, HEIGHT), paint)
    layer.draw(canvas)
    canvas.restore()


def papercut(pixels: Pixels, stage: Stage) -> Pixels:
    """The picture with the fibres of paper in it."""
    sheet = sheet_of(pixels, stage)
    fibres = sheet.cloth("fibres", 64, 4)
    relief = cv2.Sobel(fibres, cv2.CV_32F, 1, 1, ksize=3)
    light = 1.0 + np.clip(relief, -0.5, 0.5) * 0.17 + (sheet.cloth("pulp", 8, 3) - 0.5) * 0.09
    return whole(floats(pixels) * light[:, :, None].astype(np.float32))
