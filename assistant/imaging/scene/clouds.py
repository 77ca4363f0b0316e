"""Clouds: heaped ones with lit tops, thin streaks, and the closed deck of bad weather."""

from __future__ import annotations

import random

import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import adjust, argb, mix, oklch
from assistant.imaging.scene.program import Place, Weather
from assistant.imaging.scene.stage import Layer, Point, Stage, downward, fill, softly

_TILES = 5
"""How many noises there are for cloud sheets; where they lie is what varies."""
_DECKS = {Weather.OVERCAST, Weather.RAIN, Weather.STORM, Weather.SNOW, Weather.RAINBOW}


def clouds(stage: Stage, horizon: float) -> list[Layer]:
    """The clouds of this weather above a horizon."""
    if stage.program.place is Place.SPACE or stage.program.weather is Weather.FOG:
        return []
    if stage.program.weather in _DECKS:
        return [stage.layer("deck", 0.05, _deck, stage, horizon)]
    return [stage.layer("clouds", 0.05, _heaps, stage, horizon)]


def _heaps(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    dice = stage.dice("clouds")
    _streaks(canvas, stage, horizon, dice)
    count = 2 + round(stage.air.cover * 11)
    rows = sorted(dice.random() ** 0.8 for _ in range(count))
    for row in reversed(rows):
        near = 1.0 - row
        y = horizon * (0.16 + 0.72 * row)
        width = stage.width * (0.06 + 0.2 * near * dice.uniform(0.6, 1.25))
        x = dice.uniform(-0.05, 1.05) * stage.width
        _cumulus(canvas, stage, (x, y), width, 0.25 + 0.6 * row, dice)


def _streaks(canvas: skia.Canvas, stage: Stage, horizon: float, dice: random.Random) -> None:
    air = stage.air
    for _ in range(3 + int(stage.air.cover * 6)):
        y = horizon * dice.uniform(0.08, 0.93)
        width = stage.width * dice.uniform(0.16, 0.5)
        x = dice.uniform(-0.1, 1.0) * stage.width
        light = mix(air.cloud_lit, air.horizon, y / horizon * 0.7)
        for part in range(3):
            bounds = skia.Rect.MakeXYWH(
                x + dice.uniform(0, 0.3) * width, y + part * dice.uniform(2, 6),
                width * dice.uniform(0.4, 0.9), dice.uniform(1.5, 5.0),
            )  # fmt: skip
            canvas.drawOval(bounds, fill(light, 0.32 if not air.night else 0.16, blur=2.5))


def _cumulus(
    canvas: skia.Canvas, stage: Stage, foot: Point, width: float, far: float, dice: random.Random
) -> None:
    """One heap on a flat foot: a shaded body, lit puffs on the side of the sun."""
    air, (x, y) = stage.air, foot
    toward = -stage.side
    puffs = _puffs(foot, width, dice)
    body = skia.Path()
    for puff_x, puff_y, radius in puffs:
        body.addCircle(puff_x, puff_y, radius)
    top = min(puff_y - radius for _, puff_y, radius in puffs)
    shade = mix(air.cloud_shade, air.haze, far * 0.55)
    lit = mix(air.cloud_lit, air.haze, far * 0.5)
    alpha = 0.55 if air.night else 0.96
    soft = 1.2 + width * 0.006
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(x - width, top - 20, x + width, y), doAntiAlias=True)
    canvas.saveLayerAlpha(skia.Rect.MakeLTRB(x - width, top - 20, x + width, y), round(alpha * 255))
    canvas.drawPath(body, fill(shade, blur=soft))
    for share, part in ((0.55, 0.8), (1.0, 0.62)):
        color = mix(shade, lit, share)
        bright = skia.Path()
        for puff_x, puff_y, radius in puffs:
            bright.addCircle(
                puff_x + toward * radius * 0.2, puff_y - radius * (0.34 - 0.1 * part), radius * part
            )
        paint = fill(color, blur=soft * 2.2)
        paint.setBlendMode(skia.BlendMode.kSrcATop)
        canvas.drawPath(bright, paint)
    fade = skia.GradientShader.MakeLinear(
        [(0, top), (0, y)], [0xFFFFFFFF, 0xFFFFFFFF, 0x26FFFFFF], [0.0, 0.62, 1.0]
    )
    canvas.drawPaint(skia.Paint(Shader=fade, BlendMode=skia.BlendMode.kDstIn))
    canvas.restore()
    canvas.restore()


def _puffs(foot: Point, width: float, dice: random.Random) -> list[tuple[float, float, float]]:
    x, y = foot
    puffs = []
    peak = dice.uniform(-0.25, 0.25)
    for index in range(13):
        across = index / 6.0 - 1.0
        room = max(1.0 - abs(across - peak) ** 1.4, 0.08)
        radius = width * (0.07 + 0.1 * room) * dice.uniform(0.75, 1.2)
        rise = width * 0.21 * room * dice.uniform(0.2, 1.0)
        puffs.append((x + across * width * 0.5, y - rise - radius * 0.1, radius))
    return puffs


def _deck(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    """A closed cover: masses that grow toward the top, dark below, torn near the horizon."""
    bounds = skia.Rect.MakeLTRB(0, 0, stage.width, horizon)
    softly(canvas, bounds, lambda small: _sheets(small, stage, horizon))
    if stage.program.weather is Weather.STORM:
        air = stage.air
        pale = mix(air.horizon, oklch(0.85, 0.08, 95), 0.3)
        low_light = [argb(air.horizon, 0.0), argb(pale, 0.55)]
        canvas.drawRect(bounds, downward(horizon * 0.55, horizon, low_light))


def _sheets(canvas: skia.Canvas, stage: Stage, horizon: float) -> None:
    """Light and dark sheets of cloud, one over the other, that thin out toward the horizon."""
    air, dice = stage.air, stage.dice("deck")
    storm = stage.program.weather is Weather.STORM
    dark = adjust(mix(air.zenith, air.cloud_shade, 0.5), lighter=-0.1 if storm else -0.05)
    light = adjust(mix(air.cloud_lit, air.middle, 0.55), lighter=0.02)
    strength = 0.55 if stage.program.weather in {Weather.SNOW, Weather.RAINBOW} else 0.85
    if air.night:
        strength *= 0.65
        dark, light = adjust(air.zenith, lighter=0.015), mix(air.middle, air.key, 0.12)
    canvas.save()
    canvas.concat(_from_below(stage.width, horizon))
    for number, (low, high, color, alpha) in enumerate((
        (0.42, 0.66, light, 0.75), (0.46, 0.68, dark, 0.9), (0.52, 0.74, light, 0.5),
        (0.50, 0.76, dark, 0.75),
    )):  # fmt: skip
        mask = noise.veil(stage.noise("deck") % _TILES + number // 2, 3.0, low, high, 5)
        matrix = skia.Matrix.Translate(dice.uniform(0, 500), dice.uniform(0, 500))
        canvas.drawPaint(noise.veil_paint(mask, argb(color, alpha * strength), matrix))
    canvas.restore()
    fade = downward(horizon * 0.6, horizon, [0xFFFFFFFF, 0x00FFFFFF])
    fade.setBlendMode(skia.BlendMode.kDstIn)
    canvas.drawPaint(fade)


def _from_below(width: float, horizon: float) -> skia.Matrix:
    """How a sheet over the viewer is seen: wide at the top, crowded at the horizon."""
    picture = [(0.0, 0.0), (width, 0.0), (width, horizon), (0.0, horizon)]
    right, left, depth = width * 1.95, -width * 1.25, horizon * 3
    sheet = [(0.0, 0.0), (width * 0.7, 0.0), (right, depth), (left, depth)]
    matrix = skia.Matrix()
    matrix.setPolyToPoly([skia.Point(*p) for p in sheet], [skia.Point(*p) for p in picture])
    return matrix
