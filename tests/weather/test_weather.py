"""The forecast: fetched where a server is named, kept, told with its age."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.clock import run_virtual
from assistant.errors import DownloadError, InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Asker
from assistant.weather.fetch import MAX_BYTES, Fetch, fetch
from assistant.weather.forecast import distance_km
from assistant.weather.weather import LOOK_S, OLD_S, Weather
from tests.weather.server import Answers, serving

NOON_S = datetime(2026, 1, 15, 11, 0, tzinfo=UTC).timestamp()  # noon in Munich
MUNICH = (48.13743, 11.57549)
BERLIN = (52.52, 13.405)


def answer(days: int = 7) -> dict[str, Any]:
    """An answer as the real server gives it, for Munich."""
    start = datetime(2026, 1, 15)  # noqa: DTZ001  the server tells local times without a zone
    hours = days * 24
    return {
        "latitude": 48.1,
        "longitude": 11.6,
        "utc_offset_seconds": 3600,
        "hourly_units": {"temperature_2m": "°C"},
        "hourly": {
            "time": [
                (start + timedelta(hours=h)).isoformat(timespec="minutes") for h in range(hours)
            ],
            "temperature_2m": [h / 10 for h in range(hours)],
            "precipitation_probability": [None] * hours,
            "precipitation": [0.2] * hours,
            "weather_code": [61] * hours,
            "wind_speed_10m": [12.0] * hours,
        },
        "daily": {
            "time": [(start + timedelta(days=d)).date().isoformat() for d in range(days)],
            "weather_code": [3.0] * days,
            "temperature_2m_max": [5.0 + d for d in range(days)],
            "temperature_2m_min": [-1.0] * days,
            "precipitation_probability_max": [80] * days,
            "precipitation_sum": [1.5] * days,
        },
    }


class Car:
    """Where and when the car is."""

    def __init__(self) -> None:
        self.now_s = NOON_S
        self.place: tuple[float, float] | None = MUNICH

    def weather(self, folder: Path, url: str = "", get: Fetch = fetch) -> Weather:
        path = folder / "forecast.json"
        return Weather(path, lambda: self.now_s, lambda: self.place, url, get)


@pytest.fixture
def server() -> Iterator[Answers]:
    with serving() as answers:
        answers.say(answer())
        yield answers


def test_a_forecast_is_kept_and_grows_old(server: Answers, tmp_path: Path) -> None:
    car = Car()
    asyncio.run(car.weather(tmp_path, server.url).refresh())
    car.now_s += 2 * 3600
    seen = car.weather(tmp_path).seen()
    assert (seen["age_s"], seen["away_km"]) == (7200, 5)
    assert seen["hours"][0] == {
        "at_iso": "2026-01-15T14:00:00+01:00",
        "temperature": 1.4,
        "rain_chance": None,
        "rain_mm": 0.2,
        "code": 61,
        "wind_kmh": 12.0,
    }
    assert [day["date_iso"] for day in seen["days"]][:2] == ["2026-01-15", "2026-01-16"]
    assert len(seen["days"]) == 7


def test_what_is_past_is_not_seen(server: Answers, tmp_path: Path) -> None:
    car = Car()
    asyncio.run(car.weather(tmp_path, server.url).refresh())
    car.now_s += 3 * 86400
    assert car.weather(tmp_path).seen()["days"][0]["date_iso"] == "2026-01-18"
    car.now_s += 30 * 86400
    seen = car.weather(tmp_path).seen()
    assert (seen["hours"], seen["days"]) == ([], [])


def test_the_server_learns_only_a_rounded_place(server: Answers, tmp_path: Path) -> None:
    asyncio.run(Car().weather(tmp_path, server.url).refresh())
    (asked,) = server.asked
    assert (asked["latitude"], asked["longitude"]) == (["48.1"], ["11.6"])


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b""),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b"[1]"),
        (200, b"x" * (MAX_BYTES + 1)),
    ],
)
def test_a_wrong_answer_leaves_the_old_forecast(
    server: Answers, tmp_path: Path, status: int, body: bytes
) -> None:
    weather = Car().weather(tmp_path, server.url)
    asyncio.run(weather.refresh())
    before = weather.seen()
    server.status = status
    server.say(body)
    with pytest.raises(DownloadError):
        asyncio.run(weather.refresh())
    assert weather.seen() == before


def test_lists_of_different_length_are_no_forecast(server: Answers, tmp_path: Path) -> None:
    short = answer()
    short["daily"]["temperature_2m_min"] = []
    server.say(short)
    with pytest.raises(DownloadError, match="no forecast"):
        asyncio.run(Car().weather(tmp_path, server.url).refresh())


def test_without_a_server_a_place_or_a_forecast_there_is_nothing(tmp_path: Path) -> None:
    car = Car()
    weather = car.weather(tmp_path)
    assert weather.seen() == {}
    run_virtual(weather.keep_fresh())
    car.place = None
    with pytest.raises(DownloadError, match="place is unknown"):
        asyncio.run(car.weather(tmp_path, "http://127.0.0.1:9/").refresh())


def test_it_stays_fresh_and_follows_the_car(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    car, online = Car(), True
    asked: list[str] = []

    async def get(url: str, query: Mapping[str, str]) -> bytes:
        asked.append(query["latitude"])
        if not online:
            raise DownloadError("No connection.")
        return json.dumps(answer()).encode()

    async def drive() -> None:
        nonlocal online
        task = asyncio.create_task(car.weather(tmp_path, "http://any", get).keep_fresh())
        for place, connected in (
            (None, True),
            (MUNICH, False),
            (MUNICH, False),
            (MUNICH, True),
            (MUNICH, True),
            (BERLIN, True),
        ):
            car.place, online = place, connected
            await asyncio.sleep(LOOK_S)
            car.now_s += LOOK_S
        car.now_s += OLD_S
        await asyncio.sleep(LOOK_S)
        task.cancel()

    with caplog.at_level(logging.INFO):
        run_virtual(drive())
    assert asked == ["48.1", "48.1", "48.1", "52.5", "52.5"]
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_no_log_line_tells_where_the_car_is(
    server: Answers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        asyncio.run(Car().weather(tmp_path, server.url).refresh())
    assert not re.search(r"48\.\d", caplog.text)  # the latitude


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "forecast.json").write_text('{"fetched_s": 1', encoding="utf-8")
    assert Car().weather(tmp_path).seen() == {}
    assert (tmp_path / "forecast.json.damaged").exists()


def test_the_weather_takes_no_effects(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        asyncio.run(Car().weather(tmp_path).apply(Effect("weather.set"), Asker("driver", "en")))


def test_distance() -> None:
    assert distance_km(MUNICH, BERLIN) == pytest.approx(504, abs=2)
    assert distance_km(MUNICH, MUNICH) == 0
