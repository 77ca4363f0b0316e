"""GCJ-02, the shifted coordinates of receivers made for mainland China, as WGS-84. Pure.

The shift is 100 to 700 m, smooth, and has no published inverse: it is undone by iteration, to
better than a centimetre. Outside its region the two systems are the same.

The region is a box, as in every known implementation of GCJ-02. It also holds places beyond
the mainland where maps are not shifted, so only positions known to be GCJ-02 belong here.
"""

from __future__ import annotations

import math

from assistant.navigation.interface import Box, Point

SHIFTED = Box(south=0.8293, west=72.004, north=55.8271, east=137.8347)

_AXIS_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_ORIGIN = Point(35.0, 105.0)
_ROUNDS = 8
_ENOUGH = 1e-9


def wgs84_of(shifted: Point) -> Point:
    """Return a GCJ-02 position as WGS-84."""
    if not SHIFTED.contains(shifted):
        return shifted
    guess = shifted
    for _ in range(_ROUNDS):
        seen = gcj02_of(guess)
        north, east = shifted.lat - seen.lat, shifted.lon - seen.lon
        guess = Point(guess.lat + north, guess.lon + east)
        if abs(north) < _ENOUGH and abs(east) < _ENOUGH:
            break
    return guess


def gcj02_of(point: Point) -> Point:
    """Return a WGS-84 position as GCJ-02."""
    if not SHIFTED.contains(point):
        return point
    x, y = point.lon - _ORIGIN.lon, point.lat - _ORIGIN.lat
    latitude = math.radians(point.lat)
    flat = 1 - _ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_SQUARED) / (flat * math.sqrt(flat))
    parallel_m = _AXIS_M / math.sqrt(flat) * math.cos(latitude)
    return Point(
        point.lat + math.degrees(_north_m(x, y) / meridian_m),
        point.lon + math.degrees(_east_m(x, y) / parallel_m),
    )


def _north_m(x: float, y: float) -> float:
    smooth = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    waves = (20, x * 6, 20, x * 2), (20, y, 40, y / 3), (160, y / 12, 320, y / 30)
    return smooth + sum(map(_wave, waves))


def _east_m(x: float, y: float) -> float:
    smooth = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    waves = (20, x * 6, 20, x * 2), (20, x, 40, x / 3), (150, x / 12, 300, x / 30)
    return smooth + sum(map(_wave, waves))


def _wave(wave: tuple[float, float, float, float]) -> float:
    """Return two sines, each of an amplitude and an angle in half turns."""
    one_m, one, other_m, other = wave
    return (one_m * math.sin(one * math.pi) + other_m * math.sin(other * math.pi)) * 2 / 3
