"""Wax crayon: strokes along the shapes, layer over layer, broken by the paper's grain."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from assistant.imaging.interface import Pixels
from assistant.imaging.scene.stage import HEIGHT, Stage
from assistant.imaging.scene.styles.sheet import (
    Floats,
    Sheet,
    blurred,
    floats,
    sheet_of,
    simplified,
    spread,
    whole,
    wobbled,
)

Colors = NDArray[np.int32]
_PAPER = (0.97, 0.955, 0.92)
_RUBBED = 0.62
"""How much colour is rubbed into the paper before the strokes."""
_FIELD = 96
"""Height of the small picture that colours and directions of strokes are taken from."""


@dataclass(frozen=True)
class _Pass:
    """One covering with strokes: their spacing, width and length in units, and their hand."""

    spacing: float
    width: float
    length: float
    turn: float
    busy: float
    """Only where the picture has at least this much detail (0: everywhere)."""
    grain: float
    """How high the paper's grain must be to take wax."""
    least: float
    """How much wax even its hollows take."""


_PASSES = (
    _Pass(11.0, 11.0, 62.0, 0.0, 0.0, 0.36, 0.5),
    _Pass(8.5, 6.0, 46.0, 0.22, 0.0, 0.44, 0.0),
    _Pass(5.6, 3.8, 14.0, 0.0, 0.10, 0.36, 0.15),
    _Pass(4.4, 2.6, 9.0, 0.0, 0.22, 0.30, 0.3),
)


def crayon(pixels: Pixels, stage: Stage) -> Pixels:
    """The picture as a crayon drawing."""
    sheet = sheet_of(pixels, stage)
    source = _waxen(wobbled(simplified(spread(pixels), 4 * sheet.scale), sheet, 1.6))
    tooth = sheet.cloth("tooth", 150, 3)
    rubbed = blurred(floats(source), 5.0 * sheet.scale)
    values = np.array(_PAPER, np.float32) * (1.0 - _RUBBED) + rubbed * _RUBBED
    for number, strokes in enumerate(_PASSES):
        if number and strokes.width * sheet.scale < 1.0:
            continue  # too fine to be seen at this size
        drawn, alpha = _strokes(source, sheet, strokes, number)
        grip = np.clip((tooth - strokes.grain) * 5.0, strokes.least, 1.0)
        values = over_layer(values, drawn, alpha * grip.astype(np.float32))
    return whole(_contours(values, source, sheet, tooth))


def _waxen(pixels: Pixels) -> Pixels:
    """Brighter and more colourful, as crayons are."""
    values = floats(pixels)
    grey = values.mean(axis=2, keepdims=True)
    return whole(np.clip(grey + (values - grey) * 1.28 + 0.035, 0, 1).astype(np.float32))


def over_layer(below: Floats, above: Floats, alpha: Floats) -> Floats:
    """One layer over another."""
    share = alpha[:, :, None]
    mixed: Floats = below * (1.0 - share) + above * share
    return mixed


def _directions(small: Pixels) -> tuple[Floats, Floats]:
    """For each point of the small picture the angle of its edges, and how much detail it has."""
    light = blurred(floats(small).mean(axis=2).astype(np.float32), 1.0)
    dx, dy = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    xx, yy, xy = (blurred(part, 2.2) for part in (dx * dx, dy * dy, dx * dy))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + math.pi / 2
    strength = np.sqrt(xx + yy)
    hand = np.float32(-0.62)
    share = np.clip(strength * 9.0, 0, 1)
    blended = 0.5 * np.arctan2(
        np.sin(2 * angle) * share + math.sin(2 * hand) * 0.35,
        np.cos(2 * angle) * share + math.cos(2 * hand) * 0.35,
    )
    return blended.astype(np.float32), strength.astype(np.float32)


def _strokes(source: Pixels, sheet: Sheet, strokes: _Pass, number: int) -> tuple[Floats, Floats]:
    """Strokes of one covering in the colours below them, and how much they cover."""
    small_width = max(round(_FIELD * sheet.width / sheet.height), 1)
    shrunk = cv2.resize(source, (small_width, _FIELD), interpolation=cv2.INTER_AREA)
    small = np.asarray(shrunk, np.uint8)
    angles, detail = _directions(small)
    dice = np.random.default_rng(sheet.stage.noise(f"strokes {number}"))
    width = sheet.stage.width
    x, y = np.meshgrid(
        np.arange(0, width, strokes.spacing * 1.9), np.arange(0, HEIGHT, strokes.spacing)
    )
    spots = np.stack([x.ravel(), y.ravel()], 1)
    spots = spots + dice.uniform(-0.8, 0.8, spots.shape) * strokes.spacing
    rows = np.clip(spots[:, 1] / HEIGHT * _FIELD, 0, _FIELD - 1).astype(int)
    columns = np.clip(spots[:, 0] / width * small_width, 0, small_width - 1).astype(int)
    kept = detail[rows, columns] >= strokes.busy
    spots, rows, columns = spots[kept], rows[kept], columns[kept]
    turn = angles[rows, columns] + strokes.turn + dice.normal(0, 0.10, len(rows))
    reach = (
        strokes.length
        * dice.uniform(0.55, 1.15, len(rows))
        / (1.0 + 2.2 * np.clip(detail[rows, columns] * 3, 0, 1))
    )
    colors = _colors_at(source, spots, sheet, dice)
    steps = np.stack([np.cos(turn), np.sin(turn)], 1) * reach[:, None] / 2
    return _wax(sheet, np.hstack([spots - steps, spots + steps]), colors, strokes.width)


def _colors_at(
    source: Pixels, spots: NDArray[np.float64], sheet: Sheet, dice: np.random.Generator
) -> Colors:
    """The colour under each spot, a little off as no two crayons are the same."""
    columns = np.clip(spots[:, 0] * sheet.scale, 0, sheet.width - 1).astype(int)
    rows = np.clip(spots[:, 1] * sheet.scale, 0, sheet.height - 1).astype(int)
    colors = source[rows, columns].astype(np.int32)
    colors = colors + dice.integers(-13, 14, (len(colors), 1)) + dice.integers(-7, 8, colors.shape)
    kept: Colors = np.clip(colors, 0, 255)
    return kept


def _wax(
    sheet: Sheet, lines: NDArray[np.float64], colors: Colors, width: float
) -> tuple[Floats, Floats]:
    canvas_pixels = np.zeros((sheet.height, sheet.width, 4), np.uint8)
    info = skia.ImageInfo.Make(
        sheet.width, sheet.height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType
    )
    surface = skia.Surface.MakeRasterDirect(info, canvas_pixels, canvas_pixels.strides[0])
    canvas = surface.getCanvas()
    canvas.scale(sheet.scale, sheet.scale)
    paint = skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
    )
    packed = (0xE8 << 24) | (colors[:, 0] << 16) | (colors[:, 1] << 8) | colors[:, 2]
    for (x0, y0, x1, y1), color in zip(lines.tolist(), packed.tolist(), strict=True):
        paint.setColor(color)
        canvas.drawLine(x0, y0, x1, y1, paint)
    alpha = canvas_pixels[:, :, 3].astype(np.float32) / 255.0
    drawn = floats(canvas_pixels[:, :, :3]) / np.maximum(alpha, 1 / 255)[:, :, None]
    return np.clip(drawn, 0, 1).astype(np.float32), alpha


def _contours(values: Floats, source: Pixels, sheet: Sheet, tooth: Floats) -> Floats:
    """Darker lines around the shapes, as a firm hand draws them."""
    light = blurred(floats(source).mean(axis=2).astype(np.float32), 1.1 * sheet.scale)
    dx, dy = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    edge = np.clip((np.sqrt(dx * dx + dy * dy) * max(sheet.scale, 0.4) - 0.10) * 4.0, 0, 1)
    grip = np.clip((tooth - 0.36) * 8.0, 0, 1)
    dark = floats(source) * 0.45
    return over_layer(values, dark.astype(np.float32), (edge * grip * 0.62).astype(np.float32))
