"""The map, the route and places over the local API, as a screen asks for them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from assistant.api.scopes import Scope
from assistant.clock import MonotonicClock
from assistant.config import Config
from assistant.navigation.interface import ATTRIBUTION
from assistant.navigation.open import open_navigation
from assistant.navigation.simulated_drive import place
from assistant.navigation.tiles import ScreenTiles
from assistant.observe.bus import EventBus
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle
from tests.api.served import Served, served
from tests.navigation.trips import START, Journey

Result = TypeVar("Result")
Story = Callable[[Served, Journey], Awaitable[Result]]


@pytest.fixture
def data(town_data: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with the town's map."""
    (tmp_path / "maps").symlink_to(town_data / "maps")
    return tmp_path


def on_screen(data: Path, story: Story[Result]) -> Result:
    """Run a story with a served car whose navigation has the map of ``data``."""

    async def run() -> Result:
        now, bus = MonotonicClock().now, EventBus()
        car = SimulatedVehicle(load_catalogue(), now)
        place(car, START, 90.0)
        async with (
            open_navigation(Config(data_dir=data), car, bus, now) as navigation,
            served(data, services=(navigation,)) as running,
        ):
            return await story(running, Journey(navigation, car, []))

    return asyncio.run(run())


async def get(running: Served, path: str, scope: Scope = Scope.SCREEN) -> httpx2.Response:
    async with running.http(scope) as client:
        return await client.get(f"/api/v1/map{path}")


def test_the_map_says_what_it_is_and_whose(data: Path) -> None:
    told = on_screen(data, lambda running, _: get(running, "")).json()
    assert (told["title"], told["attribution"]) == ("Small Town", ATTRIBUTION)
    west, south, east, north = told["bounds"]
    assert west < START.lon < east
    assert south < START.lat < north


def test_tiles_come_as_the_map_has_them(data: Path) -> None:
    (file,) = data.glob("maps/versions/*/map.mbtiles")
    query = "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles ORDER BY 1 DESC LIMIT 1"
    zoom, column, row, packed = sqlite3.connect(file).execute(query).fetchone()
    path = f"/{zoom}/{column}/{2**zoom - 1 - row}.mvt"

    async def story(running: Served, _: Journey) -> tuple[httpx2.Response, ...]:
        wanted = (path, "/14/0/0.mvt", "/99/0/0.mvt")
        return tuple([await get(running, one) for one in wanted])

    there, nothing, wrong = on_screen(data, story)
    assert there.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert there.headers["content-encoding"] == "gzip"
    assert len(there.content) > 0
    assert ScreenTiles(file).get(zoom, column, 2**zoom - 1 - row) == packed
    assert (nothing.status_code, wrong.status_code) == (204, 422)


def test_the_route_is_what_is_left_of_the_trip(data: Path) -> None:
    async def story(running: Served, journey: Journey) -> tuple[httpx2.Response, ...]:
        before = await get(running, "/route")
        await journey.go("lake cafe")
        return before, await get(running, "/route"), await get(running, "/route", Scope.APP)

    before, after, app = on_screen(data, story)
    assert before.json()["features"] == []
    assert before.json()["attribution"] == ATTRIBUTION
    line, goal = after.json()["features"]
    assert line["geometry"]["type"] == "LineString"
    assert line["geometry"]["coordinates"][0] == pytest.approx([START.lon, START.lat], abs=1e-4)
    assert goal["properties"] == {
        "label": "Lake Cafe",
        "category": "cafe",
        "address": "Lake Road",
        "kind": "destination",
    }
    assert app.status_code == 403


def test_places_on_the_screen_are_nobodys_offer(data: Path) -> None:
    async def story(running: Served, journey: Journey) -> tuple[list[str], str]:
        await journey.look("nearest", what="cafe")
        shown = (await get(running, "/places?what=pharmacy")).json()["features"]
        second = (await journey.look("go_to", offered=2))["places"][0]
        return [one["properties"]["label"] for one in shown], second["label"]

    shown, second = on_screen(data, story)
    assert shown == ["North Pharmacy", "Oak Pharmacy"]
    assert second == "Yuyuan Coffee"


def test_a_car_without_a_map_says_so(tmp_path: Path) -> None:
    async def story(running: Served, _: Journey) -> list[tuple[int, str]]:
        asked = [await get(running, path) for path in ("", "/14/1/1.mvt")]
        return [(one.status_code, one.json()["code"]) for one in asked]

    assert on_screen(tmp_path, story) == [(404, "map_not_installed")] * 2
