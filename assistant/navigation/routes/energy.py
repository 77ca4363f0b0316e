"""Whether a trip needs a stop for charging or fuel, and where: the least detour in time. Pure.

    if needs_stop(range_m, route.length_m):
        best = least_detour(stations, range_m)

The range is the car's own estimate; a reserve is kept, because estimates err.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.navigation.interface import Point
from assistant.navigation.routes.interface import Drive, Router

RESERVE_M = 10_000.0
"""What is left at the destination or at a station, at least, where the range allows it."""

RESERVE_SHARE = 0.1
"""Of a longer range, this share is kept instead."""


@dataclass(frozen=True, slots=True)
class Station:
    """A station, by its number in a list, and the ways to it and on to the destination."""

    number: int
    there: Drive
    onward: Drive

    @property
    def time_s(self) -> float:
        """The driving time of the whole trip over this station, without the stop itself."""
        return self.there.time_s + self.onward.time_s


def usable_m(range_m: float) -> float:
    """Return how far the car may be driven, the reserve kept; at least half of the range."""
    return max(range_m - max(RESERVE_M, RESERVE_SHARE * range_m), range_m / 2)


def needs_stop(range_m: float, length_m: float) -> bool:
    """Return whether a trip of this length needs a stop."""
    return length_m > usable_m(range_m)


def least_detour(stations: Sequence[Station], range_m: float) -> Station | None:
    """Return the station to stop at: in range, and the quickest way to the destination.

    When none can be reached with the reserve kept, it is the nearest in range; None when there
    is not even that.
    """
    safe = [one for one in stations if one.there.length_m <= usable_m(range_m)]
    if safe:
        return min(safe, key=lambda one: one.time_s)
    rest = [one for one in stations if one.there.length_m <= range_m]
    return min(rest, key=lambda one: one.there.length_m, default=None)


async def stations_between(
    router: Router, here: Point, points: Sequence[Point], destination: Point
) -> tuple[Station, ...]:
    """Return the stations at ``points`` that lie on a way from here to the destination.

    Raises:
        RouteError: there is no road here, or at the destination.
    """
    there = await router.drives(here, points)
    onward = await router.drives_to(points, destination)
    both = zip(there, onward, strict=True)
    return tuple(Station(number, to, on) for number, (to, on) in enumerate(both) if to and on)
