"""A route made ready for guidance: where along it everything happens. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.navigation.line import Line, line_of
from assistant.navigation.routes.interface import Kind, Manoeuvre, Route, Stop

SOON_M, SOON_S = 100.0, 8.0
"""A manoeuvre that follows within these is announced together with the one before it."""

FAST_MPS, FAST_SOON_S = 20.0, 12.0
"""On a fast road lanes are changed earlier: one that follows within so long is, too."""

AT_ONCE_M = 45.0
"""One that follows the announced one so soon is announced with it: there is no time later."""

MOST_TOGETHER = 3

_UNKNOWN_MPS = 8.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A route with distances from its start.

    ``at_m`` holds the place of each manoeuvre, ``until_s`` the driving time up to it, and
    ``together`` those after it that its sentence tells of, too; ``told`` are all of these.
    A route is ``onward`` when the car is under way already, and was guided along another.
    """

    route: Route
    line: Line
    at_m: tuple[float, ...]
    until_s: tuple[float, ...]
    together: tuple[tuple[int, ...], ...]
    told: frozenset[int]
    onward: bool = False

    @property
    def manoeuvres(self) -> tuple[Manoeuvre, ...]:
        """What there is to do, in order."""
        return self.route.manoeuvres

    def left_m(self, along_m: float) -> float:
        """Return the length of the way that is left."""
        return max(0.0, self.line.length_m - along_m)

    def speed_at(self, along_m: float) -> float:
        """Return the usual speed at a place, in metres a second."""
        return _speed(self.manoeuvres[self._passed(along_m)])

    def left_s(self, along_m: float) -> float:
        """Return the driving time that is left, without traffic."""
        index = self._passed(along_m)
        one = self.manoeuvres[index]
        driven = min(along_m - self.at_m[index], one.length_m)
        share = driven / one.length_m if one.length_m else 0.0
        return max(0.0, self.route.time_s - self.until_s[index] - share * one.time_s)

    def _passed(self, along_m: float) -> int:
        """Return the index of the manoeuvre behind a place."""
        return max(0, bisect_right(self.at_m, along_m) - 1)

    def stop_at(self, manoeuvre: int) -> tuple[int, Stop]:
        """Return the stop that an arrival is at, and its number."""
        number = sum(one.kind.arrives for one in self.manoeuvres[:manoeuvre])
        return number, self.route.stops[min(number, len(self.route.stops) - 1)]


def plan_of(route: Route, *, onward: bool = False) -> Plan:
    """Return a route made ready for guidance; ``onward`` as in ``Plan``."""
    line = line_of(route.shape)
    last = len(line.along) - 1
    at_m = tuple(line.along[min(one.begin, last)] for one in route.manoeuvres)
    until_s = tuple(accumulate((one.time_s for one in route.manoeuvres[:-1]), initial=0.0))
    together = tuple(_together(route, at_m, index) for index in range(len(at_m)))
    told = {after for group in together for after in group}
    told |= {i for i, one in enumerate(route.manoeuvres) if one.kind is Kind.ROUNDABOUT_EXIT}
    return Plan(route, line, at_m, until_s, together, frozenset(told), onward)


def _together(route: Route, at_m: Sequence[float], index: int) -> tuple[int, ...]:
    """Return the manoeuvres that are announced together with another, in order."""
    found: list[int] = []
    speed = _speed(route.manoeuvres[index])
    within_m = max(SOON_M, speed * (SOON_S if speed < FAST_MPS else FAST_SOON_S))
    after = _soon(route, at_m, index, within_m)
    while after is not None and len(found) < MOST_TOGETHER:
        found.append(after)
        after = _soon(route, at_m, after, AT_ONCE_M)
    return tuple(found)


def _soon(route: Route, at_m: Sequence[float], index: int, within_m: float) -> int | None:
    """Return the next manoeuvre if it comes soon; the exit of a roundabout is part of it."""
    after, from_m, last = index + 1, at_m[index], len(at_m) - 1
    if route.manoeuvres[index].kind.arrives or after > last:
        return None
    if route.manoeuvres[after].kind is Kind.ROUNDABOUT_EXIT and after < last:
        after, from_m = after + 1, at_m[after]
    return after if at_m[after] - from_m <= within_m else None


def _speed(one: Manoeuvre) -> float:
    """Return the usual speed after a manoeuvre, in metres a second."""
    return one.length_m / one.time_s if one.length_m and one.time_s else _UNKNOWN_MPS
