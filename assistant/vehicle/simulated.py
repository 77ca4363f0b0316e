"""The embedded default car: a small plausible EV, parked, at 20 °C outside.

Nothing runs in the background: every value is a function of the time at which it is read.
Windows move at 25 % a second, the cabin warms towards its setpoint, the odometer follows the
speed, and all sensors are fresh unless a fault says otherwise.

What ``verify`` means here: a signal that jumps (a fan speed, a lock) must read back as the
value. A signal that travels (a window, the sunroof, a shade) takes seconds to arrive; it
counts as verified as soon as its measured position has left its start towards the target, so
that the car can answer at once, and not when it has arrived. A jammed window stays where it
is and is never verified; one that jams half-way would be.

Faults for tests: ``fail_next_write``, ``freeze``, ``jam``, ``disconnect``.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from assistant.errors import VehicleError
from assistant.vehicle.catalogue import SignalCatalogue, expand
from assistant.vehicle.course import Course, Linear, Relaxing, Steady
from assistant.vehicle.interface import Reading, Value

PARK = 126
DRIVE = 127

SPEED = "Vehicle.Speed"
IS_MOVING = "Vehicle.IsMoving"
ODOMETER = "Vehicle.TraveledDistance"
CHARGE = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"
RANGE = "Vehicle.Powertrain.Range"
CABIN = "Vehicle.Cabin.HVAC.AmbientAirTemperature"
OUTSIDE = "Vehicle.Exterior.AirTemperature"
SUNROOF = "Vehicle.Cabin.Sunroof.Position"

WINDOW_RATE = 25.0
"""Percent a second: 4 s for the whole way, as a person knows it."""

ROOF_RATE = 20.0
"""Percent a second, also of shades."""

METRES_PER_PERCENT = 4_200
"""Range for one percent of charge: 420 km for a full battery."""

LOW_PRESSURE_KPA = 190
"""A warning a quarter below the recommended 250 kPa (the margin of FMVSS 138)."""

CLIMATE_TIME_S = 240.0
"""Time constant of the cabin's temperature with the fan on."""

SOAK_TIME_S = 1_800.0
"""Time constant of the cabin's temperature with the fan off."""

POLL_S = 0.02
"""How often ``verify`` looks."""

_INITIAL: dict[str, Value] = {
    "Vehicle.Cabin.HVAC.Station.Row{1,2}.{Driver,Passenger}.Temperature": 21.0,
    "Vehicle.Cabin.HVAC.Station.Row{1,2}.{Driver,Passenger}.FanSpeed": 30,
    "Vehicle.Cabin.HVAC.Station.Row{1,2}.{Driver,Passenger}.AirDistribution": "MIDDLE",
    "Vehicle.Cabin.HVAC.{IsAirConditioningActive,IsRecirculationActive}": False,
    "Vehicle.Cabin.HVAC.{IsFrontDefrosterActive,IsRearDefrosterActive}": False,
    CABIN: 21.0,
    "Vehicle.Cabin.Seat.Row{1,2}.{DriverSide,PassengerSide}.Seating.HeatingCooling": 0,
    "Vehicle.Chassis.SteeringWheel.HeatingCooling": 0,
    "Vehicle.Cabin.Door.Row{1,2}.{DriverSide,PassengerSide}.Window.Position": 0,
    "Vehicle.Cabin.Door.Row{1,2}.{DriverSide,PassengerSide}.{IsOpen,IsChildLockActive}": False,
    "Vehicle.Cabin.Door.Row{1,2}.{DriverSide,PassengerSide}.IsLocked": True,
    "Vehicle.Cabin.Sunroof.Switch": "ONE_SHOT_CLOSE",
    SUNROOF: 0,
    "Vehicle.Cabin.{Sunroof.Shade,RearShade}.Position": 0,
    "Vehicle.Body.{Trunk.Rear,Hood}.IsOpen": False,
    "Vehicle.Body.Mirrors.{DriverSide,PassengerSide}.IsFolded": False,
    "Vehicle.Cabin.DriverPosition": "LEFT",
    SPEED: 0.0,
    IS_MOVING: False,
    "Vehicle.Powertrain.Transmission.SelectedGear": PARK,
    "Vehicle.Chassis.ParkingBrake.IsEngaged": True,
    ODOMETER: 12_345_000,
    CHARGE: 78.0,
    RANGE: 78 * METRES_PER_PERCENT,
    "Vehicle.Powertrain.TractionBattery.Charging.IsCharging": False,
    "Vehicle.Chassis.Axle.Row{1,2}.Wheel.{Left,Right}.Tire.Pressure": 250,
    "Vehicle.Chassis.Axle.Row{1,2}.Wheel.{Left,Right}.Tire.IsPressureLow": False,
    OUTSIDE: 20.0,
    "Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow": False,
}


class SimulatedVehicle:
    """A ``Vehicle`` that exists only here; ``clock`` gives monotonic seconds."""

    def __init__(self, catalogue: SignalCatalogue, clock: Callable[[], float]) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._courses: dict[str, Course] = {
            path: Steady(value) for pattern, value in _INITIAL.items() for path in expand(pattern)
        }
        self._frozen: dict[str, Reading] = {}
        self._jammed: set[str] = set()
        self._disconnected_s: float | None = None
        self._fail_next: str | None = None

    # --- the port -------------------------------------------------------------------------

    def read(self, path: str) -> Reading | None:
        """Return the signal's value now, or None for a signal that this car doesn't have."""
        if path in self._frozen:
            return self._frozen[path]
        if path not in self._courses:
            return None
        seen_s = self._seen_s()
        return Reading(self._as_reported(path, self._courses[path].at(seen_s)), seen_s)

    async def write(self, path: str, value: Value) -> None:
        """Ask the car for a value; what moves begins to move now.

        Raises:
            VehicleError: unknown signal, one that can only be read, a value out of range, or
                the link is down.
        """
        checked = self._catalogue.check_write(path, value)
        if self._disconnected_s is not None:
            raise VehicleError("the link to the car is down", code="vehicle_link")
        if self._fail_next is not None:
            reason, self._fail_next = self._fail_next, None
            raise VehicleError(f"{path}: {reason}", code="vehicle_refused")
        feedback, target = self._catalogue.expected(path, checked)
        if feedback != path and path not in self._jammed:
            self._go(path, checked)
        if feedback not in self._jammed:
            self._go(feedback, target)

    async def verify(self, path: str, value: Value, timeout_s: float) -> bool:
        """Return True when the car reports the value, or that it moves towards it, in time.

        Raises:
            VehicleError: as ``write``, for the path and the value.
        """
        feedback, target = self._catalogue.expected(path, value)
        before = self._measured(feedback)
        for _ in range(max(1, math.ceil(timeout_s / POLL_S))):
            now = self._measured(feedback)
            if now == target or _nearer(before, now, target):
                return True
            await asyncio.sleep(POLL_S)
        return False

    # --- what happens to the car from outside --------------------------------------------

    def set_sensor(self, path: str, value: Value) -> None:
        """Make the car report a value at once, as the world or a hand would change it.

        Setting the speed also sets ``IsMoving`` and the odometer's pace; the charge also sets
        the range; a tyre's pressure also sets its warning.

        Raises:
            VehicleError: unknown signal, or a value out of range.
        """
        checked = self._catalogue.check(path, value)
        self._courses[path] = Steady(checked)
        if path == SPEED:
            kmh = float(checked)
            self._courses[IS_MOVING] = Steady(kmh != 0)
            self._courses[ODOMETER] = Linear(
                self._number(ODOMETER), math.inf, self._clock(), abs(kmh) / 3.6
            )
        elif path == CHARGE:
            self._courses[RANGE] = Steady(round(float(checked) * METRES_PER_PERCENT))
        elif path.endswith(".Tire.Pressure"):
            low = path.removesuffix("Pressure") + "IsPressureLow"
            self._courses[low] = Steady(float(checked) < LOW_PRESSURE_KPA)
        elif path in (OUTSIDE, CABIN):
            self._settle_cabin()

    def drive(self, speed_kmh: float) -> None:
        """Drive at a speed; 0 stands in gear D, ready to go."""
        self.set_sensor("Vehicle.Powertrain.Transmission.SelectedGear", DRIVE)
        self.set_sensor("Vehicle.Chassis.ParkingBrake.IsEngaged", False)
        self.set_sensor(SPEED, speed_kmh)

    def park(self) -> None:
        """Stop in gear P with the parking brake on."""
        self.set_sensor(SPEED, 0.0)
        self.set_sensor("Vehicle.Powertrain.Transmission.SelectedGear", PARK)
        self.set_sensor("Vehicle.Chassis.ParkingBrake.IsEngaged", True)

    # --- faults ---------------------------------------------------------------------------

    def fail_next_write(self, reason: str = "the controller refused") -> None:
        """Make the next write raise a ``VehicleError``."""
        self._fail_next = reason

    def freeze(self, path: str) -> None:
        """Stop a signal's reports: its last reading stays and gets old."""
        reading = self.read(path)
        if reading is not None:
            self._frozen[path] = reading

    def jam(self, path: str) -> None:
        """Make an actuator (or its feedback) take requests and not move."""
        self._jammed.add(path)
        here = self._courses.get(path)
        if here is not None:
            self._courses[path] = Steady(here.at(self._clock()))

    def disconnect(self) -> None:
        """Cut the link: readings get old, writes fail."""
        self._disconnected_s = self._clock()

    def repair(self) -> None:
        """End all faults."""
        self._frozen.clear()
        self._jammed.clear()
        self._disconnected_s = None
        self._fail_next = None

    # --- inside ---------------------------------------------------------------------------

    def _go(self, path: str, target: Value) -> None:
        rate = _rate(path)
        if rate is not None and not isinstance(target, str):
            start = self._number(path)
            self._courses[path] = Linear(start, float(target), self._clock(), rate)
        else:
            self._courses[path] = Steady(target)
        if path.startswith("Vehicle.Cabin.HVAC.Station."):
            self._settle_cabin()

    def _settle_cabin(self) -> None:
        start = self._number(CABIN)
        stations = "Vehicle.Cabin.HVAC.Station.Row1.{Driver,Passenger}"
        setpoints = [self._number(path) for path in expand(f"{stations}.Temperature")]
        fans = [self._number(path) for path in expand(f"{stations}.FanSpeed")]
        if any(fans):
            target, time_constant_s = sum(setpoints) / len(setpoints), CLIMATE_TIME_S
        else:
            target, time_constant_s = self._number(OUTSIDE), SOAK_TIME_S
        self._courses[CABIN] = Relaxing(start, target, self._clock(), time_constant_s)

    def _number(self, path: str) -> float:
        return float(self._courses[path].at(self._clock()))

    def _seen_s(self) -> float:
        return self._clock() if self._disconnected_s is None else self._disconnected_s

    def _measured(self, path: str) -> Value:
        """Return the value before rounding, so that a first small move is seen."""
        if path in self._frozen:
            return self._frozen[path].value
        return self._courses[path].at(self._seen_s())

    def _as_reported(self, path: str, value: Value) -> Value:
        datatype = self._catalogue.signal(path).datatype
        if isinstance(value, (bool, str)):
            return value
        return round(value, 2) if datatype == "float" else round(value)


def _rate(path: str) -> float | None:
    if path.endswith(".Window.Position"):
        return WINDOW_RATE
    if path == SUNROOF or path.endswith("Shade.Position"):
        return ROOF_RATE
    return None


def _nearer(before: Value, now: Value, target: Value) -> bool:
    if isinstance(before, str) or isinstance(now, str) or isinstance(target, str):
        return False
    return abs(target - now) < abs(target - before)
