"""Who speaks, and whose seat a signal belongs to.

The role follows from the seat: the driver drives, everybody else is a passenger. An operator
can give a seat another role (a child in the back, a guest at the wheel).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from assistant.vehicle.interface import Value


class Role(StrEnum):
    """Who speaks. Nobody may do more than the driver."""

    DRIVER = "driver"
    PASSENGER = "passenger"
    CHILD = "child"
    GUEST = "guest"


FRONT_ZONES = ("driver", "passenger")
REAR_ZONES = ("rear_left", "rear_right")
ZONES = FRONT_ZONES + REAR_ZONES

EVERYBODY = frozenset(Role)
NO_CHILD = EVERYBODY - {Role.CHILD}
HOUSEHOLD = NO_CHILD - {Role.GUEST}
"""Those whom messages, appointments and contacts may concern."""

DRIVER_POSITION = "Vehicle.Cabin.DriverPosition"

# `.Driver` and `.Passenger` are the climate stations, `.DriverSide` and so on seats and doors.
_SEAT_PATH = re.compile(r"\.Row(?P<row>[12])\.(?P<side>Driver|Passenger)(?:Side)?\.")


def role_of(zone: str, seats: Mapping[str, str]) -> Role:
    """Return the role of whoever sits in a zone; a child's, the least, for what is unknown.

    Args:
        zone: the seat.
        seats: the roles that an operator gave to seats.
    """
    if zone not in ZONES:
        return Role.CHILD
    given = seats.get(zone, Role.DRIVER if zone == "driver" else Role.PASSENGER)
    return Role(given) if given in EVERYBODY else Role.CHILD


def seat_of(path: str, readings: Mapping[str, Value]) -> str | None:
    """Return the zone that a seat's signal belongs to; the driver sits left unless told."""
    found = _SEAT_PATH.search(path)
    if found is None:
        return None
    driver_side = found["side"] == "Driver"
    if found["row"] == "1":
        return "driver" if driver_side else "passenger"
    driver_left = readings.get(DRIVER_POSITION) != "RIGHT"
    return "rear_left" if driver_side == driver_left else "rear_right"
