"""What a person asks of a search for places, and what fits. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.navigation.interface import Found
from assistant.navigation.places.categories import Category


class Favourites(Protocol):
    """Places that people saved, and where they went."""

    def saved(self) -> dict[str, dict[str, Any]]:
        """Return the saved places by label; ``home`` and ``work`` are two of them."""
        ...


WALK_M = 1_000.0
"""So far is within walking distance."""

WALK = "walk"
_METRES = {"m": 1.0, "km": 1_000.0, "feet": 0.3048, "miles": 1_609.344, WALK: WALK_M}
_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a place may be at most, as it was said: ``within`` 5 ``unit`` ``minutes``."""

    within: float
    unit: str

    def allows(self, length_m: float | None, time_s: float | None) -> bool:
        """Return whether a place so far away by road is near enough; None: no road leads there."""
        if self.unit == "minutes":
            return time_s is not None and time_s <= self.within * _MINUTE_S
        return length_m is not None and length_m <= self.within * _METRES[self.unit]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tool was asked for, as it was said; empty: not said."""

    destination: str = ""
    what: str = ""
    near: str = ""
    want: str = ""
    cuisine: str = ""
    saved: str = ""
    within: float = 0.0
    within_unit: str = ""

    @classmethod
    def of(cls, arguments: dict[str, Any]) -> Asked:
        """Return what a tool's arguments ask for."""
        return cls(**{k: arguments[k] for k in cls.__slots__ if k in arguments})

    @property
    def limit(self) -> Limit | None:
        """How far the place may be, None when that was not said."""
        if self.within_unit == WALK:
            return Limit(1.0, WALK)
        said = self.within > 0 and self.within_unit
        return Limit(self.within, self.within_unit) if said else None


@dataclass(frozen=True, slots=True)
class Finding:
    """Places that fit.

    ``sure``: any of them would do, so the quickest to reach is taken. ``kind`` is set when a
    kind of place was asked for, ``unsaid`` to a wish that the map says nothing about,
    ``missing`` to the name of what should be near and is not on the map. ``word`` is what the
    kind was called when it was a narrower word.
    """

    places: tuple[Found, ...] = ()
    sure: bool = False
    kind: Category | None = None
    unsaid: str = ""
    missing: str = ""
    word: str = ""
    labels: dict[str, str] = field(default_factory=dict)
