"""The embedded default car: a small plausible electric car, parked, at 20 °C outside.

Nothing runs in the background: every value is a function of the time at which it is read.
Windows move at 25 % a second, the cabin warms towards its setpoint, the odometer follows the
speed, and all sensors are fresh unless a fault says otherwise. ``simulated.toml`` holds the
values at the start, ``consequences`` what follows from a change.

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
from assistant.vehicle.catalogue import REALS, SignalCatalogue
from assistant.vehicle.consequences import (
    CABLE,
    CHARGE_POWER,
    CHARGING,
    FLAP,
    GEAR,
    PARK,
    SPEED,
    follow,
    obeys,
)
from assistant.vehicle.interface import Reading, Value
from assistant.vehicle.world import parked_car

DRIVE = 127

PARKING_BRAKE = "Vehicle.Chassis.ParkingBrake.IsEngaged"

WALLBOX_KW = 11.0

POLL_S = 0.02
"""How often ``verify`` looks."""

_DIGITS = {"float": 2, "double": 6}
"""Decimals that the car reports."""


class SimulatedVehicle:
    """A ``Vehicle`` that exists only here; ``clock`` gives monotonic seconds."""

    def __init__(self, catalogue: SignalCatalogue, clock: Callable[[], float]) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._world = parked_car(clock)
        self._frozen: dict[str, Reading] = {}
        self._jammed: set[str] = set()
        self._disconnected_s: float | None = None
        self._fail_next: str | None = None

    # --- the port -------------------------------------------------------------------------

    def read(self, path: str) -> Reading | None:
        """Return the signal's value now, or None for a signal that this car doesn't have."""
        if path in self._frozen:
            return self._frozen[path]
        if path not in self._world.courses:
            return None
        seen_s = self._seen_s()
        return Reading(self._as_reported(path, self._world.courses[path].at(seen_s)), seen_s)

    async def write(self, path: str, value: Value) -> None:
        """Ask the car for a value; what moves begins to move now.

        Raises:
            VehicleError: unknown signal, one that can only be read or that this car hasn't, a
                value out of range, or the link is down.
        """
        checked = self._catalogue.check_write(path, value)
        if self._disconnected_s is not None:
            raise VehicleError("the link to the car is down", code="vehicle_link")
        if self._fail_next is not None:
            reason, self._fail_next = self._fail_next, None
            raise VehicleError(f"{path}: {reason}", code="vehicle_refused")
        if path not in self._world.courses:
            raise VehicleError(f"{path}: this car has no such part", code="vehicle_unknown_signal")
        feedback, target = self._catalogue.expected(path, checked)
        if feedback != path and path not in self._jammed:
            self._go(path, checked)
        if feedback not in self._jammed and obeys(self._world, path, checked):
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
            if _nearer(before, now, target) or self._as_reported(feedback, now) == target:
                return True
            await asyncio.sleep(POLL_S)
        return False

    # --- what happens to the car from outside --------------------------------------------

    def set_sensor(self, path: str, value: Value) -> None:
        """Make the car report a value at once, as the world or a hand would change it.

        What follows from it (``consequences``) is set too: the speed moves the odometer, a
        tyre's pressure its warning, darkness the headlights.

        Raises:
            VehicleError: unknown signal, or a value out of range.
        """
        checked = self._catalogue.check(path, value)
        before = self._world.value(path) if path in self._world.courses else None
        self._world.fix(path, checked)
        follow(self._world, path, before)

    def drive(self, speed_kmh: float) -> None:
        """Drive at a speed; 0 stands in gear D, ready to go."""
        self.unplug()
        self.set_sensor(GEAR, DRIVE)
        self.set_sensor(PARKING_BRAKE, False)
        self.set_sensor(SPEED, speed_kmh)

    def park(self) -> None:
        """Stop in gear P with the parking brake on."""
        self.set_sensor(SPEED, 0.0)
        self.set_sensor(GEAR, PARK)
        self.set_sensor(PARKING_BRAKE, True)

    def plug_in(self, power_kw: float = WALLBOX_KW) -> None:
        """Open the flap and connect a charger, which waits for the start."""
        self.set_sensor(FLAP, True)
        self.set_sensor(CHARGE_POWER, power_kw)
        self.set_sensor(CABLE, True)

    def unplug(self) -> None:
        """End charging, take the cable away and close the flap."""
        self.set_sensor(CHARGING, False)
        self.set_sensor(CABLE, False)
        self.set_sensor(FLAP, False)

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
        if path in self._world.courses:
            self._world.fix(path, self._world.value(path))

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
        before = self._world.value(path)
        self._world.move(path, target)
        follow(self._world, path, before)

    def _seen_s(self) -> float:
        return self._clock() if self._disconnected_s is None else self._disconnected_s

    def _measured(self, path: str) -> Value:
        """Return the value before rounding, so that a first small move is seen."""
        if path in self._frozen:
            return self._frozen[path].value
        return self._world.courses[path].at(self._seen_s())

    def _as_reported(self, path: str, value: Value) -> Value:
        datatype = self._catalogue.signal(path).datatype
        if isinstance(value, (bool, str)):
            return value
        return round(value, _DIGITS[datatype]) if datatype in REALS else round(value)


def _nearer(before: Value, now: Value, target: Value) -> bool:
    if isinstance(before, str) or isinstance(now, str) or isinstance(target, str):
        return False
    return abs(target - now) < abs(target - before)
