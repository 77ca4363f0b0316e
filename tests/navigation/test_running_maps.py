"""Maps under a running service: new ones are used, damaged ones mended; trips outlive a restart."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.clock import MonotonicClock, run_virtual
from assistant.config import Config
from assistant.events import ServiceState
from assistant.navigation import map_in_use
from assistant.navigation.guidance.plan import plan_of
from assistant.navigation.interface import Point
from assistant.navigation.kept_trip import RECENT_S
from assistant.navigation.map_in_use import MapInUse, Surroundings
from assistant.navigation.maps.manifest import read_manifest, write_manifest
from assistant.navigation.maps.order import PLACES, SOURCE, TILES
from assistant.navigation.maps.store import open_maps
from assistant.navigation.simulated_drive import drive, drive_car, place
from assistant.navigation.which_map import PATIENCE_S
from tests.navigation.town import at
from tests.navigation.trips import START, Journey, journey

DEADLINE_S = 600.0
"""So much virtual time passes while threads build."""


@pytest.fixture
def data(town_data: Path, tmp_path: Path) -> Path:
    """A data folder with a copy of the town's map, to be harmed."""
    shutil.copytree(town_data / "maps", tmp_path / "maps", symlinks=True)
    pointer = tmp_path / "maps" / "installed" / "town"
    version = tmp_path / "maps" / "versions" / pointer.readlink().name
    pointer.unlink()
    pointer.symlink_to(version)
    return tmp_path


def built_anew(data: Path, number: int) -> Path:
    """Install another build of the town, as another process would, and return its folder."""
    old = open_maps(Config(data_dir=data)).region("town").folder
    new = old.with_name(f"town@{number:012x}")
    shutil.copytree(old, new)
    (new / "manifest.json").unlink()
    write_manifest(replace(read_manifest(old), title=f"Town {number}"), new)
    pointer = data / "maps" / "installed" / "town"
    beside = pointer.with_name(".town")
    beside.symlink_to(new)
    beside.replace(pointer)
    return new


def spoil(file: Path) -> None:
    """Turn a few bytes in the middle of a file over."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64 * [0x55])
    file.chmod(0o644)
    file.write_bytes(content)


async def until(done: Callable[[], bool]) -> None:
    """Wait, also for real threads, until something is so."""
    for _ in range(int(DEADLINE_S)):
        if done():
            return
        await asyncio.sleep(1.0)
        await asyncio.to_thread(time.sleep, 0.02)
    pytest.fail("it never happened")


def lines(j: Journey) -> list[str]:
    """Take what navigation wants to say unasked."""
    said: list[str] = []
    while (line := j.navigation.guide.take_line()) is not None:
        said.append(line)
    return said


def states(j: Journey) -> list[str]:
    return [event.detail for event in j.events if isinstance(event, ServiceState)]


def title(j: Journey) -> str:
    return j.navigation.opened.region.manifest.title if j.navigation.opened else ""


# --- new maps ---------------------------------------------------------------------------------


def test_a_newer_build_is_used_without_a_restart_and_the_trip_goes_on(data: Path) -> None:
    async def story(j: Journey) -> tuple[str, list[str]]:
        await j.go("lake cafe")
        built_anew(data, 2)
        await until(lambda: title(j) == "Town 2")
        found = await j.look("nearest", what="cafe")
        return j.trip["destination"]["label"], [one["label"] for one in found["places"]]

    goal, cafes = journey(data, story)
    assert goal == "Lake Cafe"
    assert "Corner Cafe" in cafes


def test_a_first_map_is_used_without_a_restart_and_a_removed_one_no_more(
    data: Path, tmp_path: Path
) -> None:
    aside = tmp_path / "aside"
    (data / "maps").rename(aside)

    async def story(j: Journey) -> tuple[str, str]:
        before = (await j.look("nearest", what="cafe"))["status"]
        shutil.copytree(aside, data / "maps", symlinks=True)
        await until(lambda: j.navigation.opened is not None)
        await j.go("lake cafe")
        shutil.rmtree(data / "maps" / "installed")
        await until(lambda: j.navigation.opened is None)
        return before, (await j.look("nearest", what="cafe"))["status"]

    assert journey(data, story) == ("no_map", "no_map")


@pytest.fixture
def far_away(data: Path) -> Point:
    """Install the town once more, far away as "Far Away"; its middle."""
    town = open_maps(Config(data_dir=data)).region("town")
    far = town.folder.with_name("far@000000000001")
    shutil.copytree(town.folder, far)
    box = town.manifest.box
    there = replace(box, west=box.west + 10, east=box.east + 10)
    (far / "manifest.json").unlink()
    write_manifest(replace(town.manifest, region="far", title="Far Away", box=there), far)
    (data / "maps" / "installed" / "far").symlink_to(far)
    return there.centre


def test_the_map_of_where_the_car_is_comes_into_use(data: Path, far_away: Point) -> None:
    async def story(j: Journey) -> tuple[str, str]:
        first = title(j)
        place(j.car, far_away, 0.0)
        await until(lambda: title(j) == "Far Away")
        return first, states(j)[-1]

    assert journey(data, story) == ("Small Town", "map: changed")


def test_the_first_question_at_another_place_is_asked_of_its_map(
    data: Path, far_away: Point
) -> None:
    async def story(j: Journey) -> tuple[str, str]:
        place(j.car, far_away, 0.0)
        found = await j.look("where_am_i")
        return found["status"], found["title"]

    assert journey(data, story) == ("ok", "Far Away")


def test_a_trip_ends_with_a_word_when_the_car_is_on_another_map_for_good(
    data: Path, far_away: Point
) -> None:
    async def story(j: Journey) -> tuple[str, list[str]]:
        await j.go("lake cafe")
        place(j.car, far_away, 0.0)
        await asyncio.sleep(PATIENCE_S / 2)
        kept = title(j)
        assert j.trip is not None
        await until(lambda: j.trip is None)
        await asyncio.sleep(1.0)
        return kept, lines(j)

    left = "We have left the map of this trip. I end the guidance."
    assert journey(data, story) == ("Small Town", [left])


def test_a_locked_file_of_places_is_read_all_the_same(data: Path) -> None:
    file = open_maps(Config(data_dir=data)).region("town").folder / PLACES
    file.chmod(0o644)
    lock = sqlite3.connect(file)
    lock.execute("BEGIN EXCLUSIVE")
    found = journey(data, lambda j: j.look("nearest", what="cafe"))
    lock.close()
    assert found["places"][0]["label"] == "Corner Cafe"


# --- damage -----------------------------------------------------------------------------------


def test_a_damaged_map_is_built_again_and_said_so(data: Path) -> None:
    for file in (TILES, PLACES):
        spoil(open_maps(Config(data_dir=data)).region("town").folder / file)

    async def story(j: Journey) -> tuple[str, list[str], list[str]]:
        while not j.navigation.mending:  # noqa: ASYNC110  a second would already be too long
            await asyncio.sleep(0)
        status = (await j.look("nearest", what="cafe"))["status"]
        await until(lambda: j.navigation.opened is not None)
        await j.go("lake cafe")
        return status, lines(j), states(j)

    status, said, told = journey(data, story)
    assert status == "map_mending"
    assert said == ["My map is damaged. I'm building it again.", "My map is whole again."]
    assert told == ["map: mending", "map: mended"]
    assert open_maps(Config(data_dir=data)).check("town").sound


def test_damage_that_shows_while_it_runs_is_mended(data: Path) -> None:
    store, told = open_maps(Config(data_dir=data)), list[str]()

    async def story() -> bool:
        around = Surroundings(lambda: None, MonotonicClock().now)
        async with MapInUse(store, around, told.append) as used:
            used.suspect()
            await asyncio.sleep(5.0)
            assert told == []  # nothing was wrong
            spoil(store.region("town").folder / PLACES)
            used.suspect()
            await until(lambda: len(told) > 1 and used.opened is not None)
            return bool(used.opened and used.opened.places.by_name("lake cafe", "en", START, 1))

    assert run_virtual(story())
    assert told == ["mending", "mended"]
    assert store.check("town").sound


def test_a_large_map_is_checked_after_it_was_opened(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_in_use, "CHECKED_FIRST_BYTES", 0)
    spoil(open_maps(Config(data_dir=data)).region("town").folder / "map.mbtiles")

    async def story(j: Journey) -> list[str]:
        assert j.navigation.opened is not None
        await until(lambda: "map: mended" in states(j))
        return lines(j)

    assert journey(data, story)[-1] == "My map is whole again."


def test_without_its_source_a_damaged_map_gives_way_to_the_build_before(data: Path) -> None:
    new = built_anew(data, 3)
    spoil(new / TILES)
    spoil(new / SOURCE)

    async def story(j: Journey) -> tuple[str, list[str]]:
        await until(lambda: j.navigation.opened is not None)
        return title(j), lines(j)

    used, said = journey(data, story)
    assert used == "Small Town"
    assert said[-1] == "My map was damaged. I'm using the one before it."


def test_what_can_not_be_mended_is_said_once(data: Path) -> None:
    folder = open_maps(Config(data_dir=data)).region("town").folder
    spoil(folder / TILES)
    spoil(folder / SOURCE)

    async def story(j: Journey) -> tuple[list[str], str]:
        await until(lambda: "map: lost" in states(j))
        await asyncio.sleep(60.0)
        return lines(j), (await j.look("nearest", what="cafe"))["status"]

    said, status = journey(data, story)
    assert [line[:17] for line in said] == ["My map is damaged"] * 2
    assert status == "map_lost"


# --- a restart in the middle of a trip --------------------------------------------------------


async def _leave(j: Journey) -> None:
    await j.do("avoid", "motorway", value=True)
    await j.go("lake cafe")
    bakery = (await j.look("go_to", destination="anna's bakery"))["places"][0]["place"]
    await j.do("add_stop", place=bakery)


def test_a_trip_goes_on_after_a_restart(data: Path) -> None:
    journey(data, _leave, live=True)
    assert stat.S_IMODE((data / "trip.json").stat().st_mode) == 0o600

    async def story(j: Journey) -> tuple[list[str], list[str], list[str]]:
        await until(lambda: j.navigation.ongoing)
        stops = [one["label"] for one in j.trip["stops"]]
        said, avoided = lines(j), j.navigation.seen()["avoid"]
        await j.do("cancel")
        return said, stops, avoided

    said, stops, avoided = journey(data, story, live=True)
    assert said == ["We go on to Lake Cafe. Say cancel to end it."]
    assert (stops, avoided) == (["Anna's Bakery"], ["motorway"])
    assert not (data / "trip.json").exists()


@pytest.mark.parametrize("why", ["old", "there", "damaged", "one command"])
def test_a_trip_does_not_go_on_when_it_should_not(data: Path, why: str) -> None:
    file = data / "trip.json"
    journey(data, _leave, live=why != "one command")
    assert file.exists() == (why != "one command")
    if why == "old":
        kept = json.loads(file.read_text())
        file.write_text(json.dumps({**kept, "at_s": time.time() - RECENT_S - 60}))
    elif why == "damaged":
        file.write_text("{")

    async def story(j: Journey) -> bool:
        if why == "there":
            goal = json.loads(file.read_text())["destination"]
            place(j.car, replace(START, lat=goal["lat"], lon=goal["lon"]), 0.0)
        await asyncio.sleep(30.0)
        return j.navigation.ongoing

    assert not journey(data, story, live=True)
    assert not file.exists()


def test_a_trip_waits_for_the_position(data: Path) -> None:
    journey(data, _leave, live=True)

    async def story(j: Journey) -> tuple[bool, bool]:
        place(j.car, replace(START, lat=START.lat + 5), 0.0)
        await asyncio.sleep(20.0)
        before = j.navigation.ongoing
        place(j.car, at(200, 0), 90.0)
        await until(lambda: j.navigation.ongoing)
        return before, j.navigation.ongoing

    assert journey(data, story, live=True) == (False, True)


def test_an_arrival_ends_what_is_kept(data: Path) -> None:
    async def story(j: Journey) -> bool:
        await j.go("corner cafe")
        there = (data / "trip.json").exists()
        guide = j.navigation.guide
        assert guide.trip is not None
        await drive_car(j.car, drive(plan_of(guide.trip.route)), MonotonicClock())
        await asyncio.sleep(20.0)
        return there and not j.navigation.ongoing

    assert journey(data, story, live=True)
    assert not (data / "trip.json").exists()
