"""The policy's table: what a voice may ask of which signals. Data only; ``decide`` reads it.

What no rule names is refused. Where a number is ours and not a source's,
``docs/adr/0005-policy-table.md`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Control(StrEnum):
    """What kind of thing a signal moves, hence which rule holds."""

    COMFORT = "comfort"  # always: harmless and easily undone
    VISIBILITY = "visibility"  # on: always; off: not while moving
    WINDOW = "window"  # closing always; opening below a speed, and not past a child lock
    ROOF = "roof"  # closing always; opening below a speed
    CLOSURE = "closure"  # door, trunk, hood: opening only when parked, and asked back
    LOCK = "lock"  # locking always; unlocking only when parked, and asked back
    FORBIDDEN = "forbidden"  # driving and child safety: never by voice


class Place(StrEnum):
    """Whose a control is, hence who may use it."""

    SEAT = "seat"  # of the seat that its path names
    CABIN = "cabin"  # everybody's
    FRONT = "front"  # of the two front seats
    DRIVER = "driver"  # the driver's alone


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: signals that match ``pattern`` (shell-style) are of this kind."""

    pattern: str
    control: Control
    place: Place


RULES: tuple[Rule, ...] = (
    Rule("Vehicle.Cabin.HVAC.Station.Row?.*.Temperature", Control.COMFORT, Place.SEAT),
    Rule("Vehicle.Cabin.HVAC.Station.Row?.*.FanSpeed", Control.COMFORT, Place.SEAT),
    Rule("Vehicle.Cabin.HVAC.Station.Row?.*.AirDistribution", Control.COMFORT, Place.SEAT),
    Rule("Vehicle.Cabin.HVAC.IsAirConditioningActive", Control.COMFORT, Place.FRONT),
    Rule("Vehicle.Cabin.HVAC.IsRecirculationActive", Control.COMFORT, Place.FRONT),
    Rule("Vehicle.Cabin.HVAC.IsFrontDefrosterActive", Control.VISIBILITY, Place.FRONT),
    Rule("Vehicle.Cabin.HVAC.IsRearDefrosterActive", Control.VISIBILITY, Place.FRONT),
    Rule("Vehicle.Cabin.Seat.Row?.*.Seating.HeatingCooling", Control.COMFORT, Place.SEAT),
    Rule("Vehicle.Chassis.SteeringWheel.HeatingCooling", Control.COMFORT, Place.DRIVER),
    Rule("Vehicle.Cabin.Door.Row?.*.Window.Position", Control.WINDOW, Place.SEAT),
    Rule("Vehicle.Cabin.Sunroof.Switch", Control.ROOF, Place.FRONT),
    Rule("Vehicle.Cabin.Sunroof.Shade.Position", Control.COMFORT, Place.CABIN),
    Rule("Vehicle.Cabin.RearShade.Position", Control.COMFORT, Place.CABIN),
    Rule("Vehicle.Cabin.Door.Row?.*.IsLocked", Control.LOCK, Place.FRONT),
    Rule("Vehicle.Cabin.Door.Row?.*.IsOpen", Control.CLOSURE, Place.DRIVER),
    Rule("Vehicle.Body.Trunk.Rear.IsOpen", Control.CLOSURE, Place.DRIVER),
    Rule("Vehicle.Body.Hood.IsOpen", Control.CLOSURE, Place.DRIVER),
    Rule("Vehicle.Cabin.Door.Row?.*.IsChildLockActive", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.Body.Mirrors.*.IsFolded", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.Chassis.ParkingBrake.*", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.Powertrain.*", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.Speed", Control.FORBIDDEN, Place.DRIVER),
)

MAX_OPENING_KMH = 120.0
"""Above this, windows and the sunroof are not opened by voice; closing always works."""

ROOF_CLOSING = frozenset({"ONE_SHOT_CLOSE", "TILT_DOWN"})
"""Values of the sunroof's switch that only close it."""

MAX_WRITES = 10
"""So many writes to one signal are taken in ``WRITE_WINDOW_S``; more look like a fault."""

WRITE_WINDOW_S = 10.0


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """One line for services: effects that match ``pattern``; ``confirm`` asks back first."""

    pattern: str
    place: Place = Place.CABIN
    confirm: bool = False


SERVICE_RULES: tuple[ServiceRule, ...] = (
    ServiceRule("timer.*"),
    ServiceRule("calendar.remove", confirm=True),
    ServiceRule("calendar.*"),
    ServiceRule("note.remove", confirm=True),
    ServiceRule("note.*"),
    ServiceRule("bookmark.*"),
    ServiceRule("media.*"),
    ServiceRule("phone.call_guessed", confirm=True),
    ServiceRule("phone.*"),
    ServiceRule("message.send", Place.FRONT, confirm=True),
    ServiceRule("message.read", Place.FRONT),
    ServiceRule("seat_memory.*", Place.SEAT),
    ServiceRule("trip.*"),
    ServiceRule("skill.run", confirm=True),  # a tool of somebody else's server
)
"""What may be asked of services, first match wins; what no line names is refused."""
