"""What the ground, plants and stones of a scene are colored like, in white light."""

from __future__ import annotations

import random
from dataclasses import dataclass

from assistant.imaging.scene.color import Color, mix, oklch
from assistant.imaging.scene.program import SceneProgram, Season

SNOW = oklch(0.97, 0.008, 240)
ASPHALT = oklch(0.47, 0.012, 265)
BARK = oklch(0.40, 0.045, 55)
LAMP = oklch(0.88, 0.12, 80)
"""The light of a lamp or a window."""


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Colors of what a season changes, and of stone and sand."""

    grass: Color
    meadow: Color
    """A second green for fields and light patches."""
    leaves: tuple[Color, ...]
    pines: Color
    rock: Color
    sand: Color
    water: Color
    flowers: tuple[Color, ...]


_GRASS = {
    Season.SPRING: ((0.79, 0.150, 125), (0.84, 0.145, 118)),
    Season.SUMMER: ((0.70, 0.140, 130), (0.79, 0.140, 115)),
    Season.AUTUMN: ((0.70, 0.115, 95), (0.77, 0.120, 82)),
    Season.WINTER: ((0.64, 0.055, 110), (0.70, 0.055, 95)),
}
_LEAVES = {
    Season.SPRING: ((0.78, 0.140, 125), (0.85, 0.085, 5), (0.73, 0.140, 132), (0.88, 0.06, 350)),
    Season.SUMMER: ((0.60, 0.130, 138), (0.66, 0.140, 130), (0.55, 0.110, 145)),
    Season.AUTUMN: ((0.70, 0.160, 65), (0.62, 0.170, 42), (0.78, 0.150, 85), (0.55, 0.150, 32)),
    Season.WINTER: ((0.52, 0.035, 60), (0.48, 0.030, 70)),
}
_FLOWERS = {
    Season.SPRING: ((0.80, 0.13, 0), (0.90, 0.15, 100), (0.97, 0.02, 90), (0.72, 0.13, 310)),
    Season.SUMMER: ((0.65, 0.21, 28), (0.88, 0.16, 95), (0.97, 0.02, 90), (0.62, 0.15, 280)),
    Season.AUTUMN: ((0.72, 0.16, 55), (0.62, 0.16, 20), (0.66, 0.13, 320)),
    Season.WINTER: ((0.95, 0.02, 90), (0.80, 0.05, 300)),
}


def surfaces_of(program: SceneProgram) -> Surfaces:
    """The surfaces of a program's season; its seed shifts the hues a little."""
    dice = random.Random(program.seed + 1)

    def near(color: tuple[float, float, float]) -> Color:
        light, chroma, hue = color
        return oklch(
            light + dice.uniform(-0.02, 0.02), chroma * dice.uniform(0.9, 1.1),
            hue + dice.uniform(-6, 6),
        )  # fmt: skip

    grass, meadow = (near(color) for color in _GRASS[program.season])
    rocks = ((0.58, 0.035, 255), (0.60, 0.04, 60), (0.55, 0.045, 285), (0.57, 0.035, 215))
    rock = near(dice.choice(rocks))
    return Surfaces(
        grass=grass,
        meadow=meadow,
        leaves=tuple(near(color) for color in _LEAVES[program.season]),
        pines=near((0.47, 0.075, 160)),
        rock=mix(rock, grass, 0.08),
        sand=near((0.87, 0.065, 82)),
        water=near((0.62, 0.085, 225)),
        flowers=tuple(near(color) for color in _FLOWERS[program.season]),
    )
