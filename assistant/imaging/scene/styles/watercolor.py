"""Watercolour: transparent washes that pool at their edges, on rough white paper."""

from __future__ import annotations

import cv2
import numpy as np

from assistant.imaging.interface import Pixels
from assistant.imaging.scene.stage import Stage
from assistant.imaging.scene.styles.sheet import (
    Floats,
    Sheet,
    blurred,
    floats,
    over_paper,
    pigmented,
    sheet_of,
    simplified,
    spread,
    torn_frame,
    whole,
    wobbled,
)

_PAPER = (0.985, 0.975, 0.95)


def watercolor(pixels: Pixels, stage: Stage) -> Pixels:
    """The picture as a watercolour with a bare rim of paper."""
    sheet = sheet_of(pixels, stage)
    washed = simplified(spread(pixels), 6 * sheet.scale)
    washed = wobbled(washed, sheet, 2.3)
    values = _transparent(floats(washed))
    frame = torn_frame(sheet, 17.0, 9.0)
    density = _pools(values, sheet) * _flow(sheet)
    density += 0.55 * np.clip(4.0 * frame * (1.0 - frame), 0, 1)
    painted = pigmented(values, density.astype(np.float32))
    covered = over_paper(painted, frame * _dry_brush(sheet), _PAPER)
    return whole(covered * _paper_relief(sheet)[:, :, None])


def _transparent(values: Floats) -> Floats:
    """Colours as thin paint shows them: lighter, and the paper's white shining through."""
    lifted = 1.0 - (1.0 - values) * 0.84
    grey = lifted.mean(axis=2, keepdims=True)
    thin: Floats = np.clip(grey + (lifted - grey) * 1.16, 0.0, 1.0).astype(np.float32)
    return thin


def _pools(values: Floats, sheet: Sheet) -> Floats:
    """More pigment inside the edge of every dark wash, where it dries last."""
    light = values.mean(axis=2)
    near = blurred(light, 1.6 * sheet.scale) - light
    wide = blurred(light, 7.0 * sheet.scale) - light
    pooled: Floats = (1.0 + np.clip(near * 7.0, 0, 0.9) + np.clip(wide * 1.8, -0.25, 0.5)).astype(
        np.float32
    )
    return pooled


def _flow(sheet: Sheet) -> Floats:
    """Uneven paint: slow clouds of it, blooms with hard rims, grains in the paper's hollows."""
    clouds = sheet.cloth("clouds", 3, 4)
    blooms = np.exp(-(((sheet.cloth("blooms", 2, 3) - 0.53) / 0.02) ** 2))
    grains = sheet.cloth("grains", 130, 2)
    flow = 1.0 + (clouds - 0.5) * 1.5 + blooms * 0.1 + (grains - 0.5) * 0.55
    uneven: Floats = np.clip(flow, 0.25, 2.4).astype(np.float32)
    return uneven


def _dry_brush(sheet: Sheet) -> Floats:
    """Nearly full cover; here and there the brush skips the top of the paper's grain."""
    skips = np.clip((sheet.cloth("dry", 4, 3) - 0.63) * 6, 0, 1) * np.clip(
        (sheet.cloth("tooth", 90, 2) - 0.56) * 12, 0, 1
    )
    cover: Floats = (1.0 - 0.32 * skips).astype(np.float32)
    return cover


def _paper_relief(sheet: Sheet) -> Floats:
    """The light on rough paper."""
    tooth = sheet.cloth("tooth", 90, 3)
    slope = cv2.Sobel(tooth, cv2.CV_32F, 1, 1, ksize=3)
    lit: Floats = (1.0 + np.clip(slope, -0.5, 0.5) * 0.16 * min(sheet.scale, 1.0)).astype(
        np.float32
    )
    return lit
