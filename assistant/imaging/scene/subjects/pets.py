"""Small friends on four paws: dog, cat, rabbit, fox."""

from assistant.imaging.scene.subjects.art import INK, LAMP, RGB, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    blob,
    box,
    curve,
    ellipse,
    limb,
    union,
)

_COLLARS = (rgb(0xD9483B), rgb(0x3B79C4), rgb(0x3FA796), rgb(0xF2B33D))
_PINK = rgb(0xF2A7A0)


def paw(pen: Pen, x: float, top: float, width: float, color: RGB) -> None:
    """A leg from `top` to a paw on the ground at x, pointing left."""
    leg = union(
        limb(((x, top), (x, width * 0.5)), (width * 1.25, width)),
        ellipse(x - width * 0.28, width * 0.38, width * 0.78, width * 0.38),
    )
    pen.solid(leg, color, 0.2, 0.012)


def _dog(pen: Pen) -> None:
    coat = pen.main(rgb(0xC98A4B), rgb(0xE8C48A), rgb(0x8A5A3C), rgb(0xF3E7D3), rgb(0x6B6470))
    patch = darker(coat, 0.3) if pen.chance(0.6) else lighter(coat, 0.55)
    wag = pen.between(-0.05, 0.08)
    pen.shadow(0.5)
    pen.solid(
        limb(((0.33, 0.44), (0.45, 0.55), (0.49 + wag * 0.5, 0.72)), (0.11, 0.09, 0.03)), coat
    )
    for x in (-0.1, 0.27):
        paw(pen, x, 0.34, 0.1, darker(coat, 0.28))
    body = union(
        limb(((0.26, 0.43), (0.05, 0.42), (-0.17, 0.46)), (0.29, 0.27, 0.33)),
        limb(((-0.18, 0.48), (-0.26, 0.68)), (0.28, 0.24)),
        limb(((0.33, 0.36), (0.34, 0.06)), (0.18, 0.1)),
        limb(((-0.2, 0.34), (-0.2, 0.06)), (0.16, 0.1)),
        ellipse(0.31, 0.045, 0.085, 0.045),
        ellipse(-0.23, 0.045, 0.085, 0.045),
    )
    pen.solid(body, coat, 0.1)
    with pen.inside(body):
        pen.fill(ellipse(0.14, 0.56, 0.15, 0.12), patch, 0.85)
        pen.fill(ellipse(-0.32, 0.4, 0.1, 0.17), lighter(coat, 0.55), 0.85)
    pen.line(curve((-0.4, 0.585), (-0.27, 0.545), (-0.13, 0.6)), 0.04, pen.one_of(*_COLLARS))
    pen.fill(ellipse(-0.29, 0.515, 0.028), LAMP)
    head = union(ellipse(-0.27, 0.76, 0.18, 0.17), ellipse(-0.41, 0.7, 0.125, 0.09))
    pen.solid(head, coat, 0.16)
    with pen.inside(head):
        pen.fill(ellipse(-0.46, 0.67, 0.13, 0.09), lighter(coat, 0.55), 0.9)
    pen.fill(ellipse(-0.51, 0.735, 0.04, 0.032), INK)
    pen.line(curve((-0.5, 0.69), (-0.45, 0.65), (-0.38, 0.66)), 0.012, INK)
    if pen.chance(0.6):
        pen.fill(limb(((-0.445, 0.65), (-0.445, 0.6)), (0.05, 0.055)), rgb(0xEF7F86))
    pen.eye(-0.34, 0.8, 0.032)
    ear = blob((-0.24, 0.9), (-0.16, 0.92), (-0.07, 0.82), (-0.07, 0.66), (-0.13, 0.62),
               (-0.2, 0.72))  # fmt: skip
    pen.solid(ear, patch, 0.25)


def _cat(pen: Pen) -> None:
    coat = pen.main(rgb(0xE79A4B), rgb(0x8D8B94), rgb(0xF4EADB), rgb(0x4A4652), rgb(0xB98A62))
    belly, stripe = lighter(coat, 0.6), darker(coat, 0.3)
    pen.shadow(0.36)
    tail = limb(((0.16, 0.1), (0.32, 0.12), (0.34, 0.3), (0.29, 0.42)), (0.1, 0.09, 0.08, 0.06))
    pen.solid(tail, coat, 0.3)
    with pen.inside(tail):
        for y in (0.2, 0.28, 0.36):
            pen.line(curve((0.25, y), (0.4, y)), 0.03, stripe)
    body = blob((0.0, 0.62), (-0.15, 0.5), (-0.19, 0.25), (-0.21, 0.02), (0.22, 0.02),
                (0.25, 0.2), (0.15, 0.48))  # fmt: skip
    pen.solid(body, coat, 0.16)
    with pen.inside(body):
        pen.fill(ellipse(-0.03, 0.3, 0.1, 0.2), belly)
        for y in (0.3, 0.39, 0.48):
            pen.line(curve((0.14, y), (0.26, y + 0.02)), 0.025, stripe)
    for x in (-0.11, 0.05):
        pen.solid(limb(((x, 0.26), (x, 0.06)), (0.1, 0.09)), coat, 0.12, 0.01)
        pen.solid(ellipse(x - 0.01, 0.045, 0.068, 0.045), belly, 0.2, 0.01)
    with pen.at(-0.03, 0.68):
        _cat_face(pen, coat, belly, stripe)


def _cat_face(pen: Pen, coat: RGB, belly: RGB, stripe: RGB) -> None:
    head = union(
        ellipse(0.0, 0.0, 0.235, 0.195),
        blob((-0.21, 0.06), (-0.22, 0.29), (-0.22, 0.29), (-0.05, 0.17), (-0.05, 0.17)),
        blob((0.21, 0.06), (0.22, 0.29), (0.22, 0.29), (0.05, 0.17), (0.05, 0.17)),
    )
    pen.solid(head, coat, 0.14)
    for side in (-1, 1):
        ear = blob((side * 0.18, 0.12), (side * 0.195, 0.235), (side * 0.195, 0.235),
                   (side * 0.09, 0.165))  # fmt: skip
        pen.fill(ear, _PINK)
    with pen.inside(head):
        for x in (-0.05, 0.0, 0.05):
            pen.line(curve((x, 0.21), (x * 0.8, 0.125)), 0.02, stripe)
        pen.fill(
            union(ellipse(-0.055, -0.09, 0.08, 0.065), ellipse(0.055, -0.09, 0.08, 0.065)), belly
        )
    for side in (-1, 1):
        pen.eye(side * 0.105, 0.015, 0.038)
        pen.cheek(side * 0.165, -0.065, 0.035)
        pen.smile(side * 0.028, -0.085, 0.056, 0.009)
        for dy in (-0.015, 0.03):
            pen.line(curve((side * 0.14, -0.07 + dy * 0.4), (side * 0.265, -0.07 + dy)), 0.005, INK)
    pen.fill(blob((-0.03, -0.045), (0.03, -0.045), (0.0, -0.08)), rgb(0xE27D78))


def _rabbit(pen: Pen) -> None:
    coat = pen.main(rgb(0xC9A98A), rgb(0xF4EFE8), rgb(0x9A928F), rgb(0xA9754F), rgb(0xE6CDA9))
    belly = lighter(coat, 0.6)
    pen.shadow(0.36)
    pen.solid(ellipse(0.3, 0.14, 0.085), lighter(coat, 0.75), 0.3)
    far = limb(((-0.1, 0.62), (-0.02, 0.8), (0.07, 0.91)), (0.07, 0.11, 0.04))
    pen.solid(far, darker(coat, 0.22), 0.2)
    trunk = blob((-0.16, 0.42), (-0.19, 0.2), (-0.1, 0.05), (0.2, 0.03), (0.31, 0.2), (0.2, 0.4),
                 (0.0, 0.5))  # fmt: skip
    body = union(trunk, ellipse(-0.14, 0.05, 0.1, 0.045))
    pen.solid(body, coat, 0.16)
    with pen.inside(body):
        pen.fill(ellipse(-0.19, 0.24, 0.1, 0.17), belly)
    haunch = blob((0.04, 0.06), (0.0, 0.18), (0.12, 0.3), (0.26, 0.22), (0.27, 0.07), (0.1, 0.02))
    pen.solid(haunch, lighter(coat, 0.06), 0.2)
    pen.solid(ellipse(0.06, 0.045, 0.13, 0.045), coat, 0.25, 0.01)
    head = blob((-0.13, 0.69), (-0.27, 0.62), (-0.345, 0.5), (-0.3, 0.42), (-0.15, 0.38),
                (0.0, 0.44), (0.02, 0.6))  # fmt: skip
    near = limb(((-0.11, 0.63), (-0.14, 0.82), (-0.12, 0.955)), (0.08, 0.12, 0.04))
    pen.solid(near, coat, 0.25)
    pen.fill(limb(((-0.115, 0.68), (-0.14, 0.82), (-0.125, 0.91)), (0.03, 0.06, 0.015)), _PINK)
    pen.solid(head, coat, 0.16)
    with pen.inside(head):
        pen.fill(ellipse(-0.31, 0.44, 0.1, 0.08), belly)
    pen.fill(ellipse(-0.335, 0.505, 0.022, 0.018), rgb(0xE27D78))
    pen.line(curve((-0.325, 0.48), (-0.29, 0.455), (-0.25, 0.46)), 0.009, INK)
    pen.eye(-0.195, 0.56, 0.036)
    pen.cheek(-0.16, 0.475, 0.04)


def _fox(pen: Pen) -> None:
    coat = pen.main(rgb(0xE2763A), rgb(0xD9692F), rgb(0xEB8B4E), rgb(0xC9CED6))
    white, sock = rgb(0xFFF5E8), rgb(0x4A3138)
    pen.shadow(0.6)
    _brush(pen, coat, white)
    for x in (-0.1, 0.24):
        pen.solid(limb(((x, 0.36), (x, 0.04)), (0.12, 0.07)), darker(coat, 0.3), 0.2, 0.0)
    body = union(
        limb(((0.24, 0.44), (0.02, 0.42), (-0.2, 0.46)), (0.27, 0.25, 0.3)),
        limb(((-0.22, 0.48), (-0.33, 0.64)), (0.26, 0.22)),
        limb(((0.3, 0.4), (0.33, 0.04)), (0.2, 0.08)),
        limb(((-0.24, 0.4), (-0.23, 0.04)), (0.16, 0.08)),
    )
    pen.solid(body, coat, 0.12)
    with pen.inside(body):
        pen.fill(ellipse(-0.37, 0.46, 0.13, 0.17), white)
        for x in (-0.23, 0.33):
            pen.fill(box(x - 0.1, -0.02, 0.2, 0.16, 0.03), sock)
    for side, ear_coat in ((0.1, darker(coat, 0.2)), (-0.06, coat)):
        x = -0.36 + side
        ear = blob((x - 0.07, 0.78), (x - 0.07, 0.78), (x + 0.02, 0.97), (x + 0.02, 0.97),
                   (x + 0.1, 0.77), (x + 0.1, 0.77))  # fmt: skip
        pen.solid(ear, ear_coat, 0.2)
        with pen.inside(ear):
            pen.fill(ellipse(x + 0.02, 0.98, 0.08, 0.07), sock)
    head = blob((-0.7, 0.6), (-0.7, 0.6), (-0.5, 0.78), (-0.36, 0.84), (-0.2, 0.76), (-0.15, 0.6),
                (-0.15, 0.6), (-0.28, 0.52), (-0.45, 0.52), (-0.68, 0.575))  # fmt: skip
    pen.solid(head, coat, 0.16)
    with pen.inside(head):
        cheek = blob((-0.75, 0.59), (-0.52, 0.64), (-0.38, 0.66), (-0.24, 0.66), (-0.1, 0.6),
                     (-0.2, 0.45), (-0.75, 0.5))  # fmt: skip
        pen.fill(cheek, white)
    pen.fill(ellipse(-0.69, 0.605, 0.034, 0.028), INK)
    pen.eye(-0.43, 0.7, 0.03)
    pen.line(curve((-0.63, 0.575), (-0.54, 0.56), (-0.48, 0.585)), 0.01, INK)


def _brush(pen: Pen, coat: RGB, white: RGB) -> None:
    """The fox's bushy tail."""
    tail = blob((0.28, 0.46), (0.42, 0.42), (0.58, 0.5), (0.71, 0.7), (0.71, 0.7), (0.58, 0.7),
                (0.42, 0.64), (0.3, 0.54))  # fmt: skip
    pen.solid(tail, coat, 0.22)
    with pen.inside(tail):
        tip = blob((0.58, 0.4), (0.56, 0.55), (0.6, 0.58), (0.55, 0.66), (0.6, 0.8), (0.8, 0.8),
                   (0.8, 0.4))  # fmt: skip
        pen.fill(tip, white)
    pen.form(tail, coat, 0.12, 0.0)


PETS = {
    "dog": subject(_dog, 1.2, "land", 0.8),
    "cat": subject(_cat, 0.8, "land", 0.45),
    "rabbit": subject(_rabbit, 0.82, "land", 0.45),
    "fox": subject(_fox, 1.5, "land", 0.6),
}
"""Small friends on four paws."""
