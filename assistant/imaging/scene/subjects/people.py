"""Figures with a friendly face: child with kite, snowman, robot, astronaut."""

from assistant.imaging.scene.subjects.art import INK, RGB, WHITE, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    blob,
    box,
    curve,
    ellipse,
    limb,
    polygon,
    rounded,
    union,
)

_BRIGHT = (rgb(0xE0523F), rgb(0xF2B33D), rgb(0x3F86C6), rgb(0x3FA796), rgb(0x8B6FD0), rgb(0xE56B9A))
_SKINS = (rgb(0xF6D2B3), rgb(0xE5B48C), rgb(0xB97F56), rgb(0x8A5A3C))
_HAIR = (rgb(0x3A2A28), rgb(0x6B4026), rgb(0xD9A441), rgb(0xA8472F), rgb(0x232027))


def _child_with_kite(pen: Pen) -> None:
    kite = pen.main(*_BRIGHT)
    skin, hair, shirt = pen.one_of(*_SKINS), pen.one_of(*_HAIR), pen.one_of(*_BRIGHT)
    trousers = pen.one_of(rgb(0x3D5A80), rgb(0x6B5B4A), rgb(0x4A4658))
    pen.shadow(0.16, 0.26)
    _kite(pen, kite)
    with pen.at(0.26, 0.0, 0.42):
        _child(pen, (skin, hair, shirt, trousers))
    pen.line(curve((-0.24, 0.68), (-0.12, 0.42), (0.08, 0.33), (0.145, 0.3)), 0.006, rgb(0x8A7A70))


def _kite(pen: Pen, color: RGB) -> None:
    top, right, low, left = (-0.3, 0.97), (-0.1, 0.76), (-0.22, 0.56), (-0.45, 0.72)
    sail = polygon(top, right, low, left)
    pen.solid(sail, color, 0.0, 0.0)
    with pen.inside(sail):
        pen.fill(polygon(top, right, (-0.255, 0.74)), lighter(color, 0.45))
        pen.fill(polygon(low, left, (-0.255, 0.74)), darker(color, 0.25))
    pen.form(sail, color, 0.0)
    for ends in ((top, low), (left, right)):
        pen.line(curve(*ends), 0.007, rgb(0x6B4A35))
    tail = ((-0.22, 0.56), (-0.17, 0.48), (-0.25, 0.42), (-0.2, 0.33), (-0.27, 0.26))
    pen.line(curve(*tail), 0.006, rgb(0xF7F2E8))
    for x, y in tail[1:]:
        bow = pen.one_of(*_BRIGHT)
        pen.solid(polygon((x, y), (x - 0.035, y + 0.022), (x - 0.035, y - 0.022)), bow, 0.0, 0.0)
        pen.solid(polygon((x, y), (x + 0.035, y + 0.022), (x + 0.035, y - 0.022)), bow, 0.0, 0.0)


def _child(pen: Pen, colors: tuple[RGB, RGB, RGB, RGB]) -> None:
    """A running child, one unit tall, its hand up to the left."""
    skin, hair, shirt, trousers = colors
    shoe = darker(shirt, 0.35)
    pen.solid(
        limb(((0.05, 0.38), (0.2, 0.24), (0.32, 0.16)), (0.16, 0.12, 0.1)), darker(trousers, 0.2)
    )
    pen.solid(limb(((0.31, 0.1), (0.37, 0.2)), (0.1, 0.08)), shoe, 0.2)
    pen.solid(limb(((-0.02, 0.38), (-0.12, 0.22), (-0.1, 0.07)), (0.17, 0.12, 0.1)), trousers, 0.2)
    pen.solid(limb(((-0.19, 0.045), (-0.07, 0.05)), (0.07, 0.1)), shoe, 0.2)
    pen.solid(limb(((0.1, 0.58), (0.22, 0.5), (0.27, 0.4)), (0.1, 0.08, 0.07)), darker(skin, 0.12))
    pen.solid(
        blob((-0.09, 0.66), (0.1, 0.66), (0.16, 0.4), (0.02, 0.33), (-0.13, 0.38)), shirt, 0.2
    )
    pen.solid(limb(((-0.06, 0.6), (-0.17, 0.62), (-0.27, 0.72)), (0.1, 0.08, 0.07)), skin, 0.2)
    pen.solid(limb(((-0.05, 0.61), (-0.13, 0.61)), (0.12, 0.11)), shirt, 0.2)
    pen.solid(ellipse(0.0, 0.8, 0.16, 0.165), skin, 0.15)
    long_hair = pen.chance(0.5)
    if long_hair:
        pen.solid(limb(((0.12, 0.84), (0.24, 0.8), (0.32, 0.68)), (0.1, 0.1, 0.03)), hair, 0.2)
    mop = blob((-0.16, 0.84), (-0.12, 0.96), (0.03, 0.995), (0.16, 0.93), (0.18, 0.77), (0.13, 0.7),
               (0.1, 0.82), (0.0, 0.88))  # fmt: skip
    pen.solid(mop, hair, 0.2)
    pen.eye(-0.085, 0.8, 0.024)
    pen.eye(0.02, 0.8, 0.024)
    pen.cheek(-0.11, 0.745, 0.028)
    pen.cheek(0.05, 0.745, 0.028)
    pen.smile(-0.035, 0.735, 0.075, 0.013)


def _snowman(pen: Pen) -> None:
    snow = pen.main(rgb(0xF6FAFD), rgb(0xEEF5FA))
    wool = pen.one_of(*_BRIGHT)
    twig = rgb(0x6B4A35)
    pen.shadow(0.34)
    for side in (-1, 1):
        lift = pen.between(0.56, 0.68)
        pen.line(curve((side * 0.17, 0.46), (side * 0.27, 0.52), (side * 0.335, lift)), 0.02, twig)
        pen.line(curve((side * 0.29, 0.56), (side * 0.345, 0.565)), 0.014, twig)
    pen.solid(ellipse(0.0, 0.18, 0.255, 0.18), snow, 0.2)
    pen.solid(ellipse(0.0, 0.45, 0.195, 0.17), snow, 0.2)
    for y in (0.5, 0.41, 0.32):
        pen.fill(ellipse(0.0, y, 0.019), INK)
    pen.solid(ellipse(0.0, 0.705, 0.15, 0.145), snow, 0.2)
    pen.solid(
        limb(((0.07, 0.58), (0.13, 0.47), (0.12, 0.38)), (0.06, 0.07, 0.08)), darker(wool, 0.12)
    )
    scarf = limb(((-0.145, 0.61), (0.0, 0.575), (0.145, 0.61)), (0.065, 0.075, 0.065))
    pen.solid(scarf, wool, 0.3)
    for x in (-0.09, -0.02, 0.05):
        pen.line(curve((x, 0.615), (x + 0.016, 0.55)), 0.012, lighter(wool, 0.45))
    for x in (-0.055, 0.055):
        pen.eye(x, 0.745, 0.021)
        pen.cheek(x * 1.9, 0.69, 0.024)
    for k in range(5):
        x = -0.06 + k * 0.03
        pen.fill(ellipse(x, 0.655 + 6.0 * x * x, 0.009), INK)
    carrot = blob((0.012, 0.73), (0.012, 0.73), (-0.1, 0.695), (-0.1, 0.695), (0.005, 0.69))
    pen.solid(carrot, rgb(0xF08A34), 0.3, 0.0)
    _hat(pen, wool)


def _hat(pen: Pen, wool: RGB) -> None:
    if pen.chance(0.5):
        felt = rgb(0x3A3844)
        pen.solid(box(-0.115, 0.82, 0.23, 0.16, 0.02), felt, 0.2)
        pen.fill(box(-0.115, 0.835, 0.23, 0.035), wool)
        pen.solid(box(-0.185, 0.805, 0.37, 0.03, 0.015), felt, 0.3)
        return
    cap = blob((-0.15, 0.79), (-0.15, 0.79), (-0.12, 0.9), (0.0, 0.95), (0.12, 0.9), (0.15, 0.79),
               (0.15, 0.79))  # fmt: skip
    pen.solid(cap, wool, 0.2)
    pen.solid(box(-0.165, 0.77, 0.33, 0.055, 0.025), lighter(wool, 0.55), 0.3)
    pen.solid(ellipse(0.0, 0.945, 0.04), lighter(wool, 0.7), 0.3)


def _robot(pen: Pen) -> None:
    shell = pen.main(rgb(0x7FB2C9), rgb(0xF2B95C), rgb(0xE58A6B), rgb(0x9CC28A), rgb(0xC7CCD6))
    dark, joint = darker(shell, 0.4), rgb(0x6A6F7C)
    shine = pen.one_of(rgb(0x7DF0D8), rgb(0xFFE27A), rgb(0x9AD8FF))
    pen.shadow(0.3)
    for side in (-1, 1):
        pen.line(curve((side * 0.1, 0.2), (side * 0.1, 0.07)), 0.05, joint)
        foot = rounded(0.04, (side * 0.1 - 0.085, 0.0), (side * 0.1 - 0.06, 0.085),
                       (side * 0.1 + 0.06, 0.085), (side * 0.1 + 0.085, 0.0))  # fmt: skip
        pen.solid(foot, dark, 0.25)
    wave = pen.chance(0.5)
    _arm(pen, ((-0.2, 0.48), (-0.29, 0.38), (-0.27, 0.26)), dark)
    _arm(pen, ((0.2, 0.48), (0.31, 0.5), (0.3, 0.64)) if wave else
         ((0.2, 0.48), (0.29, 0.38), (0.27, 0.26)), dark)  # fmt: skip
    pen.solid(box(-0.2, 0.17, 0.4, 0.37, 0.07), shell, 0.16)
    pen.solid(box(-0.12, 0.3, 0.24, 0.16, 0.03), dark, 0.15, 0.0)
    for i in range(3):
        pen.lamp(-0.07 + i * 0.07, 0.41, 0.017, pen.one_of(shine, (1.0, 0.45, 0.35), shine))
    pen.line(
        curve((-0.08, 0.35), (-0.03, 0.35), (0.0, 0.37), (0.03, 0.34), (0.08, 0.35)), 0.01, shine
    )
    pen.line(curve((0.0, 0.52), (0.0, 0.6)), 0.08, joint)
    pen.line(curve((0.0, 0.85), (0.0, 0.93)), 0.016, joint)
    pen.lamp(0.0, 0.94, 0.026, (1.0, 0.5, 0.4))
    for side in (-1, 1):
        pen.solid(box(side * 0.235 - 0.03, 0.66, 0.06, 0.11, 0.02), dark, 0.25)
    pen.solid(box(-0.23, 0.58, 0.46, 0.28, 0.09), shell, 0.16)
    screen = box(-0.18, 0.625, 0.36, 0.19, 0.07)
    pen.solid(screen, rgb(0x2F3545), 0.12, 0.0)
    for side in (-1, 1):
        pen.lamp(side * 0.085, 0.735, 0.036, shine)
        pen.fill(ellipse(side * 0.085 + 0.012, 0.748, 0.011), WHITE, 1.0)
    pen.line(curve((-0.06, 0.672), (0.0, 0.65), (0.06, 0.672)), 0.013, shine, 1.0)


def _arm(pen: Pen, points: tuple[tuple[float, float], ...], hand: RGB) -> None:
    pen.line(curve(*points), 0.045, rgb(0x6A6F7C))
    x, y = points[-1]
    pen.solid(ellipse(x, y, 0.045), hand, 0.25)
    pen.solid(union(ellipse(*points[0], 0.045)), hand, 0.25)


def _astronaut(pen: Pen) -> None:
    suit = pen.main(rgb(0xF4F4F2), rgb(0xF2B95C), rgb(0xE7ECF2))
    trim = pen.one_of(rgb(0xE0523F), rgb(0x3F86C6), rgb(0xF2A33A))
    visor, grey = rgb(0x2F4A6B), rgb(0x9AA0AE)
    pen.solid(box(-0.22, 0.28, 0.44, 0.36, 0.08), grey, 0.2)
    for side in (-1, 1):
        spread = pen.between(0.1, 0.16)
        knee, foot = (side * 0.12, 0.16), (side * spread, 0.06)
        pen.solid(limb(((side * 0.09, 0.32), knee, foot), (0.16, 0.15, 0.14)), suit, 0.2)
        pen.solid(ellipse(foot[0] + side * 0.02, 0.055, 0.1, 0.05), grey, 0.25)
    right = ((0.14, 0.52), (0.28, 0.54), (0.33, 0.68))
    left = ((-0.14, 0.52), (-0.27, 0.44), (-0.3, 0.32))
    for arm in (left, right):
        sleeve = limb(arm, (0.14, 0.13, 0.12))
        pen.solid(sleeve, suit, 0.2)
        pen.solid(ellipse(*arm[-1], 0.06), trim, 0.25)
    pen.solid(blob((-0.15, 0.6), (0.15, 0.6), (0.2, 0.4), (0.16, 0.26), (-0.16, 0.26), (-0.2, 0.4)),
              suit, 0.18)  # fmt: skip
    pen.fill(box(-0.17, 0.31, 0.34, 0.035), trim)
    pen.solid(box(-0.09, 0.39, 0.18, 0.12, 0.025), grey, 0.2, 0.0)
    for i, color in enumerate(((1.0, 0.4, 0.35), (0.5, 0.95, 0.6), (1.0, 0.84, 0.46))):
        pen.lamp(-0.05 + i * 0.05, 0.47, 0.014, color)
    pen.solid(ellipse(0.0, 0.77, 0.225, 0.21), suit, 0.16)
    pen.fill(ellipse(-0.01, 0.765, 0.175, 0.155), trim)
    glass = ellipse(-0.01, 0.765, 0.158, 0.138)
    pen.solid(glass, visor, 0.14, 0.0)
    with pen.inside(glass):
        pen.solid(ellipse(-0.02, 0.73, 0.1, 0.105), pen.one_of(*_SKINS), 0.12, 0.0)
        for x in (-0.06, 0.02):
            pen.eye(x, 0.755, 0.02)
            pen.cheek(x * 1.4 - 0.01, 0.715, 0.022)
        pen.smile(-0.02, 0.71, 0.05, 0.01)
        pen.fill(limb(((-0.13, 0.75), (-0.11, 0.84), (-0.04, 0.885)), (0.012, 0.03, 0.012)), WHITE,
                 1.0, 0.6)  # fmt: skip


PEOPLE = {
    "child_with_kite": subject(_child_with_kite, 1.0, "land", 3.2),
    "snowman": subject(_snowman, 0.75, "land", 1.8),
    "robot": subject(_robot, 0.75, "land", 1.8),
    "astronaut": subject(_astronaut, 0.85, "space", 2.0),
}
"""Figures with a friendly face."""
