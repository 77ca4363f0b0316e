"""The car's signals as a fix. Pure.

A position counts while it is fresh, on earth, and accurate enough to be of use. Speed and
heading are those of the car, which knows them better than a receiver.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

from assistant.navigation.interface import Point
from assistant.navigation.position.fix import Fix
from assistant.navigation.position.gcj02 import wgs84_of
from assistant.navigation.position.reckoning import Motion
from assistant.vehicle.interface import Reading

LATITUDE = "Vehicle.CurrentLocation.Latitude"
LONGITUDE = "Vehicle.CurrentLocation.Longitude"
HEADING = "Vehicle.CurrentLocation.Heading"
ACCURACY = "Vehicle.CurrentLocation.HorizontalAccuracy"
SPEED = "Vehicle.Speed"

FRESH_S = 3.0
"""An older reading is no position of now."""

WORST_ACCURACY_M = 200.0
"""A receiver that is less sure than this has lost its satellites."""

USUAL_ACCURACY_M = 10.0
"""What counts for a car that does not tell."""

_KMH_PER_MPS = 3.6
_MAX_LAT, _MAX_LON = 90.0, 180.0
_AT_ZERO = 0.01

Read = Callable[[str], Reading | None]


class Datum(StrEnum):
    """What the receiver's coordinates mean."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


def fix_from(read: Read, now_s: float, datum: Datum = Datum.WGS84) -> Fix | None:
    """Return the position that the car reports, None while it knows none.

    ``read`` gives the last reading of a signal, ``now_s`` is the time in its terms.
    """
    lat, lon = _number(read(LATITUDE), now_s), _number(read(LONGITUDE), now_s)
    if lat is None or lon is None or not _on_earth(lat, lon):
        return None
    accuracy_m = _number(read(ACCURACY), now_s)
    if accuracy_m is None or accuracy_m <= 0:
        accuracy_m = USUAL_ACCURACY_M
    if accuracy_m > WORST_ACCURACY_M:
        return None
    point, motion = Point(lat, lon), motion_from(read, now_s)
    return Fix(
        point=wgs84_of(point) if datum is Datum.GCJ02 else point,
        at_s=min(_at_s(read(LATITUDE), now_s), _at_s(read(LONGITUDE), now_s)),
        speed_mps=motion.speed_mps,
        heading=motion.heading,
        accuracy_m=accuracy_m,
    )


def motion_from(read: Read, now_s: float) -> Motion:
    """Return how the car moves, as far as it reports that."""
    kmh = _number(read(SPEED), now_s)
    speed_mps = None if kmh is None else abs(kmh) / _KMH_PER_MPS
    return Motion(speed_mps, _number(read(HEADING), now_s))


def _number(reading: Reading | None, now_s: float) -> float | None:
    """Return a fresh reading's number; None for one that is missing, old, or no number."""
    if reading is None or isinstance(reading.value, (bool, str)):
        return None
    fresh = now_s - reading.at_s <= FRESH_S
    return float(reading.value) if fresh and math.isfinite(reading.value) else None


def _on_earth(lat: float, lon: float) -> bool:
    """Return whether there can be a car: not at 0, 0, where receivers without a fix are."""
    no_fix = max(abs(lat), abs(lon)) < _AT_ZERO
    return abs(lat) <= _MAX_LAT and abs(lon) <= _MAX_LON and not no_fix


def _at_s(reading: Reading | None, now_s: float) -> float:
    return now_s if reading is None else reading.at_s
