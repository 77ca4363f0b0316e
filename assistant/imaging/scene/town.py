"""Buildings: skylines of towers, houses with roofs, windows that are lit when it is dark."""

from __future__ import annotations

import random
from dataclasses import dataclass

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix, oklch
from assistant.imaging.scene.stage import Point, Stage, downward, fill, polygon, shine, stroke
from assistant.imaging.scene.surfaces import LAMP, SNOW

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
    match tower.roof:
        case "step":
            for share, tall in ((0.62, 0.25), (0.32, 0.5)):
                half = wide * share / 2
                canvas.drawRect(
                    skia.Rect.MakeLTRB(middle - half, top - wide * tall, middle + half, top + 1),
                    fill(mix(lit, shade, 0.4)),
                )
        case "spire":
            canvas.drawPath(
                polygon(
                    [
                        (middle - wide * 0.3, top),
                        (middle, top - wide * 0.5),
                        (middle + wide * 0.3, top),
                    ]
                ),
                fill(mix(lit, shade, 0.5)),
            )
            canvas.drawLine(
                middle,
                top - wide * 0.4,
                middle,
                top - wide * 1.1,
                stroke(shade, max(wide * 0.03, 0.8)),
            )
            if stage.air.lamps:
                red = oklch(0.65, 0.22, 28)
                tip = (middle, top - wide * 1.1)
                shine(canvas, tip, 7, red, 0.8)
        case "slant":
            canvas.drawPath(
                polygon(
                    [
                        (left, top + 0.5),
                        (right, top + 0.5),
                        (right if stage.side < 0 else left, top - wide * 0.4),
                    ]
                ),
                fill(lit),
            )
        case "dome":
            canvas.drawOval(
                skia.Rect.MakeLTRB(
                    left + wide * 0.1, top - wide * 0.35, right - wide * 0.1, top + wide * 0.35
                ),
                fill(mix(lit, shade, 0.3)),
            )
        case _:
            canvas.drawRect(
                skia.Rect.MakeLTRB(left + wide * 0.2, top - 5, left + wide * 0.45, top + 1),
                fill(shade),
            )
    if stage.snowy:
        canvas.drawRect(
            skia.Rect.MakeLTRB(left - 0.5, top - 2, right + 0.5, top + 1.5),
            fill(stage.air.seen(SNOW, 0.9, 0.2)),
        )


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


def house(
    canvas: skia.Canvas, stage: Stage, foot: Point, width: float, far: float, dice: random.Random
) -> None:
    """A small house with a pitched roof, a door, windows and a chimney."""
    air, (x, y) = stage.air, foot
    wall = oklch(
        dice.uniform(0.82, 0.94), dice.uniform(0.02, 0.07), dice.choice((60, 80, 95, 30, 200))
    )
    roof = oklch(
        dice.uniform(0.48, 0.6), dice.uniform(0.07, 0.13), dice.choice((30, 38, 45, 20, 250))
    )
    tall, rise = width * dice.uniform(0.48, 0.66), width * dice.uniform(0.36, 0.5)
    left, right, eaves = x - width / 2, x + width / 2, y - tall
    gable = width * 0.42
    front = (left, left + gable) if stage.side > 0 else (right - gable, right)
    canvas.drawRect(skia.Rect.MakeLTRB(left, eaves, right, y), fill(air.seen(wall, 0.35, far)))
    middle = (front[0] + front[1]) / 2
    lit_wall = fill(air.seen(wall, 0.92, far))
    canvas.drawPath(
        polygon(
            [
                (front[0], y),
                (front[0], eaves),
                (middle, eaves - rise),
                (front[1], eaves),
                (front[1], y),
            ]
        ),
        lit_wall,
    )
    chimney = middle + (width * 0.4 if stage.side > 0 else -width * 0.4)
    canvas.drawRect(
        skia.Rect.MakeXYWH(chimney, eaves - rise * 1.15, width * 0.09, rise * 0.8),
        fill(air.seen(roof, 0.3, far)),
    )
    ridge_end = right if stage.side > 0 else left
    over = width * 0.05
    slope = [
        (front[1] if stage.side > 0 else front[0], eaves + over),
        (middle, eaves - rise),
        (ridge_end + (-over if stage.side > 0 else over), eaves - rise),
        (ridge_end + (over if stage.side > 0 else -over), eaves + over),
    ]
    top = SNOW if stage.snowy else roof
    canvas.drawPath(polygon(slope), fill(air.seen(top, 0.55, far)))
    edge = stroke(air.seen(top, 0.95, far), width * 0.045)
    outer = front[0] if stage.side > 0 else front[1]
    canvas.drawLine(outer, eaves + over, middle, eaves - rise, edge)
    canvas.drawLine(slope[0][0], eaves + over, middle, eaves - rise, edge)
    _openings(canvas, stage, (left, right, eaves, y), front, far, dice)
    if air.lamps or stage.program.season.value == "winter":
        _smoke(canvas, stage, (chimney + width * 0.04, eaves - rise * 1.2), width, dice)


def _openings(
    canvas: skia.Canvas,
    stage: Stage,
    box: tuple[float, float, float, float],
    front: tuple[float, float],
    far: float,
    dice: random.Random,
) -> None:
    left, right, eaves, foot = box
    air, width, tall = stage.air, right - left, foot - eaves
    lit = (
        fill(mix(LAMP, air.haze, far * 0.3))
        if air.lamps
        else fill(air.seen(oklch(0.45, 0.05, 240), 0.5, far))
    )
    side = (
        (front[1] + width * 0.07, right - width * 0.06)
        if stage.side > 0
        else (left + width * 0.06, front[0] - width * 0.07)
    )
    size = width * 0.1
    spots = [
        (side[0] + (side[1] - side[0] - size) * share, eaves + tall * 0.3)
        for share in (0.05, 0.5, 0.95)
    ]
    spots.append(((front[0] + front[1] - size) / 2, eaves - tall * 0.1))
    spots.append((front[0] + width * 0.06, eaves + tall * 0.4))
    for x, y in spots:
        if air.lamps:
            middle = (x + size / 2, y + size / 2)
            shine(canvas, middle, size * 2.2, LAMP, 0.5)
        canvas.drawRect(skia.Rect.MakeXYWH(x, y, size, size * 1.15), lit)
    door = oklch(dice.uniform(0.4, 0.55), 0.09, dice.choice((30, 145, 250, 60)))
    canvas.drawRect(
        skia.Rect.MakeXYWH(front[1] - width * 0.2, foot - tall * 0.55, width * 0.12, tall * 0.55),
        fill(air.seen(door, 0.8, far)),
    )


def _smoke(
    canvas: skia.Canvas, stage: Stage, start: Point, width: float, dice: random.Random
) -> None:
    x, y = start
    color = mix(stage.air.haze, stage.air.cloud_lit, 0.5)
    for puff in range(9):
        share = puff / 9
        x += dice.uniform(-0.4, 1.4) * width * 0.03 * stage.side
        y -= width * 0.075
        canvas.drawCircle(
            x, y, width * (0.03 + 0.085 * share), fill(color, 0.42 * (1 - share), blur=width * 0.02)
        )
