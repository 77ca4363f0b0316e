"""The policy's table: what a voice may ask of which signals and services. Data only.

``decide`` reads it. What no rule names is refused; the first rule that names it holds.
``docs/policy.md`` shows the table and says where each rule comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.policy.roles import EVERYBODY, HOUSEHOLD, NO_CHILD, Role


class Control(StrEnum):
    """What kind of thing a signal moves, hence which rule holds; see ``controls``."""

    COMFORT = "comfort"  # always: harmless and easily undone
    VIEW = "view"  # on: always; off: asked back while moving
    WIPERS = "wipers"  # off is asked back while moving, unless it is known to be dry
    WINDOW = "window"  # closing always; opening below a speed, and not past a child lock
    ROOF = "roof"  # closing always; opening below a speed
    DOOR = "door"  # closing always; opening only when parked, and asked back
    TRUNK = "trunk"  # as DOOR
    HOOD = "hood"  # as DOOR
    LOCK = "lock"  # locking always; unlocking only when parked, and asked back
    CHILD_LOCK = "child_lock"  # on: always; off: only when parked, and asked back
    FLAP = "flap"  # closing always; opening only when parked
    CABLE = "cable"  # locking always; unlocking only when parked
    MIRRORS = "mirrors"  # unfolding always; folding not while moving
    POSITION = "position"  # steering column, mirror glass: not while moving
    SEAT = "seat"  # the driver's not while moving
    RECLINE = "recline"  # as SEAT, and no seat flat while moving
    LIGHT_SWITCH = "light_switch"  # full light always; less only standing in daylight, or parked
    HIGH_BEAM = "high_beam"  # off: always; on: only on top of the low beam
    FRONT_FOG = "front_fog"  # off: always; on: only with position lights or low beam
    REAR_FOG = "rear_fog"  # off: always; on: only with low beam or front fog lights
    FORBIDDEN = "forbidden"  # driving itself: never by voice


class Place(StrEnum):
    """Whose a control is, hence who may use it."""

    SEAT = "seat"  # of the seat that its path names
    CABIN = "cabin"  # everybody's
    FRONT = "front"  # of the two front seats
    DRIVER = "driver"  # the driver's alone


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` in ``window_s`` seconds; more look like a fault."""

    count: int
    window_s: float


ADJUSTING = Rate(10, 10.0)
"""What a person may do in steps: "warmer, warmer, still warmer"."""

OPENING = Rate(4, 10.0)
"""What is moved once, not in steps: lids, locks, flaps."""

REACHING_OUT = Rate(5, 60.0)
"""What reaches other people."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: signals that match ``pattern`` (shell-style) are of this kind."""

    pattern: str
    control: Control
    place: Place
    rate: Rate = ADJUSTING


_HVAC = "Vehicle.Cabin.HVAC"
_SEAT = "Vehicle.Cabin.Seat.Row?.*"
_DOOR = "Vehicle.Cabin.Door.Row?.*"
_LIGHTS = "Vehicle.Body.Lights"
_CHARGING = "Vehicle.Powertrain.TractionBattery.Charging"

RULES: tuple[Rule, ...] = (
    Rule(f"{_HVAC}.Station.Row?.*.Temperature", Control.COMFORT, Place.SEAT),
    Rule(f"{_HVAC}.Station.Row?.*.FanSpeed", Control.COMFORT, Place.SEAT),
    Rule(f"{_HVAC}.Station.Row?.*.AirDistribution", Control.COMFORT, Place.SEAT),
    Rule(f"{_HVAC}.IsAirConditioningActive", Control.COMFORT, Place.FRONT),
    Rule(f"{_HVAC}.IsRecirculationActive", Control.COMFORT, Place.FRONT),
    Rule(f"{_HVAC}.IsFrontDefrosterActive", Control.VIEW, Place.FRONT),
    Rule(f"{_HVAC}.IsRearDefrosterActive", Control.VIEW, Place.FRONT),
    Rule("Vehicle.Private.HVAC.*", Control.COMFORT, Place.FRONT),
    Rule("Vehicle.Body.Windshield.Front.IsHeatingOn", Control.VIEW, Place.FRONT),
    Rule("Vehicle.Body.Windshield.*.Wiping.Mode", Control.WIPERS, Place.DRIVER),
    Rule("Vehicle.Body.Windshield.*.Wiping.Intensity", Control.COMFORT, Place.DRIVER),
    Rule(f"{_SEAT}.Seating.HeatingCooling", Control.COMFORT, Place.SEAT),
    Rule(f"{_SEAT}.Massage.Level", Control.COMFORT, Place.SEAT),
    Rule(f"{_SEAT}.Massage.TypeActive", Control.COMFORT, Place.SEAT),
    Rule(f"{_SEAT}.Backrest.LumbarSupport", Control.COMFORT, Place.SEAT),
    Rule(f"{_SEAT}.Backrest.SideBolsterSupport", Control.COMFORT, Place.SEAT),
    Rule(f"{_SEAT}.Backrest.Recline", Control.RECLINE, Place.SEAT),
    Rule(f"{_SEAT}.Headrest.Height", Control.SEAT, Place.SEAT),
    Rule(f"{_SEAT}.Position", Control.SEAT, Place.SEAT),
    Rule(f"{_SEAT}.Height", Control.SEAT, Place.SEAT),
    Rule("Vehicle.Chassis.SteeringWheel.HeatingCooling", Control.COMFORT, Place.DRIVER),
    Rule("Vehicle.Chassis.SteeringWheel.Extension", Control.POSITION, Place.DRIVER),
    Rule("Vehicle.Chassis.SteeringWheel.Tilt", Control.POSITION, Place.DRIVER),
    Rule("Vehicle.Body.Mirrors.*.IsHeatingOn", Control.COMFORT, Place.FRONT),
    Rule("Vehicle.Body.Mirrors.*.IsFolded", Control.MIRRORS, Place.DRIVER, OPENING),
    Rule("Vehicle.Body.Mirrors.*.Pan", Control.POSITION, Place.DRIVER),
    Rule("Vehicle.Body.Mirrors.*.Tilt", Control.POSITION, Place.DRIVER),
    Rule("Vehicle.Cabin.RearviewMirror.DimmingLevel", Control.COMFORT, Place.DRIVER),
    Rule(f"{_DOOR}.Window.Position", Control.WINDOW, Place.SEAT),
    Rule("Vehicle.Cabin.IsWindowChildLockEngaged", Control.CHILD_LOCK, Place.FRONT, OPENING),
    Rule("Vehicle.Cabin.Sunroof.Switch", Control.ROOF, Place.FRONT),
    Rule("Vehicle.Cabin.Sunroof.Shade.Position", Control.COMFORT, Place.CABIN),
    Rule("Vehicle.Cabin.RearShade.Position", Control.COMFORT, Place.CABIN),
    Rule(f"{_DOOR}.IsLocked", Control.LOCK, Place.FRONT, OPENING),
    Rule(f"{_DOOR}.IsOpen", Control.DOOR, Place.DRIVER, OPENING),
    Rule(f"{_DOOR}.IsChildLockActive", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.Body.Trunk.*.IsOpen", Control.TRUNK, Place.DRIVER, OPENING),
    Rule("Vehicle.Body.Trunk.*.IsLocked", Control.LOCK, Place.DRIVER, OPENING),
    Rule("Vehicle.Body.Trunk.*.IsLightOn", Control.COMFORT, Place.FRONT),
    Rule("Vehicle.Body.Hood.IsOpen", Control.HOOD, Place.DRIVER, OPENING),
    Rule("Vehicle.Cabin.Light.Spotlight.Row?.*", Control.COMFORT, Place.SEAT),
    Rule("Vehicle.Cabin.Light.AmbientLight.Row?.*", Control.COMFORT, Place.CABIN),
    Rule("Vehicle.Cabin.Light.IsDomeOn", Control.COMFORT, Place.CABIN),
    Rule("Vehicle.Cabin.Light.IsGloveBoxOn", Control.COMFORT, Place.FRONT),
    Rule("Vehicle.Cabin.Infotainment.HMI.Brightness", Control.COMFORT, Place.FRONT),
    Rule(f"{_LIGHTS}.LightSwitch", Control.LIGHT_SWITCH, Place.DRIVER),
    Rule(f"{_LIGHTS}.IsHighBeamSwitchOn", Control.HIGH_BEAM, Place.DRIVER),
    Rule(f"{_LIGHTS}.Beam.High.IsOn", Control.HIGH_BEAM, Place.DRIVER),
    Rule(f"{_LIGHTS}.Fog.Front.IsOn", Control.FRONT_FOG, Place.DRIVER),
    Rule(f"{_LIGHTS}.Fog.Rear.IsOn", Control.REAR_FOG, Place.DRIVER),
    Rule(f"{_LIGHTS}.Hazard.IsSignaling", Control.COMFORT, Place.FRONT),
    Rule(f"{_LIGHTS}.*", Control.FORBIDDEN, Place.DRIVER),
    Rule(f"{_CHARGING}.ChargeLimit", Control.COMFORT, Place.FRONT),
    Rule(f"{_CHARGING}.StartStopCharging", Control.COMFORT, Place.FRONT, OPENING),
    Rule(f"{_CHARGING}.Timer.*", Control.COMFORT, Place.FRONT),
    Rule(f"{_CHARGING}.ChargingPort.*.IsFlapOpen", Control.FLAP, Place.FRONT, OPENING),
    Rule(f"{_CHARGING}.ChargingPort.*.IsChargingCableLocked", Control.CABLE, Place.FRONT, OPENING),
    Rule("Vehicle.Powertrain.FuelSystem.IsFuelPortFlapOpen", Control.FLAP, Place.FRONT, OPENING),
    Rule("Vehicle.TripMeterReading", Control.COMFORT, Place.FRONT),
    Rule("Vehicle.Chassis.ParkingBrake.*", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.Powertrain.*", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.ADAS.*", Control.FORBIDDEN, Place.DRIVER),
    Rule("Vehicle.Speed", Control.FORBIDDEN, Place.DRIVER),
)

ROOF_CLOSING = frozenset({"ONE_SHOT_CLOSE", "TILT_DOWN"})
"""Values of the sunroof's switch that only close it."""

FULL_LIGHT = frozenset({"AUTO", "BEAM"})
"""Values of the light switch that give all the light that is needed, low beam included."""

SOME_LIGHT = FULL_LIGHT | {"POSITION"}
"""Values of the light switch with at least the position lights."""

DAYLIGHT_PERCENT = 50.0
"""From this light outside it is day for certain."""

MAX_RECLINE_DEG = 35.0
"""A seat further back than this is a bed; not while moving."""

EMERGENCY_NUMBERS = frozenset({"110", "112", "119", "120", "122", "911", "999"})
"""Whoever calls these is never asked who they are."""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """One line for services: effects that match ``pattern``, for these ``roles``.

    ``confirm`` asks back first; ``picture`` needs a screen, hence not from the driver's seat
    while that one shows no video.
    """

    pattern: str
    place: Place = Place.CABIN
    roles: frozenset[Role] = EVERYBODY
    confirm: bool = False
    picture: bool = False
    rate: Rate = ADJUSTING


SERVICE_RULES: tuple[ServiceRule, ...] = (
    ServiceRule("timer.*"),
    ServiceRule("media.*"),
    ServiceRule("bookmark.*"),
    ServiceRule("picture.cancel"),
    ServiceRule("picture.clear", roles=HOUSEHOLD, confirm=True),
    ServiceRule("picture.*", picture=True),
    ServiceRule("calendar.remove", roles=HOUSEHOLD, confirm=True),
    ServiceRule("calendar.*", roles=HOUSEHOLD),
    ServiceRule("note.remove", roles=HOUSEHOLD, confirm=True),
    ServiceRule("note.*", roles=HOUSEHOLD),
    ServiceRule("phone.call_guessed", Place.FRONT, HOUSEHOLD, confirm=True, rate=REACHING_OUT),
    ServiceRule("phone.call", Place.FRONT, HOUSEHOLD, rate=REACHING_OUT),
    ServiceRule("phone.*", Place.FRONT, HOUSEHOLD),
    ServiceRule("message.send", Place.FRONT, HOUSEHOLD, confirm=True, rate=REACHING_OUT),
    ServiceRule("message.read", Place.FRONT, HOUSEHOLD),
    ServiceRule("profiles.remove", Place.DRIVER, confirm=True),
    ServiceRule("profiles.*", Place.DRIVER),
    ServiceRule("seat_memory.*", Place.SEAT, HOUSEHOLD),
    ServiceRule("trip.*", Place.FRONT, NO_CHILD),
    ServiceRule("navigation.*", Place.FRONT, NO_CHILD),
    ServiceRule("privacy.give", Place.DRIVER, HOUSEHOLD, confirm=True),
    ServiceRule("privacy.guest_off", Place.DRIVER, HOUSEHOLD, confirm=True),
    ServiceRule("privacy.*"),
    # A tool of somebody else's server.
    ServiceRule("skill.run", Place.FRONT, HOUSEHOLD, confirm=True, rate=REACHING_OUT),
)
"""What may be asked of services, first match wins; what no line names is refused."""
