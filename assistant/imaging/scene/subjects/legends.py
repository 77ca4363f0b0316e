"""Giants of old days and of tales: long-necked dinosaur, T. rex, dragon."""

from assistant.imaging.scene.subjects.art import INK, RGB, WHITE, darker, lighter, mix, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    blob,
    box,
    curve,
    ellipse,
    limb,
    minus,
    polygon,
    union,
)

_HIDES = (rgb(0x6FA86A), rgb(0x5FA39A), rgb(0xB98F5C), rgb(0x8A86C2), rgb(0xD98A5B))


def _claws(pen: Pen, x: float, size: float) -> None:
    for k in range(3):
        claw = ellipse(x + (k - 1) * size * 1.9, size * 0.8, size, size * 0.8)
        pen.fill(claw, rgb(0xFFF3DA))


def _dinosaur(pen: Pen) -> None:
    hide = pen.main(*_HIDES)
    pen.shadow(0.55)
    for x in (-0.06, 0.3):
        pen.solid(limb(((x, 0.34), (x, 0.06)), (0.16, 0.13)), darker(hide, 0.3), 0.2, 0.0)
    legs = union(
        limb(((-0.1, 0.34), (-0.12, 0.06)), (0.2, 0.15)),
        limb(((0.25, 0.36), (0.25, 0.06)), (0.24, 0.16)),
        box(-0.205, 0.0, 0.165, 0.08, 0.03),
        box(0.165, 0.0, 0.17, 0.08, 0.03),
    )
    body = union(
        limb(((0.0, 0.36), (0.18, 0.38), (0.42, 0.28), (0.58, 0.2), (0.71, 0.24)),
             (0.34, 0.36, 0.2, 0.09, 0.02)),
        limb(((-0.02, 0.36), (-0.24, 0.5), (-0.34, 0.7), (-0.42, 0.87)), (0.34, 0.19, 0.13, 0.12)),
        limb(((-0.42, 0.89), (-0.52, 0.87), (-0.6, 0.84)), (0.14, 0.14, 0.11)),
        legs,
    )  # fmt: skip
    pen.solid(body, hide, 0.07)
    with pen.inside(minus(body, legs)):
        belly = curve((-0.5, 0.74), (-0.36, 0.52), (-0.22, 0.3), (0.05, 0.15), (0.4, 0.16))
        pen.line(belly, 0.12, lighter(hide, 0.5), 0.8)
    with pen.inside(body):
        for x, y, size in ((0.06, 0.52, 0.05), (0.2, 0.53, 0.065), (0.33, 0.42, 0.045),
                           (-0.2, 0.56, 0.035), (-0.32, 0.78, 0.025), (0.46, 0.32, 0.03),
                           (0.14, 0.42, 0.03)):  # fmt: skip
            pen.fill(ellipse(x, y, size, size * 0.8), darker(hide, 0.25), 0.85)
    pen.form(body, hide, 0.07)
    for x in (-0.13, 0.24):
        _claws(pen, x, 0.02)
    pen.eye(-0.49, 0.9, 0.027)
    pen.fill(ellipse(-0.63, 0.865, 0.009), darker(hide, 0.6))
    pen.line(curve((-0.64, 0.815), (-0.56, 0.805), (-0.51, 0.835)), 0.011, darker(hide, 0.6))
    pen.cheek(-0.48, 0.845, 0.03)


def _t_rex(pen: Pen) -> None:
    hide = pen.main(*_HIDES)
    pen.shadow(0.4)
    far = union(limb(((0.12, 0.36), (0.18, 0.2), (0.13, 0.06)), (0.2, 0.12, 0.1)),
                ellipse(0.09, 0.04, 0.1, 0.04))  # fmt: skip
    pen.solid(far, darker(hide, 0.3), 0.2, 0.0)
    pen.solid(limb(((-0.13, 0.5), (-0.24, 0.46), (-0.25, 0.41)), (0.07, 0.05, 0.04)),
              darker(hide, 0.3), 0.2, 0.0)  # fmt: skip
    leg = union(limb(((0.05, 0.34), (0.08, 0.2), (0.0, 0.06)), (0.27, 0.16, 0.12)),
                ellipse(-0.04, 0.045, 0.12, 0.045))  # fmt: skip
    body = union(
        limb(((-0.2, 0.74), (-0.1, 0.56), (0.05, 0.4), (0.26, 0.3), (0.42, 0.3), (0.52, 0.4)),
             (0.2, 0.27, 0.36, 0.24, 0.11, 0.02)),
        blob((-0.5, 0.8), (-0.44, 0.9), (-0.26, 0.96), (-0.1, 0.92), (-0.05, 0.78), (-0.14, 0.67),
             (-0.34, 0.66), (-0.5, 0.69)),
        leg,
    )  # fmt: skip
    for x, y, turn in ((-0.06, 0.84, -75), (-0.03, 0.71, -62), (0.08, 0.59, -45), (0.2, 0.47, -38),
                       (0.32, 0.385, -25), (0.42, 0.345, 5)):  # fmt: skip
        with pen.at(x, y, degrees=turn):
            spike = polygon((-0.05, -0.03), (0.0, 0.07), (0.05, -0.03))
            pen.solid(spike, darker(hide, 0.35), 0.2, 0.0)
    pen.solid(body, hide, 0.06)
    with pen.inside(minus(body, leg)):
        belly = curve((-0.28, 0.62), (-0.22, 0.5), (-0.14, 0.32), (0.05, 0.16), (0.3, 0.16))
        pen.line(belly, 0.15, lighter(hide, 0.55), 0.8)
    with pen.inside(body):
        for x, y in ((0.02, 0.6), (0.12, 0.5), (0.26, 0.38), (0.1, 0.4), (0.37, 0.33)):
            pen.fill(ellipse(x, y, 0.035, 0.025), darker(hide, 0.25), 0.85)
    pen.form(body, hide, 0.06)
    pen.solid(limb(((-0.09, 0.5), (-0.19, 0.44), (-0.25, 0.46)), (0.09, 0.06, 0.05)), hide, 0.25)
    _claws(pen, -0.1, 0.022)
    _jaw(pen, hide)


def _jaw(pen: Pen, hide: RGB) -> None:
    mouth = blob((-0.49, 0.745), (-0.35, 0.735), (-0.2, 0.77), (-0.2, 0.77), (-0.24, 0.71),
                 (-0.36, 0.69), (-0.47, 0.705))  # fmt: skip
    pen.fill(mouth, rgb(0x8C3540))
    for k in range(6):
        x = -0.45 + k * 0.04
        pen.fill(polygon((x - 0.014, 0.748), (x + 0.014, 0.748), (x, 0.718)), WHITE)
    pen.eye(-0.24, 0.87, 0.034, white=True)
    pen.line(curve((-0.31, 0.915), (-0.25, 0.94), (-0.19, 0.915)), 0.016, darker(hide, 0.45))
    pen.fill(ellipse(-0.45, 0.83, 0.012), darker(hide, 0.6))
    pen.cheek(-0.16, 0.77, 0.035)


def _dragon(pen: Pen) -> None:
    hide = pen.main(rgb(0xD9534B), rgb(0x4FA36B), rgb(0x8B6FD0), rgb(0x3F8FA8), rgb(0xE09A3E))
    accent = mix(hide, rgb(0xF9C846), 0.6)
    pen.shadow(0.5)
    _dragon_wing(pen, 0.1, darker(hide, 0.35), darker(accent, 0.35))
    for x in (-0.08, 0.24):
        pen.solid(limb(((x, 0.3), (x, 0.05)), (0.14, 0.11)), darker(hide, 0.3), 0.2, 0.0)
    legs = union(
        limb(((-0.14, 0.34), (-0.16, 0.05)), (0.2, 0.13)),
        limb(((0.2, 0.32), (0.2, 0.05)), (0.24, 0.15)),
    )
    body = union(
        limb(((-0.04, 0.34), (0.18, 0.32), (0.42, 0.2), (0.6, 0.16), (0.63, 0.34), (0.52, 0.42)),
             (0.32, 0.34, 0.2, 0.1, 0.07, 0.03)),
        limb(((-0.06, 0.36), (-0.22, 0.5), (-0.24, 0.66), (-0.32, 0.78)), (0.3, 0.2, 0.15, 0.15)),
        legs,
        blob((-0.22, 0.9), (-0.36, 0.9), (-0.44, 0.8), (-0.59, 0.76), (-0.6, 0.68), (-0.44, 0.65),
             (-0.24, 0.68), (-0.17, 0.8)),
    )  # fmt: skip
    for x, y, turn in ((-0.14, 0.76, -70), (-0.12, 0.63, -60), (0.0, 0.52, -25), (0.14, 0.49, -5),
                       (0.28, 0.42, -25), (0.42, 0.29, -30)):  # fmt: skip
        with pen.at(x, y, degrees=turn):
            pen.solid(polygon((-0.045, -0.03), (0.0, 0.07), (0.045, -0.03)), accent, 0.2, 0.0)
    tip = blob((0.5, 0.4), (0.5, 0.4), (0.45, 0.5), (0.55, 0.47), (0.6, 0.48), (0.55, 0.4))
    pen.solid(tip, accent, 0.2)
    pen.solid(body, hide, 0.06)
    with pen.inside(minus(body, legs)):
        belly = curve((-0.36, 0.62), (-0.31, 0.45), (-0.2, 0.22), (0.06, 0.14), (0.34, 0.12))
        pen.line(belly, 0.13, lighter(accent, 0.4), 0.85)
    pen.form(body, hide, 0.06)
    for x in (-0.17, 0.19):
        _claws(pen, x, 0.02)
    _dragon_wing(pen, 0.0, hide, accent)
    _dragon_face(pen, hide, accent)


def _dragon_wing(pen: Pen, dx: float, arm: RGB, skin: RGB) -> None:
    wing = blob((0.0 + dx, 0.46), (0.0 + dx, 0.46), (0.02 + dx, 0.76), (0.12 + dx, 0.97),
                (0.12 + dx, 0.97), (0.3 + dx, 0.92), (0.52 + dx, 0.76), (0.52 + dx, 0.76),
                (0.42 + dx, 0.73), (0.34 + dx, 0.62), (0.34 + dx, 0.62), (0.26 + dx, 0.62),
                (0.2 + dx, 0.5), (0.2 + dx, 0.5), (0.1 + dx, 0.5))  # fmt: skip
    pen.solid(wing, skin, 0.14)
    for tip in ((0.5 + dx, 0.76), (0.34 + dx, 0.63), (0.2 + dx, 0.51)):
        pen.line(curve((0.12 + dx, 0.95), ((0.12 + dx + tip[0]) / 2 + 0.02, 0.84), tip), 0.014, arm)
    pen.solid(limb(((0.06 + dx, 0.46), (0.05 + dx, 0.74), (0.12 + dx, 0.955)), (0.08, 0.05, 0.03)),
              arm, 0.25)  # fmt: skip


def _dragon_face(pen: Pen, hide: RGB, accent: RGB) -> None:
    for x in (-0.3, -0.2):
        pen.solid(limb(((x, 0.87), (x + 0.05, 0.93), (x + 0.13, 0.955)), (0.06, 0.045, 0.012)),
                  rgb(0xFFF0CF), 0.25, 0.0)  # fmt: skip
    ear = blob((-0.17, 0.8), (-0.06, 0.86), (-0.06, 0.86), (-0.08, 0.77), (-0.17, 0.72))
    pen.solid(ear, accent, 0.2)
    pen.eye(-0.34, 0.82, 0.034, white=True)
    pen.fill(ellipse(-0.56, 0.745, 0.013), darker(hide, 0.6))
    pen.line(curve((-0.58, 0.69), (-0.46, 0.685), (-0.35, 0.72)), 0.012, INK)
    pen.fill(polygon((-0.53, 0.69), (-0.5, 0.69), (-0.515, 0.66)), WHITE)
    pen.cheek(-0.29, 0.73, 0.035)


LEGENDS = {
    "dinosaur": subject(_dinosaur, 1.5, "land", 9.0),
    "t_rex": subject(_t_rex, 1.15, "land", 5.0),
    "dragon": subject(_dragon, 1.4, "land", 8.0),
}
"""Giants of old days and of tales."""
