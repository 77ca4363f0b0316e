"""Ways across the picture, in front of the landscape: the road that cars drive on, a railway."""

from __future__ import annotations

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix, oklch
from assistant.imaging.scene.program import Weather
from assistant.imaging.scene.stage import Stage, downward, fill, stroke
from assistant.imaging.scene.surfaces import ASPHALT, SNOW
from assistant.imaging.scene.ways import lamp_post

CROSSING = (492.0, 552.0)
"""The far and the near edge (y) of a road that runs across the picture."""


def draw_crossing(canvas: skia.Canvas, stage: Stage) -> None:
    """A road across the picture in front of the landscape, lit by lamps in the dark."""
    air, (top, bottom) = stage.air, CROSSING
    wet = stage.program.weather in {Weather.RAIN, Weather.STORM}
    surface = adjust(
        mix(ASPHALT, SNOW, 0.22 if stage.snowy else 0.0), lighter=-0.07 if wet else 0.0
    )
    bank = SNOW if stage.snowy else mix(stage.surfaces.sand, stage.surfaces.grass, 0.5)

    def strip(one: float, other: float, color: Color, lit: float, alpha: float = 1.0) -> None:
        canvas.drawRect(
            skia.Rect.MakeLTRB(0, one, stage.width, other), fill(air.seen(color, lit), alpha)
        )

    strip(top - 6, bottom + 9, bank, 0.75)
    shade = [argb(air.seen(surface, 0.75, 0.08)), argb(air.seen(surface, 0.5))]
    canvas.drawRect(skia.Rect.MakeLTRB(0, top, stage.width, bottom), downward(top, bottom, shade))
    for level in (0.2, 0.68) if stage.snowy else ():
        strip(
            top + (bottom - top) * level,
            top + (bottom - top) * level + 3.5,
            mix(surface, SNOW, 0.6),
            0.6,
        )
    if wet:
        strip(top + 8, bottom - 6, air.horizon, 1.0, 0.28)
    line = mix(oklch(0.95, 0.03, 95), surface, 0.15)
    strip(top + 3, top + 4.6, line, 0.9)
    strip(bottom - 5.5, bottom - 3.2, line, 0.9)
    x, middle = -20.0, top + (bottom - top) * 0.47
    dash = fill(air.seen(line, 0.95))
    while x < stage.width:
        canvas.drawRect(skia.Rect.MakeXYWH(x, middle, 42, 2.8), dash)
        x += 92
    x = stage.width * 0.5 - 2.0 * stage.width
    while air.lamps and x < stage.width + 60:
        lamp_post(canvas, stage, (x, top - 4), 118, -1.0)
        x += 330


def draw_railway(canvas: skia.Canvas, stage: Stage, y: float) -> None:
    """A railway across the picture at y: its bed, sleepers and rails."""
    air = stage.air
    bed = SNOW if stage.snowy else stage.surfaces.rock
    shade = [argb(air.seen(bed, 0.9)), argb(air.seen(bed, 0.2))]
    canvas.drawRect(skia.Rect.MakeLTRB(0, y - 3, stage.width, y + 9), downward(y - 3, y + 9, shade))
    sleeper = fill(air.seen(oklch(0.38, 0.03, 60), 0.5))
    x = 0.0
    while x < stage.width:
        canvas.drawRect(skia.Rect.MakeXYWH(x, y - 1.5, 4, 3.5), sleeper)
        x += 9
    canvas.drawLine(0, y - 1, stage.width, y - 1, stroke(air.seen(oklch(0.6, 0.02, 250), 1.0), 1.6))
