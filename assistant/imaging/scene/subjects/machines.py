"""Machines that children love: tractor, fire engine, helicopter, submarine."""

from assistant.imaging.scene.subjects.art import RGB, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.road import wheel
from assistant.imaging.scene.subjects.shapes import (
    blob,
    box,
    curve,
    ellipse,
    limb,
    moved,
    polygon,
    rounded,
    star,
    union,
)

_PAINTS = (rgb(0xD9483B), rgb(0x4C8C57), rgb(0x3B6FB6), rgb(0xE39B34), rgb(0x2F7F8C))
_STEEL = rgb(0xC9CDD6)
_DARK = rgb(0x3A3944)
_BLUE_LAMP: RGB = (0.35, 0.65, 1.0)
_TAIL: RGB = (1.0, 0.25, 0.18)


def _tractor(pen: Pen) -> None:
    paint = pen.main(*_PAINTS)
    rim = rgb(0xF2C14E)
    pen.shadow(0.66)
    pen.solid(box(-0.45, 0.62, 0.045, 0.24, 0.015), _DARK, 0.3)
    pen.fill(box(-0.462, 0.85, 0.07, 0.03, 0.01), _DARK)
    pen.fill(box(-0.5, 0.24, 0.8, 0.12, 0.03), _DARK, 0.5)
    hood = rounded(0.09, (-0.64, 0.3), (-0.62, 0.6), (-0.1, 0.68), (-0.1, 0.3))
    pen.solid(hood, paint, 0.2)
    for k in range(4):
        pen.line(
            curve((-0.48 + k * 0.06, 0.42), (-0.48 + k * 0.06, 0.54)), 0.016, darker(paint, 0.4)
        )
    pen.lamp(-0.59, 0.5, 0.035)
    pen.glass(rounded(0.03, (-0.1, 0.5), (-0.05, 0.88), (0.4, 0.88), (0.44, 0.5)))
    for points in (
        ((-0.1, 0.5), (-0.05, 0.9)),
        ((0.44, 0.5), (0.4, 0.9)),
        ((0.14, 0.5), (0.15, 0.9)),
    ):
        pen.line(curve(*points), 0.03, paint)
    pen.solid(rounded(0.03, (-0.12, 0.87), (-0.1, 0.96), (0.45, 0.96), (0.47, 0.87)), paint, 0.3)
    pen.solid(rounded(0.1, (-0.06, 0.3), (-0.04, 0.62), (0.56, 0.62), (0.6, 0.3)), paint, 0.2)
    wheel(pen, -0.44, 0.18, rim)
    wheel(pen, 0.3, 0.31, rim)
    for k in range(6):
        with pen.at(0.3, 0.31, degrees=60 * k):
            pen.fill(ellipse(0.11, 0.0, 0.022), darker(rim, 0.4))


def _fire_engine(pen: Pen) -> None:
    paint = pen.main(rgb(0xD8342F), rgb(0xC92D2D))
    cream = rgb(0xFFF6E5)
    pen.shadow(1.05)
    pen.fill(box(-0.95, 0.14, 1.92, 0.12), _DARK, 0.3)
    pen.solid(box(-0.38, 0.2, 1.36, 0.5, 0.04), paint, 0.14)
    cab = rounded(0.1, (-1.02, 0.18), (-1.02, 0.54), (-0.9, 0.8), (-0.4, 0.8), (-0.4, 0.18))
    pen.solid(cab, paint, 0.14)
    for body in (cab, box(-0.38, 0.2, 1.36, 0.5, 0.04)):
        with pen.inside(body):
            pen.fill(box(-1.1, 0.34, 2.2, 0.07), cream)
            pen.fill(box(-1.1, 0.365, 2.2, 0.02), rgb(0xF2C14E))
    pen.glass(rounded(0.04, (-0.95, 0.48), (-0.86, 0.73), (-0.72, 0.73), (-0.72, 0.48)))
    pen.glass(box(-0.67, 0.48, 0.22, 0.25, 0.04))
    for x in (-0.28, 0.1, 0.48):
        pen.solid(box(x, 0.44, 0.32, 0.2, 0.02), _STEEL, 0.12, 0.0)
        for k in range(4):
            pen.line(curve((x + 0.01, 0.48 + k * 0.045), (x + 0.31, 0.48 + k * 0.045)), 0.008,
                     darker(_STEEL, 0.35))  # fmt: skip
    pen.lamp(-0.66, 0.845, 0.04, _BLUE_LAMP)
    pen.fill(box(-0.72, 0.795, 0.12, 0.03, 0.01), _DARK)
    with pen.at(-0.42, 0.78, degrees=5):
        for y in (0.0, 0.09):
            pen.line(curve((-0.1, y), (1.36, y)), 0.028, _STEEL)
        for k in range(12):
            pen.line(curve((-0.05 + k * 0.12, 0.0), (-0.05 + k * 0.12, 0.09)), 0.018, _STEEL)
    pen.solid(box(0.4, 0.68, 0.16, 0.12, 0.03), darker(paint, 0.2), 0.2)
    pen.lamp(-0.97, 0.28, 0.045)
    pen.fill(box(-1.03, 0.14, 0.22, 0.07, 0.03), _STEEL)
    pen.fill(box(0.95, 0.24, 0.04, 0.08, 0.01), _TAIL, 1.0)
    for x in (-0.66, 0.66):
        wheel(pen, x, 0.16)


def _helicopter(pen: Pen) -> None:
    paint = pen.main(*_PAINTS, rgb(0xF2C14E))
    tail = limb(((0.1, 0.52), (0.5, 0.58), (0.82, 0.64)), (0.26, 0.13, 0.08))
    fin = rounded(0.02, (0.74, 0.6), (0.84, 0.82), (0.92, 0.82), (0.88, 0.56))
    pen.solid(fin, darker(paint, 0.15), 0.2)
    body = union(
        blob((-0.6, 0.38), (-0.56, 0.56), (-0.36, 0.72), (-0.05, 0.76), (0.2, 0.68), (0.32, 0.5),
             (0.18, 0.3), (-0.1, 0.2), (-0.42, 0.22)),
        tail,
    )  # fmt: skip
    for x in (-0.28, 0.08):
        pen.line(curve((x, 0.28), (x - 0.04, 0.08)), 0.025, _DARK)
    pen.line(curve((-0.54, 0.12), (-0.48, 0.065), (0.26, 0.065), (0.3, 0.075)), 0.032, _DARK)
    pen.solid(body, paint, 0.14)
    with pen.inside(body):
        stripe = curve((-0.7, 0.285), (-0.2, 0.325), (0.3, 0.42), (0.9, 0.61))
        pen.line(stripe, 0.06, lighter(paint, 0.75))
    pen.glass(blob((-0.55, 0.44), (-0.49, 0.57), (-0.34, 0.67), (-0.2, 0.7), (-0.2, 0.7),
                   (-0.2, 0.44), (-0.2, 0.44)))  # fmt: skip
    pen.glass(box(-0.14, 0.45, 0.19, 0.21, 0.05))
    pen.solid(rounded(0.03, (-0.16, 0.73), (-0.1, 0.83), (0.12, 0.83), (0.16, 0.73)), _DARK, 0.2)
    pen.line(curve((0.0, 0.8), (0.0, 0.91)), 0.035, _DARK)
    pen.solid(ellipse(0.0, 0.925, 0.86, 0.02), rgb(0x5A5A66), 0.2, 0.0)
    pen.fill(ellipse(0.0, 0.93, 0.06, 0.03), _DARK)
    for k in range(3):
        with pen.at(0.84, 0.68, degrees=pen.between(0, 30) + 120 * k):
            pen.solid(ellipse(0.05, 0.0, 0.055, 0.014), _STEEL, 0.2, 0.0)
    if pen.light.night:
        pen.lamp(-0.5, 0.22, 0.025)
        pen.lamp(0.88, 0.8, 0.015, _TAIL)


def _submarine(pen: Pen) -> None:
    paint = pen.main(rgb(0xF2C14E), rgb(0xE0523F), rgb(0x3FA796), rgb(0x5B8FD0))
    trim = darker(paint, 0.35)
    pen.line(curve((-0.02, 0.7), (-0.02, 0.93), (-0.14, 0.93)), 0.045, trim)
    pen.fill(ellipse(-0.15, 0.93, 0.02, 0.04), rgb(0x9AD3EA))
    tower = rounded(0.06, (-0.24, 0.6), (-0.18, 0.82), (0.2, 0.82), (0.26, 0.6))
    pen.solid(tower, paint, 0.2)
    pen.fill(box(-0.2, 0.795, 0.42, 0.04, 0.02), trim)
    rudder = polygon((0.62, 0.36), (0.86, 0.62), (0.92, 0.62), (0.92, 0.1), (0.86, 0.1))
    pen.solid(rudder, trim, 0.2)
    hull = blob((-0.9, 0.36), (-0.8, 0.56), (-0.5, 0.66), (0.3, 0.65), (0.66, 0.52), (0.82, 0.38),
                (0.66, 0.2), (0.3, 0.07), (-0.5, 0.06), (-0.8, 0.16))  # fmt: skip
    pen.solid(hull, paint, 0.2)
    with pen.inside(hull):
        pen.fill(box(-1, 0.0, 2, 0.17), trim, 0.75)
        pen.line(curve((-0.9, 0.55), (0.9, 0.55)), 0.016, lighter(paint, 0.4))
    for x in (-0.5, -0.1, 0.3):
        pen.fill(ellipse(x, 0.37, 0.125), trim)
        pen.glass(ellipse(x, 0.37, 0.095))
        pen.fill(ellipse(x - 0.03, 0.405, 0.03, 0.018), (1.0, 1.0, 1.0), 1.0, 0.5)
    pen.lamp(-0.84, 0.36, 0.04)
    if pen.chance(0.5):
        pen.fill(moved(star(0.05, 0.022), 0.01, 0.7), lighter(paint, 0.8))


MACHINES = {
    "tractor": subject(_tractor, 1.4, "land", 2.6),
    "fire_engine": subject(_fire_engine, 2.15, "land", 3.2),
    "helicopter": subject(_helicopter, 1.9, "sky", 4.0),
    "submarine": subject(_submarine, 1.9, "water", 5.0),
}
"""Machines that children love."""
