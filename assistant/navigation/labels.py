"""What places are called when they are spoken of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.navigation.interface import ADDRESS, STREET, Place, Point
from assistant.navigation.places.categories import categories
from assistant.navigation.plain import place_data


def label(place: Place, language: str) -> str:
    """Return what a place is called when it is spoken of; a nameless one by kind and street."""
    if place.category in (STREET, ADDRESS):
        return place.address or place.name_in(language)
    name = place.name_in(language)
    if name:
        return name
    kind = categories().get(place.category)
    word = kind.spoken(language) if kind else place.category
    if not place.street:
        return word if language == "zh" else f"a {word}"
    return f"{place.street}的{word}" if language == "zh" else f"the {word} on {place.street}"


def here_data(point: Point, road: str, language: str) -> dict[str, Any]:
    """Return where the car is as a place to save."""
    name = road or ("这里" if language == "zh" else "here")
    return place_data(Place("", name, ADDRESS, point, street=road), name)


def tell_apart(places: Sequence[dict[str, Any]]) -> None:
    """Add the street to the labels of places that are called alike."""
    labels = [one["label"] for one in places]
    for one in places:
        street = one["place"]["street"]
        if labels.count(one["label"]) > 1 and street and street not in one["label"]:
            one["label"] = one["place"]["label"] = f"{one['label']}, {street}"
