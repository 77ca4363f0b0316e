"""Small houses: gables and roofs, windows that are lit when it is dark, smoke from chimneys."""

from __future__ import annotations

import random

import skia

from assistant.imaging.scene.color import mix, oklch
from assistant.imaging.scene.program import Season
from assistant.imaging.scene.stage import Point, Stage, fill, polygon, shine, stroke
from assistant.imaging.scene.surfaces import LAMP, SNOW

_GABLE = 0.42
"""The share of a house's width that its front takes."""


def house(
    canvas: skia.Canvas, stage: Stage, foot: Point, width: float, far: float, dice: random.Random
) -> None:
    """A small house, its gable to the light."""
    canvas.save()
    canvas.translate(*foot)
    canvas.scale(width * stage.side, width)
    _house(canvas, stage, far, dice)
    canvas.restore()


def _house(canvas: skia.Canvas, stage: Stage, far: float, dice: random.Random) -> None:
    """A house one unit wide around the origin, seen with its gable on the left."""
    air = stage.air
    wall = oklch(
        dice.uniform(0.82, 0.94), dice.uniform(0.02, 0.07), dice.choice((60, 80, 95, 30, 200))
    )
    roof = oklch(
        dice.uniform(0.48, 0.6), dice.uniform(0.07, 0.13), dice.choice((30, 38, 45, 20, 250))
    )
    eaves = -dice.uniform(0.48, 0.66)
    ridge = eaves - dice.uniform(0.36, 0.5)
    corner, middle = _GABLE - 0.5, _GABLE / 2 - 0.5
    canvas.drawRect(skia.Rect.MakeLTRB(-0.5, eaves, 0.5, 0), fill(air.seen(wall, 0.35, far)))
    front = [(-0.5, 0.0), (-0.5, eaves), (middle, ridge), (corner, eaves), (corner, 0.0)]
    canvas.drawPath(polygon(front), fill(air.seen(wall, 0.92, far)))
    chimney = skia.Rect.MakeLTRB(middle + 0.4, ridge - 0.07, middle + 0.49, ridge + 0.25)
    canvas.drawRect(chimney, fill(air.seen(roof, 0.3, far)))
    tiles = SNOW if stage.snowy else roof
    slope = [(corner, eaves + 0.05), (middle, ridge), (0.45, ridge), (0.55, eaves + 0.05)]
    canvas.drawPath(polygon(slope), fill(air.seen(tiles, 0.55, far)))
    edge = stroke(air.seen(tiles, 0.95, far), 0.045)
    canvas.drawLine(-0.5, eaves + 0.05, middle, ridge, edge)
    canvas.drawLine(corner, eaves + 0.05, middle, ridge, edge)
    _openings(canvas, stage, eaves, far, dice)
    if air.lamps or stage.program.season is Season.WINTER:
        _smoke(canvas, stage, (middle + 0.44, ridge - 0.1), dice)


def _openings(
    canvas: skia.Canvas, stage: Stage, eaves: float, far: float, dice: random.Random
) -> None:
    """Windows in the front, under the gable and along the side; a door."""
    air, size = stage.air, 0.1
    glass = (
        mix(LAMP, air.haze, far * 0.3) if air.lamps else air.seen(oklch(0.45, 0.05, 240), 0.5, far)
    )
    along = [(-0.01 + 0.345 * share, eaves * 0.7) for share in (0.05, 0.5, 0.95)]
    spots = [*along, (_GABLE / 2 - 0.5 - size / 2, eaves * 1.1), (-0.44, eaves * 0.6)]
    for x, y in spots:
        if air.lamps:
            shine(canvas, (x + size / 2, y + size / 2), size * 2.2, LAMP, 0.5)
        canvas.drawRect(skia.Rect.MakeXYWH(x, y, size, size * 1.15), fill(glass))
    door = oklch(dice.uniform(0.4, 0.55), 0.09, dice.choice((30, 145, 250, 60)))
    frame = skia.Rect.MakeLTRB(_GABLE - 0.7, eaves * 0.55, _GABLE - 0.58, 0)
    canvas.drawRect(frame, fill(air.seen(door, 0.8, far)))


def _smoke(canvas: skia.Canvas, stage: Stage, start: Point, dice: random.Random) -> None:
    x, y = start
    color = mix(stage.air.haze, stage.air.cloud_lit, 0.5)
    for puff in range(9):
        share = puff / 9
        x += dice.uniform(-0.4, 1.4) * 0.03
        y -= 0.075
        canvas.drawCircle(x, y, 0.03 + 0.085 * share, fill(color, 0.42 * (1 - share), blur=0.02))
