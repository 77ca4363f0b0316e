"""The navigation service on a real map: what it looks up, what it carries out."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError, MapNotInstalledError
from assistant.navigation.saved import SavedPlaces
from assistant.navigation.simulated_drive import place
from assistant.skillhost.services import Asker
from tests.navigation.town import at
from tests.navigation.trips import Journey, journey


def labels(found: dict[str, Any]) -> list[str]:
    return [one["label"] for one in found["places"]]


_UNSURE = ("bank", "charging station")
"""Kinds of the town: one that is closed for good, and one without opening hours."""


@pytest.fixture
def data(town_data: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with the town's map."""
    (tmp_path / "maps").symlink_to(town_data / "maps")
    return tmp_path


# --- looking up -----------------------------------------------------------------------------


def test_a_kind_of_place_is_told_by_driving_time(data: Path) -> None:
    found = journey(data, lambda j: j.look("nearest", what="coffee shops"))
    assert (found["decision"], found["kind_name"]) == ("sure", "cafe")
    assert labels(found) == ["Corner Cafe", "Yuyuan Coffee", "Lake Cafe"]
    times = [one["drive_s"] for one in found["places"]]
    assert times == sorted(times)
    assert found["places"][0]["distance_m"] == pytest.approx(430, abs=60)


def test_names_are_told_in_the_language_that_was_spoken(data: Path) -> None:
    found = journey(data, lambda j: j.look("nearest", "zh", what="咖啡馆"))
    assert "豫园咖啡" in labels(found)


def test_closed_places_come_last_and_open_ones_can_be_asked_for(data: Path) -> None:
    async def story(j: Journey) -> tuple[list[str], list[str]]:
        every = await j.look("nearest", what="pharmacy")
        opened = await j.look("nearest", what="pharmacy", want="open")
        return labels(every), labels(opened)

    every, opened = journey(data, story)
    assert every == ["North Pharmacy", "Oak Pharmacy"]
    assert opened == ["North Pharmacy"]


@pytest.mark.parametrize("want", ["fast_charging", "cheapest"])
def test_what_the_map_does_not_say_is_not_guessed(data: Path, want: str) -> None:
    found = journey(data, lambda j: j.look("nearest", what="charging station", want=want))
    assert (found["places"], found["unsaid"]) == ([], want)


@pytest.mark.parametrize(
    ("within", "unit", "fitting", "beyond"),
    [
        (2, "km", ["Corner Cafe", "Yuyuan Coffee", "Lake Cafe"], False),
        (0.5, "km", ["Corner Cafe"], False),
        (2, "minutes", ["Corner Cafe", "Yuyuan Coffee"], False),
        (50, "m", ["Corner Cafe", "Yuyuan Coffee", "Lake Cafe"], True),
    ],
)
def test_only_places_so_near_are_told_or_that_none_is(
    data: Path, within: float, unit: str, fitting: list[str], beyond: bool
) -> None:
    found = journey(data, lambda j: j.look("nearest", what="cafe", within=within, within_unit=unit))
    assert labels(found) == fitting
    assert found["beyond"] == ({"within": within, "unit": unit} if beyond else None)


def test_near_a_place_the_distance_is_that_from_the_place(data: Path) -> None:
    near = "museum of trams"
    found = journey(
        data, lambda j: j.look("nearest", what="cafe", near=near, within=300, within_unit="m")
    )
    assert (labels(found), found["beyond"]) == (["Yuyuan Coffee"], None)


def test_near_the_museum_means_near_the_nearest_one(data: Path) -> None:
    found = journey(data, lambda j: j.look("nearest", what="cafe", near="the museum"))
    assert labels(found) == ["Yuyuan Coffee"]


def test_a_kind_that_nobody_knows_is_no_other_place(data: Path) -> None:
    async def story(j: Journey) -> list[tuple[str, list[str]]]:
        found = [await j.look("nearest", what=one) for one in ("corner cafe", "trampoline hall")]
        return [(one["decision"], labels(one)) for one in found]

    assert journey(data, story) == [("sure", ["Corner Cafe"]), ("none", [])]


def test_a_name_between_two_places_is_asked_about(data: Path) -> None:
    found = journey(data, lambda j: j.look("go_to", destination="museum of tray"))
    assert found["decision"] == "ask"
    assert sorted(labels(found)) == ["Museum of Trains", "Museum of Trams"]


def test_the_answer_to_an_offer_is_looked_up_in_that_offer(data: Path) -> None:
    async def story(j: Journey) -> tuple[list[str], list[str], list[str]]:
        offered = await j.look("go_to", destination="museum of tray")
        place(j.car, at(1900, 800), 0.0)  # the other museum is nearer now
        answer = await j.look("go_to", destination="museum of tray", choice="the second one")
        second = await j.look("go_to", offered=2)
        return labels(offered), labels(answer), labels(second)

    offered, answer, second = journey(data, story)
    assert answer == offered
    assert second == offered[1:]


def test_an_offer_is_forgotten_after_a_while(data: Path) -> None:
    async def story(j: Journey) -> dict[str, Any]:
        await j.look("nearest", what="cafe")
        place(j.car, at(100, 0), 0.0)
        await _wait(200.0)
        return await j.look("go_to", offered=1)

    assert journey(data, story)["places"] == []


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("the church", "en", "St Olaf's"),
        ("the cathedral", "en", "Cathédrale Ste Anne"),
        ("大教堂", "zh", "Cathédrale Ste Anne"),
        ("a mosque", "en", None),
        ("the castle", "en", None),
    ],
)
def test_a_narrow_word_means_only_places_that_have_it_in_their_name(
    data: Path, said: str, language: str, meant: str | None
) -> None:
    found = journey(data, lambda j: j.look("go_to", language, destination=said))
    assert next(iter(labels(found)), None) == meant


def test_a_kind_of_food_needs_no_list(data: Path) -> None:
    async def story(j: Journey) -> list[list[str]]:
        said = ("nepalese restaurant", "peruvian restaurant")
        return [labels(await j.look("nearest", what=one)) for one in said]

    assert journey(data, story) == [["Everest"], []]


def test_closed_is_told_apart_from_unknown(data: Path) -> None:
    async def story(j: Journey) -> list[str]:
        return [(await j.look("nearest", what=one, want="open"))["unsaid"] for one in _UNSURE]

    assert journey(data, story) == ["closed", "open"]


def test_a_house_number_that_the_map_lacks_is_told(data: Path) -> None:
    found = journey(data, lambda j: j.look("go_to", destination="12 oak avenue"))
    assert (labels(found)[0], found["number"]) == ("Oak Avenue", "12")


def test_a_saved_place_is_called_as_it_was_saved(data: Path) -> None:
    async def story(j: Journey) -> list[str]:
        here = (await j.look("save_place"))["here"]
        await j.do("save", "grandma", place=here)
        await j.do("save", "home", place=here)
        first = await j.look("go_to", destination="grandma")
        return [*labels(first), *labels(await j.look("go_to", saved="home"))]

    assert journey(data, story) == ["grandma", "Main Street"]


def test_near_something_means_around_it(data: Path) -> None:
    found = journey(data, lambda j: j.look("go_to", what="cafe", near="museum of trams"))
    assert labels(found)[0] == "Yuyuan Coffee"
    nowhere = journey(data, lambda j: j.look("go_to", what="cafe", near="the volcano"))
    assert (nowhere["places"], nowhere["asked"]) == ([], "the volcano")


def test_where_no_road_leads_is_found_but_has_no_driving_time(data: Path) -> None:
    found = journey(data, lambda j: j.look("go_to", destination="island library"))
    best = found["places"][0]
    assert (best["label"], best["drive_s"]) == ("Island Library", None)


def test_the_road_here_and_its_limit(data: Path) -> None:
    found = journey(data, lambda j: j.look("speed_limit"))
    assert (found["road"], found["limit_kmh"]) == ("Main Street", 50)


def test_what_can_be_reached(data: Path) -> None:
    async def story(j: Journey) -> tuple[dict[str, Any], dict[str, Any]]:
        return await j.look("reachable"), await j.look("reachable", minutes=1)

    by_range, in_a_minute = journey(data, story)
    assert by_range["whole_map"]
    assert 100 < in_a_minute["far_m"] < 1500
    assert len(in_a_minute["outline"]) > 3


def test_what_is_missing_is_said(data: Path, tmp_path: Path) -> None:
    async def elsewhere(j: Journey) -> str:
        place(j.car, at(0, 90_000), 0.0)
        return str((await j.look("nearest", what="cafe"))["status"])

    async def lost(j: Journey) -> str:
        j.car.disconnect()
        await _wait(60.0)
        return str((await j.look("nearest", what="cafe"))["status"])

    async def mapless(j: Journey) -> str:
        with pytest.raises(MapNotInstalledError):
            await j.do("start", place={"label": "x", "lat": 0.0, "lon": 0.0})
        return str((await j.look("nearest", what="cafe"))["status"])

    assert journey(data, elsewhere) == "outside"
    assert journey(data, lost) == "no_position"
    assert journey(tmp_path / "empty", mapless) == "no_map"


# --- carrying out ---------------------------------------------------------------------------


def test_stops_come_before_the_destination_and_can_be_left_out(data: Path) -> None:
    async def story(j: Journey) -> None:
        await j.go("museum of trains")
        bakery = await j.look("add_stop", what="bakery")
        added = await j.do("add_stop", place=bakery["places"][0]["place"])
        assert [stop["label"] for stop in j.trip["stops"]] == ["Anna's Bakery"]
        longer = j.trip["remaining_m"]
        for undo in added.undo:
            await j.navigation.apply(undo, _driver())
        assert j.trip["stops"] == []
        assert j.trip["remaining_m"] <= longer
        assert j.trip["destination"]["label"] == "Museum of Trains"

    journey(data, story)


def test_a_start_can_be_taken_back_and_a_cancelled_trip_too(data: Path) -> None:
    async def story(j: Journey) -> None:
        await j.go("museum of trams")
        place_ = (await j.look("go_to", destination="lake cafe"))["places"][0]["place"]
        changed = await j.do("start", place=place_)
        await j.navigation.apply(changed.undo[0], _driver())
        assert j.trip["destination"]["label"] == "Museum of Trams"
        ended = await j.do("cancel")
        assert not j.trip
        await j.navigation.apply(ended.undo[0], _driver())
        assert j.trip["destination"]["label"] == "Museum of Trams"

    journey(data, story)


def test_avoiding_changes_the_route_that_runs(data: Path) -> None:
    async def story(j: Journey) -> tuple[bool, bool]:
        await j.do(
            "start", place={"label": "the east", "lat": at(6000, 0).lat, "lon": at(6000, 0).lon}
        )
        before = j.navigation.guide
        assert before is not None
        assert before.trip is not None
        tolled = before.trip.route.has_toll
        await j.do("avoid", "toll", True)
        return tolled, before.trip.route.has_toll

    assert journey(data, story) == (True, False)


def test_another_route_is_taken_by_its_id(data: Path) -> None:
    async def story(j: Journey) -> None:
        await j.go("museum of trains")
        routes = (await j.look("alternatives"))["routes"]
        assert len({(one["via"], one["length_m"]) for one in routes}) == len(routes) >= 2
        await j.do("take_route", routes[1]["id"])
        assert j.trip["remaining_m"] == pytest.approx(routes[1]["length_m"], rel=0.02)

    journey(data, story)


def test_saved_places_and_the_last_ones_outlive_a_restart(data: Path) -> None:
    async def save(j: Journey) -> None:
        await j.do("save", "home", place=(await j.look("save_place"))["here"])
        await j.go("lake cafe")

    async def use(j: Journey) -> tuple[list[str], list[str]]:
        place(j.car, at(1000, 100), 0.0)
        home = await j.look("go_to", saved="home")
        return labels(home), [one["label"] for one in j.navigation.seen()["recents"]]

    journey(data, save)
    assert journey(data, use) == (["Main Street"], ["Lake Cafe"])


def test_where_guests_go_is_not_remembered(data: Path) -> None:
    async def story(j: Journey) -> list[str]:
        j.navigation.keeps = lambda: False
        await j.go("lake cafe")
        return [one["label"] for one in j.navigation.seen()["recents"]]

    assert journey(data, story) == []


def test_a_file_of_saved_places_may_hold_anything(tmp_path: Path) -> None:
    file = tmp_path / "places.json"
    good = {"label": "Home", "lat": 60.0, "lon": 20.0}
    bad = [
        {"lat": "x"},
        {"lat": 91, "lon": 0},
        {"lat": True},
        7,
        None,
        {"lat": float("nan"), "lon": 1},
    ]
    table = {"saved": {"home": good, **{str(i): one for i, one in enumerate(bad)}}, "recents": bad}
    file.write_text(json.dumps(table), encoding="utf-8")
    kept = SavedPlaces(file)
    assert (list(kept.saved()), kept.recents()) == (["home"], [])
    file.write_text("{", encoding="utf-8")
    assert SavedPlaces(file).saved() == {}


@pytest.mark.parametrize(
    ("verb", "target", "args"),
    [
        ("explode", "", {}),
        ("start", "", {}),
        ("start", "", {"place": {"lat": 0}}),
        ("start", "", {"place": {"lat": "north", "lon": []}}),
        ("start", "", {"place": {"lat": 1e9, "lon": 0}}),
        ("add_stop", "", {"place": {"label": "x", "lat": 60.0, "lon": 20.0}}),
        ("remove_stop", "next", {}),
        ("take_route", "r9", {}),
        ("avoid", "police", {}),
        ("cancel", "", {}),
        ("save", " ", {"place": {"lat": 60.0, "lon": 20.0}}),
    ],
)
def test_effects_that_make_no_sense_change_nothing(
    data: Path, verb: str, target: str, args: dict[str, Any]
) -> None:
    async def story(j: Journey) -> None:
        before = j.navigation.seen()
        with pytest.raises(InputError):
            await j.do(verb, target, True, **args)
        assert j.navigation.seen() == before

    journey(data, story)


def test_a_trip_beyond_the_range_gets_a_stop_for_charging(data: Path) -> None:
    async def story(j: Journey) -> dict[str, Any]:
        j.car.set_sensor("Vehicle.Powertrain.Range", 3_000)
        return await j.look("go_to", destination="far charger")

    far = journey(data, story)["places"][0]
    assert far["refill"]["category"] == "charging"


def _driver() -> Asker:
    return Asker("driver", "en")


async def _wait(seconds: float) -> None:
    await asyncio.sleep(seconds)
