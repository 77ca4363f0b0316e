"""Skylines: towers in rows, with windows that are lit when it is dark."""

from __future__ import annotations

import random
from dataclasses import dataclass

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix, oklch
from assistant.imaging.scene.stage import Stage, downward, fill, polygon, shine, stroke
from assistant.imaging.scene.surfaces import SNOW

_WALLS = (
    (0.72, 0.03, 60),
    (0.66, 0.045, 30),
    (0.76, 0.025, 90),
    (0.62, 0.03, 250),
    (0.68, 0.035, 200),
    (0.58, 0.05, 40),
)
_GLASS = ((0.62, 0.05, 230), (0.56, 0.055, 245), (0.66, 0.04, 205), (0.52, 0.04, 265))
_LIT_WINDOWS = ((0.90, 0.12, 85), (0.86, 0.13, 70), (0.93, 0.07, 95), (0.85, 0.06, 220))


@dataclass(frozen=True)
class Tower:
    """One building of a skyline: its box, and how it is topped."""

    left: float
    top: float
    width: float
    color: Color
    roof: str
    glass: bool


def skyline(stage: Stage, name: str, base: float, height: float, width: float) -> list[Tower]:
    """A row of towers across the picture, highest at its weight."""
    dice = stage.dice(name)
    middle = stage.width * (0.5 + stage.side * 0.12)
    towers, x = [], -width
    while x < stage.width + width:
        wide = width * dice.uniform(0.6, 1.3)
        crowd = 0.3 + 0.7 * max(0.0, 1.0 - abs(x - middle) / (stage.width * 0.55)) ** 1.2
        tall = height * crowd * dice.uniform(0.4, 1.0)
        if dice.random() < 0.1:
            tall *= 1.25
        glass = dice.random() < 0.5
        light, chroma, hue = dice.choice(_GLASS if glass else _WALLS)
        color = oklch(light + dice.uniform(-0.03, 0.03), chroma, hue)
        roof = dice.choice(
            ("flat", "flat", "step", "spire", "slant", "dome" if tall < height * 0.6 else "spire")
        )
        towers.append(Tower(x, base - tall, wide, color, roof, glass))
        x += wide * dice.uniform(0.92, 1.25)
    return towers


def draw_skyline(
    canvas: skia.Canvas, stage: Stage, towers: list[Tower], base: float, far: float, name: str
) -> None:
    """The towers with lit and shaded sides; windows when near enough."""
    dice = stage.dice(f"{name} windows")
    for tower in towers:
        _tower(canvas, stage, tower, base, far)
        if far < 0.75:
            _windows(canvas, stage, tower, base, far, dice)


def _tower(canvas: skia.Canvas, stage: Stage, tower: Tower, base: float, far: float) -> None:
    air = stage.air
    left, right, top = tower.left, tower.left + tower.width, tower.top
    lit, shade = air.seen(tower.color, 0.9, far), air.seen(tower.color, 0.2, far)
    foot = mix(lit, air.haze, 0.45)
    split = left + tower.width * (0.68 if stage.side > 0 else 0.32)
    faces = ((left, split, lit, shade), (split, right, shade, lit))
    for one, other, sunny, dull in faces:
        color = sunny if stage.side > 0 else dull
        paint = downward(top, base, [argb(color), argb(mix(color, foot, 0.55))])
        canvas.drawRect(skia.Rect.MakeLTRB(one, top, other + 0.3, base), paint)
    _roof(canvas, stage, tower, lit, shade)


def _roof(canvas: skia.Canvas, stage: Stage, tower: Tower, lit: Color, shade: Color) -> None:
    left, right, top, wide = tower.left, tower.left + tower.width, tower.top, tower.width
    middle = (left + right) / 2
    canvas.drawPath(_roof_shape(tower, stage.side), fill(mix(lit, shade, 0.4)))
    if tower.roof == "spire":
        tip = (middle, top - wide * 1.1)
        canvas.drawLine(middle, top - wide * 0.4, *tip, stroke(shade, max(wide * 0.03, 0.8)))
        if stage.air.lamps:
            shine(canvas, tip, 7, oklch(0.65, 0.22, 28), 0.8)
    if stage.snowy:
        snow = skia.Rect.MakeLTRB(left - 0.5, top - 2, right + 0.5, top + 1.5)
        canvas.drawRect(snow, fill(stage.air.seen(SNOW, 0.9, 0.2)))


def _roof_shape(tower: Tower, side: float) -> skia.Path:
    """What stands on a tower's upper edge."""
    left, top, wide = tower.left, tower.top, tower.width
    right, middle = left + wide, left + wide / 2
    path = skia.Path()
    match tower.roof:
        case "step":
            for share, tall in ((0.31, 0.25), (0.16, 0.5)):
                half = wide * share
                path.addRect(
                    skia.Rect.MakeLTRB(middle - half, top - wide * tall, middle + half, top + 1)
                )
        case "spire":
            foot = wide * 0.3
            return polygon([(middle - foot, top), (middle, top - wide * 0.5), (middle + foot, top)])
        case "slant":
            high = (right if side < 0 else left, top - wide * 0.4)
            return polygon([(left, top + 0.5), (right, top + 0.5), high])
        case "dome":
            edge, rise = wide * 0.1, wide * 0.35
            path.addOval(skia.Rect.MakeLTRB(left + edge, top - rise, right - edge, top + rise))
        case _:
            path.addRect(
                skia.Rect.MakeLTRB(left + wide * 0.2, top - 5, left + wide * 0.45, top + 1)
            )
    return path


def _windows(
    canvas: skia.Canvas, stage: Stage, tower: Tower, base: float, far: float, dice: random.Random
) -> None:
    """A grid of windows: many lit at night, dark or mirroring the sky by day."""
    air = stage.air
    wide = 3.2 + 2.6 * (1.0 - far)
    tall = wide * (1.0 if not tower.glass else 0.7)
    step_x, step_y = wide * 1.75, tall * 2.1
    share = dice.uniform(0.25, 0.6) if air.lamps else 0.0
    if air.lamps and not air.night:
        share *= 0.4
    dark = skia.Path()
    lit = [skia.Path() for _ in _LIT_WINDOWS]
    y = tower.top + step_y
    while y < base - step_y:
        x = tower.left + wide * 0.8
        while x < tower.left + tower.width - wide * 1.2:
            into = dice.choice(lit) if dice.random() < share else dark
            into.addRect(skia.Rect.MakeXYWH(x, y, wide, tall))
            x += step_x
        y += step_y
    glass = mix(air.seen(tower.color, 0.0, far), air.middle, 0.3 if tower.glass else 0.15)
    canvas.drawPath(dark, fill(adjust(glass, lighter=-0.03 if not air.night else 0.0), 0.75))
    for color, path in zip(_LIT_WINDOWS, lit, strict=True):
        canvas.drawPath(path, fill(mix(oklch(*color), air.haze, far * 0.45), 0.95))
