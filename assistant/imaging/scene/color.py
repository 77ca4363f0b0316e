"""Colours: chosen and mixed in OKLab, where equal steps look equal; lit in linear light.

A color is three sRGB channels from 0 to 1. ``oklch`` names one by lightness (0 to 1), chroma
(0 is grey, 0.3 is vivid) and hue (degrees: 30 red, 90 yellow, 145 green, 240 blue, 330 pink).
"""

from __future__ import annotations

import math
from functools import lru_cache

Color = tuple[float, float, float]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    clipped = min(max(channel, 0.0), 1.0)
    return 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055


@lru_cache(maxsize=4096)
def to_oklab(color: Color) -> tuple[float, float, float]:
    """Lightness and the two opponent axes of a color."""
    red, green, blue = (_linear(channel) for channel in color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


@lru_cache(maxsize=4096)
def from_oklab(lightness: float, a: float, b: float) -> Color:
    """The nearest color that a screen can show (channels are clipped)."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def oklch(lightness: float, chroma: float, hue: float) -> Color:
    """The color of this lightness, chroma and hue in degrees."""
    angle = math.radians(hue)
    return from_oklab(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def mix(one: Color, other: Color, amount: float) -> Color:
    """``one`` at amount 0, ``other`` at amount 1, even steps to the eye between."""
    share = min(max(amount, 0.0), 1.0)
    pairs = zip(to_oklab(one), to_oklab(other), strict=True)
    lightness, a, b = (first + (second - first) * share for first, second in pairs)
    return from_oklab(lightness, a, b)


def adjust(color: Color, *, lighter: float = 0.0, chroma: float = 1.0, turn: float = 0.0) -> Color:
    """A color made lighter (added), more colorful (a factor) or of another hue (degrees)."""
    lightness, a, b = to_oklab(color)
    angle = math.radians(turn)
    turned_a = a * math.cos(angle) - b * math.sin(angle)
    turned_b = a * math.sin(angle) + b * math.cos(angle)
    light = min(max(lightness + lighter, 0.0), 1.0)
    return from_oklab(light, turned_a * chroma, turned_b * chroma)


@lru_cache(maxsize=4096)
def under(surface: Color, light: Color) -> Color:
    """What a surface of this color looks like under a light of that color."""
    red, green, blue = (
        _gamma(_linear(one) * _linear(other)) for one, other in zip(surface, light, strict=True)
    )
    return red, green, blue


def lightness(color: Color) -> float:
    """How light a color looks, from 0 to 1."""
    return to_oklab(color)[0]


def argb(color: Color, alpha: float = 1.0) -> int:
    """The color as Skia takes it: 0xAARRGGBB, not premultiplied."""
    opaque = min(max(alpha, 0.0), 1.0)
    red, green, blue = (round(min(max(channel, 0.0), 1.0) * 255) for channel in color)
    return round(opaque * 255) << 24 | red << 16 | green << 8 | blue
