"""Weather before and behind the scene: rain, snowfall, fog, lightning, rainbows."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import argb, mix, oklch
from assistant.imaging.scene.program import Style, Weather
from assistant.imaging.scene.stage import HEIGHT, Layer, Point, Stage, downward, fill, shine, stroke

_WHITE = (1.0, 1.0, 1.0)


def behind(stage: Stage, horizon: float) -> list[Layer]:
    """What the weather puts into the sky, behind the land."""
    match stage.program.weather:
        case Weather.RAINBOW:
            return [stage.layer("rainbow", 0.1, _rainbow, stage, horizon)]
        case Weather.STORM:
            return [stage.layer("lightning", 0.1, _lightning, stage, horizon)]
        case _:
            return []


def fog(stage: Stage, horizon: float) -> list[Layer]:
    """Banks of fog between the viewer and the scene."""
    if stage.program.weather is not Weather.FOG:
        return []
    return [stage.layer("fog", 1.0, _fog, stage, horizon)]


def falling(stage: Stage, horizon: float) -> list[Layer]:
    """Rain or snow between the viewer and the scene."""
    match stage.program.weather:
        case Weather.RAIN | Weather.STORM:
            return [stage.layer("rain", 1.0, _rain, stage, horizon)]
        case Weather.SNOW:
            return [stage.layer("snowfall", 1.0, _snowfall, stage)]
        case _:
            return []


def _rainbow(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    center = (stage.third(stage.side) + stage.side * 30, horizon + 60)
    for radius, width, alpha, flip in ((330.0, 46.0, 0.6, False), (425.0, 52.0, 0.2, True)):
        hues = [oklch(0.8, 0.13, hue) for hue in (305, 265, 225, 160, 105, 65, 28)]
        if flip:
            hues.reverse()
        inner = (radius - width) / radius
        colors = [argb(hues[0], 0.0), *(argb(hue, alpha) for hue in hues), argb(hues[-1], 0.0)]
        places = [inner + (1.0 - inner) * index / 8 for index in range(9)]
        shader = skia.GradientShader.MakeRadial(
            center, radius, [colors[0], *colors], [0.0, *places[:-1], 1.0]
        )
        paint = skia.Paint(Shader=shader, AntiAlias=True)
        canvas.saveLayer(skia.Rect.MakeLTRB(0, 0, stage.width, horizon + 60))
        canvas.drawCircle(*center, radius, paint)
        fade = downward(horizon - 330, horizon + 20, [0xFFFFFFFF, 0xD0FFFFFF, 0x60FFFFFF])
        fade.setBlendMode(skia.BlendMode.kDstIn)
        canvas.drawPaint(fade)
        canvas.restore()


def _lightning(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    dice = stage.dice("lightning")
    light = oklch(0.95, 0.04, 290)
    x = stage.third(-stage.side) + dice.uniform(-60, 60)
    shine(canvas, (x, horizon * 0.1), 420, light, 0.7)
    shine(canvas, (x, horizon), 240, light, 0.4)
    for thick, path in _bolts((x, -10.0), horizon + 6, dice):
        canvas.drawPath(path, _line(light, thick * 5, 0.28, 5.0))
        canvas.drawPath(path, _line(mix(light, _WHITE, 0.7), thick, 1.0, 0.0))


def _line(color: tuple[float, float, float], width: float, alpha: float, blur: float) -> skia.Paint:
    paint = stroke(color, width, alpha)
    if blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint


def _bolts(start: Point, bottom: float, dice: random.Random) -> Sequence[tuple[float, skia.Path]]:
    bolts: list[tuple[float, skia.Path]] = []
    open_ends = [(start, 2.6, bottom)]
    while open_ends:
        (x, y), thick, end = open_ends.pop()
        path = skia.Path()
        path.moveTo(x, y)
        while y < end:
            x += dice.gauss(0, 13)
            y += dice.uniform(8, 22)
            path.lineTo(x, y)
            if thick > 1.5 and dice.random() < 0.2 and len(open_ends) < 6:
                open_ends.append(((x, y), thick * 0.45, min(y + dice.uniform(50, 130), bottom)))
        bolts.append((thick, path))
    return bolts


def _rain(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    dice = np.random.default_rng(stage.noise("rain"))
    lean = -0.2 * stage.side
    light = mix(stage.air.horizon, _WHITE, 0.35)
    canvas.drawPaint(
        downward(0, HEIGHT, [argb(stage.air.haze, share) for share in (0.0, 0.22, 0.1)])
    )
    heavy = 1.5 if stage.program.weather is Weather.STORM else 1.0
    if stage.program.style is Style.CRAYON:  # whose grain is busy enough
        heavy *= 0.45
    sheets = ((300, 13.0, 0.7, 0.22), (170, 24.0, 1.0, 0.27), (60, 46.0, 1.5, 0.25))
    for count, length, width, alpha in sheets:
        path = skia.Path()
        total = int(count * heavy * stage.width / 1024)
        for x, y, jitter in dice.random((total, 3)).tolist():
            left, top = (x * 1.2 - 0.1) * stage.width, y * (HEIGHT + length) - length
            reach = length * (0.6 + 0.8 * jitter)
            path.moveTo(left, top)
            path.lineTo(left + reach * lean, top + reach)
        canvas.drawPath(path, stroke(light, width, alpha))
    rings = skia.Path()
    for x, y, size in dice.random((int(70 * heavy), 3)).tolist():
        depth = 0.25 + y
        half = (3 + 7 * size) * depth
        foot = horizon + 60 + y * (HEIGHT - horizon - 60)
        rings.addOval(skia.Rect.MakeXYWH(x * stage.width - half, foot, half * 2, half * 0.5))
    canvas.drawPath(rings, stroke(light, 0.7, 0.3))


def _snowfall(canvas: skia.Canvas, stage: Stage) -> None:
    dice = np.random.default_rng(stage.noise("snowfall"))
    white = mix(stage.air.seen(_WHITE, 1.0), _WHITE, 0.75)
    sheets = (
        (420, 0.8, 1.5, 0.75, 0.0),
        (200, 1.5, 2.6, 0.85, 0.4),
        (60, 2.8, 4.6, 0.8, 1.0),
        (12, 6.0, 11.0, 0.35, 3.5),
    )
    for count, least, most, alpha, blur in sheets:
        path = skia.Path()
        total = max(int(count * stage.width / 1024), 1)
        for x, y, size in dice.random((total, 3)).tolist():
            radius = least + (most - least) * size
            path.addCircle(x * stage.width, y * HEIGHT, radius)
        canvas.drawPath(path, fill(white, alpha, blur=blur))


def _fog(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    dice = stage.dice("fog")
    air = stage.air
    canvas.drawPaint(
        downward(0, HEIGHT, [argb(air.haze, share) for share in (0.3, 0.42, 0.5, 0.28, 0.05)])
    )
    mask = noise.veil(stage.noise("fog") % 3 + 21, 3.0, 0.36, 0.72, 4)
    for bank in range(4):
        y = horizon - 90 + bank * 62
        matrix = skia.Matrix.Translate(dice.uniform(0, 512), y)
        matrix.preScale(2.6, 0.4)
        paint = noise.veil_paint(mask, argb(mix(air.haze, _WHITE, 0.12), 0.6), matrix)
        bounds = skia.Rect.MakeLTRB(0, y - 60, stage.width, y + 60)
        canvas.saveLayer(bounds)
        canvas.drawRect(bounds, paint)
        fade = downward(y - 60, y + 60, [0x00FFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0x00FFFFFF])
        fade.setBlendMode(skia.BlendMode.kDstIn)
        canvas.drawRect(bounds, fade)
        canvas.restore()
