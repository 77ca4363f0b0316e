"""Ink wash: a landscape in ink on rice paper, with a breath of colour and a red seal."""

from __future__ import annotations

import numpy as np

from assistant.imaging.interface import Pixels
from assistant.imaging.scene.stage import HEIGHT, Stage
from assistant.imaging.scene.styles.sheet import (
    Floats,
    Sheet,
    blurred,
    floats,
    pigmented,
    sheet_of,
    simplified,
    whole,
    wobbled,
)

_PAPER = np.array((0.955, 0.93, 0.875), np.float32)
_INK = np.array((0.13, 0.135, 0.15), np.float32)
_SEAL = np.array((0.70, 0.15, 0.12), np.float32)


def ink(pixels: Pixels, stage: Stage) -> Pixels:
    """The picture in ink."""
    sheet = sheet_of(pixels, stage)
    soft = wobbled(simplified(pixels, 7 * sheet.scale), sheet, 2.8)
    values = floats(soft)
    light = values.mean(axis=2)
    low, high = np.percentile(light, (3, 92))
    tone = np.clip((light - low) / max(high - low, 1e-3), 0, 1) ** 0.8
    wash = _PAPER * tone[:, :, None] + _INK * (1.0 - tone[:, :, None])
    tint = (values - light[:, :, None]) * 0.42
    washed = np.clip(wash + tint, 0, 1).astype(np.float32)
    density = _brush(tone.astype(np.float32), sheet)
    inked = pigmented(washed, density)
    fibres = 1.0 + (sheet.cloth("rice", 120, 3) - 0.5) * 0.10
    return whole(_sealed(inked * fibres[:, :, None].astype(np.float32), sheet))


def _brush(tone: Floats, sheet: Sheet) -> Floats:
    """Ink gathered at edges, running out in clouds, dry where the brush was fast."""
    edge = np.clip((blurred(tone, 1.8 * sheet.scale) - tone) * 8.0, 0, 1.3)
    spread = np.clip((blurred(tone, 12 * sheet.scale) - tone) * 1.4, -0.5, 0.6)
    clouds = (sheet.cloth("ink clouds", 3, 4) - 0.5) * 1.7
    dry = (sheet.cloth("ink grain", 110, 2) - 0.5) * 0.7
    density: Floats = np.clip(1.0 + edge + spread + clouds + dry, 0.2, 2.8).astype(np.float32)
    return density


def _sealed(values: Floats, sheet: Sheet) -> Floats:
    """A seal in the lower corner away from the light: carved strokes, no letters."""
    side = 30 * sheet.scale
    stage = sheet.stage
    edge = stage.width - 46 if stage.side > 0 else 46
    top = round((HEIGHT - 58) * sheet.scale)
    left, size = max(round(edge * sheet.scale - side / 2), 0), round(side)
    region = values[top : top + size, left : left + size]
    if min(region.shape[:2]) < 8:
        return values
    y, x = (np.arange(count, dtype=np.float32) / count for count in region.shape[:2])
    dice = stage.dice("seal")
    carved = (np.abs(x[None, :] - 0.5) > 0.43) | (np.abs(y[:, None] - 0.5) > 0.43)
    for _ in range(7):
        start, end, level = (
            dice.uniform(0.12, 0.5),
            dice.uniform(0.5, 0.88),
            dice.uniform(0.14, 0.86),
        )
        bar = (x > start) & (x < end)
        row = np.abs(y - level) < 0.045
        stroke = (
            row[:, None] & bar[None, :]
            if dice.random() < 0.5
            else ((y > start) & (y < end))[:, None] & (np.abs(x - level) < 0.045)[None, :]
        )
        carved = carved & ~stroke if dice.random() < 0.2 else carved | stroke
    worn = sheet.cloth("seal", 90, 2)[top : top + size, left : left + size]
    cover = (~carved) * np.clip((worn - 0.3) * 7, 0.2, 1.0) * 0.9
    region[:] = region * (1 - cover[:, :, None]) + _SEAL * cover[:, :, None]
    return values
