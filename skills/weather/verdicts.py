"""What the hours and days of a forecast mean: rain from when to when, snow, wind, sun. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from assistant.skillhost.speech import spoken_time

LIKELY, POSSIBLE = 60, 30
"""Chances of rain in percent."""

WINDY_KMH = 40
"""From here on (force 6) the wind is worth a word."""

CONDITIONS = (
    (0, "clear"),
    (1, "fair"),
    (2, "cloudy"),
    (3, "overcast"),
    (48, "fog"),
    (57, "drizzle"),
    (67, "rain"),
    (77, "snow"),
    (82, "showers"),
    (86, "snow"),
    (99, "storm"),
)
"""WMO weather codes up to each number."""

Row = dict[str, Any]


def condition(code: int | None) -> str:
    """Return the name of a WMO weather code; empty when unknown."""
    if code is None:
        return ""
    return next((name for top, name in CONDITIONS if code <= top), "")


def known(values: Iterable[float | None]) -> list[float]:
    """Return the numbers that are there."""
    return [value for value in values if value is not None]


def rain(language: str, rows: list[Row], parts: list[Row], *, only_parts: bool) -> Row:
    """Return how likely rain is, and when it begins if the hours tell."""
    chances = known(row["rain_chance"] for row in parts)
    if not chances and not only_parts:
        chances = known(row["rain_chance"] for row in rows)
    if not chances:
        wet = any((row["rain_mm"] or 0) > 0 for row in parts or rows)
        return {"verdict": "yes" if wet else "no"}
    chance = max(chances)
    verdict = "yes" if chance >= LIKELY else "maybe" if chance >= POSSIBLE else "no"
    start = next((r for r in parts if (r["rain_chance"] or 0) >= POSSIBLE), None)
    at = datetime.fromisoformat(start["at_iso"]) if start and start is not parts[0] else None
    spoken = spoken_time(at, language, with_part=True) if at and verdict != "no" else ""
    return {"verdict": verdict, "at": spoken, "chance": int(round(chance, -1))}


def rain_ends(language: str, hours: Iterable[Row], now: datetime, *, wet_now: bool) -> Row:
    """Return when the rain stops: the first dry hour after a wet one, of all that are known."""
    ahead = [row for row in hours if covers(row, now) or _begins(row) > now]
    wet = [(row["rain_chance"] or 0) >= POSSIBLE or (row["rain_mm"] or 0) > 0 for row in ahead]
    if not (wet_now or any(wet[:1])):
        return {"verdict": "dry"}
    dry = next((row for row, rain in zip(ahead, wet, strict=True) if not rain), None)
    if dry is None:
        return {"verdict": "goes_on"}
    return {"verdict": "ends", "at": spoken_time(_begins(dry), language, with_part=True)}


def _begins(row: Row) -> datetime:
    return datetime.fromisoformat(row["at_iso"])


def comes(what: str, rows: list[Row], parts: list[Row]) -> bool:
    """Return True when some of the time has it."""
    skies = {condition(row["code"]) for row in (parts or rows)}
    if what == "freeze":
        return (
            min(known(r["temperature"] for r in parts) or known(r["low"] for r in rows), default=1)
            <= 0
        )
    if what == "wind":
        return max(known(row["wind_kmh"] for row in parts), default=0) >= WINDY_KMH
    if what == "sun":
        return bool(skies & {"clear", "fair"})
    return bool(skies & {"snow": {"snow"}, "storm": {"storm"}, "fog": {"fog"}}[what])


def covers(row: Row, at: datetime) -> bool:
    """Return True when a moment lies in the hour of a row."""
    start = datetime.fromisoformat(row["at_iso"])
    return start <= at < start + timedelta(hours=1)
