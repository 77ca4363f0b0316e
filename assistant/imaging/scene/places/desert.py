"""A desert: dunes with sharp crests, table mountains behind, cactuses near."""

from __future__ import annotations

import math
import random

import numpy as np
import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import Color, adjust, argb, mix, oklch
from assistant.imaging.scene.ground import stones
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.ridges import STEP, Ridge, count_of
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
from assistant.imaging.scene.ways import draw_road, winding

_HORIZON = 366.0


def desert(stage: Stage) -> Landscape:
    """Sand to the horizon."""
    dunes = [_dune(stage, f"dune {n}", 372 + 48 * n + 10 * n * n, 34 + 12 * n) for n in range(4)]
    plain = stage.winding
    end = (stage.third(-stage.side), dunes[1].at(stage.third(-stage.side)) + 2)
    way = winding(stage, "way", end, 280, 60)
    sheets = [*heavens(stage, _HORIZON), stage.layer("tables", 0.15, _tables, stage)]
    for number, dune in enumerate(dunes[: 2 if plain else 4]):
        far = (0.62, 0.34, 0.14, 0.0)[number]
        sheets.append(
            stage.layer(f"dune {number}", 0.3 + 0.15 * number, _draw_dune, stage, dune, far)
        )
    if plain:
        sheets.append(stage.layer("road", 0.7, draw_road, stage, way))
    ground = Ground(
        horizon=_HORIZON, land=Band(470, 552, stage.width * 0.1, stage.width * 0.9),
        perches=((stage.third(stage.side), dunes[1].at(stage.third(stage.side)) + 3),),
        road=way.at_y if plain else None,
    )  # fmt: skip
    return Landscape(sheets, [stage.layer("cactuses", 0.9, _front, stage, plain)], ground)


def _sand(stage: Stage) -> Color:
    sand = oklch(0.82, 0.095, 68)
    warm = stage.dice("sand").uniform(-12, 8)
    return SNOW if stage.program.weather.value == "snow" else adjust(sand, turn=warm)


def _dune(stage: Stage, name: str, base: float, height: float) -> Ridge:
    """Long backs that rise slowly and break off: smoothed noise with sharpened crests."""
    count = count_of(stage)
    dice = stage.dice(name)
    x = np.arange(count) * STEP / 1024.0
    waves = dice.uniform(1.1, 1.9)
    phase = x * waves + dice.random() + 0.12 * noise.profile(stage.noise(name), count, 2.0, 2)
    saw = np.mod(phase if stage.side > 0 else -phase, 1.0)
    fall = np.clip((saw - 0.72) / 0.28, 0, 1)
    rise = np.where(
        saw < 0.72,
        np.sin(np.clip(saw / 0.72, 0, 1) * math.pi / 2) ** 1.6,
        np.cos(fall * math.pi / 2) ** 1.3,
    )
    line = base - height * rise - 6 * noise.profile(stage.noise(name + " low"), count, 1.5, 2)
    return Ridge(line.astype(np.float32), HEIGHT + 4)


def _draw_dune(canvas: skia.Canvas, stage: Stage, ridge: Ridge, far: float) -> None:
    """A dune with its lee sides in shade."""
    air, sand = stage.air, _sand(stage)
    top = float(ridge.line.min())
    lit = [
        argb(air.seen(adjust(sand, lighter=0.03), 1.0, far)),
        argb(air.seen(sand, 0.85, far)),
        argb(air.seen(adjust(sand, lighter=-0.05), 0.7, far)),
    ]
    canvas.drawPath(ridge.body(), downward(top, top + 170, lit))
    canvas.save()
    canvas.clipPath(ridge.body(), doAntiAlias=True)
    shade = [argb(air.seen(sand, 0.05, far), 0.9), argb(air.seen(sand, 0.3, far), 0.0)]
    for shape in _lee_sides(stage, ridge):
        canvas.drawPath(shape, downward(top, top + 165, shade))
    _sand_ripples(canvas, stage, ridge, far)
    canvas.restore()


def _lee_sides(stage: Stage, ridge: Ridge) -> list[skia.Path]:
    """The steep sides, from each crest along a curved edge down to the foot."""
    shapes = []
    away = 1 if stage.side > 0 else -1
    line = ridge.line
    for index in range(4, len(line) - 4):
        if (
            line[index] < line[index - 4 : index].min()
            and line[index] <= line[index + 1 : index + 5].min()
        ):
            x, y = (index - 1) * STEP, float(line[index])
            path = skia.Path()
            path.moveTo(x, y)
            path.cubicTo(x - away * 16, y + 45, x + away * 30, y + 85, x - away * 40, y + 170)
            path.lineTo(x + away * 330, y + 170)
            path.quadTo(x + away * 130, y + 40, x, y)
            path.close()
            shapes.append(path)
    return shapes


def _sand_ripples(canvas: skia.Canvas, stage: Stage, ridge: Ridge, far: float) -> None:
    if far > 0.2:
        return
    dice = stage.dice(f"ripples {far}")
    paint = stroke(stage.air.seen(adjust(_sand(stage), lighter=-0.1), 0.4, far), 1.0, 0.3)
    for _ in range(46):
        x, below = dice.uniform(0, stage.width), dice.uniform(16, 150)
        y = ridge.at(x) + below
        half = 12 + below * 0.35
        path = skia.Path()
        path.moveTo(x - half, y)
        path.quadTo(x, y - 3 - below * 0.03, x + half, y + 1)
        canvas.drawPath(path, paint)


def _tables(canvas: skia.Canvas, stage: Stage) -> None:
    """Flat-topped rocks on the horizon, in bands of color."""
    dice, air = stage.dice("tables"), stage.air
    for far in (0.7, 0.5):
        for _ in range(3):
            x = stage.width * (0.5 + stage.side * dice.uniform(-0.2, 0.5))
            wide, tall = dice.uniform(70, 190), dice.uniform(50, 130) * (1.25 - far)
            _table(canvas, stage, (x, _HORIZON + 14), (wide, tall), far, dice)
    canvas.drawRect(
        skia.Rect.MakeLTRB(0, _HORIZON - 30, stage.width, _HORIZON + 30),
        downward(_HORIZON - 30, _HORIZON + 20, [argb(air.haze, 0.0), argb(air.haze, 0.6)]),
    )


def _table(
    canvas: skia.Canvas,
    stage: Stage,
    foot: Point,
    size: tuple[float, float],
    far: float,
    dice: random.Random,
) -> None:
    wide, tall = size
    x, y = foot
    air, rock = stage.air, oklch(0.62, 0.105, 45)
    edge = wide * 0.5
    left = [
        (x - edge * 1.5, y),
        (x - edge * 1.08, y - tall * 0.42),
        (x - edge, y - tall * 0.5),
        (x - edge * 0.94, y - tall),
    ]
    right = [
        (x + edge * 0.9, y - tall * dice.uniform(0.94, 1.0)),
        (x + edge * 0.98, y - tall * 0.5),
        (x + edge * 1.1, y - tall * 0.4),
        (x + edge * 1.55, y),
    ]
    shape = polygon([*left, *right])
    canvas.drawPath(shape, fill(air.seen(rock, 0.9, far)))
    canvas.save()
    canvas.clipPath(shape, doAntiAlias=True)
    away = edge * stage.side
    spine = [
        (x + away * 0.35, y - tall * 1.1),
        (x + away * 0.2, y - tall * 0.5),
        (x + away * 0.5, y),
    ]
    shaded = polygon([*spine, (x + away * 2, y), (x + away * 2, y - tall * 1.1)])
    canvas.drawPath(shaded, fill(air.seen(rock, 0.1, far)))
    for band in range(4):
        level = y - tall * (0.9 - band * 0.15)
        canvas.drawRect(
            skia.Rect.MakeLTRB(x - edge * 2, level, x + edge * 2, level + tall * 0.045),
            fill(air.seen(adjust(rock, lighter=0.1), 0.7, far), 0.45),
        )
    canvas.restore()


def _front(canvas: skia.Canvas, stage: Stage, plain: bool) -> None:
    dice = stage.dice("front")
    stones(canvas, stage, "desert stones", [
        ((dice.uniform(0, stage.width), dice.uniform(500, 572)), dice.uniform(6, 26))
        for _ in range(8)
    ])  # fmt: skip
    for number in range(dice.choice((1, 2, 3)) if not plain else 2):
        side = stage.side if number != 1 else -stage.side
        x = stage.width * (0.5 + side * dice.uniform(0.38, 0.48))
        _cactus(canvas, stage, (x, dice.uniform(520, 566)), dice.uniform(90, 190), dice)


def _cactus(
    canvas: skia.Canvas, stage: Stage, foot: Point, height: float, dice: random.Random
) -> None:
    x, y = foot
    air, green = stage.air, oklch(0.56, 0.09, 148)
    body = stroke(air.seen(green, 0.2), height * 0.15)
    lit = stroke(air.seen(green, 0.95), height * 0.055)
    path = skia.Path()
    path.moveTo(x, y - height * 0.05)
    path.lineTo(x, y - height * 0.92)
    for side in (-1, 1):
        if dice.random() < 0.85:
            level, reach, tip = (
                dice.uniform(0.35, 0.6),
                side * height * dice.uniform(0.2, 0.27),
                dice.uniform(0.7, 0.9),
            )
            path.moveTo(x, y - height * level)
            path.quadTo(x + reach, y - height * level, x + reach, y - height * (level + 0.12))
            path.lineTo(x + reach, y - height * tip)
    canvas.drawPath(path, body)
    canvas.save()
    canvas.translate(-stage.side * height * 0.03, 0)
    canvas.drawPath(path, lit)
    canvas.restore()
    ribs = stroke(air.seen(adjust(green, lighter=-0.1), 0.2), height * 0.012, 0.6)
    canvas.drawPath(path, ribs)
    if stage.snowy:
        canvas.drawLine(
            x - height * 0.02,
            y - height * 0.98,
            x + height * 0.02,
            y - height * 0.98,
            stroke(mix(air.seen(SNOW, 0.9), SNOW, 0.2), height * 0.06),
        )
