"""Headings: degrees clockwise from north. Pure."""

from __future__ import annotations

import math

from assistant.navigation.interface import EARTH_RADIUS_M, Point


def angle(one: float, other: float) -> float:
    """Return the angle between two headings, 0 to 180 degrees."""
    return abs((one - other + 180) % 360 - 180)


def moved(point: Point, heading: float, metres: float) -> Point:
    """Return where one is after a short straight way (kilometres at most)."""
    degrees = math.degrees(metres / EARTH_RADIUS_M)
    north = math.cos(math.radians(heading)) * degrees
    east = math.sin(math.radians(heading)) * degrees
    east /= max(0.01, math.cos(math.radians(point.lat)))
    return Point(point.lat + north, (point.lon + east + 180) % 360 - 180)
