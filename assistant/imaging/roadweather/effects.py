"""One road picture, one effect. Pure: the same picture, strength and seed give the same pixels."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from assistant.errors import InputError
from assistant.imaging.interface import Pixels
from assistant.imaging.roadweather import fog as fogs
from assistant.imaging.roadweather import rain as rains
from assistant.imaging.roadweather import snow as snows
from assistant.imaging.roadweather.light import Linear, to_linear, to_pixels
from assistant.imaging.roadweather.night import night
from assistant.imaging.roadweather.noise import Random
from assistant.imaging.roadweather.scene import Box, RoadScene, read_scene

LEAST_SIDE = 64
"""Smaller pictures hold no road."""


class Effect(StrEnum):
    """What becomes of the day."""

    RAIN = "rain"
    NIGHT = "night"
    FOG = "fog"
    SNOW = "snow"


_MAKE: dict[Effect, Callable[[Linear, RoadScene, float, Random], Linear]] = {
    Effect.RAIN: rains.rain,
    Effect.NIGHT: night,
    Effect.FOG: fogs.fog,
    Effect.SNOW: snows.snow,
}


_DENSEST = {
    Effect.RAIN: rains.DENSEST,
    Effect.FOG: fogs.DENSEST,
    Effect.SNOW: snows.DENSEST,
}


def seen_m(effect: Effect, strength: float) -> float | None:
    """Return how many metres one can see; None where the effect doesn't limit that."""
    if effect not in _DENSEST or strength <= 0.0:
        return None
    seen = fogs.visibility_m(fogs.density(strength, _DENSEST[effect]))
    return None if seen is None else round(seen, 1)


def weathered(
    pixels: Pixels,
    effect: Effect,
    strength: float,
    seed: int,
    name: str = "",
    boxes: Sequence[Box] = (),
) -> Pixels:
    """Return a road picture in bad weather; strength 0 returns it as it is.

    ``name`` makes the pictures of one seed differ, in whatever order they are made. ``boxes``
    are labelled things, whose distance is then known better.

    Raises:
        InputError: the strength is not from 0 to 1, or the picture is too small.
    """
    if not 0.0 <= strength <= 1.0:
        raise InputError(f"The strength is a number from 0 to 1, not {strength:g}.")
    if min(pixels.shape[:2]) < LEAST_SIDE:
        raise InputError(f"The picture is smaller than {LEAST_SIDE} pixels on a side.")
    if strength == 0.0:
        return pixels
    random = np.random.default_rng([seed, zlib.crc32(name.encode()), zlib.crc32(effect.encode())])
    scene = read_scene(pixels, boxes)
    light = _MAKE[effect](to_linear(pixels), scene, strength, random)
    return to_pixels(light, random.random(light.shape, np.float32))
