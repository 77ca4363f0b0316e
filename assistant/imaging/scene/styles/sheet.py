"""What painterly styles share: a sheet of pixels, noise laid over it, pigment, wobbling edges."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.imaging.interface import Pixels
from assistant.imaging.scene import noise
from assistant.imaging.scene.color import Color
from assistant.imaging.scene.stage import HEIGHT, Stage

Floats = NDArray[np.float32]
_LARGEST_MEDIAN = 9
_LEAST_SPREAD, _MOST_GAIN, _MIDDLE = 0.42, 1.9, (0.3, 0.68)

Finish = Callable[[Pixels, Stage], Pixels]
"""Turns the plainly drawn pixels of a scene into those of a style."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper as large as the picture; noise on it is the same at every size."""

    stage: Stage
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels for each design unit."""
        return self.height / HEIGHT

    def cloth(self, name: str, waves: float, octaves: int = 4) -> Floats:
        """Noise over the sheet, 0 to 1 around a half, ``waves`` to 512 units."""
        grey = noise.tile(int(waves * 7) % 89, waves, octaves)
        dice = self.stage.dice(f"cloth {name}")
        high = math.ceil(self.height / self.scale) + 1
        wide = math.ceil(self.width / self.scale) + 1
        repeated = np.tile(grey, (high // noise.TILE + 2, wide // noise.TILE + 2))
        top, left = dice.randrange(noise.TILE), dice.randrange(noise.TILE)
        part = repeated[top : top + high, left : left + wide].astype(np.float32)
        if self.scale != 1.0:
            matrix = np.array([[self.scale, 0, 0], [0, self.scale, 0]], np.float32)
            how = cv2.INTER_AREA if self.scale < 1.0 else cv2.INTER_LINEAR
            scaled = cv2.warpAffine(part, matrix, (self.width, self.height), flags=how)
            part = np.asarray(scaled, np.float32)
        laid: Floats = part[: self.height, : self.width] * np.float32(1 / 255)
        return laid


def sheet_of(pixels: Pixels, stage: Stage) -> Sheet:
    """The sheet under these pixels."""
    height, width = pixels.shape[:2]
    return Sheet(stage, width, height)


def floats(pixels: Pixels) -> Floats:
    """Pixels as numbers from 0 to 1."""
    shares: Floats = pixels.astype(np.float32) * np.float32(1 / 255)
    return shares


def whole(values: Floats) -> Pixels:
    """Numbers from 0 to 1 as pixels."""
    pixels: Pixels = np.clip(values * 255.0 + 0.5, 0, 255).astype(np.uint8)
    return pixels


def spread(pixels: Pixels) -> Pixels:
    """Pixels of at least so much between light and dark that strokes and washes can tell them.

    Night in a storm and fog by day have little; they keep their mood, not their murk.
    """
    values = floats(pixels)
    low, high = np.percentile(values.mean(axis=2)[::2, ::2], (3, 97))
    gain = np.clip(_LEAST_SPREAD / max(high - low, 1e-3), 1.0, _MOST_GAIN)
    if gain == 1.0:
        return pixels
    middle = (low + high) / 2
    return whole((values - middle) * np.float32(gain) + np.clip(middle, *_MIDDLE))


def pigmented(values: Floats, density: Floats) -> Floats:
    """Paint laid on thicker (density above 1) or thinner: thick paint is darker and richer."""
    thickness = (density - 1.0)[:, :, None]
    laid: Floats = np.clip(values - (values - values * values) * thickness, 0.0, 1.0)
    return laid


def wobbled(pixels: Pixels, sheet: Sheet, reach: float) -> Pixels:
    """The picture with its edges pushed about by up to ``reach`` units, as a wet brush does."""
    scale = sheet.scale * reach
    slow_x, slow_y = sheet.cloth("wobble x", 9, 2), sheet.cloth("wobble y", 9, 2)
    fast_x, fast_y = sheet.cloth("fray x", 48, 2), sheet.cloth("fray y", 48, 2)
    x = np.arange(sheet.width, dtype=np.float32)[None, :]
    y = np.arange(sheet.height, dtype=np.float32)[:, None]
    map_x = x + ((slow_x - 0.5) * 3.0 + (fast_x - 0.5) * 1.1) * scale
    map_y = y + ((slow_y - 0.5) * 3.0 + (fast_y - 0.5) * 1.1) * scale
    moved = cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(moved, np.uint8)


def blurred(values: Floats, sigma: float) -> Floats:
    """Softened by a Gaussian of this many pixels."""
    return (
        values if sigma < 0.3 else np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)
    )


def simplified(pixels: Pixels, size: float) -> Pixels:
    """The picture without details smaller than about this many pixels; edges stay sharp."""
    odd = min(max(int(size) // 2 * 2 + 1, 1), _LARGEST_MEDIAN)
    return np.asarray(cv2.medianBlur(pixels, odd), np.uint8)


def torn_frame(sheet: Sheet, margin: float, fray: float) -> Floats:
    """1 where the paint is, 0 on the bare rim of the paper, with a frayed edge between."""
    x = np.arange(sheet.width, dtype=np.float32)[None, :]
    y = np.arange(sheet.height, dtype=np.float32)[:, None]
    inside = (
        np.minimum(np.minimum(x, sheet.width - 1 - x), np.minimum(y, sheet.height - 1 - y))
        / sheet.scale
    )
    ragged = (sheet.cloth("frame", 14, 4) - 0.5) * fray * 2 + (
        sheet.cloth("rim", 60, 2) - 0.5
    ) * fray
    return np.clip((inside - margin + ragged) / 2.2, 0.0, 1.0).astype(np.float32)


def over_paper(values: Floats, coverage: Floats, paper: Color) -> Floats:
    """Paint where it covers, paper where it does not."""
    share = coverage[:, :, None]
    mixed: Floats = values * share + np.array(paper, np.float32) * (1.0 - share)
    return mixed
