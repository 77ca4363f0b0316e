"""What a day and a time of day mean that a person said. Pure; the present is passed in.

Skills get both as slots, filled by ``<on_day>`` and ``<at_time>`` of the common sentences:
``day`` (``tomorrow``, ``friday``, ``next_friday`` …) or ``month`` and ``date``; ``hour`` as the
clock shows it, ``minute`` and ``period`` (``am``, ``pm``, ``night``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "after_tomorrow": 2}
_NOON = 12
_WORKDAY_STARTS = 7
"""An appointment "at three" is in the afternoon; "at eight" in the morning."""


def said_day(today: date, said: Mapping[str, Any]) -> date | None:
    """Return the day that is meant, the next one there is; None when none was said or exists.

    "Friday" is the coming one, today included; "next Friday" is that of next week. A month and
    a date without a year, or a date alone, are the next ones to come.
    """
    day = said.get("day")
    if day in _NEAR:
        return today + timedelta(days=_NEAR[day])
    if day in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(day) - today.weekday()) % 7)
    if isinstance(day, str) and day.startswith("next_") and day[5:] in WEEKDAYS:
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=WEEKDAYS.index(day[5:]))
    return _said_date(today, said) if "date" in said else None


def _said_date(today: date, said: Mapping[str, Any]) -> date | None:
    number = int(said["date"])
    for ahead in range(8 * 12):  # 29 February comes within eight years
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        if said.get("month", month + 1) != month + 1:
            continue
        try:
            found = date(year, month + 1, number)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def said_hour(said: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return hour (0 to 23) and minute of an appointment; None when no time was said.

    Without "am" or "pm" it is by day: from seven in the morning to half past six.
    """
    if "hour" not in said:
        return None
    hour, minute = int(said["hour"]) % 24, int(said.get("minute", 0))
    noonish, period = hour % _NOON, said.get("period")
    if period is None and said.get("day") == "tonight":
        period = "night"
    if period == "am":
        return noonish, minute
    if period == "pm":
        return noonish + _NOON, minute
    if period == "night":
        return (noonish if noonish < 4 else noonish + _NOON), minute  # noqa: PLR2004  after midnight
    if hour > _NOON or hour == 0:
        return hour, minute
    return (noonish if noonish >= _WORKDAY_STARTS else noonish + _NOON), minute


def span(now: datetime, name: str) -> tuple[date, date] | None:
    """Return the first day of a stretch and the day after its last: ``week``, ``next_week``, ….

    The current ones begin today; None for an unknown name.
    """
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    saturday = monday + timedelta(days=5)
    month = today.replace(day=1)
    later = (month + timedelta(days=32)).replace(day=1)
    return {
        "week": (today, monday + timedelta(days=7)),
        "next_week": (monday + timedelta(days=7), monday + timedelta(days=14)),
        "weekend": (max(today, saturday), monday + timedelta(days=7)),
        "next_weekend": (saturday + timedelta(days=7), monday + timedelta(days=14)),
        "month": (today, later),
        "next_month": (later, (later + timedelta(days=32)).replace(day=1)),
    }.get(name)
