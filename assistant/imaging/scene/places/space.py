"""Space: a sky of stars and nebulas over the ground of a moon, planets above."""

from __future__ import annotations

import random

import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import Color, adjust, argb, mix, oklch
from assistant.imaging.scene.ground import draw_ground
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.ridges import Ridge, draw_mountains, hills, peaks
from assistant.imaging.scene.stage import (
    HEIGHT,
    Band,
    Ground,
    Landscape,
    Point,
    Stage,
    fill,
    shine,
    softly,
)

_NEBULAS = (
    (0.55, 0.16, 300),
    (0.60, 0.14, 250),
    (0.58, 0.17, 350),
    (0.62, 0.13, 200),
    (0.6, 0.14, 30),
)
_PLANETS = (
    (0.72, 0.11, 60),
    (0.66, 0.12, 25),
    (0.70, 0.10, 240),
    (0.74, 0.09, 180),
    (0.66, 0.12, 310),
)
_NIGHT = oklch(0.13, 0.05, 280)
_MOONS = ((0.70, 0.02, 270), (0.66, 0.07, 45), (0.68, 0.04, 200), (0.62, 0.06, 310))


def space(stage: Stage) -> Landscape:
    """The view from a small moon."""
    ground = oklch(*stage.dice("moon ground").choice(_MOONS))
    range_ = peaks(stage, "range", 452, 70, 3.4)
    plain = hills(stage, "plain", 476, 10, 1.5)
    sheets = [
        *heavens(stage, HEIGHT)[:1],
        stage.layer("nebula", 0.05, _nebula, stage),
        *heavens(stage, HEIGHT)[1:2],
        stage.layer("planets", 0.15, _planets, stage),
        stage.layer("range", 0.4, draw_mountains, stage, range_, "range", 0.25, 0.0),
        stage.layer("plain", 0.6, _plain, stage, plain, ground),
    ]
    land = Band(496, 552, stage.width * 0.1, stage.width * 0.9)
    return Landscape(sheets, [], Ground(horizon=440.0, land=land))


def _nebula(canvas: skia.Canvas, stage: Stage) -> None:
    sky = skia.Rect.MakeLTRB(0, 0, stage.width, HEIGHT)
    softly(canvas, sky, lambda small: _veils(small, stage))


def _veils(canvas: skia.Canvas, stage: Stage) -> None:
    """Clouds of gas in three colors, each around a glow."""
    dice = stage.dice("nebula")
    for number in range(3):
        color = oklch(*dice.choice(_NEBULAS))
        center = (dice.uniform(0.1, 0.9) * stage.width, dice.uniform(0.05, 0.6) * HEIGHT)
        radius = dice.uniform(260, 430)
        mask = noise.veil(number + 11, 3.0, 0.36, 0.74, 5)
        matrix = skia.Matrix.Scale(2.0, 1.5)
        matrix.preTranslate(dice.uniform(0, 500), dice.uniform(0, 500))
        canvas.saveLayer()
        canvas.drawPaint(noise.veil_paint(mask, argb(color, 0.75), matrix))
        fade = skia.GradientShader.MakeRadial(center, radius, [0xFFFFFFFF, 0x70FFFFFF, 0x00FFFFFF])
        canvas.drawPaint(skia.Paint(Shader=fade, BlendMode=skia.BlendMode.kDstIn))
        canvas.restore()
        shine(canvas, center, radius * 0.8, color, 0.3)


def _planets(canvas: skia.Canvas, stage: Stage) -> None:
    dice = stage.dice("planets")
    large = (stage.third(-stage.side), dice.uniform(130, 210))
    _planet(canvas, stage, large, dice.uniform(70, 125), dice, ring=dice.random() < 0.55)
    for _ in range(dice.choice((1, 1, 2))):
        spot = (stage.third(stage.side) + dice.uniform(-140, 140), dice.uniform(60, 300))
        _planet(canvas, stage, spot, dice.uniform(14, 36), dice, ring=False)


def _planet(
    canvas: skia.Canvas,
    stage: Stage,
    center: Point,
    radius: float,
    dice: random.Random,
    *,
    ring: bool,
) -> None:
    """A banded ball with a lit side, its night, and a thin air."""
    x, y = center
    color = oklch(*dice.choice(_PLANETS))
    shine(canvas, center, radius * 1.5, color, 0.45)
    tilt = dice.uniform(-25, 25)
    if ring:
        _ring(canvas, center, radius, color, tilt, behind=True)
    canvas.save()
    canvas.clipPath(skia.Path.Circle(x, y, radius), doAntiAlias=True)
    canvas.drawPaint(fill(color))
    canvas.rotate(tilt, x, y)
    level = y - radius
    while level < y + radius:
        thick = radius * dice.uniform(0.06, 0.26)
        tone = adjust(color, lighter=dice.uniform(-0.09, 0.09), turn=dice.uniform(-22, 22))
        canvas.drawOval(
            skia.Rect.MakeLTRB(x - radius * 1.6, level, x + radius * 1.6, level + thick * 1.5),
            fill(tone, 0.75, blur=radius * 0.02),
        )
        level += thick
    canvas.rotate(-tilt, x, y)
    _night_side(canvas, stage, center, radius)
    canvas.restore()
    if ring:
        _ring(canvas, center, radius, color, tilt, behind=False)


def _night_side(canvas: skia.Canvas, stage: Stage, center: Point, radius: float) -> None:
    light = (center[0] - stage.side * radius * 0.5, center[1] - radius * 0.45)
    stops = [argb(_NIGHT, alpha) for alpha in (0.0, 0.1, 0.75, 0.95)]
    shader = skia.GradientShader.MakeRadial(light, radius * 1.75, stops, [0.0, 0.45, 0.85, 1.0])
    canvas.drawPaint(skia.Paint(Shader=shader))


def _ring(
    canvas: skia.Canvas, center: Point, radius: float, color: Color, tilt: float, *, behind: bool
) -> None:
    x, y = center
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(tilt)
    reach = radius * 3
    half = (
        skia.Rect.MakeLTRB(-reach, -reach, reach, 0)
        if behind
        else skia.Rect.MakeLTRB(-reach, 0, reach, reach)
    )
    canvas.clipRect(half)
    for share, width, alpha in ((1.45, 0.13, 0.75), (1.68, 0.18, 0.5), (1.92, 0.06, 0.4)):
        paint = skia.Paint(
            Color=argb(mix(color, (1.0, 0.95, 0.85), 0.5), alpha),
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=radius * width,
        )
        canvas.save()
        canvas.scale(1.0, 0.27)
        canvas.drawCircle(0, 0, radius * share, paint)
        canvas.restore()
    canvas.restore()


def _plain(canvas: skia.Canvas, stage: Stage, ridge: Ridge, ground: Color) -> None:
    draw_ground(canvas, stage, ridge, ground, 0.05)
    dice = stage.dice("craters")
    for _ in range(12):
        depth = dice.random()
        x, y, half = (
            dice.uniform(0, stage.width),
            494 + depth * 76,
            dice.uniform(10, 30) * (0.5 + 1.2 * depth),
        )
        bowl = skia.Rect.MakeLTRB(x - half, y - half * 0.26, x + half, y + half * 0.26)
        canvas.drawOval(
            bowl.makeOffset(0, -half * 0.06), fill(stage.air.seen(adjust(ground, lighter=0.1), 1.0))
        )
        canvas.drawOval(bowl, fill(stage.air.seen(adjust(ground, lighter=-0.12), 0.2)))
        canvas.drawOval(
            bowl.makeOffset(stage.side * half * 0.16, half * 0.06).makeInset(
                half * 0.1, half * 0.04
            ),
            fill(stage.air.seen(adjust(ground, lighter=-0.05), 0.6)),
        )
