"""The jungle: green walls in the mist, a waterfall, great leaves before all."""

from __future__ import annotations

import math
import random

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix, oklch
from assistant.imaging.scene.ground import stones
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.ridges import Ridge, draw_hill, hills, mist
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
    stroke,
)
from assistant.imaging.scene.surfaces import SNOW
from assistant.imaging.scene.trees import heaped, palm
from assistant.imaging.scene.water import draw_water

_GREENS = ((0.50, 0.12, 145), (0.57, 0.14, 135), (0.45, 0.10, 158), (0.62, 0.15, 125))


def jungle(stage: Stage) -> Landscape:
    """Green walls in the mist, a waterfall into a pool, great leaves before all."""
    fall_x = stage.third(-stage.side)
    rows = [hills(stage, f"canopy {n}", 205 + 68 * n, 40 - 6 * n, 2.2, 4) for n in range(3)]
    bank = hills(stage, "bank", 486, 10, 1.6)
    sheets = [*heavens(stage, 330.0)]
    for number, row in enumerate(rows):
        sheets.append(
            stage.layer(f"canopy {number}", 0.2 + 0.15 * number, _canopy, stage, row, number)
        )
    sheets += [
        stage.layer("fall", 0.5, _fall, stage, fall_x, rows[1].at(fall_x) + 6),
        stage.layer("pool", 0.55, draw_water, stage, 425.0, 0.8),
        stage.layer("spray", 0.6, mist, stage, 428, 30, 0.45),
        stage.layer("bank", 0.7, _bank, stage, bank),
    ]
    front = [stage.layer("leaves", 0.95, _near_leaves, stage)]
    ground = Ground(
        horizon=380.0, land=Band(506, 552, stage.width * 0.25, stage.width * 0.75),
        water=Band(440, 470, stage.width * 0.25, stage.width * 0.75),
    )  # fmt: skip
    return Landscape(sheets, front, ground)


def _canopy(canvas: skia.Canvas, stage: Stage, ridge: Ridge, number: int) -> None:
    """One green wall: heaped crowns with lit tops, palms out of them, mist at its foot."""
    far = (0.75, 0.5, 0.2)[number]
    dice, air = stage.dice(f"canopy {number}"), stage.air
    color = oklch(*_GREENS[number % 3])
    puffs = []
    for _ in range(85):
        x, depth = dice.uniform(-20, stage.width + 20), dice.random() ** 1.6
        puffs.append((x, ridge.at(x) + depth * 120, dice.uniform(12, 26) * (1 + 0.35 * number)))
    canvas.drawPath(ridge.body(), fill(air.seen(color, 0.15, far)))
    heaped(canvas, stage, puffs, color, far)
    for _ in range(5):
        x = dice.uniform(0, stage.width)
        palm(
            canvas,
            stage,
            (x, ridge.at(x) + 40),
            dice.uniform(80, 130) * (1 + 0.3 * number),
            far,
            dice,
        )
    mist(canvas, stage, float(ridge.line.mean()) + 90, 80, 0.32 + 0.2 * far)


def _fall(canvas: skia.Canvas, stage: Stage, x: float, top: float) -> None:
    """A white ribbon of water between wet rocks."""
    air, dice, bottom = stage.air, stage.dice("fall"), 430.0
    rock = air.seen(adjust(stage.surfaces.rock, lighter=-0.12), 0.3, 0.3)
    ledge = [(x - 62, top + 8), (x - 40, top - 8), (x + 42, top - 6), (x + 66, top + 12)]
    canvas.drawPath(polygon([*ledge, (x + 84, bottom), (x - 80, bottom)]), fill(rock))
    white = mix(air.seen((1.0, 1.0, 1.0), 0.95, 0.1), air.horizon, 0.1)
    canvas.drawPath(
        polygon([(x - 24, top - 4), (x + 22, top - 4), (x + 34, bottom), (x - 36, bottom)]),
        downward(top, bottom, [argb(white, 0.95), argb(white, 0.82), argb(white, 0.95)]),
    )
    blue = air.seen(oklch(0.72, 0.07, 225), 0.7, 0.15)
    for _ in range(26):
        left, start = dice.uniform(-22, 20), dice.uniform(top, bottom - 60)
        canvas.drawLine(
            x + left,
            start,
            x + left * 1.4,
            start + dice.uniform(25, 80),
            stroke(blue, dice.uniform(0.8, 2.2), 0.55),
        )
    for side in (-1, 1):
        bushes = [
            (x + side * dice.uniform(40, 118), dice.uniform(top - 8, bottom), dice.uniform(13, 26))
            for _ in range(24)
        ]
        heaped(canvas, stage, bushes, oklch(*_GREENS[side]), 0.22)
    for _ in range(14):
        canvas.drawCircle(
            x + dice.gauss(0, 34),
            bottom - dice.uniform(0, 16),
            dice.uniform(8, 22),
            fill(white, 0.26, blur=6.0),
        )


def _bank(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    dice = stage.dice("jungle bank")
    draw_hill(canvas, stage, ridge, SNOW if stage.snowy else oklch(0.55, 0.11, 130), 0.0)
    stones(canvas, stage, "jungle stones", [
        ((x, ridge.at(x) + dice.uniform(0, 18)), dice.uniform(18, 52))
        for x in (dice.uniform(0, stage.width) for _ in range(10))
    ])  # fmt: skip
    for _ in range(34):
        x = dice.uniform(0, stage.width)
        _fern(canvas, stage, (x, ridge.at(x) + dice.uniform(6, 90)), dice.uniform(18, 44), dice)


def _fern(canvas: skia.Canvas, stage: Stage, foot: Point, size: float, dice: random.Random) -> None:
    color = oklch(*dice.choice(_GREENS))
    for blade in range(7):
        angle = math.pi * (0.12 + 0.76 * blade / 6) + dice.uniform(-0.1, 0.1)
        _leaf(canvas, stage, foot, (angle, size, 0.16), (color, 0.3 + 0.6 * (blade % 2)))


def _leaf(
    canvas: skia.Canvas,
    stage: Stage,
    foot: Point,
    form: tuple[float, float, float],
    look: tuple[Color, float],
) -> None:
    """A pointed leaf that droops at its tip, with a paler rib.

    ``form`` is its angle, length and breadth, ``look`` its color and how lit it is.
    """
    x, y = foot
    angle, length, breadth = form
    color, lit = look
    reach, rise = math.cos(angle) * length, math.sin(angle) * length
    tip = (x + reach * 1.1, y - rise * 0.86)
    side = (-math.sin(angle) * length * breadth, -math.cos(angle) * length * breadth)
    path = skia.Path()
    path.moveTo(x, y)
    path.quadTo(x + reach * 0.5 + side[0], y - rise * 0.65 + side[1], *tip)
    path.quadTo(x + reach * 0.5 - side[0], y - rise * 0.65 - side[1], x, y)
    path.close()
    canvas.drawPath(path, fill(stage.air.seen(color, lit)))
    rib = skia.Path()
    rib.moveTo(x, y)
    rib.quadTo(x + reach * 0.5, y - rise * 0.65, *tip)
    canvas.drawPath(
        rib, stroke(stage.air.seen(adjust(color, lighter=0.1), lit), max(length * 0.012, 0.6), 0.7)
    )


def _near_leaves(canvas: skia.Canvas, stage: Stage) -> None:
    """Great dark leaves from the corners, lianas from above."""
    dice = stage.dice("near leaves")
    for _ in range(5):
        x = stage.width * (0.5 + dice.choice((-1, 1)) * dice.uniform(0.16, 0.48))
        path = skia.Path()
        path.moveTo(x, -5)
        path.cubicTo(
            x + dice.uniform(-30, 30),
            60,
            x + dice.uniform(-30, 30),
            120,
            x + dice.uniform(-20, 20),
            dice.uniform(110, 230),
        )
        canvas.drawPath(
            path, stroke(stage.air.seen(oklch(0.42, 0.08, 140), 0.2), dice.uniform(2, 4))
        )
    for corner_x, corner_y, start, end in (
        (-12, HEIGHT + 8, 0.05, 1.5),
        (stage.width + 12, HEIGHT + 8, 1.6, 3.05),
        (-10, -10, -1.4, -0.1),
        (stage.width + 10, -10, 3.2, 4.5),
    ):
        for number in range(7):
            angle = start + (end - start) * (number + dice.uniform(-0.2, 0.2)) / 6
            color = oklch(*dice.choice(_GREENS))
            length = dice.uniform(130, 235) * (1.0 if corner_y > 0 else 0.8)
            _leaf(
                canvas,
                stage,
                (corner_x, corner_y),
                (angle, length, 0.2),
                (adjust(color, lighter=-0.06), dice.choice((0.1, 0.3, 0.65))),
            )
