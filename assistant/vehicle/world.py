"""What the simulated car is made of: a course for each signal.

>>> world = World({"Vehicle.Speed": Steady(30.0)}, lambda: 0.0)
>>> world.number("Vehicle.Speed")
30.0
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from assistant.vehicle.catalogue import expand
from assistant.vehicle.course import Course, Linear, Steady
from assistant.vehicle.interface import Value


@dataclass(frozen=True, slots=True)
class World:
    """The courses by path, and the time (monotonic seconds)."""

    courses: dict[str, Course]
    clock: Callable[[], float]

    def value(self, path: str) -> Value:
        """Return a signal's value now."""
        return self.courses[path].at(self.clock())

    def number(self, path: str) -> float:
        """Return a signal's value now, of one that is a number."""
        return float(self.value(path))

    def fix(self, path: str, value: Value) -> None:
        """Give a signal a value from now on."""
        self.courses[path] = Steady(value)

    def move(self, path: str, target: Value) -> None:
        """Bring a signal to a value: at its pace if it travels, else at once."""
        rate = travel_rates().get(path)
        if rate is None or isinstance(target, str):
            self.fix(path, target)
        else:
            here = self.number(path)
            self.courses[path] = Linear(here, float(target), self.clock(), rate)


def parked_car(clock: Callable[[], float]) -> World:
    """Return the car of ``simulated.toml``."""
    values = _expanded("values")
    return World({path: Steady(value) for path, value in values.items()}, clock)


@cache
def travel_rates() -> Mapping[str, float]:
    """Return how fast each signal that travels does so, in its unit a second."""
    return {path: float(rate) for path, rate in _expanded("rates").items()}


@cache
def _expanded(table: str) -> Mapping[str, Any]:
    text = resources.files("assistant.vehicle").joinpath("simulated.toml").read_text("utf-8")
    entries: dict[str, Any] = tomllib.loads(text)[table]
    return {path: value for pattern, value in entries.items() for path in expand(pattern)}
