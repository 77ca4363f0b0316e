"""Trees: firs, round crowns, bare ones, palms; alone or as the edge of a wood."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import skia

from assistant.imaging.scene.color import Color, adjust, mix, oklch
from assistant.imaging.scene.program import Season
from assistant.imaging.scene.ridges import Ridge
from assistant.imaging.scene.stage import Point, Stage, fill, polygon, stroke
from assistant.imaging.scene.surfaces import BARK, SNOW


def fir_shape(foot: Point, height: float, dice: random.Random, tiers: int = 7) -> list[Point]:
    """The outline of a fir with hanging boughs."""
    x, y = foot
    left: list[Point] = []
    right: list[Point] = []
    spread = height * dice.uniform(0.19, 0.25)
    for tier in range(tiers):
        share = (tier + 1) / tiers
        level = y - height * (1.0 - share * 0.93)
        reach = spread * share**0.85
        for side, edge in ((-1, left), (1, right)):
            out = reach * dice.uniform(0.82, 1.15)
            edge.append((x + side * out, level + height * 0.02 * dice.random()))
            edge.append((x + side * out * 0.5, level - height * 0.022))
    return [(x, y - height), *right, (x + spread * 0.1, y), (x - spread * 0.1, y), *reversed(left)]


def fir(
    canvas: skia.Canvas, stage: Stage, foot: Point, height: float, far: float, dice: random.Random
) -> None:
    """A fir with a lit and a shaded half, and snow on its boughs where snow lies."""
    air, (x, y) = stage.air, foot
    green = adjust(
        stage.surfaces.pines, lighter=dice.uniform(-0.03, 0.04), turn=dice.uniform(-8, 8)
    )
    shape = polygon(fir_shape(foot, height, dice))
    toward = -stage.side
    canvas.drawPath(shape, fill(air.seen(green, 0.12, far)))
    canvas.save()
    canvas.clipPath(shape, doAntiAlias=True)
    lit = [(x + toward * height, y), (x + toward * height, y - height * 1.1), (x, y - height * 1.1)]
    zigzag = [
        (x + toward * height * dice.uniform(-0.035, 0.05), y - height * (1.0 - step / 9))
        for step in range(10)
    ]
    canvas.drawPath(polygon([*lit, *zigzag]), fill(air.seen(green, 0.85, far)))
    if stage.snowy:
        _bough_snow(canvas, stage, foot, height, far, dice)
    canvas.restore()


def _bough_snow(
    canvas: skia.Canvas, stage: Stage, foot: Point, height: float, far: float, dice: random.Random
) -> None:
    x, y = foot
    bright, dim = stage.air.seen(SNOW, 0.95, far), stage.air.seen(SNOW, 0.3, far)
    path, shaded = skia.Path(), skia.Path()
    for tier in range(7):
        share = (tier + 1) / 7
        level = y - height * (1.0 - share * 0.93)
        reach = height * 0.25 * share**0.85
        for side, into in ((stage.side, shaded), (-stage.side, path)):
            out, thick = reach * dice.uniform(0.85, 1.1), height * dice.uniform(0.035, 0.06)
            corners = (
                (reach * 0.05, height * -0.11),
                (out, height * 0.01),
                (out * 0.72, thick * -0.5),
                (out * 0.45, thick * -0.1),
                (out * 0.2, thick * -1.1),
            )
            into.addPath(polygon([(x + side * across, level + down) for across, down in corners]))
    cap = polygon(
        [
            (x, y - height),
            (x + height * 0.05, y - height * 0.86),
            (x, y - height * 0.89),
            (x - height * 0.05, y - height * 0.86),
        ]
    )
    canvas.drawPath(shaded, fill(dim))
    canvas.drawPath(path, fill(bright))
    canvas.drawPath(cap, fill(bright))


def wood(
    canvas: skia.Canvas,
    stage: Stage,
    ridge: Ridge,
    height: float,
    far: float,
    density: float = 1.0,
) -> None:
    """Firs in a row along a ridge, as one silhouette with a lit fringe and a misty foot."""
    dice = stage.dice(f"wood {height:.0f}")
    dark, lit = skia.Path(), skia.Path()
    x = -height
    while x < stage.width + height:
        tall = height * dice.uniform(0.55, 1.2) * (1.15 if dice.random() < 0.12 else 1.0)
        foot = (x, ridge.at(x) + height * 0.28)
        tiers = 4 if height < 30 else 6
        (dark if dice.random() < 0.6 else lit).addPath(polygon(fir_shape(foot, tall, dice, tiers)))
        gap = 0.28 if dice.random() < 0.85 else dice.uniform(0.3, 1.6)
        x += height * gap / density * dice.uniform(0.6, 1.3)
    green = stage.surfaces.pines
    if stage.snowy:
        green = mix(green, SNOW, 0.33)
    canvas.drawPath(lit, fill(stage.air.seen(adjust(green, lighter=0.025), 0.6, far)))
    canvas.drawPath(dark, fill(stage.air.seen(green, 0.3, far)))


Puff = tuple[float, float, float]
"""A round part of a crown: its middle and its radius."""


def heaped(
    canvas: skia.Canvas, stage: Stage, puffs: Sequence[Puff], color: Color, far: float
) -> None:
    """A crown or bush of round parts: shaded below, lit on the side of the sun."""
    for lit, scale, shift in ((0.1, 1.0, 0.0), (0.55, 0.73, 0.23), (0.97, 0.42, 0.38)):
        path = skia.Path()
        for x, y, radius in puffs:
            path.addCircle(x - stage.side * radius * shift, y - radius * shift, radius * scale)
        canvas.drawPath(path, fill(stage.air.seen(color, lit, far)))


def leafy(
    canvas: skia.Canvas, stage: Stage, foot: Point, height: float, far: float, dice: random.Random
) -> None:
    """A tree with a round crown in the colors of the season; bare in winter."""
    if stage.program.season is Season.WINTER:
        bare(canvas, stage, foot, height, far, dice)
        return
    air, (x, y) = stage.air, foot
    color = dice.choice(stage.surfaces.leaves)
    trunk = fill(air.seen(BARK, 0.4, far))
    wide = height * 0.05
    canvas.drawPath(
        polygon(
            [
                (x - wide, y),
                (x - wide * 0.5, y - height * 0.6),
                (x + wide * 0.5, y - height * 0.6),
                (x + wide, y),
            ]
        ),
        trunk,
    )
    crown = _crown((x, y - height * 0.62), height * 0.36, dice)
    heaped(canvas, stage, crown, color, far)
    if stage.snowy:
        path = skia.Path()
        for puff_x, puff_y, radius in crown[:5]:
            path.addOval(
                skia.Rect.MakeXYWH(
                    puff_x - radius * 0.7, puff_y - radius, radius * 1.4, radius * 0.6
                )
            )
        canvas.drawPath(path, fill(air.seen(SNOW, 0.9, far)))


def _crown(middle: Point, reach: float, dice: random.Random) -> list[tuple[float, float, float]]:
    x, y = middle
    puffs = []
    for index in range(9):
        angle = index / 9 * math.tau + dice.uniform(-0.3, 0.3)
        out = reach * dice.uniform(0.35, 0.62)
        spot = (x + math.cos(angle) * out * 1.05, y + math.sin(angle) * out * 0.85)
        puffs.append((*spot, reach * dice.uniform(0.36, 0.52)))
    puffs.append((x, y, reach * 0.6))
    return sorted(puffs, key=lambda puff: puff[1])


def bare(
    canvas: skia.Canvas, stage: Stage, foot: Point, height: float, far: float, dice: random.Random
) -> None:
    """A tree without leaves."""
    color = stage.air.seen(BARK, 0.35, far)
    snow = stage.air.seen(SNOW, 0.85, far)

    def branch(start: Point, angle: float, length: float, thick: float, left: int) -> None:
        end = (start[0] + math.cos(angle) * length, start[1] - math.sin(angle) * length)
        canvas.drawLine(*start, *end, stroke(color, thick))
        if stage.snowy and left < 3:
            canvas.drawLine(
                start[0],
                start[1] - thick * 0.5,
                end[0],
                end[1] - thick * 0.4,
                stroke(snow, thick * 0.5),
            )
        for _ in range(2 + (left > 2) if left else 0):
            branch(
                end,
                angle + dice.uniform(-0.75, 0.75),
                length * dice.uniform(0.6, 0.82),
                thick * 0.62,
                left - 1,
            )

    forks = 4 if height > 60 else 3
    branch(foot, math.pi / 2, height * 0.3, height * 0.055, forks)


def palm(
    canvas: skia.Canvas, stage: Stage, foot: Point, height: float, far: float, dice: random.Random
) -> None:
    """A palm that leans into the light."""
    air, (x, y) = stage.air, foot
    lean = height * dice.uniform(0.08, 0.34) * dice.choice((-1, 1))
    top = (x + lean, y - height * 0.82)
    trunk = skia.Path()
    trunk.moveTo(x - height * 0.035, y)
    trunk.quadTo(x + lean * 0.15, y - height * 0.45, top[0] - height * 0.014, top[1])
    trunk.lineTo(top[0] + height * 0.018, top[1])
    trunk.quadTo(x + lean * 0.2 + height * 0.04, y - height * 0.4, x + height * 0.04, y)
    canvas.drawPath(trunk, fill(air.seen(adjust(BARK, lighter=0.12), 0.6, far)))
    green = oklch(0.58, 0.125, dice.uniform(128, 142))
    fronds = [(index / 9 * math.pi * 1.25 - 0.4 + dice.uniform(-0.15, 0.15)) for index in range(10)]
    for order, angle in enumerate(sorted(fronds, key=lambda a: abs(a - math.pi / 2))):
        lit = 0.25 + 0.65 * (math.cos(angle) * -stage.side > 0)
        shape = _frond(top, angle, height * dice.uniform(0.36, 0.46))
        canvas.drawPath(shape, fill(air.seen(adjust(green, lighter=0.012 * (order % 3)), lit, far)))


def _frond(start: Point, angle: float, length: float) -> skia.Path:
    x, y = start
    reach, rise = math.cos(angle) * length, math.sin(angle) * length
    end = (x + reach, y - rise + length * 0.5)
    path = skia.Path()
    path.moveTo(x, y)
    path.quadTo(x + reach * 0.5, y - rise * 1.1 - length * 0.18, *end)
    path.quadTo(x + reach * 0.52, y - rise * 0.75 + length * 0.02, x, y + length * 0.04)
    path.close()
    return path


def grove(
    canvas: skia.Canvas,
    stage: Stage,
    spots: Sequence[tuple[Point, float]],
    far: float,
    dice: random.Random,
) -> None:
    """Leafy trees at these feet with these heights, the farthest first."""
    for foot, height in sorted(spots, key=lambda spot: spot[0][1]):
        leafy(canvas, stage, foot, height, far, dice)
