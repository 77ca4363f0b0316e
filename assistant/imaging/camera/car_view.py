"""From the car's signals and its trip to what the mirror's overlay shows. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.imaging.camera.overlay_state import OverlayState, Warn
from assistant.policy.state import SPEED, fresh_number
from assistant.vehicle.interface import Reading

SHOWN_S = 10.0
"""A warning older than this is not shown: the car no longer stands by it."""

TOLERANCE = 3
"""How much faster than the limit a speedometer may show without being called too fast."""

KM_PER_MILE = 1.609344
M_PER_FOOT = 0.3048
FEET_BELOW_M = 305.0
"""Shorter distances are in feet, longer ones in miles."""

_SIDES = ("Row1.DriverSide", "Row1.PassengerSide", "Row2.DriverSide", "Row2.PassengerSide")
_WHEELS = ("Row1.Wheel.Left", "Row1.Wheel.Right", "Row2.Wheel.Left", "Row2.Wheel.Right")

WHEN: dict[Warn, tuple[tuple[str, ...], bool]] = {
    Warn.BRAKES: (
        (
            "Vehicle.Private.Telltale.BrakeSystem.IsOn",
            *(f"Vehicle.Chassis.Axle.{wheel}.Brake.IsFluidLevelLow" for wheel in _WHEELS),
        ),
        True,
    ),
    Warn.TIRE: (
        tuple(f"Vehicle.Chassis.Axle.{wheel}.Tire.IsPressureLow" for wheel in _WHEELS),
        True,
    ),
    Warn.SKID: (("Vehicle.ADAS.ESC.IsEngaged", "Vehicle.ADAS.TCS.IsEngaged"), True),
}
"""The signals of a warning, and the value of any of them that speaks for it."""

WHEN_DRIVING: dict[Warn, tuple[tuple[str, ...], bool]] = {
    Warn.PARKING_BRAKE: (("Vehicle.Chassis.ParkingBrake.IsEngaged",), True),
    Warn.DOOR: (tuple(f"Vehicle.Cabin.Door.{side}.IsOpen" for side in _SIDES), True),
    Warn.HOOD: (("Vehicle.Body.Hood.IsOpen",), True),
    Warn.TRUNK: (("Vehicle.Body.Trunk.Rear.IsOpen", "Vehicle.Body.Trunk.Front.IsOpen"), True),
    Warn.BELT: (("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted",), False),
}
"""As ``WHEN``, of what is usual in a car that stands."""

Read = Callable[[str], Reading | None]


@dataclass(frozen=True, slots=True)
class Road:
    """What the trip and the map say: the next manoeuvre's arrow, how far it is, the limit.

    ``turn`` is empty without a trip; ``limit_kmh`` None when the map doesn't say.
    """

    turn: str = ""
    distance_m: float = 0.0
    exit: int | None = None
    limit_kmh: int | None = None


def overlay_of(
    read: Read, road: Road, now_s: float, language: str, *, imperial: bool
) -> OverlayState:
    """Return the overlay of a car whose signals ``read`` gives; stale ones are not shown."""
    speed_kmh = fresh_number(read(SPEED), now_s)
    unit = KM_PER_MILE if imperial else 1.0
    speed = round(abs(speed_kmh) / unit) if speed_kmh is not None else None
    limit = round(road.limit_kmh / unit) if road.limit_kmh is not None else None
    return OverlayState(
        language=language,
        speed=speed,
        speed_limit=limit,
        over=speed is not None and limit is not None and speed > limit + TOLERANCE,
        imperial=imperial,
        turn=road.turn,
        distance=short_distance(road.distance_m, language, imperial=imperial) if road.turn else "",
        exit=road.exit,
        warnings=_warnings(read, now_s, drives=bool(speed_kmh)),
    )


def short_distance(metres: float, language: str, *, imperial: bool) -> str:
    """Return a distance to read at a glance.

    >>> short_distance(352.0, "en", imperial=False), short_distance(1240.0, "zh", imperial=False)
    ('350 m', '1.2 公里')
    >>> short_distance(100.0, "en", imperial=True), short_distance(805.0, "en", imperial=True)
    ('350 ft', '0.5 mi')
    """
    zh = language == "zh"
    if imperial:
        if metres < FEET_BELOW_M:
            return f"{max(50, round(metres / M_PER_FOOT / 50) * 50)} {'英尺' if zh else 'ft'}"
        return _long(metres / 1000 / KM_PER_MILE, "英里" if zh else "mi")
    step = 10 if metres < 300 else 50  # noqa: PLR2004  near: in tens of metres
    short = max(10, round(metres / step) * step)
    if short < 1000:  # noqa: PLR2004  a kilometre
        return f"{short} {'米' if zh else 'm'}"
    return _long(metres / 1000, "公里" if zh else "km")


def _long(length: float, unit: str) -> str:
    return f"{length:.1f} {unit}" if length < 9.95 else f"{length:.0f} {unit}"  # noqa: PLR2004  ten


def _warnings(read: Read, now_s: float, *, drives: bool) -> tuple[Warn, ...]:
    looked_at = {**WHEN, **(WHEN_DRIVING if drives else {})}
    return tuple(
        warn
        for warn in Warn
        if warn in looked_at
        and any(_is(read(path), looked_at[warn][1], now_s) for path in looked_at[warn][0])
    )


def _is(reading: Reading | None, value: bool, now_s: float) -> bool:
    return reading is not None and reading.value is value and now_s - reading.at_s <= SHOWN_S
