"""Places on installed maps that are not in use: told of, or the better map is taken."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Config
from assistant.navigation.interface import Point
from assistant.navigation.maps.order import Order
from assistant.navigation.maps.store import open_maps
from tests.navigation.places.village import Village, small_village
from tests.navigation.trips import Journey, journey

FAR = Point(56.0, 20.4)


VERY_FAR = Point(31.2, 121.5)


def small_place(at: Point, street: str, museum: str) -> Village:
    village = Village()
    ends = [village.node(Point(at.lat, at.lon + step / 1000)) for step in range(5)]
    village.way(ends, highway="residential", name=street)
    village.node(Point(at.lat + 0.0005, at.lon), tourism="museum", name=museum)
    return village


VILLAGES = {
    "village": small_village(),
    "riviera": small_place(FAR, "Quai Albert", "Oceanographic Museum"),
    "delta": small_place(VERY_FAR, "Nanjing Road", "Museum of Silk"),
}


@pytest.fixture(scope="module")
def data(town_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the town, a village in it that is smaller, and two far away."""
    folder = tmp_path_factory.mktemp("maps")
    shutil.copytree(town_data / "maps", folder / "maps", symlinks=True)
    for name, village in VILLAGES.items():
        source = village.write(folder / f"{name}.osm")
        order = Order(source, name, name.title(), source.name)
        open_maps(Config(data_dir=folder)).build(order, lambda _step: None)
    return folder


async def used(trip: Journey) -> str:
    assert trip.navigation.opened is not None
    return trip.navigation.opened.region.id


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("go_to", "the oceanographic museum"),
        ("go_to", "quai albert"),
        ("nearest", "oceanographic museum"),
        ("how_long", "riviera"),
    ],
)
def test_a_place_of_a_map_without_a_road_to_it_is_told_with_that_map(
    data: Path, tool: str, said: str
) -> None:
    async def story(trip: Journey) -> tuple[dict[str, Any], str]:
        wanted = {"what" if tool == "nearest" else "destination": said}
        return await trip.look(tool, **wanted), await used(trip)

    found, region = journey(data, story)
    assert (found["elsewhere"], found["places"], region) == ("Riviera", [], "village")


def test_of_a_map_too_far_to_drive_there_only_its_name_counts(data: Path) -> None:
    async def story(trip: Journey) -> list[str | None]:
        said = ("museum of silk", "delta")
        return [(await trip.look("go_to", destination=one)).get("elsewhere") for one in said]

    assert journey(data, story) == [None, "Delta"]


def test_what_no_map_has_is_just_not_found(data: Path) -> None:
    found = journey(data, lambda trip: trip.look("go_to", destination="the moon"))
    assert ("elsewhere" in found, found["decision"]) == (False, "none")


def test_a_map_that_covers_the_car_too_is_taken_for_a_place_that_only_it_has(data: Path) -> None:
    async def story(trip: Journey) -> tuple[str, dict[str, Any], str]:
        first = await used(trip)
        return first, await trip.go("museum of trains"), await used(trip)

    first, place, then = journey(data, story)
    assert (first, place["label"], then) == ("village", "Museum of Trains", "town")
    assert place["drive_s"] is not None
