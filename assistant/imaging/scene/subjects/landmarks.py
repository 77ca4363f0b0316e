"""Great buildings: lighthouse, castle, windmill, bridge, pagoda."""

from dataclasses import dataclass

import skia

from assistant.imaging.scene.subjects.art import LAMP, RGB, darker, lighter, rgb
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
)

_STONES = (rgb(0xCFC6B8), rgb(0xD9CBB2), rgb(0xBFC3C9), rgb(0xE3D3C0))
_SPIRES = (rgb(0xB5493A), rgb(0x4C5C8A), rgb(0x3F7370), rgb(0x7A5595))
_ROCK = rgb(0x7D7A80)


def _lighthouse(pen: Pen) -> None:
    paint = pen.main(rgb(0xD9483B), rgb(0xD9483B), rgb(0x2F5D8C), rgb(0x35404F), rgb(0x2F7F6C))
    white = rgb(0xFAF6EC)
    pen.shadow(0.3)
    tower = polygon((-0.14, 0.06), (-0.085, 0.72), (0.085, 0.72), (0.14, 0.06))
    pen.solid(tower, white, 0.0, 0.0)
    bands = pen.rng.choice((2, 3))
    with pen.inside(tower):
        step = 0.66 / (2 * bands + 1)
        for i in range(bands):
            y = 0.06 + step * (2 * i + 1)
            pen.fill(box(-0.3, y, 0.6, step), paint)
    pen.form(tower, paint, 0.4)
    for y in (0.24, 0.42, 0.6):
        pen.glass(arch(0.0, y, 0.018, 0.055))
    pen.solid(box(-0.12, 0.71, 0.24, 0.03, 0.01), darker(paint, 0.25), 0.3)
    pen.glass(box(-0.065, 0.74, 0.13, 0.11))
    for x in (-0.065, -0.022, 0.022, 0.065):
        pen.line(curve((x, 0.74), (x, 0.85)), 0.008, darker(paint, 0.4))
    for i in range(7):
        x = -0.115 + i * 0.0383
        pen.line(curve((x, 0.74), (x, 0.785)), 0.005, darker(paint, 0.4))
    pen.line(curve((-0.115, 0.785), (0.115, 0.785)), 0.007, darker(paint, 0.4))
    roof = blob((-0.09, 0.85), (-0.09, 0.85), (-0.05, 0.91), (0.0, 0.95), (0.05, 0.91),
                (0.09, 0.85), (0.09, 0.85))  # fmt: skip
    pen.solid(roof, paint, 0.25)
    pen.line(curve((0.0, 0.94), (0.0, 0.98)), 0.01, darker(paint, 0.4))
    _keeper(pen, paint, white)
    if pen.light.night:
        _beams(pen)


def _keeper(pen: Pen, paint: RGB, white: RGB) -> None:
    """The keeper's house and the rock below it all."""
    pen.solid(box(0.06, 0.05, 0.17, 0.11), white, 0.15)
    pen.solid(polygon((0.035, 0.15), (0.075, 0.21), (0.215, 0.21), (0.25, 0.15)), paint, 0.2)
    pen.glass(box(0.13, 0.085, 0.035, 0.04))
    rock = blob((-0.27, 0.0), (-0.27, 0.0), (-0.22, 0.05), (-0.12, 0.08), (0.1, 0.065),
                (0.22, 0.055), (0.27, 0.0), (0.27, 0.0))  # fmt: skip
    pen.solid(rock, _ROCK, 0.35)
    pen.fill(box(-0.045, 0.06, 0.07, 0.08, 0.01), darker(paint, 0.45))


def _beams(pen: Pen) -> None:
    for side in (-1, 1):
        beam = polygon((0.0, 0.81), (side * 0.275, 0.88), (side * 0.275, 0.73))
        shader = skia.GradientShader.MakeLinear(
            [skia.Point(0, 0), skia.Point(side * 0.275, 0)],
            [pen.paint(LAMP, 0.8).getColor(), pen.paint(LAMP, 0.0).getColor()],
        )
        pen.canvas.drawPath(
            beam, skia.Paint(AntiAlias=True, Shader=shader, BlendMode=skia.BlendMode.kScreen)
        )
    pen.glow(0.0, 0.8, 0.2, LAMP, 0.9)


def _castle(pen: Pen) -> None:
    stone, roof = pen.main(*_STONES), pen.one_of(*_SPIRES)
    flag = pen.one_of(rgb(0xE0523F), rgb(0xF2B33D), rgb(0x5B8FD0))
    pen.shadow(0.62)
    _tower(pen, _Tower(-0.16, 0.13, 0.66, 0.88), darker(stone, 0.08), roof, flag)
    _tower(pen, _Tower(0.2, 0.11, 0.56, 0.78), darker(stone, 0.08), roof, flag)
    pen.solid(_battlements(-0.36, 0.36, 0.44), stone, 0.08)
    for x in (-0.24, -0.08, 0.08, 0.24):
        _slit(pen, x, 0.33)
    _tower(pen, _Tower(-0.46, 0.19, 0.5, 0.78), stone, roof, flag)
    _tower(pen, _Tower(0.46, 0.19, 0.5, 0.78), stone, roof, flag)
    wall = _battlements(-0.4, 0.4, 0.26)
    pen.solid(wall, lighter(stone, 0.12), 0.1)
    with pen.inside(wall):
        for _ in range(16):
            x, y = pen.between(-0.38, 0.36), pen.between(0.02, 0.22)
            pen.fill(box(x, y, 0.05, 0.022, 0.006), darker(stone, 0.12))
    pen.fill(arch(0.0, 0.0, 0.125, 0.215), darker(stone, 0.35))
    pen.solid(arch(0.0, 0.0, 0.098, 0.186), rgb(0x6E4630), 0.15, 0.0)
    for x in (-0.048, 0.0, 0.048):
        pen.line(curve((x, 0.0), (x, 0.18)), 0.006, rgb(0x47301F))
    pen.lamp(-0.16, 0.15, 0.013)
    pen.lamp(0.16, 0.15, 0.013)


def _battlements(left: float, right: float, top: float) -> skia.Path:
    """A wall from the ground to `top` with teeth on it."""
    teeth = 6
    step = (right - left) / (2 * teeth - 1)
    notches = [box(left + step * (2 * i + 1), top - 0.05, step, 0.2) for i in range(teeth - 1)]
    return minus(box(left, 0.0, right - left, top), *notches)


@dataclass(frozen=True, slots=True)
class _Tower:
    """A round tower: its middle, its width, where its wall and its spire end."""

    x: float
    width: float
    wall: float
    tip: float


def _tower(pen: Pen, tower: _Tower, stone: RGB, roof: RGB, flag: RGB) -> None:
    x, half, wall, tip = tower.x, tower.width / 2, tower.wall, tower.tip
    pen.solid(box(x - half, 0.0, 2 * half, wall), stone, 0.3)
    ledge = box(x - half * 1.2, wall - 0.05, half * 2.4, 0.05, 0.01)
    pen.solid(ledge, lighter(stone, 0.1), 0.3)
    middle = (wall + tip) / 2
    left, right = (x - half * 1.35, wall), (x + half * 1.35, wall)
    spire = blob(left, left, (x - half * 0.5, middle), (x, tip), (x, tip),
                 (x + half * 0.5, middle), right, right, (x, wall - 0.015))  # fmt: skip
    top = tip + 0.09
    pen.line(curve((x, tip - 0.02), (x, top)), 0.008, rgb(0x6B5B4A))
    pen.fill(blob((x, top), (x, top), (x + 0.045, top - 0.005), (x + 0.1, top - 0.03),
                  (x + 0.1, top - 0.03), (x + 0.05, top - 0.035), (x, top - 0.05),
                  (x, top - 0.05)), flag)  # fmt: skip
    pen.solid(spire, roof, 0.3)
    _slit(pen, x, wall - 0.16)
    _slit(pen, x, wall - 0.3)


def _slit(pen: Pen, x: float, y: float) -> None:
    pen.glass(arch(x, y, 0.02, 0.075))


def _windmill(pen: Pen) -> None:
    wall, cap = pen.main(rgb(0xF7F1E4), rgb(0xE8C9A0), rgb(0xC98B66)), pen.one_of(*_SPIRES)
    pen.shadow(0.34)
    tower = polygon((-0.22, 0.0), (-0.12, 0.56), (0.12, 0.56), (0.22, 0.0))
    pen.solid(tower, wall, 0.3)
    with pen.inside(tower):
        pen.fill(box(-0.3, 0.0, 0.6, 0.09), darker(wall, 0.25))
    dome = blob((-0.15, 0.55), (-0.15, 0.55), (-0.11, 0.66), (0.0, 0.71), (0.11, 0.66),
                (0.15, 0.55), (0.15, 0.55))  # fmt: skip
    pen.solid(dome, cap, 0.3)
    pen.solid(arch(0.0, 0.0, 0.06, 0.18), darker(cap, 0.2), 0.2)
    for x, y in ((-0.06, 0.3), (0.06, 0.3), (0.0, 0.44)):
        pen.glass(arch(x, y, 0.025, 0.075))
    start = pen.between(20, 65)
    for i in range(4):
        with pen.at(0.0, 0.6, degrees=start + 90 * i):
            _sail(pen, cap)
    pen.solid(ellipse(0.0, 0.6, 0.035), rgb(0x6B4A35), 0.2)


def _sail(pen: Pen, color: RGB) -> None:
    wood = rgb(0x6B4A35)
    cloth = box(0.01, 0.09, 0.085, 0.26)
    pen.fill(cloth, rgb(0xFFF8E8), 0.95)
    pen.fill(box(0.01, 0.31, 0.085, 0.04), color)
    for k in range(5):
        pen.line(curve((0.01, 0.09 + k * 0.065), (0.095, 0.09 + k * 0.065)), 0.006, wood)
    pen.line(curve((0.055, 0.09), (0.055, 0.35)), 0.006, wood)
    pen.line(curve((0.0, 0.0), (0.0, 0.36)), 0.018, wood)


def _bridge(pen: Pen) -> None:
    paint = pen.main(rgb(0xC8493A), rgb(0xC8493A), rgb(0x8FA6B5), rgb(0x5E7F8C), rgb(0xE0B05A))
    deck, cable = 0.34, darker(paint, 0.1)
    for x in (-0.85, 0.85):
        pen.solid(rounded(0.02, (x - 0.13, 0.0), (x - 0.1, 0.16), (x + 0.1, 0.16), (x + 0.13, 0.0)),
                  rgb(0xA9A6A0), 0.2)  # fmt: skip
    main = [(-0.85 + 1.7 * k / 16, deck + 0.08 + 0.5 * (2 * k / 16 - 1) ** 2) for k in range(17)]
    for x, y in main[1:-1]:
        pen.line(curve((x, deck), (x, y)), 0.008, cable)
    pen.line(curve(*main), 0.022, cable)
    for side in (-1, 1):
        for k in range(1, 6):
            x = 0.85 + k * 0.12
            pen.line(curve((side * x, deck), (side * x, 0.92 - k * 0.095)), 0.008, cable)
        pen.line(curve((side * 0.85, 0.92), (side * 1.57, deck + 0.02)), 0.022, cable)
    for x in (-0.85, 0.85):
        _pylon(pen, x, deck, paint)
    pen.solid(box(-1.58, deck - 0.07, 3.16, 0.075, 0.01), paint, 0.3)
    pen.fill(box(-1.58, deck - 0.005, 3.16, 0.014), lighter(paint, 0.4))
    for k in range(13):
        x = -1.5 + k * 0.25
        pen.line(curve((x, deck), (x, deck + 0.06)), 0.008, cable)
        pen.lamp(x, deck + 0.07, 0.014)


def _pylon(pen: Pen, x: float, deck: float, paint: RGB) -> None:
    tower = minus(
        rounded(0.01, (x - 0.085, 0.12), (x - 0.06, 0.97), (x + 0.06, 0.97), (x + 0.085, 0.12)),
        *(box(x - 0.032, y, 0.064, 0.13, 0.02) for y in (deck + 0.06, deck + 0.24, deck + 0.42)),
    )
    pen.solid(tower, paint, 0.3)
    if pen.light.night:
        pen.lamp(x, 0.965, 0.016, (1.0, 0.35, 0.3))


def _pagoda(pen: Pen) -> None:
    roof = pen.main(rgb(0xB5493A), rgb(0x3F7370), rgb(0x8A3B3B), rgb(0x39536B))
    wall, beam = rgb(0xF3DDB8), rgb(0xA8392F)
    pen.shadow(0.36)
    pen.solid(box(-0.32, 0.0, 0.64, 0.05, 0.01), rgb(0xB9B2A8), 0.3)
    pen.solid(box(-0.26, 0.045, 0.52, 0.03), rgb(0xCFC8BC), 0.3)
    stories = pen.rng.choice((3, 4, 5))
    height = 0.76 / stories
    for i in range(stories):
        y, half = 0.07 + i * height, 0.21 - 0.115 * i / (stories - 1)
        pen.solid(box(-half, y, 2 * half, height), wall, 0.12, 0.0)
        _lattice(pen, y, half, height, beam)
        _eaves(pen, y + height * 0.6, half + 0.1, height * 0.5, roof)
    top = 0.07 + 0.76
    pen.line(curve((0.0, top), (0.0, 0.975)), 0.014, rgb(0xD9A441))
    for k in range(3):
        pen.solid(ellipse(0.0, top + 0.055 + k * 0.032, 0.026 - k * 0.006, 0.012), rgb(0xD9A441))


def _lattice(pen: Pen, y: float, half: float, height: float, beam: RGB) -> None:
    low, tall = y + height * 0.12, height * 0.45
    for x in (-half * 0.55, half * 0.55, 0.0):
        pen.glass(box(x - half * 0.17, low, half * 0.34, tall), (1.0, 0.7, 0.35))
    for share in (-1.0, -0.33, 0.33, 1.0):
        pen.fill(box(share * half - 0.01, y, 0.02, height), beam)
    pen.fill(box(-half - 0.02, y, 2 * half + 0.04, 0.014), beam)


def _eaves(pen: Pen, y: float, half: float, height: float, roof: RGB) -> None:
    """A roof with upturned corners."""
    shape = blob((-half, y + height * 0.34), (-half, y + height * 0.34), (-half * 0.72, y + 0.01),
                 (0.0, y - 0.004), (half * 0.72, y + 0.01), (half, y + height * 0.34),
                 (half, y + height * 0.34), (half * 0.66, y + height * 0.5),
                 (half * 0.45, y + height), (half * 0.45, y + height), (-half * 0.45, y + height),
                 (-half * 0.45, y + height), (-half * 0.66, y + height * 0.5))  # fmt: skip
    pen.solid(shape, roof, 0.2, 0.012)
    for side in (-1, 1):
        pen.lamp(side * half * 0.9, y + height * 0.06, 0.013, (1.0, 0.5, 0.3))


LANDMARKS = {
    "lighthouse": subject(_lighthouse, 0.6, "land", 22.0),
    "castle": subject(_castle, 1.25, "land", 28.0),
    "windmill": subject(_windmill, 0.8, "land", 16.0),
    "bridge": subject(_bridge, 3.2, "land", 14.0),
    "pagoda": subject(_pagoda, 0.72, "land", 24.0),
}
"""Great buildings."""
