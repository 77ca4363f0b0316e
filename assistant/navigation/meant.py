"""Which place of the running trip a person speaks of: by its kind, name or street. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.navigation.places.categories import category_said
from assistant.navigation.places.ranking import LEAST, score_names
from assistant.navigation.said import plain_name
from assistant.skillhost.names import fold


def place_meant(
    said: str, places: Sequence[dict[str, Any]], language: str
) -> dict[str, Any] | None:
    """Return the place that is meant, the first of several; None when none is.

    "The gas station" is the first one that is a gas station, "the Shell" the one of that name.

    >>> stops = [{"label": "Lake Fuel", "street": "Lake Road", "category": "fuel"}]
    >>> place_meant("the gas station", stops, "en") is stops[0]
    True
    >>> place_meant("the bakery", stops, "en")
    """
    wanted = plain_name(said)
    kind = category_said(wanted, language)
    names = [
        (fold(name), place)
        for place in places
        for name in (place["label"], place["street"])
        if name
    ]
    scores = score_names(wanted, [name for name, _ in names], language)
    best = max(zip(scores, names, strict=True), key=lambda one: one[0], default=None)
    if best is not None and best[0] >= (LEAST if kind is None else 1.0):
        return best[1][1]
    if kind is None:
        return None
    return next((place for place in places if place["category"] == kind.id), None)
