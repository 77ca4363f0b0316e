"""Situations and signals that the tests of the policy share."""

from __future__ import annotations

from dataclasses import replace

from assistant.policy.decide import decide
from assistant.policy.decision import Decision, PolicyInput, Verdict
from assistant.policy.roles import Role
from assistant.policy.state import DrivingState
from assistant.skillhost.sdk import set_signal
from assistant.vehicle.interface import Value

ALL = ("*",)
PARKED = PolicyInput(
    "driver", Role.DRIVER, DrivingState.PARKED, 0.0, allowed_effects=ALL, market="eu"
)
IDLING = replace(PARKED, driving_state=DrivingState.IDLING)
STRICTNESS = list(Verdict)

TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row{}.{}.Temperature"
SEAT_HEAT = "Vehicle.Cabin.Seat.Row{}.{}Side.Seating.HeatingCooling"
WINDOW = "Vehicle.Cabin.Door.Row{}.{}Side.Window.Position"
OWN_WINDOW = WINDOW.format(1, "Driver")
SUNROOF = "Vehicle.Cabin.Sunroof.Switch"
TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"
DOOR = "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"
LOCK = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
CHILD_LOCK = "Vehicle.Cabin.IsWindowChildLockEngaged"
DEFROSTER = "Vehicle.Cabin.HVAC.IsFrontDefrosterActive"
WIPERS = "Vehicle.Body.Windshield.Front.Wiping.Mode"
RAIN = "Vehicle.Body.Raindetection.Intensity"
LIGHT_SWITCH = "Vehicle.Body.Lights.LightSwitch"
LOW_BEAM = "Vehicle.Body.Lights.Beam.Low.IsOn"
HIGH_BEAM = "Vehicle.Body.Lights.Beam.High.IsOn"
FRONT_FOG = "Vehicle.Body.Lights.Fog.Front.IsOn"
REAR_FOG = "Vehicle.Body.Lights.Fog.Rear.IsOn"
HAZARD = "Vehicle.Body.Lights.Hazard.IsSignaling"
DAYLIGHT = "Vehicle.Cabin.Light.PerceivedAmbientLight"
SEAT = "Vehicle.Cabin.Seat.Row{}.{}Side.Position"
RECLINE = "Vehicle.Cabin.Seat.Row{}.{}Side.Backrest.Recline"
MIRROR = "Vehicle.Body.Mirrors.DriverSide.IsFolded"
COLUMN = "Vehicle.Chassis.SteeringWheel.Tilt"
CHARGING = "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition."


def moving(speed_kmh: float | None) -> PolicyInput:
    """Return the driver's situation at a speed."""
    return replace(PARKED, driving_state=DrivingState.MOVING, speed_kmh=speed_kmh)


def reads(seen: PolicyInput, readings: dict[str, Value]) -> PolicyInput:
    """Return a situation in which the car reports these readings."""
    return replace(seen, readings=readings)


def strictness(decision: Decision) -> int:
    """Return 0 for allow to 2 for refuse."""
    return STRICTNESS.index(decision.verdict)


def reason(path: str, value: Value, seen: PolicyInput) -> str:
    """Return the decision's reason without its prefix."""
    return decide(set_signal(path, value), seen).reason.removeprefix("policy.")
