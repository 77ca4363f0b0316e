"""What a subject is, the light it stands in, and the arithmetic of colors.

A subject draws itself in its own small world: the origin is the middle of its base, x runs to
the right from -aspect/2 to aspect/2 and y runs UP from 0 to 1. Whoever places it scales and
flips the canvas. It stays inside that box but for a soft contact shadow and the glow of lamps,
which may reach `MARGIN` beyond.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import skia

RGB = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

Habitat = Literal["land", "water", "sky", "space"]

MARGIN = 0.16
"""How far, in heights of the subject, soft shadows and glows may leave the box."""

WHITE: RGB = (1.0, 1.0, 1.0)
INK: RGB = (0.13, 0.12, 0.17)
"""The dark of eyes, tyres and outlines; never quite black."""
LAMP: RGB = (1.0, 0.84, 0.46)
"""The light of a window at night."""


@dataclass(frozen=True, slots=True)
class SubjectLight:
    """The light of a scene as one subject meets it."""

    sun: tuple[float, float] = (0.6, 0.8)
    """Unit vector from the subject to the light, y up."""
    warm: RGB = (1.0, 0.98, 0.94)
    """Multiplies the colors of lit sides."""
    shade: RGB = (0.66, 0.68, 0.82)
    """Multiplies the colors of sides in shadow."""
    night: bool = False
    """Whether windows and lamps glow."""
    haze: float = 0.0
    """How much of `haze_color` the air mixes in: 0 near and clear, 1 gone."""
    haze_color: RGB = (0.8, 0.86, 0.92)
    flat: bool = False
    """Plain two-tone fills, without gradients and rim light."""
    color: RGB | None = None
    """The color of the main body where somebody asked for one ("a red car")."""


@dataclass(frozen=True, slots=True)
class SubjectArt:
    """A figure that can stand in a scene."""

    draw: Callable[[skia.Canvas, SubjectLight, random.Random], None]
    """Draws it; the random numbers vary colors and details and may mirror it."""
    aspect: float
    """Width over height of its box."""
    habitat: Habitat
    height_m: float
    """Its natural height in metres, for its scale beside others."""


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """The color that holds `share` (0 to 1) of `other` in `one`."""
    r, g, b = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return (r, g, b)


def times(one: RGB, other: RGB) -> RGB:
    """The color `one` seen in the light `other`."""
    r, g, b = (a * b for a, b in zip(one, other, strict=True))
    return (r, g, b)


def rgb(code: int) -> RGB:
    """A color from its hexadecimal code, as `rgb(0xE8A33D)`."""
    return ((code >> 16 & 255) / 255, (code >> 8 & 255) / 255, (code & 255) / 255)


def darker(color: RGB, share: float = 0.3) -> RGB:
    """The color with `share` of it taken away, leaning to blue as shadows do."""
    return mix(color, times(color, (0.16, 0.14, 0.3)), share)


def lighter(color: RGB, share: float = 0.3) -> RGB:
    """The color with `share` of white."""
    return mix(color, WHITE, share)
