"""What drives on roads: car, truck, bus, camper, bicycle."""

import math

from assistant.imaging.scene.subjects.art import INK, LAMP, RGB, WHITE, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    Point,
    box,
    curve,
    ellipse,
    limb,
    minus,
    polygon,
    rounded,
    union,
)

_PAINTS = (
    rgb(0xE0523F),
    rgb(0xF2B33D),
    rgb(0x3F86C6),
    rgb(0x3FA796),
    rgb(0xF4EBDD),
    rgb(0xE9825B),
    rgb(0x7C6BB5),
)
_TYRE = rgb(0x2C2A35)
_METAL = rgb(0xC9CDD6)
_TAIL: RGB = (1.0, 0.25, 0.18)


def wheel(pen: Pen, x: float, radius: float, hub: RGB = _METAL) -> None:
    """A wheel on the ground at x."""
    pen.solid(ellipse(x, radius, radius), _TYRE, depth=0.1, rim=0.008)
    pen.solid(ellipse(x, radius, radius * 0.58), hub, depth=0.2, rim=0.0)
    pen.fill(ellipse(x, radius, radius * 0.2), darker(hub, 0.4))


def _car(pen: Pen) -> None:
    paint = pen.main(*_PAINTS)
    nose = pen.between(-0.52, -0.4)
    tail = pen.between(0.62, 0.9)
    roof = pen.between(0.9, 0.97)
    pen.shadow(1.05)
    pen.fill(box(-0.8, 0.14, 1.6, 0.24), _TYRE, 0.2)
    body = union(
        rounded(0.12, (-1.0, 0.2), (-1.0, 0.5), (nose - 0.1, 0.6), (0.96, 0.6), (1.0, 0.2)),
        rounded(0.16, (nose - 0.04, 0.52), (-0.12, roof), (0.42, roof), (tail, 0.52)),
    )
    pen.solid(minus(body, ellipse(-0.6, 0.2, 0.26), ellipse(0.6, 0.2, 0.26)), paint, 0.16)
    windows = rounded(
        0.07, (nose + 0.12, 0.58), (-0.08, roof - 0.08), (0.38, roof - 0.08), (tail - 0.14, 0.58)
    )
    pen.glass(minus(windows, box(0.1, 0.5, 0.06, 0.5)))
    pen.fill(polygon((-0.16, 0.58), (-0.03, roof - 0.08), (0.03, roof - 0.08), (-0.1, 0.58)), WHITE,
             1.0, 0.3)  # fmt: skip
    pen.line(curve((0.13, 0.55), (0.13, 0.28)), 0.012, darker(paint, 0.35))
    pen.line(curve((0.2, 0.48), (0.29, 0.48)), 0.022, lighter(paint, 0.4))
    pen.fill(box(-0.34, 0.22, 0.68, 0.05, 0.02), darker(paint, 0.35))
    pen.fill(box(-1.02, 0.2, 0.14, 0.09, 0.04), _METAL)
    pen.fill(box(0.88, 0.2, 0.14, 0.09, 0.04), _METAL)
    pen.fill(box(0.93, 0.4, 0.06, 0.12, 0.03), _TAIL, 1.0)
    pen.lamp(-0.93, 0.44, 0.06)
    for x in (-0.6, 0.6):
        wheel(pen, x, 0.2)
    if pen.chance(0.35):
        _roof_rack(pen, roof)


def _roof_rack(pen: Pen, roof: float) -> None:
    luggage = pen.one_of(rgb(0xB5743C), rgb(0x5B8C5A), rgb(0xD9A441))
    pen.line(curve((-0.08, roof + 0.012), (0.4, roof + 0.012)), 0.018, _TYRE)
    pen.solid(box(0.0, roof + 0.01, 0.3, 0.05, 0.02), luggage, rim=0.0)


def _truck(pen: Pen) -> None:
    paint = pen.main(*_PAINTS)
    cargo = pen.one_of(rgb(0xF3EDE2), rgb(0xDCE6EA), rgb(0xF0D9B0), rgb(0xBFD4C4))
    pen.shadow(1.0)
    pen.fill(box(-0.85, 0.13, 1.78, 0.12), _TYRE, 0.3)
    pen.solid(box(-0.4, 0.22, 1.36, 0.72, 0.04), cargo, 0.12)
    with pen.inside(box(-0.4, 0.22, 1.36, 0.72, 0.04)):
        stripe = pen.between(0.36, 0.6)
        pen.fill(box(-0.4, stripe, 1.36, 0.13), paint)
        for i in range(1, 6):
            pen.fill(box(-0.4 + i * 0.227, 0.22, 0.012, 0.72), darker(cargo, 0.25))
    cab = rounded(0.08, (-0.97, 0.16), (-0.97, 0.5), (-0.86, 0.8), (-0.44, 0.8), (-0.44, 0.16))
    pen.solid(cab, paint, 0.16)
    pen.glass(rounded(0.04, (-0.9, 0.48), (-0.82, 0.73), (-0.52, 0.73), (-0.52, 0.48)))
    pen.solid(polygon((-0.84, 0.79), (-0.44, 0.92), (-0.44, 0.79)), darker(paint, 0.12), rim=0.0)
    pen.line(curve((-0.5, 0.44), (-0.5, 0.22)), 0.01, darker(paint, 0.35))
    pen.fill(box(-0.98, 0.13, 0.2, 0.09, 0.03), _METAL)
    pen.lamp(-0.92, 0.3, 0.04)
    pen.fill(box(0.92, 0.24, 0.04, 0.08, 0.01), _TAIL, 1.0)
    for x in (-0.68, 0.42, 0.72):
        wheel(pen, x, 0.14)


def _bus(pen: Pen) -> None:
    paint = pen.main(*_PAINTS)
    below = pen.one_of(rgb(0xF6F0E4), rgb(0xEAF1F2)) if pen.chance(0.6) else darker(paint, 0.2)
    body = box(-1.16, 0.14, 2.32, 0.82, 0.14)
    pen.shadow(1.2)
    pen.solid(body, paint, 0.12)
    with pen.inside(body):
        pen.fill(box(-1.2, 0.1, 2.4, 0.24), below)
        pen.fill(box(-1.2, 0.34, 2.4, 0.03), darker(paint, 0.3))
    for i in range(5):
        pen.glass(box(-0.66 + i * 0.36, 0.5, 0.3, 0.3, 0.05))
    pen.glass(rounded(0.05, (-1.12, 0.46), (-1.12, 0.82), (-0.96, 0.82), (-0.96, 0.46)))
    pen.glass(box(-0.9, 0.2, 0.2, 0.6, 0.03))
    pen.line(curve((-0.8, 0.21), (-0.8, 0.79)), 0.014, darker(paint, 0.3))
    pen.lamp(-1.11, 0.28, 0.04)
    pen.fill(box(1.11, 0.3, 0.045, 0.12, 0.02), _TAIL, 1.0)
    for x in (-0.5, 0.74):
        pen.fill(ellipse(x, 0.18, 0.18), _TYRE, 0.2)
        wheel(pen, x, 0.155)


def _camper(pen: Pen) -> None:
    paint = pen.main(*_PAINTS)
    cream = pen.one_of(rgb(0xFBF3E2), rgb(0xF5F2EC))
    body = rounded(0.2, (-0.8, 0.14), (-0.82, 0.55), (-0.64, 0.92), (0.78, 0.92), (0.82, 0.14))
    pen.shadow(0.85)
    pen.solid(body, cream, 0.12)
    with pen.inside(body):
        sweep = rounded(0.1, (-0.95, 0.0), (-0.95, 0.62), (-0.62, 0.45), (0.95, 0.5), (0.95, 0.0))
        pen.solid(sweep, paint, 0.14, rim=0.0)
        pen.line(curve((-0.84, 0.57), (-0.62, 0.46), (0.9, 0.5)), 0.022, WHITE)
    pen.glass(rounded(0.06, (-0.74, 0.58), (-0.6, 0.84), (-0.4, 0.84), (-0.4, 0.56)))
    for x in (-0.32, 0.06, 0.44):
        pen.glass(box(x, 0.58, 0.3, 0.25, 0.06))
    pen.line(curve((0.03, 0.84), (0.03, 0.2)), 0.01, darker(paint, 0.3))
    pen.lamp(-0.75, 0.36, 0.06)
    pen.fill(box(-0.84, 0.15, 0.24, 0.07, 0.03), _METAL)
    pen.fill(box(0.76, 0.28, 0.05, 0.12, 0.02), _TAIL, 1.0)
    if pen.chance(0.6):
        board = pen.one_of(rgb(0x57B8B0), rgb(0xF2C14E), rgb(0xE86F51))
        pen.line(curve((-0.4, 0.92), (-0.4, 0.96)), 0.02, _TYRE)
        pen.line(curve((0.4, 0.92), (0.4, 0.96)), 0.02, _TYRE)
        pen.solid(ellipse(0.0, 0.965, 0.66, 0.03), board, rim=0.0)
    for x in (-0.48, 0.5):
        wheel(pen, x, 0.15, cream)


def _bicycle(pen: Pen) -> None:
    paint = pen.main(*_PAINTS)
    left, right, crank = (-0.48, 0.3), (0.48, 0.3), (0.06, 0.3)
    seat, head = (0.2, 0.72), (-0.3, 0.72)
    pen.shadow(0.75)
    for hub in (left, right):
        pen.line(ellipse(*hub, 0.27), 0.045, _TYRE)
        pen.line(ellipse(*hub, 0.24), 0.015, _METAL)
        for k in range(10):
            pen.line(curve(hub, _around(hub, 0.24, k * math.pi / 5)), 0.006, _METAL)
        pen.fill(ellipse(*hub, 0.035), _TYRE)
    frame = union(
        limb((head, crank), (0.05, 0.05)),
        limb((head, seat), (0.05, 0.05)),
        limb((seat, crank), (0.05, 0.05)),
        limb((seat, right), (0.035, 0.035)),
        limb((crank, right), (0.035, 0.035)),
        limb(((-0.27, 0.84), head, (-0.36, 0.52), left), (0.045, 0.045, 0.045, 0.035)),
    )
    pen.solid(frame, paint, 0.02, rim=0.008)
    pen.line(curve((-0.27, 0.84), (-0.3, 0.92), (-0.4, 0.93)), 0.035, INK)
    pen.line(curve(seat, (0.22, 0.82)), 0.035, _METAL)
    pen.solid(limb(((0.1, 0.84), (0.34, 0.86)), (0.04, 0.09)), rgb(0x6E4630), rim=0.0)
    pen.fill(ellipse(*crank, 0.06), INK)
    pen.line(curve((0.02, 0.2), (0.1, 0.4)), 0.025, _METAL)
    pen.lamp(-0.4, 0.74, 0.04, LAMP)
    if pen.chance(0.6):
        _basket(pen)


def _basket(pen: Pen) -> None:
    straw = rgb(0xC99A5B)
    pen.solid(rounded(0.03, (-0.64, 0.8), (-0.4, 0.8), (-0.43, 0.62), (-0.61, 0.62)), straw)
    for x in (-0.6, -0.54, -0.47, -0.43):
        bloom = pen.one_of(rgb(0xF26D7D), rgb(0xF9D65C), rgb(0xFFFFFF), rgb(0xB58BE0))
        pen.fill(ellipse(x, 0.84, 0.04), bloom)


def _around(center: Point, radius: float, angle: float) -> Point:
    return (center[0] + radius * math.cos(angle), center[1] + radius * math.sin(angle))


ROAD = {
    "car": subject(_car, 2.1, "land", 1.5),
    "truck": subject(_truck, 2.0, "land", 3.4),
    "bus": subject(_bus, 2.4, "land", 3.2),
    "camper": subject(_camper, 1.7, "land", 2.4),
    "bicycle": subject(_bicycle, 1.6, "land", 1.1),
}
"""What drives on roads."""
