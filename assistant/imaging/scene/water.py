"""Water: what stands above it mirrored in ripples, its own color with depth, glints, surf."""

from __future__ import annotations

import math

import numpy as np
import skia

from assistant.imaging.scene.color import adjust, argb, mix
from assistant.imaging.scene.program import Weather
from assistant.imaging.scene.sky import disc_at, shows_disc
from assistant.imaging.scene.stage import HEIGHT, Stage, downward, fill, polyline, stroke

_WHITE = (1.0, 1.0, 1.0)


def draw_water(
    canvas: skia.Canvas, stage: Stage, top: float, calm: float = 0.8, bottom: float = HEIGHT
) -> None:
    """Water from ``top`` down to ``bottom``; ``calm`` 1 is a mirror, 0 only its own color."""
    mirrored = canvas.getSurface().makeImageSnapshot()
    air = stage.air
    rough = stage.program.weather in {Weather.STORM, Weather.RAIN}
    calm = calm * (0.55 if rough else 1.0)
    bounds = skia.Rect.MakeLTRB(0, top, stage.width, bottom)
    deep = mix(air.seen(stage.surfaces.water, 0.55), air.zenith, 0.35)
    near = adjust(deep, lighter=-0.04)
    canvas.drawRect(
        bounds, downward(top, bottom, [argb(mix(air.horizon, deep, 0.3)), argb(deep), argb(near)])
    )
    _mirror(canvas, stage, mirrored, (top, bottom), calm)
    veil = [argb(air.haze, 0.3), argb(deep, 0.1), argb(near, 0.55 - 0.2 * calm)]
    canvas.drawRect(bounds, downward(top, bottom, veil))
    _ripples(canvas, stage, top, bottom)
    if shows_disc(stage):
        _glitter(canvas, stage, top, bottom)


def _mirror(
    canvas: skia.Canvas, stage: Stage, image: skia.Image, span: tuple[float, float], calm: float
) -> None:
    """Draw what is above the water upside down, in strips that the ripples shift."""
    top, bottom = span
    dice = stage.dice("ripples")
    scale = image.height() / HEIGHT
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    y, phase = top, dice.uniform(0, math.tau)
    while y < bottom:
        depth = (y - top) / max(HEIGHT - top, 1.0)
        tall = 1.6 + 4.2 * depth
        phase += dice.uniform(0.5, 1.5)
        shift = math.sin(phase) * (0.6 + 7.5 * depth) * (1.35 - calm)
        source = max(top - (y - top) * 0.97, 0.0)
        low = max(source - tall, 0.0)
        paint = skia.Paint(AntiAlias=False)
        paint.setAlphaf(calm * (1.0 - 0.45 * depth))
        canvas.save()
        canvas.clipRect(
            skia.Rect.MakeLTRB(0, y, stage.width, min(y + tall, bottom)), doAntiAlias=False
        )
        canvas.translate(shift, y + tall)
        canvas.scale(1, -1)
        high = max(source, low + 0.5)
        above = skia.Rect.MakeLTRB(0, low * scale, image.width(), high * scale)
        strip = skia.Rect.MakeLTRB(-6, 0, stage.width + 6, tall)
        canvas.drawImageRect(image, above, strip, sampling, paint)
        canvas.restore()
        y += tall


def _ripples(canvas: skia.Canvas, stage: Stage, top: float, bottom: float) -> None:
    dice = np.random.default_rng(stage.noise("ripple lines"))
    air = stage.air
    light = mix(air.horizon, _WHITE, 0.35 if not air.night else 0.05)
    dark = mix(air.seen(stage.surfaces.water, 0.2), air.zenith, 0.4)
    rows = dice.random((int(190 * stage.width / 1024), 4)).tolist()
    for x, y, length, tone in rows:
        depth = y**1.6
        level = top + 3 + depth * (bottom - top)
        half = (5 + 34 * length) * (0.25 + depth)
        paint = stroke(light if tone < 0.55 else dark, 0.5 + 1.5 * depth, 0.12 + 0.22 * (1 - depth))
        canvas.drawLine(x * stage.width - half, level, x * stage.width + half, level, paint)


def _glitter(canvas: skia.Canvas, stage: Stage, top: float, bottom: float) -> None:
    """The path of light that sun or moon lays on the water."""
    x, _ = disc_at(stage, top)
    dice = np.random.default_rng(stage.noise("glitter"))
    low = 1.0 - min(stage.air.sun_height, 0.9)
    path = skia.Path()
    for across, y, size in dice.random((150, 3)).tolist():
        depth = y**1.3
        level = top + 1 + depth * (bottom - top)
        spread = (8 + 75 * depth) * (1.25 - 0.5 * low)
        half = (2.5 + 11 * size) * (0.3 + depth)
        middle = x + (across + size - 1.0) * spread
        path.addOval(
            skia.Rect.MakeLTRB(middle - half, level, middle + half, level + 0.7 + 2.0 * depth)
        )
    paint = fill(stage.air.sun, 0.4 + 0.35 * low)
    paint.setBlendMode(skia.BlendMode.kScreen)
    canvas.drawPath(path, paint)


def surf(canvas: skia.Canvas, stage: Stage, line: list[tuple[float, float]], width: float) -> None:
    """Foam along a shore: a soft fringe, a bright edge, and a thin broken wave before it."""
    white = stage.air.seen(_WHITE, 0.95)
    edge = polyline(line)
    canvas.drawPath(edge, stroke(white, width * 2.4, 0.22))
    canvas.drawPath(edge, stroke(white, width, 0.8))
    dice = stage.dice("surf")
    start = 0
    while start < len(line) - 1:
        length = dice.randint(8, 34)
        part = line[start : start + length]
        lift = width * dice.uniform(1.8, 3.4)
        if len(part) > 3:
            broken = polyline([(x, y - lift) for x, y in part])
            canvas.drawPath(broken, stroke(white, width * 0.45, dice.uniform(0.2, 0.55)))
        start += length + dice.randint(2, 10)
