"""What lives in the sea: whale, dolphin, fish, mermaid; the base line is its surface."""

import math

import skia

from assistant.imaging.scene.subjects.art import RGB, WHITE, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    blob,
    both,
    box,
    curve,
    ellipse,
    limb,
    moved,
    union,
)

_FOAM = rgb(0xF4FBFD)
_SKINS = (rgb(0xF6D2B3), rgb(0xE5B48C), rgb(0xB97F56), rgb(0x8A5A3C))


def _splash(pen: Pen, x: float, half: float) -> None:
    """Foam where a body meets the water, with a ripple around it."""
    for share, alpha in ((1.0, 0.35), (0.86, 0.9)):
        low, high = -0.014 * share, 0.03 * share
        crest = [(x - half * share, 0.0)]
        for k in range(1, 8):
            swell = high * (1.5 if k % 2 else 0.5) * pen.between(0.8, 1.2)
            crest.append((x + half * share * (k / 4 - 1), swell))
        foam = blob(*crest, (x + half * share, 0.0), (x + half * share * 0.5, low),
                    (x - half * share * 0.5, low))  # fmt: skip
        pen.fill(foam, _FOAM, 0.9, alpha)
    for _ in range(5):
        drop = ellipse(x + pen.between(-half, half) * 0.9, pen.between(0.06, 0.12), 0.01)
        pen.fill(drop, _FOAM, 0.95, 0.9)


def _whale(pen: Pen) -> None:
    hide = pen.main(rgb(0x4F7FAE), rgb(0x3F6E93), rgb(0x5C93B8), rgb(0x6E7FA8))
    body = blob((-0.86, 0.28), (-0.8, 0.5), (-0.6, 0.63), (-0.25, 0.66), (0.15, 0.54), (0.45, 0.36),
                (0.6, 0.36), (0.68, 0.5), (0.68, 0.5), (0.76, 0.4), (0.68, 0.2), (0.4, -0.06),
                (-0.6, -0.1), (-0.82, 0.1))  # fmt: skip
    flukes = union(
        blob((0.7, 0.46), (0.64, 0.62), (0.44, 0.68), (0.44, 0.68), (0.52, 0.56), (0.64, 0.44)),
        blob((0.66, 0.46), (0.72, 0.64), (0.9, 0.74), (0.9, 0.74), (0.88, 0.58), (0.76, 0.42)),
    )
    with pen.inside(box(-2, 0, 4, 2)):
        _spout(pen)
        whole = union(body, flukes)
        pen.solid(whole, hide, 0.16)
        with pen.inside(whole):
            belly = blob((-0.95, 0.22), (-0.6, 0.2), (-0.2, 0.14), (0.2, 0.02), (0.2, -0.3),
                         (-0.95, -0.3))  # fmt: skip
            pen.fill(belly, lighter(hide, 0.75), 0.8)
            for k in range(4):
                y = 0.16 - k * 0.055
                line = curve((-0.86, y), (-0.5, y - 0.02), (-0.05, y - 0.08))
                pen.line(line, 0.01, lighter(hide, 0.4))
        fin = blob((-0.3, 0.18), (-0.3, 0.18), (-0.14, 0.22), (0.0, 0.04), (0.02, -0.08),
                   (-0.16, 0.0))  # fmt: skip
        pen.solid(fin, darker(hide, 0.15), 0.2)
    pen.eye(-0.6, 0.31, 0.035)
    pen.line(curve((-0.82, 0.235), (-0.68, 0.215), (-0.6, 0.245)), 0.014, darker(hide, 0.6))
    pen.cheek(-0.55, 0.22, 0.045)
    _splash(pen, -0.1, 0.76)


def _spout(pen: Pen) -> None:
    water = lighter(rgb(0x9AD3EA), 0.3)
    rise = pen.between(0.9, 0.94)
    for bend in (-0.13, -0.07, 0.07, 0.13):
        jet = limb(((-0.4, 0.6), (-0.4 + bend * 0.3, 0.8), (-0.4 + bend, rise),
                    (-0.4 + bend * 1.6, rise - 0.1)), (0.02, 0.035, 0.045, 0.03))  # fmt: skip
        pen.fill(jet, water, 0.95, 0.9)
    for k in range(5):
        drop = ellipse(-0.4 + (k - 2) * 0.11, rise - 0.16 + 0.03 * math.cos(k * 2.2), 0.016)
        pen.fill(drop, water, 0.95, 0.9)


def _dolphin(pen: Pen) -> None:
    hide = pen.main(rgb(0x6C93B8), rgb(0x7FA6B8), rgb(0x5F7FAB), rgb(0x8C9AB0))
    body = blob((-0.66, 0.5), (-0.66, 0.5), (-0.52, 0.57), (-0.44, 0.68), (-0.24, 0.82),
                (0.02, 0.86), (0.28, 0.74), (0.46, 0.5), (0.52, 0.3), (0.52, 0.3), (0.44, 0.32),
                (0.24, 0.5), (0.0, 0.58), (-0.24, 0.54), (-0.44, 0.48), (-0.66, 0.465),
                (-0.66, 0.465))  # fmt: skip
    tail = union(
        blob((0.47, 0.34), (0.47, 0.34), (0.38, 0.22), (0.36, 0.1), (0.36, 0.1), (0.46, 0.14),
             (0.54, 0.24)),
        blob((0.5, 0.34), (0.5, 0.34), (0.52, 0.22), (0.62, 0.14), (0.68, 0.12), (0.68, 0.12),
             (0.66, 0.24), (0.56, 0.34)),
    )  # fmt: skip
    fin = blob((-0.02, 0.84), (-0.02, 0.84), (0.08, 0.94), (0.2, 0.97), (0.2, 0.97), (0.16, 0.88),
               (0.18, 0.8), (0.18, 0.8))  # fmt: skip
    whole = union(body, tail, fin)
    pen.solid(whole, hide, 0.1)
    with pen.inside(whole):
        belly = blob((-0.68, 0.48), (-0.46, 0.52), (-0.2, 0.62), (0.05, 0.64), (0.3, 0.5),
                     (0.45, 0.3), (0.0, 0.3), (-0.7, 0.4))  # fmt: skip
        pen.fill(belly, lighter(hide, 0.72), 0.85)
    flipper = blob((-0.2, 0.6), (-0.2, 0.6), (-0.08, 0.6), (0.0, 0.46), (0.02, 0.38), (0.02, 0.38),
                   (-0.14, 0.46))  # fmt: skip
    pen.solid(flipper, darker(hide, 0.12), 0.2)
    pen.eye(-0.4, 0.61, 0.026)
    pen.line(curve((-0.64, 0.487), (-0.5, 0.5), (-0.42, 0.535)), 0.011, darker(hide, 0.6))
    _splash(pen, 0.5, 0.19)
    for _ in range(9):
        x, y = pen.between(0.34, 0.68), pen.between(0.04, 0.2)
        pen.fill(ellipse(x, y, pen.between(0.008, 0.016)), _FOAM, 0.95, 0.9)


def _fish(pen: Pen) -> None:
    """A fish that leaps."""
    skin = pen.main(rgb(0xF28A3C), rgb(0x4FA3C7), rgb(0xF2C14E), rgb(0xE56B9A), rgb(0x5FB58A))
    stripe = lighter(skin, 0.8)
    with pen.at(0.0, 0.5, degrees=pen.between(-14, -4)):
        for fin in (blob((-0.1, 0.24), (0.0, 0.4), (0.2, 0.38), (0.28, 0.2), (0.1, 0.15)),
                    blob((-0.05, -0.22), (0.06, -0.35), (0.18, -0.34), (0.18, -0.18)),
                    blob((0.34, 0.0), (0.5, 0.2), (0.66, 0.26), (0.6, 0.0), (0.66, -0.26),
                         (0.5, -0.2))):  # fmt: skip
            pen.solid(fin, darker(skin, 0.15), 0.2)
        body = blob((-0.6, 0.0), (-0.4, 0.22), (-0.1, 0.3), (0.2, 0.2), (0.42, 0.05), (0.42, -0.05),
                    (0.2, -0.2), (-0.1, -0.29), (-0.4, -0.2))  # fmt: skip
        pen.solid(body, skin, 0.0)
        with pen.inside(body):
            for x, width in ((-0.22, 0.11), (0.08, 0.09), (0.3, 0.06)):
                pen.line(
                    curve((x, 0.34), (x + 0.05, 0.0), (x, -0.34)), width + 0.03, darker(skin, 0.5)
                )
                pen.line(curve((x, 0.34), (x + 0.05, 0.0), (x, -0.34)), width, stripe)
        pen.form(body, skin, 0.16)
        pen.solid(
            blob((-0.08, -0.02), (0.08, 0.05), (0.16, -0.06), (0.06, -0.14)), darker(skin, 0.1)
        )
        pen.eye(-0.4, 0.06, 0.05, white=True)
        pen.line(curve((-0.57, -0.05), (-0.5, -0.07), (-0.46, -0.04)), 0.016, darker(skin, 0.6))
        pen.cheek(-0.36, -0.07, 0.045)
    for x, y, size in (
        (-0.5, 0.1, 0.025),
        (0.5, 0.08, 0.02),
        (0.3, 0.03, 0.03),
        (-0.2, 0.04, 0.02),
    ):
        pen.fill(ellipse(x, y, size * 0.8, size), lighter(rgb(0x9AD3EA), 0.4), 0.95, 0.9)


def _mermaid(pen: Pen) -> None:
    scales = pen.main(rgb(0x3FB5A3), rgb(0x5B8FE0), rgb(0x9B6FD0), rgb(0xE56B9A))
    hair = pen.one_of(rgb(0xC8473A), rgb(0x5A3527), rgb(0xE9B857), rgb(0x2F2A33))
    skin = pen.one_of(*_SKINS)
    rock = blob((-0.3, 0.0), (-0.3, 0.0), (-0.26, 0.16), (-0.1, 0.26), (0.12, 0.24), (0.3, 0.16),
                (0.4, 0.0), (0.4, 0.0))  # fmt: skip
    pen.solid(rock, rgb(0x8C8794), 0.2)
    flowing = blob((-0.04, 0.94), (0.08, 0.84), (0.12, 0.66), (0.2, 0.5), (0.24, 0.34),
                   (0.1, 0.38), (-0.06, 0.48), (-0.13, 0.6), (-0.16, 0.84))  # fmt: skip
    pen.solid(flowing, hair, 0.12)
    pen.solid(
        limb(((0.06, 0.58), (0.15, 0.44), (0.17, 0.28)), (0.075, 0.06, 0.05)), darker(skin, 0.1)
    )
    tail = limb(
        ((0.02, 0.32), (-0.14, 0.23), (-0.32, 0.24), (-0.42, 0.36)), (0.22, 0.21, 0.12, 0.05)
    )
    fin = blob((-0.425, 0.34), (-0.52, 0.42), (-0.53, 0.56), (-0.53, 0.56), (-0.46, 0.52),
               (-0.43, 0.45), (-0.43, 0.45), (-0.38, 0.53), (-0.29, 0.55), (-0.29, 0.55),
               (-0.32, 0.42), (-0.4, 0.34))  # fmt: skip
    pen.solid(fin, lighter(scales, 0.25), 0.2)
    pen.solid(limb(((0.0, 0.6), (0.02, 0.46), (0.02, 0.34)), (0.16, 0.12, 0.17)), skin, 0.2)
    _scales(pen, tail, scales)
    for x in (-0.045, 0.045):
        pen.solid(ellipse(x, 0.545, 0.048, 0.042), lighter(scales, 0.35), 0.25, 0.008)
    pen.solid(limb(((-0.07, 0.6), (-0.16, 0.46), (-0.11, 0.34)), (0.07, 0.06, 0.045)), skin, 0.2)
    _mermaid_head(pen, skin, hair)
    _splash(pen, 0.05, 0.4)


def _scales(pen: Pen, tail: skia.Path, color: RGB) -> None:
    pen.solid(tail, color, 0.2)
    with pen.inside(tail):
        for row in range(5):
            for k in range(12):
                x, y = -0.46 + k * 0.05 + (row % 2) * 0.025, 0.16 + row * 0.05
                arc = curve((x - 0.022, y + 0.01), (x, y - 0.014), (x + 0.022, y + 0.01))
                pen.line(arc, 0.007, darker(color, 0.25))
    pen.form(tail, color, 0.1, 0.0)


def _mermaid_head(pen: Pen, skin: RGB, hair: RGB) -> None:
    pen.solid(limb(((-0.03, 0.74), (-0.01, 0.62)), (0.06, 0.065)), darker(skin, 0.12), 0.0, 0.0)
    pen.solid(ellipse(-0.04, 0.79, 0.125, 0.13), skin, 0.14)
    fringe = blob((-0.17, 0.8), (-0.17, 0.9), (-0.06, 0.965), (0.07, 0.92), (0.11, 0.78),
                  (0.08, 0.68), (0.04, 0.8), (-0.03, 0.88), (-0.12, 0.87))  # fmt: skip
    pen.solid(fringe, hair, 0.15)
    for x, cheek in ((-0.1, -0.12), (-0.005, 0.02)):
        pen.eye(x, 0.785, 0.022)
        pen.cheek(cheek, 0.74, 0.022)
    pen.smile(-0.052, 0.727, 0.05, 0.009)
    star = (0.045, 0.9)
    pen.solid(moved(union(*both(ellipse(0.02, 0.0, 0.022)), ellipse(0.0, 0.022, 0.022),
                          ellipse(0.0, -0.02, 0.022)), *star), rgb(0xF9C846), 0.2, 0.0)  # fmt: skip
    pen.fill(ellipse(*star, 0.013), WHITE)


SEA = {
    "whale": subject(_whale, 1.9, "water", 4.0),
    "dolphin": subject(_dolphin, 1.45, "water", 2.0),
    "fish": subject(_fish, 1.4, "water", 0.6),
    "mermaid": subject(_mermaid, 1.1, "water", 1.5),
}
"""What lives in the sea."""
