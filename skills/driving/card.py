"""The cards of tires and of what is left in the battery or tank. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.skillhost.cabin import SEAT_NAMES

WORDS = {
    "en": {
        "tires": "Tire pressures", "battery": "Battery", "fuel": "Fuel", "low": "too low",
        **SEAT_NAMES["en"],
    },
    "zh": {
        "tires": "胎压", "battery": "电池", "fuel": "油量", "low": "过低",
        **SEAT_NAMES["zh"],
    },
}  # fmt: skip

Row = dict[str, Any]


def tires_card(language: str, wheels: Mapping[str, Row]) -> Row:
    """Return the pressure (``bar``) of each wheel, and which is too ``low``."""
    words = WORDS[language]
    items = [
        {
            "title": words[name],
            "text": words["low"] if one["low"] else "",
            "value": f"{one['bar']} bar",
        }
        for name, one in wheels.items()
    ]
    return {"type": "list", "title": words["tires"], "items": items}


def level_card(language: str, what: str, percent: float, range_m: float | None) -> Row:
    """Return how full the ``battery`` or the ``fuel`` tank is, and how far it reaches."""
    card = {"type": "progress", "title": WORDS[language][what], "level": round(percent)}
    return card if range_m is None else {**card, "text": f"{round(range_m / 1000)} km"}
