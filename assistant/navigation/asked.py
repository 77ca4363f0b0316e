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


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tool was asked for, as it was said; empty: not said."""

    destination: str = ""
    what: str = ""
    near: str = ""
    want: str = ""
    cuisine: str = ""
    saved: str = ""

    @classmethod
    def of(cls, arguments: dict[str, Any]) -> Asked:
        """Return what a tool's arguments ask for."""
        return cls(**{k: str(arguments[k]) for k in cls.__slots__ if k in arguments})


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
