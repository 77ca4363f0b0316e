"""Noise: Skia's Perlin noise, read into arrays or kept as tiles that repeat without a seam."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TILE = 512
"""Edge of a tile in its own pixels."""


def profile(seed: int, count: int, waves: float, octaves: int = 5) -> Floats:
    """``count`` numbers along a line, about -1 to 1, with ``waves`` large waves over the line."""
    return _row(skia.PerlinNoiseShader.MakeFractalNoise, seed, count, waves, octaves)


def crests(seed: int, count: int, waves: float, octaves: int = 5) -> Floats:
    """Like ``profile``, but with sharp crests and round valleys: 1 at the crests."""
    rough = _row(skia.PerlinNoiseShader.MakeTurbulence, seed, count, waves, octaves)
    turned: Floats = -rough
    return turned


def _row(make: Callable[..., Any], seed: int, count: int, waves: float, octaves: int) -> Floats:
    pixels = np.zeros((1, count, 4), np.float32)
    info = skia.ImageInfo.Make(
        count,
        1,
        skia.kRGBA_F32_ColorType,
        skia.kUnpremul_AlphaType,
        skia.ColorSpace.MakeSRGBLinear(),
    )
    surface = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0])
    surface.getCanvas().drawPaint(
        skia.Paint(Shader=make(waves / count, 0.013, octaves, seed % 32749))
    )
    row = pixels[0, :, 3] - pixels[0, :, 3].mean()
    reach = float(np.abs(row).max()) or 1.0
    scaled: Floats = (row / reach).astype(np.float32)
    return scaled


@lru_cache(maxsize=64)
def tile(seed: int, waves: float, octaves: int = 4) -> NDArray[np.uint8]:
    """A seamless grey tile (``TILE`` square) with about ``waves`` waves along each edge."""
    pixels = np.zeros((TILE, TILE, 4), np.uint8)
    info = skia.ImageInfo.Make(TILE, TILE, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0])
    frequency = waves / TILE
    shader = skia.PerlinNoiseShader.MakeFractalNoise(
        frequency, frequency, octaves, seed, skia.ISize(TILE, TILE)
    )
    surface.getCanvas().drawPaint(skia.Paint(Shader=shader))
    grey: NDArray[np.uint8] = np.ascontiguousarray(pixels[:, :, 3])
    return grey


@lru_cache(maxsize=64)
def veil(seed: int, waves: float, low: float, high: float, octaves: int = 4) -> skia.Image:
    """A tile as a mask: clear where the noise is below ``low`` (0 to 1), full above ``high``."""
    grey = tile(seed, waves, octaves).astype(np.float32) / 255.0
    share = np.clip((grey - low) / max(high - low, 1e-6), 0.0, 1.0)
    alpha = np.round(share * share * (3.0 - 2.0 * share) * 255.0).astype(np.uint8)
    return skia.Image.fromarray(alpha, skia.kAlpha_8_ColorType)


def veil_paint(image: skia.Image, color: int, matrix: skia.Matrix) -> skia.Paint:
    """A paint of one color through a mask that repeats in all directions."""
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNone)
    shader = image.makeShader(skia.TileMode.kRepeat, skia.TileMode.kRepeat, sampling, matrix)
    return skia.Paint(Shader=shader, Color=color)
