"""The port to the car: signals by VSS path, read, written and read back.

Every backend (simulated, KUKSA, CAN) implements ``Vehicle``. A reading carries its age, so
that the policy can treat a stale one as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Reading:
    """A signal's value and when the car last reported it or stood by it (monotonic seconds)."""

    value: Value
    at_s: float


class Vehicle(Protocol):
    """Read and write the car's signals."""

    def read(self, path: str) -> Reading | None:
        """Return the last known reading, or None when the car never reported it."""
        ...

    async def write(self, path: str, value: Value) -> None:
        """Ask the car to bring a signal to a value; returns when the request was taken.

        Raises:
            VehicleError: the path is unknown, the value is out of range, or the link failed.
        """
        ...

    async def verify(self, path: str, value: Value, timeout_s: float) -> bool:
        """Return True when the signal's target reads back as ``value`` in time."""
        ...
