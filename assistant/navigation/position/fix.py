"""A position of the car at a moment."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.navigation.interface import Point


@dataclass(frozen=True, slots=True)
class Fix:
    """Where the car is (WGS-84), when (monotonic seconds), and how sure that is.

    ``speed_mps`` and ``heading`` (degrees clockwise from north) are None when the car does not
    tell; a heading at walking pace is noise. ``accuracy_m`` is the receiver's: one standard
    deviation. A ``reckoned`` fix comes from speed and heading, without a receiver.
    """

    point: Point
    at_s: float
    speed_mps: float | None = None
    heading: float | None = None
    accuracy_m: float = 5.0
    reckoned: bool = False
