"""Which of several installed maps is used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.navigation.interface import Box, Manifest, Point, Region
from assistant.navigation.which_map import PATIENCE_S, Choice, Sight, choose

BLANK = Manifest("", "", Box(0, 0, 0, 0), "", "", "", "", 1, {}, {}, {})


def region(name: str, box: Box) -> Region:
    return Region(Path(name), replace(BLANK, region=name, box=box))


COUNTRY = region("country", Box(40, 0, 50, 10))
CITY = region("city", Box(44, 4, 45, 5))
ISLAND = region("island", Box(10, 10, 11, 11))
ALL = (COUNTRY, CITY, ISLAND)

IN_CITY, IN_COUNTRY = Point(44.5, 4.5), Point(41, 1)
ON_ISLAND, NOWHERE = Point(10.5, 10.5), Point(0, 0)


def sight(here: Point | None, now_s: float = 0.0, rather: str = "", *, trip: bool = False) -> Sight:
    return Sight(here, on_trip=trip, now_s=now_s, rather=rather)


@pytest.mark.parametrize(
    ("before", "here", "rather", "used"),
    [
        (None, IN_CITY, "", CITY),  # the smallest that covers the car
        (None, IN_COUNTRY, "", COUNTRY),
        (None, None, "", COUNTRY),  # any, until it is known where the car is
        (None, NOWHERE, "", COUNTRY),
        (CITY, ON_ISLAND, "", ISLAND),
        (CITY, None, "", CITY),
        (ISLAND, NOWHERE, "", ISLAND),  # no other one is better
        (CITY, IN_CITY, "country", COUNTRY),  # taken for a place that only it has
        (COUNTRY, ON_ISLAND, "country", ISLAND),
        (region("gone", CITY.box), IN_CITY, "", CITY),
    ],
)
def test_the_place_of_the_car_decides(
    before: Region | None, here: Point | None, rather: str, used: Region
) -> None:
    assert choose(ALL, Choice(before), sight(here, rather=rather)) == Choice(used)


def test_a_newer_build_of_the_map_is_the_same_map() -> None:
    newer = replace(CITY, folder=Path("newer"))
    assert choose((COUNTRY, newer), Choice(CITY), sight(IN_CITY, trip=True)) == Choice(newer)


def test_without_maps_there_is_none() -> None:
    assert choose((), Choice(CITY), sight(IN_CITY)) == Choice(None)


def test_a_trip_keeps_its_map_until_the_car_stays_outside_it() -> None:
    choice = Choice(CITY)
    for now_s, here, used in (
        (0.0, IN_CITY, CITY),
        (5.0, ON_ISLAND, CITY),  # a wild position
        (10.0, IN_CITY, CITY),
        (15.0, ON_ISLAND, CITY),
        (14.0 + PATIENCE_S, ON_ISLAND, CITY),  # patience begins anew after each return
        (15.0 + PATIENCE_S, ON_ISLAND, ISLAND),
    ):
        choice = choose(ALL, choice, sight(here, now_s, trip=True))
        assert choice.region == used


def test_a_trip_stays_on_a_larger_map_where_a_smaller_one_begins() -> None:
    assert choose(ALL, Choice(COUNTRY), sight(IN_CITY, trip=True)) == Choice(COUNTRY)
    assert choose(ALL, Choice(COUNTRY), sight(IN_CITY)) == Choice(CITY)
