"""The weather skill: honest about age, place and reach."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

BUNDLE = load_bundle(Path(__file__).resolve().parents[2] / "skills" / "weather")
HOST = LocalSkillHost([BUNDLE])
NOW = "2026-03-05T15:25:00+01:00"  # a Thursday


def hour(day: int, at: int, **values: float | None) -> dict[str, Any]:
    known = {"temperature": 8.0, "rain_chance": 0, "rain_mm": 0, "code": 2, "wind_kmh": 10}
    return {"at_iso": f"2026-03-{day:02}T{at:02}:00:00+01:00", **known, **values}


def day(number: int, **values: float | None) -> dict[str, Any]:
    known = {"low": 2.0, "high": 9.0, "rain_chance": 0, "rain_mm": 0, "code": 2}
    return {"date_iso": f"2026-03-{number:02}", **known, **values}


HOURS = [hour(5, at) for at in range(15, 24)] + [hour(6, at) for at in range(24)]
DAYS = [day(number) for number in range(5, 12)]


def ask(
    tool: str,
    hours: list[dict[str, Any]] | None = None,
    days: list[dict[str, Any]] | None = None,
    age_s: int = 60,
    away_km: int | None = 2,
    **said: Any,
) -> str:
    seen = {
        "age_s": age_s,
        "away_km": away_km,
        "hours": HOURS if hours is None else hours,
        "days": DAYS if days is None else days,
    }
    return answer(tool, {"weather": seen}, {}, **said)


def answer(tool: str, services: dict[str, Any], signals: dict[str, Value], **said: Any) -> str:
    context = Context(now_iso=NOW, services=services, signals=signals)
    result: ToolResult = asyncio.run(HOST.call(f"weather.{tool}", said, context))
    assert result.effects == ()
    return HOST.render("weather.now", result.reply, "en", result.values)


@pytest.mark.parametrize("tool", sorted(BUNDLE.tools))
def test_without_a_forecast_nothing_is_foretold(tool: str) -> None:
    said = {"what": "rain"} if tool == "will_it" else {}
    outside: dict[str, Value] = {"Vehicle.Exterior.AirTemperature": 6.4}
    assert answer(tool, {"weather": {}}, outside, **said) == (
        "I have no forecast. It is 6 degrees outside."
    )
    assert answer(tool, {}, {}, **said) == "I have no forecast."


def test_age_and_place_are_told_when_they_matter() -> None:
    assert ask("forecast", day="tomorrow") == "Tomorrow: partly cloudy, 2 to 9 degrees."
    assert ask("forecast", age_s=3 * 86400, day="tomorrow").startswith("As of three days ago: ")
    assert ask("forecast", away_km=300, day="tomorrow").endswith("That's for where we were.")
    assert not ask("forecast", away_km=None, day="tomorrow").endswith("where we were.")


def test_a_forecast_does_not_reach_for_ever() -> None:
    assert ask("forecast", span="next_month") == "My forecast doesn't reach that far."
    assert ask("forecast", hours=[], days=[], age_s=30 * 86400, day="today") == (
        "My forecast is of thirty days ago and doesn't reach that far."
    )


def test_what_the_car_measures_comes_first() -> None:
    seen = {"weather": {"age_s": 9000, "away_km": 1, "hours": HOURS, "days": DAYS}}
    outside: dict[str, Value] = {"Vehicle.Exterior.AirTemperature": -1.0}
    assert answer("now", seen, outside) == "As of two hours ago: Partly cloudy, -1 degree."
    outside["Vehicle.Body.Raindetection.Intensity"] = 40
    assert answer("now", seen, outside) == "It's raining, -1 degree."


@pytest.mark.parametrize(
    ("chance", "reply"),
    [
        (80, "Yes, rain is likely from about six o'clock in the evening, 80 percent."),
        (40, "Maybe from about six o'clock in the evening, 40 percent."),
        (10, "No, rain is unlikely."),
    ],
)
def test_rain_by_the_hours(chance: int, reply: str) -> None:
    hours = [hour(5, at, rain_chance=chance if at >= 18 else 0) for at in range(15, 24)]
    assert ask("will_it", hours, what="rain", day="today") == reply


def test_rain_of_a_part_of_the_day() -> None:
    hours = [hour(6, at, rain_chance=90 if at < 9 else 0) for at in range(24)]
    assert ask("will_it", hours, what="umbrella", day="tomorrow", period="pm").startswith("No")
    assert ask("will_it", hours, what="umbrella", day="tomorrow", period="am").startswith("Yes")


def test_rain_by_the_day_where_the_hours_end() -> None:
    days = [day(9, rain_chance=70)]
    assert ask("will_it", days=days, what="rain", day="monday") == (
        "Yes, rain is likely, 70 percent."
    )
    silent = [day(9, rain_chance=None, rain_mm=3)]
    assert ask("will_it", days=silent, what="rain", day="monday") == "Yes, rain is likely."


@pytest.mark.parametrize(
    ("what", "values", "comes"),
    [
        ("snow", {"code": 73}, True),
        ("snow", {"code": 63}, False),
        ("freeze", {"temperature": -0.5}, True),
        ("freeze", {"temperature": 0.5}, False),
        ("storm", {"code": 95}, True),
        ("fog", {"code": 45}, True),
        ("sun", {"code": 0}, True),
        ("sun", {"code": 3}, False),
        ("wind", {"wind_kmh": 55}, True),
        ("wind", {"wind_kmh": None}, False),
    ],
)
def test_other_weather(what: str, values: dict[str, float | None], comes: bool) -> None:
    hours = [hour(6, 12, **values)]
    said = ask("will_it", hours, what=what, day="tomorrow")
    assert said.startswith("Yes") is comes


def test_several_days_are_summed_up() -> None:
    days = [day(5), day(6, rain_chance=90, low=-3), day(7), day(8, high=14)]
    assert ask("forecast", days=days, span="week") == "-3 to 14 degrees, with rain tomorrow."
    assert ask("forecast", days=days, span="weekend") == (
        "On Saturday: partly cloudy, 2 to 9 degrees. On Sunday: partly cloudy, 2 to 14 degrees."
    )


def test_degrees_of_a_day_and_of_a_part_of_it() -> None:
    hours = [hour(6, at, temperature=at) for at in range(24)]
    assert ask("temperature", hours, day="tomorrow") == "2 to 9 degrees."
    assert ask("temperature", hours, day="tomorrow", period="pm") == "12 to 17 degrees."
    missing = [day(6, low=None, high=None)]
    assert ask("temperature", [], missing, day="tomorrow").startswith("My forecast")


def test_when_the_rain_stops_is_the_first_dry_hour() -> None:
    wet = [hour(5, at, rain_chance=80) for at in (15, 16, 17)]
    assert ask("will_it", [*wet, hour(5, 18)], what="rain", ends=True) == (
        "The rain should stop around six o'clock in the evening."
    )
    assert ask("will_it", wet, what="rain", ends=True) == ("The rain goes on as far as I can see.")
    assert ask("will_it", what="rain", ends=True) == "It is dry now."
