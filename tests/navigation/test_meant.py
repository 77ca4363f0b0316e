"""Which place of a trip is spoken of."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.navigation.meant import place_meant


def place(label: str, category: str, street: str = "") -> dict[str, Any]:
    return {"label": label, "category": category, "street": street}


TRIP = [
    place("Lake Fuel", "fuel", "Lake Road"),
    place("Anna's Bakery", "bakery", "North Street"),
    place("豫园咖啡", "cafe", "方浜中路"),
    place("Museum of Trams", "museum"),
]


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("the gas station", "en", "Lake Fuel"),
        ("petrol station", "en", "Lake Fuel"),
        ("lake fuel", "en", "Lake Fuel"),
        ("anna's bakery", "en", "Anna's Bakery"),
        ("bakeries", "en", "Anna's Bakery"),
        ("the tram museum", "en", "Museum of Trams"),
        ("the one on lake road", "en", "Lake Fuel"),
        ("加油站", "zh", "Lake Fuel"),
        ("那家咖啡店", "zh", "豫园咖啡"),
        ("玉园咖啡", "zh", "豫园咖啡"),
        ("the zoo", "en", None),
        ("the supermarket", "en", None),
        ("药店", "zh", None),
        ("", "en", None),
    ],
)
def test_a_place_of_the_trip_is_known_by_kind_name_or_street(
    said: str, language: str, meant: str | None
) -> None:
    found = place_meant(said, TRIP, language)
    assert (found and found["label"]) == meant
