"""Paper cut: every sheet of the scene is cut from paper and throws a shadow on the next."""

from __future__ import annotations

import cv2
import numpy as np
import skia

from assistant.imaging.interface import Pixels
from assistant.imaging.scene.color import argb, oklch
from assistant.imaging.scene.stage import HEIGHT, Layer, Stage
from assistant.imaging.scene.styles.sheet import floats, sheet_of, whole

_SHADE = argb(oklch(0.16, 0.05, 280), 0.6)
_SHADOW_SCALE = 0.25
_SKY = 0.1
"""Sheets no nearer than this are the backing, which lies flat."""


def draw_cut(canvas: skia.Canvas, layer: Layer, stage: Stage) -> None:
    """Draw a sheet after its shadow, which is the longer the nearer the sheet is."""
    if _SKY <= layer.depth < 1.0:
        shadow = _shadow(layer, stage)
        drop = 2.0 + 5.0 * layer.depth
        spread = skia.Rect.MakeXYWH(stage.side * drop * 0.6, -drop * 0.5, stage.width, HEIGHT)
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
        canvas.drawImageRect(shadow, spread, sampling, skia.Paint(Color=_SHADE))
    layer.draw(canvas)


def _shadow(layer: Layer, stage: Stage) -> skia.Image:
    """The blurred silhouette of a sheet, small: a shadow has no edges to keep."""
    height = round(HEIGHT * _SHADOW_SCALE)
    width = max(round(stage.width * _SHADOW_SCALE), 1)
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0])
    canvas = surface.getCanvas()
    canvas.scale(width / stage.width, height / HEIGHT)
    layer.draw(canvas)
    sigma = (3.0 + 4.0 * layer.depth) * _SHADOW_SCALE
    alpha = cv2.GaussianBlur(np.ascontiguousarray(pixels[:, :, 3]), (0, 0), sigma)
    return skia.Image.fromarray(alpha, skia.kAlpha_8_ColorType)


def papercut(pixels: Pixels, stage: Stage) -> Pixels:
    """The picture with the fibres of paper in it."""
    sheet = sheet_of(pixels, stage)
    fibres = sheet.cloth("fibres", 64, 4)
    relief = cv2.Sobel(fibres, cv2.CV_32F, 1, 1, ksize=3)
    light = (
        1.0
        + np.clip(relief, -0.5, 0.5) * 0.17 * min(sheet.scale, 1.0)
        + (sheet.cloth("pulp", 8, 3) - 0.5) * 0.09
    )
    return whole(floats(pixels) * light[:, :, None].astype(np.float32))
