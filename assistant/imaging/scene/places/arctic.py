"""The far north: an ice shelf, icebergs in dark water, the northern lights at night."""

from __future__ import annotations

import random

import skia

from assistant.imaging.scene.color import adjust, oklch
from assistant.imaging.scene.ground import draw_ground
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.ridges import draw_mountains, hills, peaks
from assistant.imaging.scene.stage import (
    Band,
    Ground,
    Landscape,
    Point,
    Stage,
    fill,
    polygon,
)
from assistant.imaging.scene.surfaces import SNOW
from assistant.imaging.scene.water import draw_water

_SEA = 345.0
_ICE = oklch(0.90, 0.045, 220)


def arctic(stage: Stage) -> Landscape:
    """Snow mountains behind a bay with icebergs, snow before it."""
    range_ = peaks(stage, "range", 340, 125, 3.2)
    shelf = hills(stage, "shelf", 470, 13, 1.3)
    sheets = [
        *heavens(stage, _SEA),
        stage.layer("range", 0.2, draw_mountains, stage, range_, "range", 0.6, 1.6),
        stage.layer("bergs", 0.35, _bergs, stage),
        stage.layer("bay", 0.45, draw_water, stage, _SEA, 0.9, 480),
        stage.layer("floes", 0.5, _floes, stage),
        stage.layer("shelf", 0.7, draw_ground, stage, shelf, SNOW, 0.05),
    ]
    third = stage.third(stage.side)
    ground = Ground(
        horizon=_SEA, land=Band(492, 552, stage.width * 0.1, stage.width * 0.9),
        water=Band(385, 440, stage.width * 0.12, stage.width * 0.88),
        perches=((third, shelf.at(third) + 4),),
    )  # fmt: skip
    return Landscape(sheets, [stage.layer("blocks", 0.9, _blocks, stage)], ground)


def _bergs(canvas: skia.Canvas, stage: Stage) -> None:
    dice = stage.dice("bergs")
    for number in range(5):
        x = stage.width * (0.08 + 0.84 * (number + dice.random()) / 5)
        wide = dice.uniform(60, 170)
        _berg(canvas, stage, (x, _SEA + 3), (wide, wide * dice.uniform(0.35, 0.7)), 0.3, dice)


def _ice_outline(dice: random.Random) -> list[Point]:
    """A broken outline on a base one wide, up to one high."""
    count = 6
    top = [
        (
            (step + dice.uniform(-0.25, 0.25)) / count - 0.5,
            dice.uniform(0.45, 1.0) * (1 - abs(step / count - 0.45)),
        )
        for step in range(1, count)
    ]
    return [(-0.52, 0.0), (-0.48, 0.3), *top, (0.47, 0.2), (0.52, 0.0)]


def _berg(
    canvas: skia.Canvas,
    stage: Stage,
    foot: Point,
    size: tuple[float, float],
    far: float,
    dice: random.Random,
) -> None:
    """A block of ice: a broken outline, a lit side, blue shade."""
    wide, tall = size
    x, y = foot
    outline = [(x + across * wide, y - up * tall) for across, up in _ice_outline(dice)]
    shape = polygon(outline)
    canvas.drawPath(shape, fill(stage.air.seen(_ICE, 0.15, far)))
    canvas.save()
    canvas.clipPath(shape, doAntiAlias=True)
    toward = -stage.side
    for index in range(1, len(outline) - 2):
        corner, following = outline[index], outline[index + 1]
        lit = (following[1] > corner[1]) == (toward > 0)
        drop = (corner[0] + dice.uniform(-0.1, 0.1) * wide, y)
        after = (following[0] + dice.uniform(-0.1, 0.1) * wide, y)
        tone = 1.0 if lit else dice.uniform(0.3, 0.6)
        canvas.drawPath(
            polygon([corner, following, after, drop]),
            fill(stage.air.seen(SNOW if lit else _ICE, tone, far)),
        )
    canvas.restore()


def _floes(canvas: skia.Canvas, stage: Stage) -> None:
    dice = stage.dice("floes")
    for _ in range(13):
        depth = dice.random()
        x, y, half = (
            dice.uniform(0, stage.width),
            _SEA + 18 + depth * 95,
            dice.uniform(14, 36) * (0.5 + depth),
        )
        shape = [
            (x - half, y),
            (x - half * 0.6, y - half * 0.13),
            (x + half * 0.5, y - half * 0.15),
            (x + half, y - half * 0.02),
            (x + half * 0.6, y + half * 0.12),
            (x - half * 0.5, y + half * 0.13),
        ]
        edge = [(px, py + 3 + 3 * depth) for px, py in shape]
        canvas.drawPath(
            polygon(edge), fill(stage.air.seen(adjust(_ICE, lighter=-0.1, chroma=1.4), 0.5, 0.15))
        )
        canvas.drawPath(polygon(shape), fill(stage.air.seen(SNOW, 0.95, 0.15)))


def _blocks(canvas: skia.Canvas, stage: Stage) -> None:
    dice = stage.dice("blocks")
    for number in range(3):
        x = stage.width * (0.5 + (stage.side if number else -stage.side) * dice.uniform(0.38, 0.5))
        wide = dice.uniform(60, 150)
        foot = (x, dice.uniform(520, 585))
        canvas.drawOval(
            skia.Rect.MakeXYWH(foot[0] - wide * 0.6, foot[1] - 6, wide * 1.2, 14),
            fill(stage.air.seen(SNOW, 0.1), 0.5, blur=4),
        )
        _berg(canvas, stage, foot, (wide, wide * dice.uniform(0.4, 0.8)), 0.0, dice)
