"""Coasts and the open sea: cliffs, a beach with surf, islands on the horizon."""

from __future__ import annotations

import math

import numpy as np
import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.cliffs import Cliff, cliff_of, draw_cliff
from assistant.imaging.scene.color import adjust, argb, mix
from assistant.imaging.scene.ground import ground_color, stones
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.program import Season
from assistant.imaging.scene.ridges import Ridge, draw_hill, hills
from assistant.imaging.scene.stage import (
    HEIGHT,
    Band,
    Ground,
    Landscape,
    Point,
    Stage,
    downward,
    fill,
    polygon,
)
from assistant.imaging.scene.trees import palm
from assistant.imaging.scene.water import draw_water, surf

_SEA = 318.0


def coast(stage: Stage) -> Landscape:
    """A bay with a cliff on one side and a beach before it."""
    far = _headland(stage)
    cliff = cliff_of(stage, _SEA)
    beach = _beach(stage)
    sheets = [
        *heavens(stage, _SEA),
        stage.layer(
            "headland",
            0.2,
            draw_hill,
            stage,
            far,
            mix(stage.surfaces.rock, ground_color(stage), 0.4),
            0.72,
        ),
        stage.layer("cliff behind", 0.4, draw_cliff, stage, cliff),
        stage.layer("sea", 0.4, _sea_around, stage, cliff),
        stage.layer("beach", 0.7, _draw_beach, stage, beach),
    ]
    perch_x = stage.width * 0.5 + stage.side * stage.width * 0.3
    ground = Ground(
        horizon=_SEA, land=Band(512, 560, stage.width * 0.15, stage.width * 0.85),
        water=Band(352, 430, stage.width * 0.12, stage.width * 0.88),
        perches=((perch_x, cliff.at(perch_x) + 5),),
    )  # fmt: skip
    return Landscape(sheets, [stage.layer("palms", 0.9, _palms, stage, beach)], ground)


def sea(stage: Stage) -> Landscape:
    """Nothing but the sea and the sky, and a far island."""
    isle = _headland(stage)
    sheets = [
        *heavens(stage, 300.0),
        stage.layer(
            "isle", 0.2, draw_hill, stage, Ridge(isle.line - 18, 302), stage.surfaces.rock, 0.8
        ),
        stage.layer("sea", 0.4, draw_water, stage, 300.0, 0.35),
        stage.layer("swell", 0.6, _swell, stage),
    ]
    water = Band(370, 500, stage.width * 0.1, stage.width * 0.9)
    return Landscape(sheets, [], Ground(horizon=300.0, land=water, water=water))


def _headland(stage: Stage) -> Ridge:
    ridge = hills(stage, "headland", _SEA, 26, 1.7, 4)
    x = np.arange(len(ridge.line)) / len(ridge.line)
    middle = 0.5 - stage.side * 0.36
    crowd = np.exp(-(((x - middle) / 0.2) ** 2))
    rough = np.abs(ridge.line - _SEA) + 14
    return Ridge((_SEA + 3 - rough * crowd).astype(np.float32), _SEA + 1)


def _sea_around(canvas: skia.Canvas, stage: Stage, cliff: Cliff) -> None:
    """The sea, which mirrors the cliff; then the cliff's foot again before it."""
    draw_water(canvas, stage, _SEA, 0.55)
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(0, _SEA - 1, stage.width, HEIGHT))
    draw_cliff(canvas, stage, cliff)
    canvas.restore()
    dice = stage.dice("foam")
    surf(canvas, stage, [(x, y + 3 + dice.uniform(-1.3, 1.3)) for x, y in cliff.foot], 2.2)


def _beach(stage: Stage) -> Ridge:
    ridge = hills(stage, "beach", 486, 8, 1.3)
    x = np.arange(len(ridge.line)) / len(ridge.line)
    share = x if stage.side > 0 else 1.0 - x
    return Ridge((ridge.line + 56 * (0.5 - share)).astype(np.float32), HEIGHT + 4)


def _draw_beach(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    air = stage.air
    sand = ground_color(stage) if stage.snowy else stage.surfaces.sand
    wet = mix(air.seen(adjust(sand, lighter=-0.16), 0.6), air.horizon, 0.25)
    canvas.drawPath(ridge.body(), fill(wet))
    dry = Ridge(ridge.line + 15, ridge.foot)
    top = float(dry.line.min())
    canvas.drawPath(
        dry.body(),
        downward(
            top,
            HEIGHT,
            [
                argb(air.seen(sand, 0.85)),
                argb(air.seen(sand, 0.98)),
                argb(air.seen(adjust(sand, lighter=-0.04), 0.7)),
            ],
        ),
    )
    wave = noise.profile(stage.noise("surf"), len(ridge.line), 16 * stage.width / 1024, 3)
    line = [(x, y - 2 + 3.0 * float(w)) for (x, y), w in zip(ridge.points(), wave, strict=True)]
    surf(canvas, stage, line, 4.2)
    dice = stage.dice("beach stones")
    stones(canvas, stage, "pebbles", [
        ((x, dry.at(x) + dice.uniform(4, 70)), dice.uniform(5, 18))
        for x in (dice.uniform(0, stage.width) for _ in range(12))
    ])  # fmt: skip


def _palms(canvas: skia.Canvas, stage: Stage, beach: Ridge) -> None:
    """Palms on warm beaches, leaning in from the edge."""
    dice = stage.dice("palms")
    if (
        stage.snowy
        or stage.program.season in {Season.AUTUMN, Season.WINTER}
        or dice.random() < 0.45
    ):
        return
    for _ in range(dice.choice((1, 2, 3))):
        x = stage.width * 0.5 - stage.side * stage.width * dice.uniform(0.36, 0.5)
        palm(canvas, stage, (x, max(beach.at(x) + 30, 530)), dice.uniform(210, 330), 0.0, dice)


def _swell(canvas: skia.Canvas, stage: Stage) -> None:
    """Long waves toward the viewer, with lit crests."""
    dice = stage.dice("swell")
    for row in range(7):
        depth = (row + 0.5) / 7
        y = 306 + depth**1.7 * 270
        path: list[Point] = []
        phase = dice.uniform(0, math.tau)
        for step in range(int(stage.width / 8) + 2):
            x = step * 8.0
            path.append((x, y + math.sin(x / (50 + 190 * depth) + phase) * (1 + 6 * depth)))
        color = mix(stage.air.seen(stage.surfaces.water, 0.9), stage.air.horizon, 0.25)
        shape = polygon([*path, (stage.width, y + 60 * depth + 6), (0, y + 60 * depth + 6)])
        canvas.drawPath(
            shape, downward(y, y + 50 * depth + 5, [argb(color, 0.34), argb(color, 0.0)])
        )
