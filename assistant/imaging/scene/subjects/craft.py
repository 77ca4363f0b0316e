"""What goes on rails, on water, through the air and beyond."""

import math

import skia

from assistant.imaging.scene.subjects.art import LAMP, RGB, WHITE, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.road import wheel
from assistant.imaging.scene.subjects.shapes import (
    blob,
    box,
    curve,
    ellipse,
    minus,
    polygon,
    rounded,
)

_PAINTS = (rgb(0xD9483B), rgb(0x2F7F8C), rgb(0x3B6FB6), rgb(0x4C8C57), rgb(0xE39B34))
_IRON = rgb(0x3A3944)
_BRASS = rgb(0xE8B64A)
_WOOD = rgb(0x9C5F3A)


def _train(pen: Pen) -> None:
    paint = pen.main(*_PAINTS)
    pen.shadow(1.6)
    pen.fill(box(-1.35, 0.12, 2.9, 0.08), _IRON, 0.4)
    _engine(pen, paint)
    for x in (-0.14, 0.74):
        _carriage(pen, x, pen.one_of(*_PAINTS) if pen.chance(0.4) else paint)


def _engine(pen: Pen, paint: RGB) -> None:
    for i, size in enumerate((0.06, 0.085, 0.11)):
        puff = ellipse(-1.17 + i * 0.16, 0.8 + i * 0.035, size * 1.3, size * 0.8)
        pen.fill(puff, WHITE, 0.9, 0.75 - 0.12 * i)
    pen.solid(rounded(0.02, (-1.22, 0.5), (-1.25, 0.74), (-1.09, 0.74), (-1.12, 0.5)), _IRON)
    pen.solid(ellipse(-0.88, 0.57, 0.08, 0.1), _BRASS)
    pen.solid(box(-1.38, 0.2, 0.8, 0.38, 0.12), paint, 0.25)
    for x in (-1.2, -0.96):
        pen.fill(box(x, 0.2, 0.025, 0.38), _BRASS)
    pen.solid(box(-0.68, 0.18, 0.42, 0.6, 0.03), paint, 0.12)
    pen.solid(box(-0.74, 0.74, 0.54, 0.07, 0.03), _IRON)
    pen.glass(box(-0.6, 0.46, 0.24, 0.22, 0.04))
    pen.solid(polygon((-1.34, 0.2), (-1.5, 0.05), (-1.2, 0.05), (-1.15, 0.2)), _BRASS, 0.1)
    pen.lamp(-1.4, 0.46, 0.045)
    for x, radius in ((-1.08, 0.1), (-0.85, 0.1), (-0.48, 0.15)):
        wheel(pen, x, radius, darker(paint, 0.1))
    pen.line(curve((-1.08, 0.1), (-0.48, 0.14)), 0.03, _BRASS)


def _carriage(pen: Pen, x: float, paint: RGB) -> None:
    body = box(x, 0.17, 0.8, 0.52, 0.04)
    pen.fill(box(x - 0.1, 0.17, 0.2, 0.05), _IRON, 0.3)
    pen.solid(body, paint, 0.1)
    with pen.inside(body):
        pen.fill(box(x, 0.38, 0.8, 0.03), lighter(paint, 0.6))
    pen.solid(rounded(0.06, (x - 0.03, 0.68), (x + 0.02, 0.78), (x + 0.78, 0.78), (x + 0.83, 0.68)),
              _IRON, rim=0.01)  # fmt: skip
    for i in range(3):
        pen.glass(box(x + 0.07 + i * 0.24, 0.44, 0.18, 0.19, 0.03))
    for dx in (0.16, 0.64):
        wheel(pen, x + dx, 0.09)


def _sailing_boat(pen: Pen) -> None:
    paint = pen.main(rgb(0xF7F2E8), rgb(0xD9483B), rgb(0x2F5D8C), rgb(0x2F7F8C))
    sail = pen.one_of(rgb(0xFFF8EA), rgb(0xF6D9A8), rgb(0xF3C7B5))
    if pen.chance(0.3) and pen.light.color is None:
        sail = pen.one_of(rgb(0xE0523F), rgb(0xE9A23B))
    top = pen.between(0.92, 0.97)
    pen.line(curve((0.0, 0.14), (0.0, top)), 0.016, _WOOD)
    main_sail = blob((0.02, top - 0.03), (0.02, top - 0.03), (0.27, 0.56), (0.37, 0.27),
                     (0.37, 0.27), (0.2, 0.24), (0.02, 0.25), (0.02, 0.25))  # fmt: skip
    jib = blob((-0.02, top - 0.1), (-0.02, top - 0.1), (-0.02, 0.27), (-0.02, 0.27), (-0.2, 0.22),
               (-0.38, 0.21), (-0.38, 0.21), (-0.17, 0.5))  # fmt: skip
    pen.solid(main_sail, sail, 0.18)
    pen.solid(jib, lighter(sail, 0.4), 0.14)
    with pen.inside(main_sail):
        for y in (0.42, 0.58, 0.74):
            pen.line(curve((0.0, y), (0.4, y - 0.04)), 0.006, darker(sail, 0.25))
    pen.fill(polygon((0.0, top), (0.11, top - 0.022), (0.0, top - 0.05)), rgb(0xE0523F))
    hull = blob((-0.42, 0.2), (-0.42, 0.2), (-0.3, 0.04), (-0.2, 0.0), (-0.2, 0.0), (0.28, 0.0),
                (0.28, 0.0), (0.36, 0.06), (0.39, 0.18), (0.39, 0.18), (0.0, 0.155))  # fmt: skip
    pen.solid(hull, paint, 0.25)
    with pen.inside(hull):
        pen.fill(box(-0.5, -0.02, 1.0, 0.05), darker(rgb(0x8C3B33), 0.1))
        pen.line(curve((-0.44, 0.17), (0.0, 0.125), (0.44, 0.155)), 0.014, _WOOD)
    if pen.light.night:
        pen.lamp(0.0, top, 0.012)


def _ship(pen: Pen) -> None:
    paint = pen.main(rgb(0x26465F), rgb(0x8C2F39), rgb(0x2F6B5E), rgb(0x33363F))
    funnel = pen.one_of(rgb(0xE0523F), rgb(0xF2B33D), rgb(0x2F7F8C))
    cream = rgb(0xF7F3EA)
    count = pen.rng.choice((1, 2, 3))
    for i in range(count):
        x = -0.12 + i * 0.24
        shape = polygon((x, 0.6), (x + 0.03, 0.9), (x + 0.15, 0.9), (x + 0.14, 0.6))
        pen.solid(shape, funnel, 0.25)
        with pen.inside(shape):
            pen.fill(box(x - 0.1, 0.82, 0.4, 0.1), _IRON)
    pen.line(curve((-0.45, 0.5), (-0.45, 0.97)), 0.014, _IRON)
    pen.solid(rounded(0.03, (-0.52, 0.48), (-0.5, 0.72), (0.52, 0.68), (0.56, 0.48)), cream, 0.14)
    pen.solid(rounded(0.03, (-0.66, 0.34), (-0.62, 0.52), (0.7, 0.52), (0.76, 0.34)), cream, 0.14)
    for i in range(9):
        pen.glass(box(-0.54 + i * 0.13, 0.4, 0.07, 0.06, 0.02))
    for i in range(6):
        pen.glass(box(-0.4 + i * 0.15, 0.57, 0.08, 0.06, 0.02))
    hull = blob((-0.98, 0.42), (-0.98, 0.42), (-0.86, 0.16), (-0.76, 0.0), (-0.76, 0.0),
                (0.82, 0.0), (0.82, 0.0), (0.92, 0.16), (0.95, 0.36), (0.95, 0.36),
                (0.0, 0.33))  # fmt: skip
    pen.solid(hull, paint, 0.2)
    with pen.inside(hull):
        pen.fill(box(-1.0, -0.01, 2.0, 0.07), rgb(0xA63D33))
        pen.line(curve((-1.0, 0.37), (0.0, 0.29), (1.0, 0.32)), 0.016, WHITE)
    for i in range(8):
        pen.lamp(-0.62 + i * 0.17, 0.2, 0.02)
    if pen.light.night:
        pen.lamp(-0.45, 0.96, 0.014, (1.0, 0.4, 0.3))


def _aeroplane(pen: Pen) -> None:
    paint = pen.main(rgb(0xE0523F), rgb(0x3B79C4), rgb(0xF2A63D), rgb(0x3FA796))
    white = rgb(0xF8F7F3)
    pen.solid(rounded(0.03, (0.1, 0.56), (0.4, 0.8), (0.54, 0.8), (0.36, 0.54)), darker(white, 0.2))
    pen.solid(rounded(0.05, (0.62, 0.56), (0.88, 0.97), (1.06, 0.97), (0.98, 0.52)), paint, 0.2)
    body = blob((-1.05, 0.47), (-0.98, 0.56), (-0.78, 0.63), (-0.3, 0.66), (0.5, 0.64),
                (0.96, 0.6), (1.03, 0.57), (0.9, 0.5), (0.4, 0.36), (-0.5, 0.33),
                (-0.92, 0.37))  # fmt: skip
    pen.solid(body, white, 0.25)
    with pen.inside(body):
        pen.fill(blob((-1.2, 0.42), (0.0, 0.46), (1.2, 0.52), (1.2, 0.2), (-1.2, 0.2)), paint, 0.75)
    pen.glass(blob((-0.95, 0.52), (-0.84, 0.59), (-0.76, 0.6), (-0.76, 0.53)))
    for i in range(9):
        pen.glass(ellipse(-0.56 + i * 0.14, 0.545, 0.032, 0.04))
    pen.solid(rounded(0.04, (0.66, 0.54), (0.92, 0.7), (1.06, 0.7), (0.9, 0.5)), paint, 0.3)
    pen.solid(rounded(0.03, (-0.32, 0.4), (0.2, 0.05), (0.44, 0.05), (0.2, 0.42)), white, 0.3)
    pen.solid(box(-0.22, 0.2, 0.26, 0.12, 0.06), paint, 0.3)
    pen.fill(ellipse(-0.2, 0.26, 0.03, 0.055), _IRON)
    if pen.light.night:
        pen.lamp(0.32, 0.06, 0.025, (1.0, 0.3, 0.25))


def _rocket(pen: Pen) -> None:
    paint = pen.main(rgb(0xE0523F), rgb(0xF2A63D), rgb(0x3B79C4), rgb(0x8B5FBF))
    white = rgb(0xF6F4EF)
    flame = pen.between(0.0, 0.03)
    for width, low, color in ((0.1, flame, rgb(0xF26B2A)), (0.065, 0.06, rgb(0xFFC94D)),
                              (0.03, 0.11, rgb(0xFFF6D6))):  # fmt: skip
        tip = (0.0, low)
        shape = blob(tip, tip, (-width, 0.13), (-width * 0.7, 0.22), (width * 0.7, 0.22),
                     (width, 0.13))  # fmt: skip
        pen.canvas.drawPath(shape, pen.paint(color))
    pen.glow(0.0, 0.12, 0.17, (1.0, 0.7, 0.3), 0.7)
    for side in (-1, 1):
        fin = blob((side * 0.1, 0.44), (side * 0.1, 0.44), (side * 0.2, 0.32), (side * 0.235, 0.14),
                   (side * 0.235, 0.14), (side * 0.16, 0.2), (side * 0.09, 0.22))  # fmt: skip
        pen.solid(fin, paint, 0.2)
    body = blob((0.0, 0.985), (0.0, 0.985), (-0.1, 0.82), (-0.145, 0.58), (-0.13, 0.36),
                (-0.08, 0.2), (-0.08, 0.2), (0.08, 0.2), (0.08, 0.2), (0.13, 0.36), (0.145, 0.58),
                (0.1, 0.82))  # fmt: skip
    pen.solid(body, white, 0.3)
    with pen.inside(body):
        pen.solid(minus(box(-0.2, 0.74, 0.4, 0.3), ellipse(0.0, 0.72, 0.2, 0.07)), paint, 0.2, 0.0)
        pen.fill(box(-0.2, 0.26, 0.4, 0.05), paint)
    for y, radius in ((0.6, 0.065), (0.42, 0.042)):
        pen.fill(ellipse(0.0, y, radius + 0.018), rgb(0xB9BEC9))
        pen.glass(ellipse(0.0, y, radius))
    pen.solid(box(-0.018, 0.12, 0.036, 0.22, 0.018), paint, 0.3)


def _hot_air_balloon(pen: Pen) -> None:
    paint = pen.main(rgb(0xE0523F), rgb(0xF2A63D), rgb(0x3B8FC4), rgb(0x8B5FBF), rgb(0x3FA796))
    other = pen.one_of(rgb(0xFFF3DC), rgb(0xFAD15E), rgb(0xF7B79B))
    envelope = blob((0.0, 0.985), (-0.25, 0.9), (-0.355, 0.68), (-0.27, 0.44), (-0.1, 0.25),
                    (-0.07, 0.22), (0.07, 0.22), (0.1, 0.25), (0.27, 0.44), (0.355, 0.68),
                    (0.25, 0.9))  # fmt: skip
    for x in (-0.065, 0.065):
        pen.line(curve((x, 0.24), (x * 0.8, 0.12)), 0.006, _WOOD)
    pen.solid(envelope, paint, depth=0.0)
    for i, share in enumerate((0.8, 0.5, 0.16)):
        with pen.at(0.0, 0.0), pen.inside(envelope):
            pen.canvas.scale(share, 1.0)
            pen.solid(envelope, other if i % 2 == 0 else paint, depth=0.0, rim=0.0)
    if pen.chance(0.5):
        with pen.inside(envelope):
            pen.fill(blob((-0.5, 0.56), (0.0, 0.5), (0.5, 0.56), (0.5, 0.7), (0.0, 0.64),
                          (-0.5, 0.7)), paint)  # fmt: skip
    pen.form(envelope, paint, 0.22)
    if pen.light.night:
        with pen.inside(envelope):
            pen.glow(0.0, 0.36, 0.5, LAMP, 0.8)
    pen.solid(rounded(0.02, (-0.065, 0.13), (-0.055, 0.01), (0.055, 0.01), (0.065, 0.13)), _WOOD)
    pen.fill(box(-0.072, 0.115, 0.144, 0.025, 0.012), darker(_WOOD, 0.3))
    pen.lamp(0.0, 0.19, 0.014, (1.0, 0.75, 0.35))


def _ufo(pen: Pen) -> None:
    metal = pen.main(rgb(0xAEB9CC), rgb(0x9FC7C0), rgb(0xC3B1D9), rgb(0xD8B98A))
    glow = pen.one_of(rgb(0x9BF6C6), rgb(0xFFE27A), rgb(0x9AD8FF))
    beam = polygon((-0.2, 0.4), (0.2, 0.4), (0.46, 0.0), (-0.46, 0.0))
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(0, 0.42), skia.Point(0, 0.0)],
        [pen.paint(glow, 0.65).getColor(), pen.paint(glow, 0.0).getColor()],
    )
    pen.canvas.drawPath(beam, skia.Paint(AntiAlias=True, Shader=shader))
    dome = blob((-0.36, 0.66), (-0.36, 0.66), (-0.28, 0.88), (0.0, 0.97), (0.28, 0.88),
                (0.36, 0.66), (0.36, 0.66))  # fmt: skip
    pen.solid(dome, rgb(0xBFE6EE), 0.2)
    with pen.inside(dome):
        green = pen.one_of(rgb(0x8ED16F), rgb(0x7FD1AE), rgb(0xC79BE8))
        pen.solid(ellipse(0.0, 0.72, 0.13, 0.15), green, rim=0.0)
        for x in (-0.05, 0.05):
            pen.eye(x, 0.75, 0.03)
        pen.smile(0.0, 0.68, 0.06)
    pen.fill(curve((-0.24, 0.8), (-0.16, 0.89), (-0.06, 0.93), (-0.16, 0.86)), WHITE, 1.0, 0.7)
    pen.solid(ellipse(0.0, 0.44, 0.42, 0.11), darker(metal, 0.35), rim=0.0)
    pen.solid(ellipse(0.0, 0.56, 0.87, 0.17), metal, 0.3)
    pen.fill(ellipse(0.0, 0.65, 0.4, 0.055), darker(metal, 0.3))
    for i in range(7):
        x = -0.72 + i * 0.24
        pen.lamp(x, 0.52 - 0.07 * math.cos(x * 1.7), 0.035, glow)


CRAFT = {
    "train": subject(_train, 3.2, "land", 3.8),
    "sailing_boat": subject(_sailing_boat, 0.9, "water", 9.0),
    "ship": subject(_ship, 2.0, "water", 22.0),
    "aeroplane": subject(_aeroplane, 2.2, "sky", 12.0),
    "rocket": subject(_rocket, 0.5, "space", 30.0),
    "hot_air_balloon": subject(_hot_air_balloon, 0.75, "sky", 20.0),
    "ufo": subject(_ufo, 1.8, "space", 5.0),
}
"""Trains, ships and what flies."""
