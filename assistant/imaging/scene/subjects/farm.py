"""Animals of meadow and stable: horse, unicorn, cow, sheep, pig."""

import math

import skia

from assistant.imaging.scene.subjects.art import INK, RGB, WHITE, darker, lighter, mix, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    Point,
    blob,
    box,
    curve,
    ellipse,
    limb,
    polygon,
    union,
)

_PINK = rgb(0xF0A6A0)
_HOOF = rgb(0x4B3B3C)
_RAINBOW = (rgb(0xF28AB2), rgb(0xF7C66B), rgb(0x8ED1C6), rgb(0x9AA7F0), rgb(0xC596E8))


def _far_leg(pen: Pen, points: tuple[Point, ...], widths: tuple[float, ...], color: RGB) -> None:
    """A leg on the far side, with its hoof."""
    leg = limb(points, widths)
    pen.solid(leg, darker(color, 0.28), 0.25, 0.0)
    _hoof(pen, leg, points[-1])


def _hoof(pen: Pen, leg: skia.Path, foot: Point) -> None:
    with pen.inside(leg):
        pen.fill(box(foot[0] - 0.1, foot[1] - 0.1, 0.2, 0.13), _HOOF)


def _horse(pen: Pen) -> None:
    coat = pen.main(rgb(0x8A5233), rgb(0xB5723F), rgb(0x5A3A30), rgb(0xD9CFC4), rgb(0xE0B37A))
    mane = darker(coat, 0.5) if pen.chance(0.6) else lighter(coat, 0.6)
    _steed(pen, coat, (mane, mane, mane))
    pen.fill(limb(((-0.43, 0.79), (-0.475, 0.7)), (0.02, 0.03)), WHITE)


def _unicorn(pen: Pen) -> None:
    coat = pen.main(rgb(0xFBF6F8), rgb(0xF6ECFA), rgb(0xEAF3FB))
    start = pen.rng.randrange(len(_RAINBOW))
    mane = (*_RAINBOW[start:], *_RAINBOW[:start])
    _steed(pen, coat, mane)
    horn = polygon((-0.41, 0.845), (-0.35, 0.89), (-0.515, 0.985))
    pen.solid(horn, rgb(0xF7CF63), 0.2)
    with pen.inside(horn):
        for k in range(4):
            x, y = -0.39 - k * 0.03, 0.875 + k * 0.028
            pen.line(curve((x - 0.04, y - 0.02), (x + 0.04, y + 0.02)), 0.007, rgb(0xC9963A))
    pen.cheek(-0.38, 0.7, 0.035)


def _steed(pen: Pen, coat: RGB, mane: tuple[RGB, ...]) -> None:
    fore = ((-0.22, 0.45), (-0.22, 0.24), (-0.21, 0.15), (-0.22, 0.04))
    hind = ((0.31, 0.46), (0.29, 0.27), (0.35, 0.16), (0.33, 0.04))
    far_fore = ((-0.14, 0.42), (-0.2, 0.24), (-0.27, 0.15), (-0.24, 0.04))
    far_hind = ((0.24, 0.42), (0.2, 0.25), (0.25, 0.15), (0.22, 0.04))
    pen.shadow(0.5)
    _far_leg(pen, far_fore, (0.13, 0.07, 0.06, 0.06), coat)
    _far_leg(pen, far_hind, (0.16, 0.08, 0.06, 0.06), coat)
    _tresses(pen, ((0.34, 0.54), (0.47, 0.5), (0.5, 0.3), (0.46, 0.14)), mane, 0.07)
    legs = limb(fore, (0.17, 0.08, 0.06, 0.07)), limb(hind, (0.24, 0.1, 0.065, 0.07))
    body = union(
        limb(((0.25, 0.5), (0.05, 0.47), (-0.16, 0.5)), (0.3, 0.27, 0.31)),
        limb(((-0.17, 0.53), (-0.29, 0.68), (-0.36, 0.8)), (0.28, 0.2, 0.16)),
        limb(((-0.35, 0.81), (-0.43, 0.72), (-0.5, 0.63)), (0.18, 0.14, 0.11)),
        *legs,
        *(
            blob((x - 0.025, 0.86), (x, 0.945), (x, 0.945), (x + 0.03, 0.86))
            for x in (-0.33, -0.28)
        ),
    )
    pen.solid(body, coat, 0.06)
    for leg, foot in zip(legs, (fore[-1], hind[-1]), strict=True):
        _hoof(pen, leg, foot)
    _tresses(pen, ((-0.36, 0.9), (-0.26, 0.86), (-0.19, 0.72), (-0.12, 0.6)), mane, 0.055)
    pen.fill(ellipse(-0.515, 0.63, 0.012, 0.017), darker(coat, 0.6))
    pen.line(curve((-0.52, 0.585), (-0.48, 0.575), (-0.45, 0.59)), 0.009, darker(coat, 0.6))
    pen.eye(-0.4, 0.775, 0.026)


def _tresses(pen: Pen, line: tuple[Point, ...], colors: tuple[RGB, ...], width: float) -> None:
    """Locks of hair that flow side by side along a line."""
    count = len(colors)
    for i, color in enumerate(colors):
        shift = (i - (count - 1) / 2) * width * 1.7 / count
        wave = pen.between(-0.012, 0.012)
        points = [(x + shift + wave * k, y + shift * 0.35) for k, (x, y) in enumerate(line)]
        widths = [width * 0.7, width, width * 0.95, width * 0.25]
        pen.solid(limb(points, widths), color, 0.25, 0.008)


def _cow(pen: Pen) -> None:
    coat = pen.main(rgb(0xFBF7F0), rgb(0xA5683F), rgb(0xC98F5C), rgb(0xF3E3CC))
    spot = rgb(0x40363B) if coat[0] > _LIGHT_COAT else lighter(coat, 0.75)
    pen.shadow(0.6)
    for x in (-0.17, 0.3):
        _far_leg(pen, ((x, 0.4), (x, 0.05)), (0.14, 0.1), coat)
    pen.line(curve((0.45, 0.64), (0.54, 0.52), (0.53, 0.32)), 0.03, coat)
    pen.solid(ellipse(0.53, 0.28, 0.035, 0.07), spot, 0.3, 0.0)
    pen.solid(ellipse(0.2, 0.31, 0.1, 0.09), _PINK, 0.2)
    trunk = blob((-0.34, 0.76), (-0.4, 0.55), (-0.3, 0.36), (-0.1, 0.32), (0.3, 0.31), (0.46, 0.4),
                 (0.49, 0.62), (0.42, 0.74), (0.1, 0.74))  # fmt: skip
    legs = [limb(((x, 0.42), (x, 0.05)), (0.17, 0.1)) for x in (-0.28, 0.4)]
    body = union(trunk, *legs)
    pen.solid(body, coat, 0.0)
    with pen.inside(body):
        for x, y in ((0.3, 0.62), (-0.05, 0.68), (0.1, 0.42), (0.45, 0.42)):
            _spot(pen, x + pen.between(-0.06, 0.06), y + pen.between(-0.05, 0.05), spot)
    pen.form(body, coat, 0.07)
    for leg, x in zip(legs, (-0.28, 0.4), strict=True):
        _hoof(pen, leg, (x, 0.05))
    _cow_head(pen, coat, spot)


def _spot(pen: Pen, x: float, y: float, color: RGB) -> None:
    patch = blob((x - 0.13, y), (x - 0.03, y + 0.11), (x + 0.12, y + 0.05), (x + 0.07, y - 0.1))
    pen.fill(patch, color, 0.8)


_LIGHT_COAT = 0.9


def _cow_head(pen: Pen, coat: RGB, spot: RGB) -> None:
    horn = rgb(0xEFE0BE)
    for points in (((-0.5, 0.86), (-0.58, 0.9), (-0.57, 0.965)), ((-0.34, 0.86), (-0.26, 0.9),
                   (-0.27, 0.965))):  # fmt: skip
        pen.solid(limb(points, (0.06, 0.05, 0.015)), horn, 0.3, 0.0)
    for x, tilt in ((-0.58, 20), (-0.24, -20)):
        with pen.at(x, 0.79, degrees=-tilt):
            pen.solid(ellipse(0.0, 0.0, 0.075, 0.04), spot, 0.25, 0.01)
            pen.fill(ellipse(0.0, -0.005, 0.045, 0.02), _PINK)
    head = blob((-0.42, 0.9), (-0.53, 0.86), (-0.55, 0.72), (-0.51, 0.56), (-0.42, 0.52),
                (-0.31, 0.56), (-0.28, 0.72), (-0.31, 0.86))  # fmt: skip
    pen.solid(head, coat, 0.16)
    with pen.inside(head):
        pen.fill(ellipse(-0.28, 0.8, 0.1, 0.13), spot, 0.85)
        pen.fill(ellipse(-0.415, 0.54, 0.16, 0.085), _PINK)
    for side in (-1, 1):
        pen.fill(ellipse(-0.415 + side * 0.05, 0.575, 0.018, 0.013), darker(_PINK, 0.5))
        pen.eye(-0.415 + side * 0.075, 0.74, 0.03, white=True)
    pen.smile(-0.415, 0.54, 0.09)
    if pen.chance(0.7):
        pen.line(curve((-0.46, 0.5), (-0.36, 0.46), (-0.27, 0.5)), 0.025, rgb(0xC0392B))
        pen.solid(blob((-0.41, 0.4), (-0.41, 0.4), (-0.385, 0.48), (-0.335, 0.48), (-0.31, 0.4),
                       (-0.31, 0.4)), rgb(0xE8B64A), 0.3)  # fmt: skip


def _sheep(pen: Pen) -> None:
    wool = pen.main(rgb(0xFBF6EC), rgb(0xF1E7D6), rgb(0xE4DDD6), rgb(0x5B5560))
    face = rgb(0x3F3A42) if pen.chance(0.5) else mix(wool, rgb(0xE9C3A2), 0.8)
    pen.shadow(0.52)
    for x in (-0.14, 0.26):
        pen.solid(limb(((x, 0.36), (x, 0.035)), (0.09, 0.07)), darker(face, 0.35), 0.25, 0.0)
    for x in (-0.24, 0.16):
        pen.solid(limb(((x, 0.36), (x, 0.035)), (0.09, 0.07)), face, 0.25, 0.008)
    fleece = [ellipse(0.05, 0.53, 0.37, 0.25)]
    for k in range(13):
        angle = 2 * math.pi * k / 13 + pen.between(-0.1, 0.1)
        radius = pen.between(0.1, 0.135)
        x, y = 0.05 + 0.36 * math.cos(angle), 0.53 + 0.23 * math.sin(angle)
        fleece.append(ellipse(x, y, radius))
    coat = union(*fleece)
    pen.solid(coat, wool, 0.16)
    with pen.inside(coat):
        for _ in range(7):
            x, y = pen.between(-0.15, 0.38), pen.between(0.4, 0.72)
            curl = curve(
                (x - 0.05, y), (x - 0.02, y - 0.035), (x + 0.03, y - 0.025), (x + 0.045, y)
            )
            pen.line(curl, 0.012, darker(wool, 0.16))
    for x, y, tilt in ((-0.25, 0.68, -28), (-0.55, 0.68, 28)):
        with pen.at(x, y, degrees=tilt):
            pen.solid(ellipse(0.0, 0.0, 0.085, 0.042), face, 0.25, 0.01)
    head = blob((-0.4, 0.82), (-0.51, 0.74), (-0.51, 0.58), (-0.4, 0.47), (-0.29, 0.58),
                (-0.29, 0.74))  # fmt: skip
    pen.solid(head, face, 0.2)
    tuft = union(*(ellipse(-0.4 + dx, 0.81 + dy, 0.07) for dx, dy in
                   ((-0.07, 0.0), (0.0, 0.04), (0.07, 0.0))))  # fmt: skip
    pen.solid(tuft, wool, 0.2)
    for side in (-1, 1):
        pen.eye(-0.4 + side * 0.055, 0.665, 0.028, white=True)
    pen.fill(blob((-0.42, 0.555), (-0.38, 0.555), (-0.4, 0.535)), lighter(face, 0.5) if
             face[0] < _DARK_FACE else INK)  # fmt: skip
    pen.line(curve((-0.43, 0.53), (-0.4, 0.515), (-0.37, 0.53)), 0.009,
             lighter(face, 0.5) if face[0] < _DARK_FACE else INK)  # fmt: skip


_DARK_FACE = 0.4


def _pig(pen: Pen) -> None:
    skin = pen.main(rgb(0xF4B6B0), rgb(0xF0A6A2), rgb(0xF7C6BC), rgb(0xB98A80))
    dark = darker(skin, 0.3)
    pen.shadow(0.55)
    for x in (-0.16, 0.28):
        _far_leg(pen, ((x, 0.3), (x, 0.05)), (0.13, 0.1), skin)
    curl = curve((0.46, 0.5), (0.54, 0.52), (0.56, 0.6), (0.5, 0.61), (0.5, 0.54), (0.59, 0.5))
    pen.line(curl, 0.028, dark)
    body = union(
        ellipse(0.08, 0.5, 0.42, 0.33),
        limb(((-0.22, 0.35), (-0.22, 0.05)), (0.16, 0.11)),
        limb(((0.34, 0.35), (0.34, 0.05)), (0.16, 0.11)),
    )
    pen.solid(body, skin, 0.13)
    with pen.inside(body):
        for x in (-0.22, 0.34):
            pen.fill(box(x - 0.08, -0.02, 0.16, 0.07), dark)
        if pen.chance(0.4):
            _spot(pen, 0.22, 0.64, dark)
    for points in (((-0.47, 0.82), (-0.55, 0.97), (-0.33, 0.88)),
                   ((-0.13, 0.82), (-0.05, 0.97), (-0.27, 0.88))):  # fmt: skip
        a, tip, b = points
        pen.solid(blob(a, tip, tip, b), dark, 0.2, 0.01)
    pen.solid(ellipse(-0.3, 0.66, 0.25, 0.24), skin, 0.14)
    pen.solid(ellipse(-0.32, 0.595, 0.11, 0.082), darker(skin, 0.14), 0.2, 0.0)
    for side in (-1, 1):
        pen.fill(ellipse(-0.32 + side * 0.04, 0.6, 0.018, 0.028), darker(skin, 0.55))
        pen.eye(-0.31 + side * 0.105, 0.72, 0.028)
        pen.cheek(-0.31 + side * 0.16, 0.61, 0.035)
    pen.smile(-0.32, 0.495, 0.09)


FARM = {
    "horse": subject(_horse, 1.15, "land", 2.0),
    "unicorn": subject(_unicorn, 1.15, "land", 2.2),
    "cow": subject(_cow, 1.35, "land", 1.6),
    "sheep": subject(_sheep, 1.3, "land", 1.0),
    "pig": subject(_pig, 1.25, "land", 0.8),
}
"""Animals of meadow and stable."""
