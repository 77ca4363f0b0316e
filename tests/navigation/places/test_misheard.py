"""Names of real cities as a recognizer mishears them are found, or offered second."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable

import pytest

from assistant.navigation.interface import Place, Point
from assistant.navigation.places.categories import category_said
from assistant.navigation.places.index import names_of, place_from
from assistant.navigation.places.search import Places
from assistant.skillhost.names import fold
from tests.navigation.places.conftest import City
from tests.navigation.places.mishear import misheard_english, misheard_mandarin

pytestmark = pytest.mark.data

SAMPLE = 50
SEED = 20261121
NEEDED = 0.95
_LATIN = re.compile(r"[a-z]{4}")
_HAN = re.compile(r"[一-鿿]{3}")


def all_places(places: Places) -> list[Place]:
    db = sqlite3.connect(places.path)
    rows = db.execute("SELECT data FROM place WHERE category != 'address'").fetchall()
    db.close()
    return [place_from(row[0]) for row in rows]


def sample(places: Places, wanted: re.Pattern[str], rng: random.Random) -> list[tuple[str, Place]]:
    """Return names of places, of those that people would say as a name."""
    named = {
        name: place
        for place in all_places(places)
        for name in (place.name, place.name_en)
        if wanted.search(fold(name)) and category_said(name, "en") is None
    }
    pairs = sorted(named.items(), key=lambda pair: pair[0])
    return rng.sample(pairs, min(SAMPLE, len(pairs)))


def found_share(
    places: Places,
    named: list[tuple[str, Place]],
    mishear: Callable[[str, random.Random], str],
    language: str,
) -> tuple[float, list[str]]:
    """Return how many were found first or second, and those that were not."""
    rng = random.Random(SEED)
    missed = []
    for name, place in named:
        said = mishear(name, rng)
        offered = list(
            dict.fromkeys(
                tuple(names_of(one.place)) for one in places.by_name(said, language, place.point, 8)
            )
        )[:2]
        if not any(fold(name) in names for names in offered):
            missed.append(f"{name} as {said}")
    return 1 - len(missed) / len(named), missed


@pytest.mark.parametrize("name", ["baltimore", "monaco", "singapore"])
def test_misheard_english(city: City, name: str) -> None:
    places = city(name)
    named = sample(places, _LATIN, random.Random(SEED))
    share, missed = found_share(places, named, misheard_english, "en")
    assert share >= NEEDED, missed


@pytest.mark.parametrize("name", ["shanghai-huangpu", "shanghai-demo"])
def test_misheard_mandarin(city: City, name: str) -> None:
    places = city(name)
    named = sample(places, _HAN, random.Random(SEED))
    share, missed = found_share(places, named, misheard_mandarin, "zh")
    assert share >= NEEDED, missed


def test_real_places_have_what_people_ask_for(city: City) -> None:
    here = Point(60.1699, 24.9384)
    places = city("helsinki")
    (museum,) = places.by_name("the ateneum", "en", here, 1)
    assert museum.place.category == "museum"
    assert len(places.nearest("cafe", here, 20)) == 20
    house = places.address("Mannerheimintie 10", "en", here)[0]
    assert house.place.address == "Mannerheimintie 10"
    assert house.distance_m < 500


@pytest.mark.parametrize("said", ["yan an east road", "yanan dong lu", "Yan'an East Road"])
def test_a_chinese_street_is_found_in_english(city: City, said: str) -> None:
    found = city("shanghai-demo").address(said, "en", Point(31.23, 121.475))
    assert found[0].place.name == "延安东路"
