"""What the map says about places, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.navigation.interface import Filters, Place, Point, Want
from assistant.navigation.places.filters import (
    charges_fast,
    charging_kw,
    cuisines,
    is_open,
    suits,
)

HELSINKI = ZoneInfo("Europe/Helsinki")


def place(**tags: str) -> Place:
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return Place("n1", "Somewhere", "cafe", Point(60.17, 24.94), tags=named)


@pytest.mark.parametrize(
    ("hours", "opened"),
    [
        ("Mo-Fr 08:00-18:00", True),
        ("Mo-Fr 08:00-12:00", False),
        ("24/7", True),
        ("Mo-Fr 08:00-18:00 Sa what", None),
        ("", None),
        ('"by appointment"', None),
    ],
)
def test_open_closed_or_not_known(hours: str, opened: bool | None) -> None:
    friday = datetime(2026, 11, 20, 17, 0)  # noqa: DTZ001  the time at the place
    assert is_open(place(opening_hours=hours), friday) is opened


def test_any_clock_tells_the_same_time() -> None:
    cafe = place(opening_hours="Mo-Fr 08:00-18:00")
    for now in (
        datetime(2026, 11, 20, 17, 59, tzinfo=HELSINKI),
        datetime(2026, 11, 20, 15, 59, tzinfo=UTC),
    ):
        assert is_open(cafe, now, HELSINKI.key) is True
    assert is_open(cafe, datetime(2026, 11, 20, 16, 1, tzinfo=UTC), HELSINKI.key) is False


def test_without_a_zone_the_clock_is_that_of_the_place() -> None:
    cafe = place(opening_hours="Mo-Fr 08:00-18:00; PH off")
    assert is_open(cafe, datetime(2026, 11, 20, 17, 59, tzinfo=UTC)) is True
    assert is_open(cafe, datetime(2026, 11, 20, 18, 1, tzinfo=UTC)) is False


def test_a_public_holiday_is_that_of_the_country() -> None:
    cafe = place(opening_hours="Mo-Su 08:00-18:00; PH off")
    independence_day = datetime(2026, 12, 6, 12, 0, tzinfo=HELSINKI)
    assert is_open(cafe, independence_day, HELSINKI.key) is False


@pytest.mark.parametrize(
    ("tags", "kilowatts"),
    [
        ({"socket:type2:output": "22 kW"}, 22.0),
        ({"socket:type2:output": "22kW", "socket:chademo:output": "50 kW;62.5 kW"}, 62.5),
        ({"maxpower": "150000 W"}, 150.0),
        ({"charging_station:output": "11,5 kVA"}, 11.5),
        ({"socket:type2": "2", "maxpower": "lots"}, None),
    ],
)
def test_the_power_of_a_charging_station(tags: Mapping[str, str], kilowatts: float | None) -> None:
    assert charging_kw(tags) == kilowatts


def test_fast_is_by_power_or_by_socket() -> None:
    assert charges_fast({"socket:type2_combo": "2"})
    assert not charges_fast({"socket:type2_combo": "no"})
    assert not charges_fast({"socket:type2_combo": "1", "socket:type2_combo:output": "25 kW"})
    assert not charges_fast({})


def test_a_wish_counts_only_when_the_map_says_so() -> None:
    wish = Filters(wants=frozenset({Want.WHEELCHAIR, Want.OUTDOOR_SEATING}))
    assert suits(place(wheelchair="yes", outdoor_seating="terrace"), wish)
    assert not suits(place(wheelchair="limited", outdoor_seating="yes"), wish)
    assert not suits(place(outdoor_seating="yes"), wish)


def test_cuisine() -> None:
    both = place(cuisine="Italian; pizza")
    assert cuisines(both) == ("italian", "pizza")
    assert suits(both, Filters(cuisine="pizza"))
    assert not suits(both, Filters(cuisine="thai"))


def test_open_needs_the_time() -> None:
    with pytest.raises(ValueError, match=r"Filters\.now"):
        suits(place(opening_hours="24/7"), Filters(wants=frozenset({Want.OPEN})))
