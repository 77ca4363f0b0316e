"""The sky: its gradient, sun or moon with their glow, stars, the Milky Way, aurora."""

from __future__ import annotations

import math

import numpy as np
import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import argb, mix, oklch
from assistant.imaging.scene.program import Feature, Place, Time, Weather
from assistant.imaging.scene.stage import HEIGHT, Layer, Point, Stage, fill, polygon, shine

_HIDING = {Weather.OVERCAST, Weather.RAIN, Weather.STORM, Weather.FOG}


def sky(stage: Stage, horizon: float) -> list[Layer]:
    """The sky down to a horizon (y), without clouds."""
    layers = [stage.layer("sky", 0.0, _gradient, stage, horizon)]
    if stage.air.stars > 0.02 or stage.has(Feature.STARS):
        layers.append(stage.layer("stars", 0.0, _stars, stage, horizon))
    if stage.has(Feature.AURORA):
        layers.append(stage.layer("aurora", 0.0, aurora, stage, horizon))
    if shows_disc(stage):
        layers.append(stage.layer("sun", 0.0, _disc, stage, horizon))
    return layers


def shows_disc(stage: Stage) -> bool:
    """Whether sun or moon can be seen."""
    if stage.has(Feature.MOON):
        return True
    hidden = stage.program.weather in _HIDING
    return not hidden and (stage.program.weather is not Weather.SNOW or stage.air.night)


def disc_at(stage: Stage, horizon: float) -> Point:
    """Where sun or moon stands: on a third, opposite to the weight of the picture."""
    dice = stage.dice("sun")
    x = stage.third(-stage.side) + dice.uniform(-0.07, 0.07) * stage.width
    return x, horizon * (1.0 - stage.air.sun_height) + dice.uniform(-8, 8)


def _gradient(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    air = stage.air
    stops = [
        air.zenith,
        mix(air.zenith, air.middle, 0.45),
        air.middle,
        mix(air.middle, air.horizon, 0.55),
        air.horizon,
    ]
    shader = skia.GradientShader.MakeLinear(
        [(0, 0), (0, horizon)], [argb(stop) for stop in stops], [0.0, 0.3, 0.58, 0.82, 1.0]
    )
    canvas.drawPaint(skia.Paint(Shader=shader, Dither=True))


def _disc(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    center = disc_at(stage, horizon)
    if stage.air.night or stage.has(Feature.MOON):
        _moon(canvas, stage, center)
    else:
        _sun(canvas, stage, center)


def _sun(canvas: skia.Canvas, stage: Stage, center: Point) -> None:
    air, low = stage.air, stage.program.time in {Time.SUNSET, Time.DAWN}
    reach, strength = (470.0, 0.85) if low else (330.0, 0.75)
    shine(canvas, center, reach, mix(air.horizon, air.sun, 0.4), strength)
    shine(canvas, center, reach * 0.3, air.sun, 0.9)
    if stage.program.weather in {Weather.SNOW, Weather.FOG}:
        return
    radius = 34.0 if low else 25.0
    canvas.drawCircle(*center, radius, fill(air.sun, blur=1.2))


def _moon(canvas: skia.Canvas, stage: Stage, center: Point) -> None:
    dice = stage.dice("moon")
    radius = dice.uniform(25, 33)
    light = stage.air.sun
    shine(canvas, center, radius * 11, mix(stage.air.middle, light, 0.55), 0.62)
    shine(canvas, center, radius * 3.2, light, 0.4)
    x, y = center
    canvas.drawCircle(x, y, radius, fill(light))
    canvas.save()
    canvas.clipPath(skia.Path.Circle(x, y, radius), doAntiAlias=True)
    for _ in range(7):
        angle, distance = dice.uniform(0, math.tau), radius * math.sqrt(dice.random()) * 0.85
        spot = (x + math.cos(angle) * distance, y + math.sin(angle) * distance)
        canvas.drawCircle(
            *spot, radius * dice.uniform(0.1, 0.28), fill(oklch(0.86, 0.02, 85), 0.6, blur=1.5)
        )
    shade = [argb(stage.air.middle, alpha) for alpha in (0.0, 0.0, 0.35)]
    lit = (x - radius * 0.3, y - radius * 0.3)
    limb = skia.GradientShader.MakeRadial(lit, radius * 1.5, shade, [0.0, 0.6, 1.0])
    canvas.drawCircle(x, y, radius, skia.Paint(Shader=limb))
    canvas.restore()


def _stars(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    strength = max(stage.air.stars, 0.8 if stage.has(Feature.STARS) else 0.0)
    if stage.program.time is Time.NIGHT or stage.program.place is Place.SPACE:
        _milky_way(canvas, stage, strength)
    dice = np.random.default_rng(stage.noise("stars"))
    count = int(stage.width * 0.55)
    spots = dice.random((count, 4))
    for x, y, size, tint in spots.tolist():
        fade = strength * min(1.0, 1.25 * (1.0 - y) ** 0.7)
        hue = oklch(0.97, 0.035, 70 if tint < 0.3 else 250)
        radius = 0.45 + 1.25 * size**6
        paint = fill(hue, fade * (0.3 + 0.7 * size * size))
        canvas.drawCircle(x * stage.width, y * horizon, radius, paint)
        if size > 0.985:
            _sparkle(canvas, (x * stage.width, y * horizon), radius * 4.5, paint)


def _sparkle(canvas: skia.Canvas, center: Point, reach: float, paint: skia.Paint) -> None:
    x, y = center
    thin = reach * 0.09
    canvas.drawPath(polygon([
        (x - reach, y), (x - thin, y - thin), (x, y - reach), (x + thin, y - thin),
        (x + reach, y), (x + thin, y + thin), (x, y + reach), (x - thin, y + thin),
    ]), paint)  # fmt: skip


def _milky_way(canvas: skia.Canvas, stage: Stage, strength: float) -> None:
    dice = stage.dice("milky way")
    angle = dice.uniform(38, 62) * -stage.side
    middle = (stage.third(stage.side), HEIGHT * 0.2)
    canvas.save()
    canvas.translate(*middle)
    canvas.rotate(angle)
    reach, shift = 900.0, dice.uniform(0, 500)
    for half, light, alpha in (
        (150.0, oklch(0.52, 0.09, 285), 0.34),
        (62.0, oklch(0.74, 0.06, 320), 0.34),
    ):
        bounds = skia.Rect.MakeLTRB(-reach, -half, reach, half)
        canvas.saveLayer(bounds)
        mask = noise.veil(17, 5, 0.34, 0.72, 5)
        matrix = skia.Matrix.Scale(1.5, 0.8)
        matrix.preTranslate(shift, shift)
        canvas.drawRect(bounds, noise.veil_paint(mask, argb(light, alpha * strength), matrix))
        fade = skia.GradientShader.MakeLinear(
            [(0, -half), (0, half)], [0x00FFFFFF, 0x90FFFFFF, 0xFFFFFFFF, 0x90FFFFFF, 0x00FFFFFF]
        )
        canvas.drawRect(bounds, skia.Paint(Shader=fade, BlendMode=skia.BlendMode.kDstIn))
        canvas.restore()
    for _ in range(int(420 * strength)):
        across = dice.gauss(0, 45)
        paint = fill(oklch(0.95, 0.03, 270), dice.uniform(0.15, 0.6) * strength)
        canvas.drawCircle(dice.uniform(-reach, reach), across, dice.uniform(0.3, 0.8), paint)
    canvas.restore()


def aurora(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    """Curtains of green and violet light."""
    dice = stage.dice("aurora")
    violet, rim = oklch(0.62, 0.18, 300), oklch(0.6, 0.2, 310)
    step = stage.width / 150
    for curtain in range(3):
        wave = noise.profile(stage.noise(f"aurora {curtain}"), 160, 2.2, 3)
        rays = noise.profile(stage.noise(f"rays {curtain}"), 160, 26, 2)
        base = horizon * dice.uniform(0.52, 0.78)
        green = oklch(0.82, 0.2, dice.choice((150.0, 160.0, 170.0)))
        for index in range(160):
            x = (index - 5) * step
            foot = base + float(wave[index]) * horizon * 0.2
            top = foot - horizon * (0.42 + 0.2 * float(rays[index]))
            alpha = 0.13 + 0.1 * float(rays[index])
            colors = [argb(rim, 0.0), argb(violet, alpha * 0.5), argb(green, alpha * 1.5)]
            shader = skia.GradientShader.MakeLinear(
                [(0, top), (0, foot + 14)], [*colors, argb(green, 0.0)], [0.0, 0.45, 0.93, 1.0]
            )
            paint = skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen)
            canvas.drawRect(skia.Rect.MakeLTRB(x, top, x + step * 2.2, foot + 14), paint)
