"""Places of a village: by kind, by name, by address, along a line."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from assistant.errors import MapDamagedError
from assistant.navigation.interface import ADDRESS, STREET, Filters, Found, Point, Want
from assistant.navigation.places import search
from assistant.navigation.places.extract import extract
from assistant.navigation.places.index import place_from, place_json, write_index
from assistant.navigation.places.search import Places, open_places
from tests.navigation.places.village import Village, at, small_village

HERE = at(5, 0)
EVENING = datetime(2026, 11, 20, 21, 0)  # noqa: DTZ001  the time at the place; a Friday


def index_of(village: Village, folder: Path) -> Path:
    """Return the index of a village's places."""
    path = folder / "places.sqlite"
    write_index(extract(village.write(folder / "village.osm")), path)
    return path


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return open_places(index_of(small_village(), tmp_path_factory.mktemp("village")))


def names(found: list[Found]) -> list[str]:
    return [one.place.name for one in found]


def test_a_street_is_called_as_in_the_language_where_the_map_knows(places: Places) -> None:
    assert places.street_in("延安东路", "en") == "Yan'an East Road"
    assert places.street_in("延安东路", "zh") == "延安东路"
    assert places.street_in("Harbour Street", "zh") == "Harbour Street"
    assert places.street_in("Nowhere Lane", "en") == "Nowhere Lane"


def test_the_nearest_comes_first_and_no_more_than_asked(places: Places) -> None:
    found = places.nearest("cafe", HERE, 2)
    assert names(found) == ["Cafe Engel", "Blue Bottle"]
    assert found[0].distance_m == pytest.approx(60, abs=3)


def test_a_search_goes_no_farther_than_told(places: Places) -> None:
    assert names(places.nearest("cafe", HERE, 8, Filters(max_m=100))) == ["Cafe Engel"]
    assert places.nearest("zoo", HERE) == []


def test_only_what_the_map_says_is_open_counts_as_open(places: Places) -> None:
    only = Filters(wants=frozenset({Want.OPEN}), now=EVENING)
    assert names(places.nearest("cafe", HERE, 8, only)) == ["Blue Bottle"]
    told = {
        one.place.name: one.open for one in places.nearest("cafe", HERE, 8, Filters(now=EVENING))
    }
    assert told == {"Cafe Engel": False, "Blue Bottle": True, "Late Cup": None}


def test_fast_charging_wheelchair_and_free(places: Places) -> None:
    def with_want(kind: str, want: Want) -> list[Found]:
        return places.nearest(kind, HERE, 8, Filters(wants=frozenset({want})))

    assert [f.place.brand for f in with_want("charging", Want.FAST_CHARGING)] == ["Fortum"]
    assert names(with_want("cafe", Want.WHEELCHAIR)) == ["Blue Bottle"]
    assert len(with_want("parking", Want.FREE)) == 1


def test_a_private_car_park_is_not_offered(places: Places) -> None:
    assert len(places.nearest("parking", HERE)) == 1


def test_a_charger_of_bicycles_is_not_offered(tmp_path: Path) -> None:
    village = Village()
    for column, tags in enumerate(({"bicycle": "yes"}, {"motorcar": "no"}, {"motorcar": "yes"})):
        village.node(at(0, column), amenity="charging_station", **tags)
    (found,) = open_places(index_of(village, tmp_path)).nearest("charging", at(0, 0))
    assert found.place.point == at(0, 2)


def test_a_place_of_two_kinds_is_found_as_both(places: Places) -> None:
    assert names(places.nearest("fuel", HERE)) == ["Shell"]
    assert names(places.nearest("convenience", HERE)) == ["Shell"]


def test_an_area_is_found_at_its_middle(places: Places) -> None:
    (park,) = places.nearest("park", HERE)
    assert park.place.point.distance_m(at(7.5, 7.5)) < 1


def test_a_place_without_an_address_is_on_the_nearest_street(places: Places) -> None:
    (free,) = places.nearest("parking", HERE)
    assert free.place.street == "Harbour Street"


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("cafe engle", "en", "Cafe Engel"),
        ("engel", "en", "Cafe Engel"),
        ("bluebottle", "en", "Blue Bottle"),
        ("shell gas station", "en", "Shell"),
        ("shell filling station", "en", "Shell"),
        ("blue bottle coffee", "en", "Blue Bottle"),
        ("老百姓大药房", "zh", "老百姓大药房"),
        ("老百性大要房", "zh", "老百姓大药房"),
        ("harbor street", "en", "Harbour Street"),
    ],
)
def test_a_name_is_found_as_it_is_said(
    places: Places, said: str, language: str, meant: str
) -> None:
    assert names(places.by_name(said, language, HERE))[0] == meant


def test_a_name_of_nothing_finds_nothing(places: Places) -> None:
    assert places.by_name("xylophone quarry", "en", HERE) == []
    assert places.by_name("", "en", HERE) == []


@pytest.mark.parametrize(
    "said", ["12 harbour street", "harbour street 12", "12 Harbour St", "number 12, Harbor Street"]
)
def test_a_house_is_found_by_its_number(places: Places, said: str) -> None:
    found = places.address(said, "en", HERE)[0].place
    assert (found.category, found.address) == (ADDRESS, "Harbour Street 12")
    assert found.point.distance_m(at(5.1, 5)) < 1


def test_an_unknown_number_gives_the_street(places: Places) -> None:
    found = places.address("99 harbour street", "en", HERE)[0].place
    assert (found.category, found.name) == (STREET, "Harbour Street")


def test_a_street_is_found_by_its_sound_and_by_its_english_name(places: Places) -> None:
    assert names(places.address("严安东路", "zh", HERE)) == ["延安东路"]
    assert names(places.address("Yanan East Road", "en", HERE)) == ["延安东路"]


def test_along_a_line_in_its_order(places: Places) -> None:
    found = places.along([at(5, 10), at(5, 0)], "cafe", within_m=50)
    assert names(found) == ["Late Cup", "Blue Bottle", "Cafe Engel"]
    assert found[0].distance_m == pytest.approx(56, abs=3)
    assert places.along([at(5, 0), at(5, 2)], "cafe", within_m=10) == []
    assert places.along([], "cafe") == []


def test_a_place_is_found_again_by_its_id(places: Places) -> None:
    (shell,) = places.nearest("fuel", HERE)
    assert places.by_id(shell.place.id) == shell.place
    assert places.by_id("n999999") is None
    assert place_from(place_json(shell.place)) == shell.place


def test_ten_thousand_places_of_one_name(tmp_path: Path) -> None:
    village = Village()
    for number in range(10_000):
        village.node(at(number // 100 * 3, number % 100 * 6), amenity="cafe", name="Starbucks")
    places = open_places(index_of(village, tmp_path))
    found = places.by_name("starbox", "en", at(30, 60), 5)
    nearest = places.nearest("cafe", at(30, 60), 5)
    assert names(found) == ["Starbucks"] * 5
    assert [one.place.id for one in nearest] == [one.place.id for one in found]
    assert found[0].distance_m < 1


def test_many_names_are_first_narrowed_by_trigrams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_ALL_NAMES", 100)
    monkeypatch.setattr(search, "_LIKELY_NAMES", 50)
    village = small_village()
    for number in range(500):
        village.node(at(number, 2), shop="books", name=f"Bookshop {chr(97 + number % 26)}{number}")
    village.node(at(1, 1), shop="books", name="KK")
    places = open_places(index_of(village, tmp_path))
    assert names(places.by_name("cafe engle", "en", HERE))[0] == "Cafe Engel"
    assert names(places.by_name("老百性大要房", "zh", HERE))[0] == "老百姓大药房"
    assert names(places.by_name("KK", "en", HERE)) == ["KK"]
    assert places.by_name("qqqqqq wwwww", "en", HERE) == []


def test_one_place_that_is_mapped_twice_is_found_once(tmp_path: Path) -> None:
    village = Village()
    village.node(at(0, 0), amenity="cafe", name="Twin", wheelchair="yes")
    village.node(at(0.1, 0), amenity="cafe", name="Twin")
    village.node(at(90, 0), amenity="cafe", name="Twin")
    found = open_places(index_of(village, tmp_path)).nearest("cafe", at(0, 0))
    assert len(found) == 2
    assert found[0].place.tags == {"wheelchair": "yes"}


def test_one_name_in_two_towns_is_two_streets(tmp_path: Path) -> None:
    village = Village()
    for row in (0, 100):
        refs = [village.node(at(row, column)) for column in range(3)]
        village.way(refs[:2], highway="residential", name="Main Street")
        village.way(refs[1:], highway="residential", name="Main Street")
    found = open_places(index_of(village, tmp_path)).address("main street", "en", at(99, 0))
    assert [round(one.distance_m, -2) for one in found] == [100, 11000]


def test_a_locked_file_is_read_all_the_same(tmp_path: Path) -> None:
    path = index_of(small_village(), tmp_path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert names(open_places(path).nearest("fuel", HERE)) == ["Shell"]
    finally:
        other.close()


@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "zeroed", "text"])
def test_a_damaged_file_is_an_error_that_says_what_to_do(tmp_path: Path, harm: str) -> None:
    path = index_of(small_village(), tmp_path)
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    elif harm == "zeroed":
        path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    else:
        path.write_bytes({"empty": b"", "cut": content[:9000], "text": b"no map" * 999}[harm])
    with pytest.raises(MapDamagedError, match=r"assistant maps|build the map again"):
        open_places(path)


def test_points_far_north_and_over_the_date_line_do_no_harm(places: Places) -> None:
    for point in (Point(89.9, 20), Point(-89.9, 0), Point(0, 180), Point(60, -180)):
        assert places.nearest("cafe", point, filters=Filters(max_m=1000)) == []
