"""What the car drives through, as scenes."""

from __future__ import annotations

import asyncio
import gzip
import itertools
from datetime import datetime, timezone
from pathlib import Path

import pytest

from assistant.imaging.land import ZOOM, land_in, tile_of
from assistant.imaging.looking import ALTITUDE, LIGHT, RAIN, TEMPERATURE, Lookout
from assistant.imaging.scene.program import from_json
from assistant.imaging.scenery import Around, scenery, season_of, time_of, title
from assistant.navigation.interface import Point
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle

NOON = Around(hour=12.0, month=7, latitude=50.0)


@pytest.mark.parametrize(
    ("land", "altitude_m", "place"),
    [
        ({"wood": 0.6, "residential": 0.1}, 200.0, "forest"),
        ({"farmland": 0.7}, 200.0, "countryside"),
        ({"sea": 0.4, "wood": 0.5}, 5.0, "coast"),
        ({"water": 0.3}, 100.0, "lake"),
        ({"building": 0.15, "commercial": 0.2}, 30.0, "city"),
        ({"residential": 0.4, "building": 0.02}, 30.0, "village"),
        ({"wood": 0.5}, 1500.0, "mountain"),
        ({}, None, "countryside"),
    ],
)
def test_the_place_follows_the_land(
    land: dict[str, float], altitude_m: float | None, place: str
) -> None:
    around = Around(hour=12.0, month=7, latitude=50.0, land=land, altitude_m=altitude_m)
    assert scenery(around)["place"] == place


@pytest.mark.parametrize(
    ("rain", "celsius", "fog", "light", "weather"),
    [
        (50.0, 10.0, False, 80.0, "rain"),
        (50.0, -2.0, False, 80.0, "snow"),
        (0.0, 10.0, True, 80.0, "fog"),
        (0.0, 10.0, False, 40.0, "cloudy"),
        (None, None, False, None, "clear"),
    ],
)
def test_the_weather_follows_the_cars_signals(
    rain: float | None, celsius: float | None, fog: bool, light: float | None, weather: str
) -> None:
    around = Around(12.0, 7, 50.0, rain=rain, celsius=celsius, fog_lights=fog, light=light)
    assert scenery(around)["weather"] == weather


def test_season_and_hour_follow_the_clock_and_the_light() -> None:
    assert [season_of(month, 50.0) for month in (1, 4, 7, 10)] == [
        "winter", "spring", "summer", "autumn",
    ]  # fmt: skip
    assert season_of(1, -30.0) == "summer"
    assert (time_of(13.0, None), time_of(23.0, None)) == ("noon", "night")
    assert (time_of(13.0, 5.0), time_of(22.0, 90.0)) == ("dusk", "sunset")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_scene_can_be_drawn_and_has_a_title(language: str) -> None:
    lands: tuple[dict[str, float], ...] = (
        {"sea": 1.0},
        {"water": 1.0},
        {"building": 1.0},
        {"residential": 1.0},
        {"wood": 1.0},
        {},
    )
    for land, hour, rain in itertools.product(lands, (3, 6, 9, 13, 18, 20), (0.0, 90.0)):
        for latitude, celsius in ((70.0, -5.0), (10.0, 20.0)):
            scene = scenery(Around(hour, 1, latitude, land, rain=rain, celsius=celsius))
            assert from_json(scene).subjects[0].kind == "car"
            assert title(scene, language)


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def part(number: int, content: bytes | int) -> bytes:
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def zigzag(value: int) -> int:
    return value << 1 ^ value >> 63


def square(side: int, *, hole: int = 0) -> bytes:
    """The commands of a square, with a square hole in it."""

    def ring(corner: tuple[int, int], moves: list[tuple[int, int]]) -> list[int]:
        steps = [zigzag(one) for move in moves for one in move]
        return [9, zigzag(corner[0]), zigzag(corner[1]), len(moves) << 3 | 2, *steps, 15]

    commands = ring((0, 0), [(side, 0), (0, side), (-side, 0)])
    if hole:
        commands += ring((0, -side), [(0, hole), (hole, 0), (0, -hole)])
    return b"".join(map(varint, commands))


class OneTile:
    """A map of one tile, around a point."""

    def __init__(self, point: Point, data: bytes) -> None:
        self.place = (ZOOM, *tile_of(point))
        self.data = gzip.compress(data)

    def get(self, zoom: int, column: int, row: int) -> bytes | None:
        return self.data if (zoom, column, row) == self.place else None


def layer(name: str, kind: str, commands: bytes) -> bytes:
    feature = part(2, varint(0) + varint(0)) + part(3, 3) + part(4, commands)
    value = part(1, kind.encode())
    body = part(1, name.encode()) + part(2, feature) + part(3, b"kind") + part(4, value)
    return part(3, body + part(5, 4096))


def test_the_land_is_measured_on_the_map() -> None:
    here = Point(60.17, 24.94)
    tile = (
        layer("land", "wood", square(2048, hole=1024))
        + layer("water", "water", square(4096))
        + layer("road", "primary", square(4096))
    )
    found = land_in(OneTile(here, tile), here)
    assert found == pytest.approx({"wood": 0.25 - 0.0625, "water": 1.0})
    assert land_in(OneTile(here, tile), Point(-60.0, 10.0)) == {}


def test_the_lookout_reads_the_car(tmp_path: Path) -> None:
    del tmp_path
    clock = [10.0]
    vehicle = SimulatedVehicle(load_catalogue(), lambda: clock[0])
    for path, value in ((RAIN, 70), (LIGHT, 30.0), (TEMPERATURE, -4.0), (ALTITUDE, 1200.0)):
        vehicle.set_sensor(path, value)
    now = datetime(2026, 1, 15, 17, 30, tzinfo=timezone.utc)  # noqa: UP017
    around = asyncio.run(Lookout(vehicle, None, lambda: clock[0], lambda: now).look())
    assert (around.rain, around.celsius, around.altitude_m) == (70.0, -4.0, 1200.0)
    assert (around.hour, around.month) == (17.5, 1)
    scene = scenery(around)
    assert (scene["place"], scene["weather"], scene["season"]) == ("mountain", "snow", "winter")
