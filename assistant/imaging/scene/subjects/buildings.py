"""Small buildings and shelters: house, cabin, church, tent, igloo."""

from assistant.imaging.scene.subjects.art import LAMP, RGB, WHITE, darker, lighter, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    arch,
    blob,
    box,
    curve,
    ellipse,
    minus,
    polygon,
    rounded,
    union,
)

_WALLS = (rgb(0xF6E7CB), rgb(0xF3CFB0), rgb(0xF7F1E6), rgb(0xE9B9A0), rgb(0xBFD8D2), rgb(0xF2D38B))
_ROOFS = (rgb(0xB5493A), rgb(0x8A4B45), rgb(0x4C5C7A), rgb(0x3F7370), rgb(0xC9703D))
_DOORS = (rgb(0x6E3F2B), rgb(0x2F6F73), rgb(0xA63D3D), rgb(0x3D5A80))
_LEAVES = (rgb(0x5E9C5A), rgb(0x7FB069), rgb(0x4B8A63))
_LOG = rgb(0xA9703F)


def _window(pen: Pen, x: float, y: float, width: float, height: float, frame: RGB) -> None:
    """A window with a cross and a sill, its lower left corner at (x, y)."""
    pen.fill(box(x - 0.015, y - 0.015, width + 0.03, height + 0.03, 0.01), frame)
    pen.glass(box(x, y, width, height))
    pen.fill(box(x + width / 2 - 0.006, y, 0.012, height), frame)
    pen.fill(box(x, y + height / 2 - 0.006, width, 0.012), frame)
    pen.fill(box(x - 0.03, y - 0.035, width + 0.06, 0.025, 0.01), darker(frame, 0.12))


def _smoke(pen: Pen, x: float, y: float) -> None:
    puffs = [ellipse(x + 0.012 * i * i, y + i * 0.032, 0.022 + i * 0.009) for i in range(4)]
    pen.fill(union(*puffs), WHITE, 0.9, 0.5)


def _bush(pen: Pen, x: float, size: float) -> None:
    leaf = pen.one_of(*_LEAVES)
    for dx, radius in ((-0.7, 0.6), (0.7, 0.55), (0.0, 0.85)):
        dome = minus(ellipse(x + dx * size, size * 0.4, radius * size), box(-2, -1, 4, 1))
        pen.solid(dome, leaf, 0.3, 0.012)


def _house(pen: Pen) -> None:
    wall, roof = pen.main(*_WALLS), pen.one_of(*_ROOFS)
    door, frame = pen.one_of(*_DOORS), rgb(0xFFFBF2)
    pen.shadow(0.6)
    chimney = pen.between(0.2, 0.28)
    _smoke(pen, chimney + 0.04, 0.86)
    pen.solid(box(chimney, 0.62, 0.09, 0.23), rgb(0xA65B4B), 0.3)
    pen.fill(box(chimney - 0.012, 0.83, 0.114, 0.03, 0.008), darker(rgb(0xA65B4B), 0.25))
    pen.solid(box(-0.44, 0.0, 0.88, 0.52), wall, 0.12)
    pen.fill(box(-0.44, 0.0, 0.88, 0.05), darker(wall, 0.25))
    _roof(pen, roof)
    gable = polygon((-0.3, 0.46), (-0.13, 0.72), (0.04, 0.46))
    pen.solid(gable, lighter(wall, 0.2), 0.1, 0.0)
    pen.line(curve((-0.32, 0.45), (-0.13, 0.74)), 0.03, lighter(roof, 0.15))
    pen.line(curve((-0.13, 0.74), (0.06, 0.45)), 0.03, darker(roof, 0.15))
    pen.fill(ellipse(-0.13, 0.56, 0.055), frame)
    pen.glass(ellipse(-0.13, 0.56, 0.042))
    _window(pen, 0.1, 0.2, 0.11, 0.15, frame)
    _window(pen, 0.27, 0.2, 0.11, 0.15, frame)
    _window(pen, -0.39, 0.2, 0.1, 0.15, frame)
    pen.fill(arch(-0.13, 0.0, 0.09, 0.34), frame)
    pen.solid(arch(-0.13, 0.0, 0.07, 0.315), door, 0.15)
    pen.fill(ellipse(-0.085, 0.14, 0.012), LAMP)
    pen.lamp(-0.26, 0.3, 0.014)
    _bush(pen, -0.44, 0.1)
    _bush(pen, 0.36, pen.between(0.08, 0.12))


def _roof(pen: Pen, roof: RGB) -> None:
    shape = rounded(0.02, (-0.53, 0.46), (-0.38, 0.78), (0.38, 0.78), (0.53, 0.46))
    pen.solid(shape, roof, 0.1)
    with pen.inside(shape):
        for row in range(5):
            y = 0.52 + row * 0.065
            pen.line(curve((-0.6, y), (0.6, y)), 0.006, darker(roof, 0.25))
            for k in range(14):
                x = -0.56 + k * 0.085 + (row % 2) * 0.042
                pen.line(curve((x, y), (x, y + 0.065)), 0.004, darker(roof, 0.2))


def _cabin(pen: Pen) -> None:
    log, roof = pen.main(_LOG, rgb(0x8C5A3A), rgb(0xB98552)), pen.one_of(*_ROOFS)
    pen.shadow(0.65)
    _smoke(pen, 0.33, 0.86)
    pen.solid(box(0.27, 0.5, 0.1, 0.35), rgb(0x9A938C), 0.3)
    front = polygon((-0.5, 0.0), (-0.5, 0.4), (0.0, 0.88), (0.5, 0.4), (0.5, 0.0))
    pen.solid(front, log, 0.1)
    with pen.inside(front):
        for i in range(12):
            y = i * 0.075
            pen.fill(box(-0.6, y, 1.2, 0.014), darker(log, 0.4))
            pen.fill(box(-0.6, y + 0.045, 1.2, 0.02), lighter(log, 0.14))
    for side in (-1, 1):
        for i in range(5):
            pen.solid(ellipse(side * 0.51, 0.04 + i * 0.075, 0.034), lighter(log, 0.25), 0.2, 0.0)
    for side, share in ((-1, 0.12), (1, 0.0)):
        eave = polygon((0.0, 0.97), (side * 0.62, 0.37), (side * 0.57, 0.32), (0.0, 0.86))
        pen.solid(eave, lighter(roof, share), 0.1)
    for x in (-0.38, 0.22):
        _window(pen, x, 0.2, 0.16, 0.16, rgb(0xF7EBD4))
    _window(pen, -0.07, 0.54, 0.14, 0.12, rgb(0xF7EBD4))
    door = pen.one_of(*_DOORS)
    pen.solid(arch(0.0, 0.0, 0.1, 0.36), door, 0.15)
    pen.fill(ellipse(0.06, 0.17, 0.013), LAMP)
    pen.solid(box(-0.16, 0.0, 0.32, 0.03, 0.01), rgb(0x9A938C), 0.2)
    pen.lamp(0.145, 0.34, 0.016)


def _church(pen: Pen) -> None:
    wall, roof = pen.main(*_WALLS[:4]), pen.one_of(*_ROOFS)
    stone = darker(wall, 0.3)
    pen.shadow(0.45)
    pen.solid(box(-0.06, 0.0, 0.48, 0.34), wall, 0.12)
    pen.solid(polygon((-0.06, 0.32), (-0.02, 0.54), (0.36, 0.54), (0.45, 0.32)), roof, 0.12)
    pen.solid(box(-0.34, 0.0, 0.3, 0.6), wall, 0.16)
    pen.fill(box(-0.36, 0.57, 0.34, 0.035), stone)
    pen.solid(polygon((-0.38, 0.6), (-0.19, 0.92), (0.0, 0.6)), roof, 0.2)
    pen.line(curve((-0.19, 0.9), (-0.19, 0.985)), 0.012, rgb(0xD9A441))
    pen.line(curve((-0.22, 0.955), (-0.16, 0.955)), 0.012, rgb(0xD9A441))
    pen.fill(ellipse(-0.19, 0.5, 0.06), stone)
    pen.glass(ellipse(-0.19, 0.5, 0.046), (1.0, 0.9, 0.65))
    pen.line(curve((-0.19, 0.53), (-0.19, 0.5), (-0.165, 0.49)), 0.008, rgb(0x4A3A3A), 0.5)
    _arch(pen, -0.19, 0.27, 0.05, 0.14)
    for x in (0.06, 0.2, 0.34):
        _arch(pen, x, 0.1, 0.035, 0.15)
    door = pen.one_of(*_DOORS)
    pen.solid(arch(-0.19, 0.0, 0.075, 0.2), door, 0.2)
    pen.line(curve((-0.19, 0.0), (-0.19, 0.2)), 0.006, darker(door, 0.4))
    _bush(pen, 0.42, 0.06)
    _bush(pen, -0.36, 0.05)


def _arch(pen: Pen, x: float, y: float, half: float, height: float) -> None:
    """A window with a round head and a light frame."""
    pen.fill(arch(x, y - 0.014, half + 0.014, height + 0.028), WHITE)
    pen.glass(arch(x, y, half, height), (1.0, 0.78, 0.42))


def _tent(pen: Pen) -> None:
    cloth = pen.main(rgb(0xEF8A3C), rgb(0xE0523F), rgb(0x3FA796), rgb(0xF2C14E), rgb(0x5B8FD0))
    pen.shadow(0.74)
    for x, tip in ((-0.7, -0.42), (0.72, 0.6)):
        pen.line(curve((tip, 0.5), (x, 0.02)), 0.01, rgb(0xEDE6D6))
    side = blob((-0.06, 0.93), (-0.06, 0.93), (0.42, 0.84), (0.42, 0.84), (0.52, 0.42),
                (0.68, 0.02), (0.68, 0.02), (-0.1, 0.02), (-0.1, 0.02))  # fmt: skip
    pen.solid(side, darker(cloth, 0.22), 0.1)
    front = blob((-0.02, 0.94), (-0.02, 0.94), (-0.24, 0.44), (-0.56, 0.02), (-0.56, 0.02),
                 (0.36, 0.02), (0.36, 0.02), (0.16, 0.45))  # fmt: skip
    pen.solid(front, cloth, 0.14)
    opening = blob((-0.03, 0.7), (-0.03, 0.7), (-0.15, 0.35), (-0.27, 0.02), (-0.27, 0.02),
                   (0.16, 0.02), (0.16, 0.02), (0.08, 0.38))  # fmt: skip
    if pen.light.night:
        with pen.inside(union(front, side)):
            pen.glow(-0.05, 0.3, 0.7, LAMP, 0.5)
        pen.glass(opening)
    else:
        pen.fill(opening, darker(cloth, 0.72), 0.7)
    flap = blob((-0.03, 0.7), (-0.03, 0.7), (-0.17, 0.32), (-0.27, 0.02), (-0.27, 0.02),
                (-0.36, 0.05), (-0.26, 0.36))  # fmt: skip
    pen.solid(flap, lighter(cloth, 0.3), 0.2)
    pen.line(curve((-0.02, 0.93), (-0.02, 0.985)), 0.02, rgb(0x8C6A4A))
    pen.fill(polygon((-0.01, 0.985), (0.13, 0.955), (-0.01, 0.925)), lighter(cloth, 0.4))


def _igloo(pen: Pen) -> None:
    snow = pen.main(rgb(0xEFF6FB), rgb(0xE4F1F8))
    joint = darker(snow, 0.16)
    pen.shadow(0.85)
    dome = minus(ellipse(0.12, 0.0, 0.7, 0.96), box(-2, -2, 4, 2))
    pen.solid(dome, snow, 0.22)
    with pen.inside(dome):
        for row in range(5):
            y = 0.2 * row
            pen.line(curve((-0.7, y - 0.05), (0.12, y), (0.9, y - 0.05)), 0.012, joint)
            for k in range(9):
                x = -0.62 + k * 0.18 + (row % 2) * 0.09
                lean = (x - 0.12) * 0.16
                pen.line(curve((x, y), (x - lean, y + 0.2)), 0.01, joint)
    porch = minus(ellipse(-0.42, 0.0, 0.36, 0.52), box(-2, -2, 4, 2))
    pen.solid(porch, lighter(snow, 0.3), 0.2)
    inner = minus(ellipse(-0.46, 0.0, 0.22, 0.36), box(-2, -2, 4, 2))
    if pen.light.night:
        pen.glass(inner)
    else:
        pen.fill(inner, rgb(0x3E5C80), 0.8)
    for x, size in ((-0.78, 0.06), (0.78, 0.08), (0.64, 0.05)):
        pen.solid(minus(ellipse(x, 0.0, size * 1.4, size), box(-2, -2, 4, 2)), snow, 0.3, 0.01)


BUILDINGS = {
    "house": subject(_house, 1.2, "land", 7.0),
    "cabin": subject(_cabin, 1.3, "land", 5.0),
    "church": subject(_church, 0.95, "land", 18.0),
    "tent": subject(_tent, 1.5, "land", 2.0),
    "igloo": subject(_igloo, 1.75, "land", 2.4),
}
"""Small buildings and shelters."""
