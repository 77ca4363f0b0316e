"""An island: a small green hill with a beach and palms in a warm sea."""

from __future__ import annotations

import math

import numpy as np
import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import argb, oklch
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.ridges import Ridge, draw_hill, hills
from assistant.imaging.scene.stage import (
    HEIGHT,
    Band,
    Ground,
    Landscape,
    Stage,
    downward,
    fill,
    polygon,
)
from assistant.imaging.scene.surfaces import SNOW
from assistant.imaging.scene.trees import heaped, palm
from assistant.imaging.scene.water import draw_water, surf

_BUSHES = oklch(0.57, 0.14, 135)


def island(stage: Stage) -> Landscape:
    """A small green island with a beach in a warm sea."""
    sea_y, middle = 330.0, stage.third(stage.side)
    mound, beach = _mound(stage, middle, 205, 40, 74), _mound(stage, middle, 300, 66, 12)
    sheets = [
        *heavens(stage, sea_y),
        stage.layer(
            "far isle",
            0.2,
            draw_hill,
            stage,
            Ridge(_mound(stage, stage.third(-stage.side) - 60, 120, -36, 26).line, sea_y + 1),
            stage.surfaces.pines,
            0.75,
        ),
        stage.layer("sea", 0.4, _lagoon, stage, sea_y, beach),
        stage.layer("beach", 0.6, _beach, stage, beach),
        stage.layer("hill", 0.65, _green, stage, mound),
        stage.layer("palms", 0.7, _palms, stage, beach, middle),
    ]
    ground = Ground(
        horizon=sea_y, land=Band(412, 426, middle - 190, middle + 190),
        water=Band(470, 530, stage.width * 0.12, stage.width * 0.88),
        perches=((middle, mound.at(middle) + 3),),
    )  # fmt: skip
    return Landscape(sheets, [], ground)


def _mound(stage: Stage, middle: float, half: float, drop: float, tall: float) -> Ridge:
    """A low back out of the sea: its foot ``drop`` below y 366."""
    foot = 366.0 + drop
    base = hills(stage, f"mound {half:.0f}", foot, 5, 4)
    x = (np.arange(len(base.line)) - 1) * 3.0
    share = np.clip(1.0 - ((x - middle) / half) ** 2, 0.0, 1.0)
    rough = noise.profile(stage.noise(f"mound {tall:.0f}"), len(base.line), 7, 3)
    line = np.where(share > 0, foot - tall * share**0.7 * (1 + 0.16 * rough), HEIGHT + 10)
    return Ridge(line.astype(np.float32), foot)


def _lagoon(canvas: skia.Canvas, stage: Stage, sea_y: float, beach: Ridge) -> None:
    draw_water(canvas, stage, sea_y, 0.5)
    middle = stage.third(stage.side)
    shallow = stage.air.seen(oklch(0.82, 0.10, 190), 0.9)
    canvas.save()
    canvas.translate(middle, beach.foot + 2)
    canvas.scale(1.0, 0.15)
    stops = [argb(shallow, alpha) for alpha in (0.95, 0.85, 0.5, 0.16, 0.0)]
    shader = skia.GradientShader.MakeRadial((0, 0), 470, stops, [0.0, 0.5, 0.7, 0.86, 1.0])
    canvas.drawCircle(0, 0, 470, skia.Paint(Shader=shader))
    canvas.restore()


def _beach(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    sand = SNOW if stage.program.weather.value == "snow" else stage.surfaces.sand
    points = [(x, y) for x, y in ridge.points() if y <= ridge.foot]
    dice = stage.dice("island shore")
    lower = [
        (
            x,
            ridge.foot
            + 12 * math.sin((i + 1) / (len(points) + 1) * math.pi)
            + dice.uniform(-0.8, 0.8),
        )
        for i, (x, _) in enumerate(points)
    ]
    surf(canvas, stage, [(x, y + 3) for x, y in lower], 3.0)
    body = polygon([*points, *reversed(lower)])
    canvas.drawPath(
        body,
        downward(
            ridge.foot - 16,
            ridge.foot + 12,
            [argb(stage.air.seen(sand, 1.0)), argb(stage.air.seen(sand, 0.75))],
        ),
    )


def _green(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    points = [(x, y) for x, y in ridge.points() if y <= ridge.foot]
    dice = stage.dice("bushes")
    body = [*points, (points[-1][0], ridge.foot), (points[0][0], ridge.foot)]
    canvas.drawPath(polygon(body), fill(stage.air.seen(_BUSHES, 0.1, 0.08)))
    puffs = []
    for _ in range(60):
        x, y = dice.choice(points)
        puffs.append((x, y + dice.random() * (ridge.foot - y - 6), dice.uniform(9, 19)))
    heaped(canvas, stage, puffs, _BUSHES, 0.08)


def _palms(canvas: skia.Canvas, stage: Stage, beach: Ridge, middle: float) -> None:
    dice = stage.dice("island palms")
    for _ in range(6):
        x = middle + dice.uniform(-225, 225)
        palm(
            canvas, stage, (x, beach.foot - dice.uniform(2, 14)), dice.uniform(105, 185), 0.04, dice
        )
