"""A small plausible electric car: the embedded default, and the car of the tests.

State is computed from the time at which it is read; nothing runs in the background. A window
takes its seconds to move: ``verify`` accepts a position that has reached its target, or that
is on its way there, because a driver sees a moving window as "done". Faults are on demand.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import VehicleError
from assistant.vehicle.catalogue import SignalCatalogue, converted
from assistant.vehicle.interface import Reading, Value

CABIN = "Vehicle.Cabin.HVAC.AmbientAirTemperature"
WANTED = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
WARMING_S = 300.0
"""Time constant of the cabin's temperature towards the driver's setting."""

_STEP_S = 0.02


@dataclass(slots=True)
class _Motion:
    start: float
    target: float
    since_s: float
    seconds_full: float

    def at(self, now_s: float) -> float:
        if self.seconds_full <= 0:
            return self.target
        way = (now_s - self.since_s) / self.seconds_full * 100
        distance = self.target - self.start
        done = min(abs(distance), max(0.0, way))
        return self.start + (done if distance >= 0 else -done)


class SimulatedVehicle:
    """Implements ``Vehicle``. Parked at first."""

    def __init__(self, catalogue: SignalCatalogue, now: Callable[[], float]) -> None:
        self._catalogue = catalogue
        self._now = now
        self._values: dict[str, Value] = {p: s.initial for p, s in catalogue.signals.items()}
        self._moving: dict[str, _Motion] = {}
        self._frozen: dict[str, Reading] = {}
        self._jammed: set[str] = set()
        self._failures = 0
        self._connected = True
        self._cabin_since: float | None = None

    def read(self, path: str) -> Reading | None:
        """Return a signal's value now; a frozen one as it was, None while disconnected."""
        if path in self._frozen:
            return self._frozen[path]
        if not self._connected or path not in self._values:
            return None
        now = self._now()
        if path in self._moving:
            return Reading(round(self._moving[path].at(now)), now)
        if path == CABIN:
            return Reading(self._cabin_temperature(now), now)
        return Reading(self._values[path], now)

    async def write(self, path: str, value: Value) -> None:
        """Set an actuator.

        Raises:
            VehicleError: unknown or read-only path, value out of range, or link down.
        """
        checked = self._catalogue.check(path, value)
        if not self._connected:
            raise VehicleError("The car's signals are out of reach.")
        if self._failures:
            self._failures -= 1
            raise VehicleError(f"{path}: the car refused the value.")
        if path in self._jammed:
            return
        signal = self._catalogue.get(path)
        if signal.feedback:
            target = signal.feedback_values[str(checked)]
            self._values[path] = checked
            self._move(signal.feedback, target)
        elif path == WANTED:
            self._values[CABIN] = self._cabin_temperature(self._now())
            self._cabin_since = self._now()
            self._values[path] = checked
        else:
            self._move(path, checked)

    async def verify(self, path: str, value: Value, timeout_s: float) -> bool:
        """Return True when the signal is at ``value`` or moving there, within the time."""
        signal = self._catalogue.get(path)
        where = signal.feedback or path
        wanted = signal.feedback_values[str(value)] if signal.feedback else converted(signal, value)
        deadline = self._now() + timeout_s
        while True:
            if self._reached(where, wanted):
                return True
            if self._now() >= deadline:
                return False
            await asyncio.sleep(_STEP_S)

    # --- for tests and simulated drives ---------------------------------------------------

    def set_sensor(self, path: str, value: Value) -> None:
        """Give a signal any value, also a sensor."""
        self._catalogue.get(path)
        self._moving.pop(path, None)
        self._values[path] = value

    def fail_next_write(self, count: int = 1) -> None:
        """Let the next writes fail."""
        self._failures = count

    def jam(self, path: str) -> None:
        """Take writes to a signal, but never move it."""
        self._jammed.add(path)

    def freeze(self, path: str) -> None:
        """Let a signal grow stale: it reports nothing new from now on."""
        reading = self.read(path)
        if reading is not None:
            self._frozen[path] = reading

    def disconnect(self) -> None:
        """Cut the link to the car."""
        self._connected = False

    def reconnect(self) -> None:
        """Bring the link back."""
        self._connected = True

    # --- motion ---------------------------------------------------------------------------

    def _move(self, path: str, value: Value) -> None:
        signal = self._catalogue.get(path)
        if not signal.seconds_full or isinstance(value, (bool, str)):
            self._values[path] = value
            return
        reading = self.read(path)
        start = float(reading.value) if reading is not None else 0.0
        self._moving[path] = _Motion(start, float(value), self._now(), signal.seconds_full)
        self._values[path] = value

    def _reached(self, path: str, value: Value) -> bool:
        motion = self._moving.get(path)
        if motion is not None and self._connected:
            return motion.target == value
        reading = self.read(path)
        return reading is not None and reading.value == value

    def _cabin_temperature(self, now_s: float) -> float:
        start = float(self._values[CABIN])
        if self._cabin_since is None:
            return start
        share = 1 - math.exp(-(now_s - self._cabin_since) / WARMING_S)
        return round(start + (float(self._values[WANTED]) - start) * share, 1)
