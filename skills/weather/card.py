"""The weather's card: now and the days, or one day by its hours. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WORDS = {
    "en": {
        "title": "Weather", "now": "Now", "rain_chance": "rain", "clear": "Clear", "fair": "Fair",
        "cloudy": "Cloudy", "overcast": "Overcast", "fog": "Fog", "drizzle": "Drizzle",
        "rain": "Rain", "snow": "Snow", "showers": "Showers", "storm": "Thunderstorm", "": "",
    },
    "zh": {
        "title": "天气", "now": "现在", "rain_chance": "降雨", "clear": "晴", "fair": "大致晴朗",
        "cloudy": "多云", "overcast": "阴", "fog": "雾", "drizzle": "毛毛雨",
        "rain": "雨", "snow": "雪", "showers": "阵雨", "storm": "雷雨", "": "",
    },
}  # fmt: skip
EVERY_H = 3
"""One day is shown every so many hours."""

Row = dict[str, Any]


def now_item(condition: str, degrees: int | None, language: str) -> Row:
    """Return the row of this moment."""
    return _item(WORDS[language]["now"], condition, 0, language) | {"value": _degrees(degrees)}


def day_items(days: Sequence[Row], language: str) -> list[Row]:
    """Return rows of days: ``date_iso``, ``name``, ``condition``, ``low``, ``high``, ``rain``."""
    return [
        _item(day["name"], day["condition"], day["rain"], language)
        | {"date": day["date_iso"], "low": day["low"], "high": day["high"]}
        for day in days
    ]


def hour_items(hours: Sequence[Row], language: str) -> list[Row]:
    """Return rows of hours, every third: ``at_iso``, ``condition``, ``degrees``, ``rain``."""
    return [
        _item(hour["at_iso"][11:16], hour["condition"], hour["rain"], language)
        | {"value": _degrees(hour["degrees"])}
        for hour in hours[::EVERY_H]
    ]


def weather_card(items: list[Row], language: str, day: str = "") -> Row | None:
    """Return the card of rows, named by the day when they are its hours; None without any."""
    title = WORDS[language]["title"] + (f" · {day}" if day else "")
    return {"type": "list", "title": title, "items": items} if items else None


def _item(title: str, condition: str, rain: int, language: str) -> Row:
    words = WORDS[language]
    chance = f"{words['rain_chance']} {rain} %" if rain else ""
    told = " · ".join(filter(None, (words[condition], chance)))
    return {"title": title[:1].upper() + title[1:], "condition": condition, "text": told}


def _degrees(value: int | None) -> str:
    return "–" if value is None else f"{value}°"
