"""Which of the installed maps is to be used. Pure.

    choice = choose(regions, before, Sight(here, on_trip=False, now_s=now))
    choice.region               # None: there is none

The car's place decides: the smallest map that covers it, unless another one that covers it was
taken for a place that only that one has. A trip keeps the map that it was planned on until the
car has stayed outside it for a while: a wild position must not cost the route.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.navigation.interface import Point, Region

PATIENCE_S = 20.0
"""So long a trip keeps its map while the car is said to be outside it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the choice goes by: ``here`` is None while nobody knows where the car is.

    ``now_s`` is monotonic; ``rather`` names the map that was taken by hand, if one was.
    """

    here: Point | None
    on_trip: bool
    now_s: float
    rather: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The map to be used, None without any.

    ``outside_s`` is since when a trip has kept a map that does not cover the car.
    """

    region: Region | None = None
    outside_s: float | None = None


def choose(regions: Sequence[Region], before: Choice, sight: Sight) -> Choice:
    """Return which of the installed maps is to be used now, after ``before``."""
    used = _used(regions, before)
    here = sight.here
    covering = [one for one in regions if here is not None and one.box.contains(here)]
    if not covering:  # no map is better than the one that is there
        return Choice(used or next(iter(regions), None))
    best = min(covering, key=lambda one: (one.id != sight.rather, one.box.size))
    if used is None or not sight.on_trip or best.id == sight.rather:
        return Choice(best)
    if used in covering:
        return Choice(used)
    since = sight.now_s if before.outside_s is None else before.outside_s
    return Choice(best) if sight.now_s - since >= PATIENCE_S else Choice(used, since)


def _used(regions: Sequence[Region], before: Choice) -> Region | None:
    """Return the newest build of the map that was used, None when it is gone."""
    name = before.region.id if before.region is not None else ""
    return next((one for one in regions if one.id == name), None)
