"""Wild animals: bear, panda, lion, deer, elephant, giraffe."""

import math

from assistant.imaging.scene.subjects.art import INK, RGB, WHITE, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    blob,
    box,
    curve,
    ellipse,
    limb,
    polygon,
    union,
)

_IVORY = rgb(0xFFF6E2)


def _bear(pen: Pen) -> None:
    coat = pen.main(rgb(0x8A5A3A), rgb(0x6B4630), rgb(0xA8764C), rgb(0xF4EFE6))
    snout = lighter(coat, 0.45)
    pen.shadow(0.6)
    for x in (-0.16, 0.26):
        pen.solid(limb(((x, 0.4), (x - 0.02, 0.08)), (0.2, 0.17)), darker(coat, 0.3), 0.2, 0.0)
    trunk = blob((-0.36, 0.66), (-0.22, 0.86), (0.0, 0.82), (0.3, 0.84), (0.5, 0.66), (0.52, 0.42),
                 (0.4, 0.26), (0.1, 0.28), (-0.2, 0.28), (-0.36, 0.42))  # fmt: skip
    body = union(
        trunk,
        ellipse(0.52, 0.62, 0.06),
        limb(((-0.29, 0.45), (-0.31, 0.08)), (0.24, 0.19)),
        limb(((0.42, 0.45), (0.41, 0.08)), (0.26, 0.19)),
        ellipse(-0.34, 0.055, 0.13, 0.055),
        ellipse(0.38, 0.055, 0.13, 0.055),
    )
    pen.solid(body, coat, 0.09)
    for x, shade in ((-0.53, 0.0), (-0.28, 0.0)):
        pen.solid(ellipse(x, 0.83, 0.075), darker(coat, shade), 0.2)
        pen.fill(ellipse(x, 0.825, 0.042), snout, 0.7)
    head = blob((-0.4, 0.88), (-0.57, 0.8), (-0.6, 0.64), (-0.5, 0.5), (-0.38, 0.48), (-0.26, 0.52),
                (-0.19, 0.66), (-0.24, 0.82))  # fmt: skip
    pen.solid(head, coat, 0.16)
    pen.solid(ellipse(-0.45, 0.595, 0.115, 0.09), snout, 0.2, 0.0)
    pen.fill(ellipse(-0.46, 0.635, 0.04, 0.03), INK)
    pen.smile(-0.455, 0.575, 0.08)
    pen.eye(-0.515, 0.72, 0.027)
    pen.eye(-0.375, 0.72, 0.027)


def _panda(pen: Pen) -> None:
    white = pen.main(rgb(0xFBF8F2), rgb(0xF4EEE4))
    black = rgb(0x34313B)
    pen.shadow(0.42)
    for side in (-1, 1):
        pen.solid(ellipse(side * 0.21, 0.9, 0.085), black, 0.25)
    trunk = blob((0.0, 0.6), (-0.24, 0.5), (-0.33, 0.26), (-0.26, 0.04), (0.0, 0.01), (0.26, 0.04),
                 (0.33, 0.26), (0.24, 0.5))  # fmt: skip
    pen.solid(trunk, white, 0.14)
    with pen.inside(trunk):
        pen.fill(box(-0.5, 0.42, 1.0, 0.3, 0.1), black, 0.8)
    for side in (-1, 1):
        pen.solid(ellipse(side * 0.26, 0.12, 0.14, 0.12), black, 0.2)
        pen.fill(ellipse(side * 0.285, 0.11, 0.07, 0.06), rgb(0x6A6470), 0.8)
    pen.solid(limb(((0.25, 0.46), (0.32, 0.32), (0.2, 0.22)), (0.15, 0.14, 0.13)), black, 0.2)
    _bamboo(pen)
    pen.solid(limb(((-0.25, 0.46), (-0.33, 0.36), (-0.24, 0.32)), (0.15, 0.14, 0.13)), black, 0.2)
    head = blob((0.0, 0.95), (-0.24, 0.88), (-0.33, 0.7), (-0.25, 0.53), (0.0, 0.47), (0.25, 0.53),
                (0.33, 0.7), (0.24, 0.88))  # fmt: skip
    pen.solid(head, white, 0.13)
    for side in (-1, 1):
        with pen.at(side * 0.125, 0.72, degrees=side * 28):
            pen.fill(ellipse(0.0, 0.0, 0.07, 0.09), black, 0.8)
        pen.fill(ellipse(side * 0.115, 0.73, 0.034), WHITE, 1.0)
        pen.eye(side * 0.115, 0.73, 0.026)
        pen.cheek(side * 0.21, 0.6, 0.045)
        pen.smile(side * 0.022, 0.575, 0.044, 0.009)
    pen.fill(ellipse(0.0, 0.625, 0.04, 0.027), INK)


def _bamboo(pen: Pen) -> None:
    stem, leaf = rgb(0x7DB356), rgb(0x5E9C4A)
    pen.line(curve((-0.36, 0.12), (-0.2, 0.62)), 0.035, stem)
    for x, y in ((-0.32, 0.24), (-0.25, 0.47)):
        pen.line(curve((x - 0.022, y + 0.004), (x + 0.022, y - 0.008)), 0.01, darker(stem, 0.3))
    for x, y, turn in ((-0.21, 0.6, 130), (-0.22, 0.57, 50), (-0.24, 0.5, 165)):
        with pen.at(x, y, degrees=turn):
            pen.solid(blob((0.0, 0.0), (0.0, 0.0), (0.08, 0.03), (0.17, 0.0), (0.17, 0.0),
                           (0.08, -0.03)), leaf, 0.3, 0.0)  # fmt: skip


def _lion(pen: Pen) -> None:
    coat = pen.main(rgb(0xE9B35C), rgb(0xDFA04C), rgb(0xF0C47A))
    mane, snout = darker(coat, 0.45), lighter(coat, 0.55)
    pen.shadow(0.55)
    pen.line(curve((0.4, 0.5), (0.52, 0.56), (0.55, 0.72)), 0.04, coat)
    pen.solid(ellipse(0.55, 0.76, 0.055, 0.075), mane, 0.25)
    for x in (-0.06, 0.26):
        pen.solid(limb(((x, 0.4), (x, 0.05)), (0.15, 0.11)), darker(coat, 0.28), 0.2, 0.0)
    body = union(
        limb(((0.26, 0.43), (0.0, 0.42), (-0.2, 0.46)), (0.29, 0.26, 0.32)),
        limb(((-0.18, 0.4), (-0.18, 0.06)), (0.19, 0.12)),
        limb(((0.35, 0.4), (0.36, 0.06)), (0.2, 0.12)),
        ellipse(-0.21, 0.045, 0.1, 0.045),
        ellipse(0.33, 0.045, 0.1, 0.045),
    )
    pen.solid(body, coat, 0.09)
    locks = [ellipse(-0.28, 0.66, 0.24)]
    for k in range(12):
        with_x, with_y = 0.225 * math.cos(k * math.pi / 6), 0.225 * math.sin(k * math.pi / 6)
        locks.append(ellipse(-0.28 + with_x, 0.66 + with_y, 0.075))
    pen.solid(union(*locks), mane, 0.13)
    for x in (-0.42, -0.14):
        pen.solid(ellipse(x, 0.83, 0.06), coat, 0.25)
        pen.fill(ellipse(x, 0.825, 0.033), mane)
    pen.solid(ellipse(-0.28, 0.67, 0.175, 0.165), coat, 0.14)
    muzzle = union(ellipse(-0.325, 0.595, 0.062, 0.05), ellipse(-0.235, 0.595, 0.062, 0.05))
    pen.solid(muzzle, snout, 0.15, 0.0)
    pen.fill(blob((-0.32, 0.645), (-0.24, 0.645), (-0.28, 0.6)), INK)
    for side in (-1, 1):
        pen.eye(-0.28 + side * 0.075, 0.71, 0.026)
        pen.cheek(-0.28 + side * 0.125, 0.63, 0.03)
        pen.smile(-0.28 + side * 0.026, 0.58, 0.05, 0.009)


def _deer(pen: Pen) -> None:
    coat = pen.main(rgb(0xB5783F), rgb(0x9C6A43), rgb(0xC98F57))
    pale = lighter(coat, 0.65)
    pen.shadow(0.42)
    for x in (-0.08, 0.2):
        pen.solid(limb(((x, 0.36), (x + 0.02, 0.03)), (0.09, 0.04)), darker(coat, 0.3), 0.25, 0.0)
    for points in (((-0.26, 0.8), (-0.22, 0.88), (-0.26, 0.97)),
                   ((-0.22, 0.87), (-0.32, 0.9), (-0.34, 0.96)),
                   ((-0.22, 0.8), (-0.14, 0.87), (-0.13, 0.97)),
                   ((-0.14, 0.87), (-0.05, 0.88), (-0.02, 0.94))):  # fmt: skip
        pen.line(curve(*points), 0.024, rgb(0xE3CFAE))
    pen.solid(ellipse(0.36, 0.5, 0.05, 0.065), pale, 0.25)
    body = union(
        limb(((0.24, 0.44), (0.05, 0.42), (-0.1, 0.44)), (0.24, 0.2, 0.24)),
        limb(((-0.11, 0.46), (-0.2, 0.62), (-0.24, 0.74)), (0.22, 0.13, 0.12)),
        limb(((-0.12, 0.4), (-0.13, 0.2), (-0.13, 0.03)), (0.14, 0.06, 0.045)),
        limb(((0.29, 0.42), (0.27, 0.22), (0.3, 0.03)), (0.18, 0.07, 0.045)),
        blob((-0.3, 0.8), (-0.42, 0.7), (-0.43, 0.64), (-0.32, 0.64), (-0.2, 0.7), (-0.19, 0.79)),
    )  # fmt: skip
    pen.solid(body, coat, 0.07)
    with pen.inside(body):
        pen.fill(ellipse(-0.24, 0.5, 0.07, 0.14), pale, 0.85)
        for k in range(9):
            x, y = 0.06 + (k % 5) * 0.06 + pen.between(-0.01, 0.01), 0.52 - (k // 5) * 0.06
            pen.fill(ellipse(x, y, 0.014), pale)
        for x in (-0.13, 0.3):
            pen.fill(box(x - 0.05, -0.02, 0.1, 0.06), INK)
    ear = blob(
        (-0.2, 0.77), (-0.12, 0.8), (-0.05, 0.79), (-0.05, 0.79), (-0.12, 0.73), (-0.19, 0.73)
    )
    pen.solid(ear, coat, 0.2, 0.01)
    pen.fill(ellipse(-0.43, 0.675, 0.026, 0.022), INK)
    pen.eye(-0.29, 0.735, 0.026)
    pen.line(curve((-0.41, 0.64), (-0.36, 0.64), (-0.33, 0.655)), 0.009, darker(coat, 0.6))


def _elephant(pen: Pen) -> None:
    hide = pen.main(rgb(0x8F9BB0), rgb(0xA3A1A8), rgb(0x7F8FA3), rgb(0xB7A7AC))
    pen.shadow(0.62)
    for x in (-0.14, 0.32):
        _pillar(pen, x, darker(hide, 0.28))
    pen.line(curve((0.56, 0.62), (0.63, 0.48), (0.61, 0.36)), 0.025, hide)
    pen.fill(ellipse(0.61, 0.33, 0.024, 0.05), darker(hide, 0.5))
    trunk = blob((-0.3, 0.78), (-0.1, 0.86), (0.2, 0.88), (0.48, 0.78), (0.58, 0.56), (0.54, 0.36),
                 (0.3, 0.27), (0.0, 0.25), (-0.26, 0.3), (-0.36, 0.5))  # fmt: skip
    body = union(
        trunk,
        limb(((-0.24, 0.42), (-0.25, 0.1)), (0.24, 0.2)),
        limb(((0.46, 0.46), (0.45, 0.1)), (0.24, 0.2)),
        box(-0.36, 0.0, 0.22, 0.1, 0.03),
        box(0.34, 0.0, 0.22, 0.1, 0.03),
    )
    pen.solid(body, hide, 0.08)
    for x in (-0.25, 0.45):
        for dx in (-0.07, 0.0, 0.07):
            nail = ellipse(x + dx - 0.01, 0.02, 0.026, 0.02)
            pen.fill(nail, lighter(hide, 0.5))
    _elephant_head(pen, hide)


def _pillar(pen: Pen, x: float, color: RGB) -> None:
    leg = union(limb(((x, 0.4), (x, 0.1)), (0.22, 0.19)), box(x - 0.1, 0.0, 0.2, 0.1, 0.03))
    pen.solid(leg, color, 0.2, 0.0)


def _elephant_head(pen: Pen, hide: RGB) -> None:
    raised = pen.chance(0.5)
    if raised:
        nose = ((-0.45, 0.62), (-0.58, 0.5), (-0.645, 0.66), (-0.63, 0.84))
    else:
        nose = ((-0.46, 0.6), (-0.55, 0.4), (-0.55, 0.2), (-0.64, 0.14))
    head = union(
        blob((-0.34, 0.96), (-0.52, 0.88), (-0.58, 0.68), (-0.48, 0.5), (-0.3, 0.48), (-0.16, 0.6),
             (-0.16, 0.84)),
        limb(nose, (0.22, 0.15, 0.1, 0.08)),
    )  # fmt: skip
    pen.solid(head, hide, 0.12)
    pen.solid(limb(((-0.41, 0.55), (-0.5, 0.46), (-0.62, 0.46)), (0.06, 0.05, 0.015)), _IVORY, 0.3)
    ear = blob((-0.3, 0.9), (-0.12, 0.94), (0.04, 0.8), (0.05, 0.58), (-0.08, 0.42), (-0.2, 0.5),
               (-0.3, 0.66))  # fmt: skip
    pen.solid(ear, darker(hide, 0.1), 0.14)
    inner = blob((-0.24, 0.84), (-0.12, 0.87), (-0.01, 0.76), (0.0, 0.6), (-0.08, 0.5),
                 (-0.16, 0.56))  # fmt: skip
    pen.fill(inner, rgb(0xE3A9A8), 0.7, 0.55)
    pen.eye(-0.44, 0.75, 0.03)
    pen.line(curve((-0.48, 0.8), (-0.44, 0.815), (-0.4, 0.8)), 0.01, darker(hide, 0.5))
    pen.cheek(-0.38, 0.64, 0.045)


def _giraffe(pen: Pen) -> None:
    coat = pen.main(rgb(0xF2C25E), rgb(0xEBB25A), rgb(0xF5D08A))
    patch = darker(coat, 0.5) if pen.light.color else pen.one_of(rgb(0xA8632F), rgb(0x8F5A33))
    pen.shadow(0.3)
    for points in (((-0.02, 0.36), (-0.04, 0.03)), ((0.17, 0.36), (0.16, 0.03))):
        pen.solid(limb(points, (0.08, 0.045)), darker(coat, 0.3), 0.25, 0.0)
    pen.line(curve((0.25, 0.44), (0.3, 0.36), (0.28, 0.27)), 0.014, coat)
    pen.fill(ellipse(0.28, 0.25, 0.015, 0.035), patch)
    body = union(
        limb(((0.18, 0.42), (0.05, 0.42), (-0.08, 0.44)), (0.17, 0.16, 0.17)),
        limb(((-0.08, 0.45), (-0.14, 0.65), (-0.19, 0.87)), (0.16, 0.09, 0.075)),
        limb(((-0.1, 0.4), (-0.11, 0.2), (-0.11, 0.03)), (0.1, 0.055, 0.05)),
        limb(((0.22, 0.42), (0.23, 0.2), (0.225, 0.03)), (0.12, 0.06, 0.05)),
    )
    pen.solid(body, coat, 0.0)
    with pen.inside(body):
        _patches(pen, patch)
        for x in (-0.11, 0.225):
            pen.fill(box(x - 0.05, -0.01, 0.1, 0.045), patch, 0.6)
    pen.form(body, coat, 0.04)
    mane = ((-0.155, 0.9), (-0.1, 0.68), (-0.02, 0.53))
    pen.line(curve(*mane), 0.025, patch)
    for x, lean in ((-0.2, -0.02), (-0.165, 0.02)):
        pen.line(curve((x, 0.92), (x + lean, 0.965)), 0.014, coat)
        pen.fill(ellipse(x + lean, 0.968, 0.014), patch)
    ear = blob((-0.15, 0.91), (-0.1, 0.945), (-0.065, 0.93), (-0.1, 0.895))
    pen.solid(ear, coat, 0.2, 0.008)
    head = limb(((-0.17, 0.89), (-0.23, 0.86), (-0.3, 0.825)), (0.095, 0.085, 0.065))
    pen.solid(head, coat, 0.16, 0.01)
    with pen.inside(head):
        pen.fill(ellipse(-0.32, 0.81, 0.055), lighter(coat, 0.6))
    pen.fill(ellipse(-0.318, 0.832, 0.007), patch)
    pen.line(curve((-0.325, 0.805), (-0.3, 0.8), (-0.28, 0.81)), 0.006, patch)
    pen.eye(-0.21, 0.89, 0.019)


def _patches(pen: Pen, color: RGB) -> None:
    """A giraffe's net: loose rows of uneven pieces."""
    for row in range(11):
        for column in range(9):
            x = -0.3 + column * 0.08 + (row % 2) * 0.04 + pen.between(-0.008, 0.008)
            y = 0.27 + row * 0.066 + pen.between(-0.006, 0.006)
            size = pen.between(0.022, 0.03)
            piece = polygon(
                (x - size, y - size * 0.4), (x - size * 0.5, y + size), (x + size * 0.7, y + size),
                (x + size, y - size * 0.2), (x + size * 0.1, y - size),
            )  # fmt: skip
            pen.fill(piece, color, 0.8)


WILD = {
    "bear": subject(_bear, 1.3, "land", 1.5),
    "panda": subject(_panda, 0.95, "land", 1.2),
    "lion": subject(_lion, 1.25, "land", 1.2),
    "deer": subject(_deer, 0.95, "land", 1.6),
    "elephant": subject(_elephant, 1.4, "land", 3.2),
    "giraffe": subject(_giraffe, 0.75, "land", 5.0),
}
"""Wild animals."""
