"""Birds and butterflies: seagulls, duck, penguin, owl, butterfly."""

import skia

from assistant.imaging.scene.subjects.art import INK, RGB, WHITE, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    blob,
    both,
    curve,
    ellipse,
    limb,
    polygon,
    union,
)

_BEAK = rgb(0xF2A33A)


def _seagulls(pen: Pen) -> None:
    white = pen.main(rgb(0xFAFAF8), rgb(0xF1F3F5))
    places = [(-0.42, 0.28, 0.85), (0.42, 0.5, 0.7), (-0.1, 0.82, 0.45), (0.62, 0.14, 0.5),
              (-0.76, 0.72, 0.34)]  # fmt: skip
    for x, y, size in places[: pen.rng.choice((3, 4, 5))]:
        dx, dy = pen.between(-0.03, 0.03), pen.between(-0.04, 0.04)
        with pen.at(x + dx, y + dy, size, pen.between(-8, 8)):
            _gull(pen, white, pen.between(0.7, 1.0))


def _gull(pen: Pen, white: RGB, lift: float) -> None:
    """One gull around the origin, about one unit across."""
    wing = blob((0.0, 0.07), (0.0, 0.07), (0.2, 0.3 * lift), (0.38, 0.28 * lift),
                (0.58, 0.06 * lift), (0.58, 0.06 * lift), (0.36, 0.16 * lift), (0.16, 0.05),
                (0.05, -0.05), (0.05, -0.05))  # fmt: skip
    for shape, color in zip(both(wing), (rgb(0xC3CCD8), rgb(0xD8DEE6)), strict=True):
        pen.solid(shape, color, 0.3, 0.012)
        with pen.inside(shape):
            for tip in both(ellipse(0.6, 0.07 * lift, 0.15, 0.09)):
                pen.fill(tip, INK, 0.8)
    body = blob((-0.25, 0.07), (-0.18, 0.11), (0.0, 0.08), (0.24, 0.02), (0.24, 0.02), (0.1, -0.06),
                (-0.1, -0.06), (-0.24, 0.01))  # fmt: skip
    pen.solid(body, white, 0.25)
    pen.fill(polygon((-0.24, 0.075), (-0.33, 0.035), (-0.235, 0.03)), _BEAK)
    pen.fill(ellipse(-0.185, 0.065, 0.016), INK)


def _duck(pen: Pen) -> None:
    """A duck that swims; the base line is the water."""
    drake = pen.chance(0.4) and pen.light.color is None
    coat = pen.main(rgb(0xC9BBA8)) if drake else pen.main(rgb(0xF9D046), rgb(0xFBF8F1))
    head_color = rgb(0x2F7F5E) if drake else coat
    tail = blob((0.4, 0.3), (0.64, 0.5), (0.64, 0.5), (0.5, 0.12), (0.3, 0.1))
    trunk = blob((-0.44, 0.3), (-0.4, 0.12), (-0.2, 0.0), (0.3, 0.0), (0.52, 0.18), (0.44, 0.38),
                 (0.1, 0.42), (-0.2, 0.46))  # fmt: skip
    body = union(trunk, tail, limb(((-0.28, 0.3), (-0.28, 0.56)), (0.26, 0.22)))
    pen.solid(body, coat, 0.14)
    bill = blob((-0.46, 0.74), (-0.58, 0.71), (-0.66, 0.66), (-0.58, 0.62), (-0.44, 0.63))
    pen.solid(bill, _BEAK, 0.3)
    pen.line(curve((-0.63, 0.665), (-0.54, 0.67), (-0.47, 0.68)), 0.01, darker(_BEAK, 0.4))
    pen.solid(ellipse(-0.3, 0.73, 0.23, 0.22), head_color, 0.16)
    if drake:
        pen.line(curve((-0.41, 0.53), (-0.28, 0.49), (-0.15, 0.53)), 0.045, WHITE)
    wing = blob((-0.14, 0.34), (-0.1, 0.2), (0.1, 0.12), (0.36, 0.24), (0.46, 0.36), (0.46, 0.36),
                (0.14, 0.4))  # fmt: skip
    pen.solid(wing, darker(coat, 0.12), 0.2)
    for k in range(3):
        pen.line(curve((0.02 + k * 0.1, 0.2), (0.12 + k * 0.1, 0.24), (0.18 + k * 0.08, 0.32)),
                 0.012, darker(coat, 0.3))  # fmt: skip
    pen.eye(-0.38, 0.77, 0.038)
    pen.cheek(-0.33, 0.66, 0.04)
    for half, y in ((0.56, 0.022), (0.4, 0.008)):
        pen.line(curve((-half, y), (0.0, y - 0.02), (half, y)), 0.014, rgb(0xEAF6FA))


def _penguin(pen: Pen) -> None:
    coat = pen.main(rgb(0x36394A), rgb(0x2F4258), rgb(0x433B4F))
    pen.shadow(0.26)
    for foot in both(blob((0.02, 0.05), (0.08, 0.075), (0.2, 0.04), (0.2, 0.0), (0.04, 0.0))):
        pen.solid(foot, _BEAK, 0.25, 0.0)
    flipper = blob((0.19, 0.56), (0.29, 0.42), (0.3, 0.24), (0.27, 0.2), (0.2, 0.3), (0.16, 0.46))
    for shape in both(flipper):
        pen.solid(shape, darker(coat, 0.15), 0.2)
    body = blob((0.0, 0.97), (-0.16, 0.92), (-0.21, 0.76), (-0.22, 0.55), (-0.26, 0.3),
                (-0.18, 0.06), (0.0, 0.03), (0.18, 0.06), (0.26, 0.3), (0.22, 0.55), (0.21, 0.76),
                (0.16, 0.92))  # fmt: skip
    pen.solid(body, coat, 0.16)
    front = blob((0.0, 0.6), (-0.13, 0.56), (-0.19, 0.34), (-0.13, 0.09), (0.0, 0.06), (0.13, 0.09),
                 (0.19, 0.34), (0.13, 0.56))  # fmt: skip
    pen.solid(union(front, *both(ellipse(0.075, 0.76, 0.095, 0.11))), rgb(0xFBF8F1), 0.12, 0.0)
    for side in (-1, 1):
        pen.eye(side * 0.085, 0.79, 0.03)
        pen.cheek(side * 0.13, 0.69, 0.035)
    pen.solid(blob((-0.06, 0.725), (0.0, 0.75), (0.06, 0.725), (0.0, 0.665)), _BEAK, 0.3, 0.0)
    if pen.chance(0.6):
        _scarf(pen)


def _scarf(pen: Pen) -> None:
    wool = pen.one_of(rgb(0xE0523F), rgb(0x3FA796), rgb(0xF2B33D), rgb(0x5B8FD0))
    pen.solid(limb(((0.1, 0.6), (0.15, 0.46)), (0.08, 0.1)), darker(wool, 0.12), 0.2)
    pen.solid(limb(((-0.2, 0.63), (0.0, 0.585), (0.2, 0.63)), (0.08, 0.09, 0.08)), wool, 0.3)
    for x in (-0.12, -0.02, 0.08):
        pen.line(curve((x - 0.012, 0.635), (x + 0.012, 0.56)), 0.012, lighter(wool, 0.4))


def _owl(pen: Pen) -> None:
    coat = pen.main(rgb(0x9A6B45), rgb(0x7C6A5C), rgb(0xB58A5A), rgb(0x6B5B78))
    pale = lighter(coat, 0.6)
    branch = rgb(0x6E4B36)
    pen.solid(limb(((-0.36, 0.07), (0.0, 0.09), (0.36, 0.06)), (0.05, 0.07, 0.04)), branch, 0.3)
    leaf = blob((0.24, 0.08), (0.24, 0.08), (0.27, 0.16), (0.35, 0.17), (0.35, 0.17), (0.33, 0.1))
    pen.solid(leaf, rgb(0x6FA35A), 0.3)
    body = blob((-0.2, 0.95), (-0.2, 0.95), (-0.1, 0.88), (0.1, 0.88), (0.2, 0.95), (0.2, 0.95),
                (0.27, 0.75), (0.27, 0.4), (0.16, 0.14), (0.0, 0.1), (-0.16, 0.14), (-0.27, 0.4),
                (-0.27, 0.75))  # fmt: skip
    pen.solid(body, coat, 0.14)
    belly = blob((0.0, 0.56), (-0.16, 0.48), (-0.17, 0.28), (0.0, 0.13), (0.17, 0.28), (0.16, 0.48))
    pen.fill(belly, pale)
    with pen.inside(belly):
        for row in range(4):
            for k in range(5):
                x, y = -0.14 + k * 0.07 + (row % 2) * 0.035, 0.47 - row * 0.085
                pen.line(curve((x - 0.025, y), (x, y - 0.025), (x + 0.025, y)), 0.012, coat)
    wing = blob((0.2, 0.6), (0.3, 0.45), (0.26, 0.2), (0.2, 0.14), (0.16, 0.36))
    for shape in both(wing):
        pen.solid(shape, darker(coat, 0.22), 0.2)
    for x in (-0.13, -0.09, -0.05, 0.05, 0.09, 0.13):
        pen.solid(ellipse(x, 0.105, 0.022, 0.035), _BEAK, 0.3, 0.0)
    for side in (-1, 1):
        pen.solid(ellipse(side * 0.115, 0.7, 0.135), pale, 0.12, 0.0)
        iris = rgb(0xFFE9A0 if pen.light.night else 0xF7C548)
        pen.fill(ellipse(side * 0.105, 0.7, 0.085), iris, 1.0)
        pen.eye(side * 0.1, 0.7, 0.055)
    pen.solid(blob((-0.04, 0.65), (0.0, 0.68), (0.04, 0.65), (0.0, 0.57)), _BEAK, 0.3, 0.0)


def _butterfly(pen: Pen) -> None:
    wings = pen.main(rgb(0xF28C38), rgb(0x5B8FE0), rgb(0xE56B9A), rgb(0x8B6FD0), rgb(0xF2C14E))
    upper = blob((0.02, 0.5), (0.02, 0.5), (0.18, 0.8), (0.42, 0.95), (0.53, 0.82), (0.45, 0.56),
                 (0.2, 0.45))  # fmt: skip
    lower = blob((0.02, 0.48), (0.02, 0.48), (0.24, 0.46), (0.42, 0.34), (0.36, 0.12), (0.22, 0.06),
                 (0.1, 0.22))  # fmt: skip
    for shape in both(lower):
        _wing(pen, shape, darker(wings, 0.18))
    for shape in both(upper):
        _wing(pen, shape, wings)
    for dot in (ellipse(0.4, 0.79, 0.055), ellipse(0.34, 0.65, 0.04), ellipse(0.28, 0.27, 0.05)):
        for shape in both(dot):
            pen.fill(shape, lighter(wings, 0.65))
    for x, y in ((0.5, 0.84), (0.45, 0.915), (0.49, 0.74), (0.35, 0.15), (0.39, 0.24)):
        for shape in both(ellipse(x, y, 0.012)):
            pen.fill(shape, WHITE)
    for feeler in both(curve((0.0, 0.72), (0.07, 0.86), (0.14, 0.93))):
        pen.line(feeler, 0.012, INK)
    for tip in both(ellipse(0.14, 0.93, 0.018)):
        pen.fill(tip, INK)
    trunk = rgb(0x4A3B45)
    pen.solid(limb(((0.0, 0.7), (0.0, 0.5), (0.0, 0.24)), (0.05, 0.07, 0.025)), trunk, 0.3)
    pen.solid(ellipse(0.0, 0.72, 0.045), trunk, 0.3)
    for y in (0.34, 0.42, 0.5):
        pen.line(curve((-0.02, y), (0.02, y)), 0.012, lighter(wings, 0.65))


def _wing(pen: Pen, shape: skia.Path, color: RGB) -> None:
    """A wing with a dark edge and veins from the body."""
    edge = darker(color, 0.6)
    pen.solid(shape, color, 0.12)
    side = 1 if shape.getBounds().centerX() > 0 else -1
    with pen.inside(shape):
        pen.line(shape, 0.07, edge)
        for k in range(4):
            pen.line(curve((side * 0.02, 0.5), (side * (0.56 - k * 0.07), 0.95 - k * 0.26)), 0.01,
                     edge)  # fmt: skip


WINGED = {
    "seagulls": subject(_seagulls, 2.0, "sky", 4.0),
    "duck": subject(_duck, 1.4, "water", 0.5),
    "penguin": subject(_penguin, 0.68, "land", 1.0),
    "owl": subject(_owl, 0.78, "land", 0.7),
    "butterfly": subject(_butterfly, 1.15, "sky", 0.4),
}
"""Birds and butterflies."""
