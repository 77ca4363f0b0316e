"""A forecast as the car keeps it, read from an Open-Meteo answer. Pure."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.errors import DownloadError
from assistant.navigation.interface import Point

_LOOSE = ConfigDict(extra="ignore")
Numbers = list[float | None]

HOURLY = "temperature_2m,precipitation_probability,precipitation,weather_code,wind_speed_10m"
DAILY = (
    "weather_code,temperature_2m_max,temperature_2m_min,"
    "precipitation_probability_max,precipitation_sum"
)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour: °C, chance of rain in percent, rain in mm, WMO weather code, wind in km/h."""

    at_iso: str
    temperature: float | None = None
    rain_chance: float | None = None
    rain_mm: float | None = None
    code: int | None = None
    wind_kmh: float | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day, as ``Hour``; ``low`` and ``high`` in °C."""

    date_iso: str
    low: float | None = None
    high: float | None = None
    rain_chance: float | None = None
    rain_mm: float | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was foretold at ``fetched_s`` (seconds since the epoch) for a place in degrees."""

    fetched_s: float
    latitude: float
    longitude: float
    hours: tuple[Hour, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True, config=_LOOSE)
class _Hourly:
    time: list[str]
    temperature_2m: Numbers
    precipitation_probability: Numbers
    precipitation: Numbers
    weather_code: Numbers
    wind_speed_10m: Numbers


@dataclass(frozen=True, slots=True, config=_LOOSE)
class _Daily:
    time: list[str]
    weather_code: Numbers
    temperature_2m_max: Numbers
    temperature_2m_min: Numbers
    precipitation_probability_max: Numbers
    precipitation_sum: Numbers


@dataclass(frozen=True, slots=True, config=_LOOSE)
class _Answer:
    utc_offset_seconds: int
    hourly: _Hourly
    daily: _Daily


_ANSWER = TypeAdapter(_Answer)
FORECAST = TypeAdapter(Forecast)
"""Reads and writes the kept file."""


def query(latitude: float, longitude: float) -> dict[str, str]:
    """Return the question to an Open-Meteo server: metric, a week ahead, local times."""
    return {
        "latitude": f"{latitude:g}",
        "longitude": f"{longitude:g}",
        "hourly": HOURLY,
        "daily": DAILY,
        "timezone": "auto",
        "forecast_days": "7",
    }


def parse(body: bytes, fetched_s: float, place: tuple[float, float]) -> Forecast:
    """Return the forecast in an answer.

    Raises:
        DownloadError: the answer is no forecast.
    """
    try:
        answer = _ANSWER.validate_python(json.loads(body))
        zone = timezone(timedelta(seconds=answer.utc_offset_seconds))
        hours = tuple(_hour(answer.hourly, i, zone) for i in range(len(answer.hourly.time)))
        days = tuple(_day(answer.daily, i) for i in range(len(answer.daily.time)))
    except (ValueError, ValidationError, IndexError) as error:
        raise DownloadError("The server's answer is no forecast.") from error
    return Forecast(fetched_s, *place, hours, days)


def _hour(table: _Hourly, index: int, zone: timezone) -> Hour:
    return Hour(
        datetime.fromisoformat(table.time[index]).replace(tzinfo=zone).isoformat(),
        table.temperature_2m[index],
        table.precipitation_probability[index],
        table.precipitation[index],
        _code(table.weather_code[index]),
        table.wind_speed_10m[index],
    )


def _day(table: _Daily, index: int) -> Day:
    return Day(
        date.fromisoformat(table.time[index]).isoformat(),
        table.temperature_2m_min[index],
        table.temperature_2m_max[index],
        table.precipitation_probability_max[index],
        table.precipitation_sum[index],
        _code(table.weather_code[index]),
    )


def _code(value: float | None) -> int | None:
    return None if value is None else int(value)


def as_data(forecast: Forecast, now_s: float, place: tuple[float, float] | None) -> dict[str, Any]:
    """Return what skills see: the age, how far away the place is, what is still to come."""
    now = datetime.fromtimestamp(now_s, UTC)
    hours = [h for h in forecast.hours if _end(h) > now]
    today = datetime.fromisoformat(hours[0].at_iso).date() if hours else now.date()
    return {
        "age_s": max(0, round(now_s - forecast.fetched_s)),
        "away_km": None if place is None else round(distance_km(place, _place(forecast))),
        "hours": [_plain(hour) for hour in hours],
        "days": [_plain(d) for d in forecast.days if date.fromisoformat(d.date_iso) >= today],
    }


def _end(hour: Hour) -> datetime:
    return datetime.fromisoformat(hour.at_iso) + timedelta(hours=1)


def _place(forecast: Forecast) -> tuple[float, float]:
    return forecast.latitude, forecast.longitude


def _plain(part: Hour | Day) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two places in degrees, on a sphere."""
    return Point(*one).distance_m(Point(*other)) / 1000
