"""How a simulated signal runs over time. Pure: each course is a function of the time alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from assistant.vehicle.interface import Value


class Course(Protocol):
    """A signal's values over time."""

    def at(self, now_s: float) -> Value:
        """Return the value at a time (seconds)."""
        ...


@dataclass(frozen=True, slots=True)
class Steady:
    """Always the same value."""

    value: Value

    def at(self, now_s: float) -> Value:  # noqa: ARG002 -- the same at every time
        """Return the value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Linear:
    """From ``start`` to ``target`` at a constant ``rate`` (units a second, not negative)."""

    start: float
    target: float
    start_s: float
    rate: float

    def at(self, now_s: float) -> float:
        """Return the position at a time; it stays at the target once reached."""
        moved = self.rate * max(0.0, now_s - self.start_s)
        if moved >= abs(self.target - self.start):
            return self.target
        return self.start + math.copysign(moved, self.target - self.start)


@dataclass(frozen=True, slots=True)
class Relaxing:
    """First-order approach from ``start`` to ``target`` (Newton's law of cooling)."""

    start: float
    target: float
    start_s: float
    time_constant_s: float

    def at(self, now_s: float) -> float:
        """Return the value at a time; after one time constant, 63 % of the way is done."""
        elapsed = max(0.0, now_s - self.start_s)
        return self.target + (self.start - self.target) * math.exp(-elapsed / self.time_constant_s)


@dataclass(frozen=True, slots=True)
class Drift:
    """From ``start`` at a constant ``rate`` (units a second, of either sign), for ever."""

    start: float
    start_s: float
    rate: float

    def at(self, now_s: float) -> float:
        """Return the value at a time."""
        return self.start + self.rate * max(0.0, now_s - self.start_s)


@dataclass(frozen=True, slots=True)
class Step:
    """One value before a moment, another from then on."""

    before: Value
    after: Value
    at_s: float

    def at(self, now_s: float) -> Value:
        """Return the value at a time."""
        return self.before if now_s < self.at_s else self.after


@dataclass(frozen=True, slots=True)
class Ratio:
    """``factor`` times one course through another; 0 while the other is not positive."""

    above: Course
    below: Course
    factor: float

    def at(self, now_s: float) -> float:
        """Return the ratio at a time."""
        below = float(self.below.at(now_s))
        return self.factor * float(self.above.at(now_s)) / below if below > 0 else 0.0
