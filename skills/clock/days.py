"""Days: which weekday a date is, and how long it is until one, or until a feast. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.skillhost.moments import said_day

FEASTS = {
    "new_year": (1, 1),
    "valentines": (2, 14),
    "womens_day": (3, 8),
    "labour_day": (5, 1),
    "childrens_day": (6, 1),
    "independence_day": (7, 4),
    "national_day_cn": (10, 1),
    "halloween": (10, 31),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
    "new_years_eve": (12, 31),
}
"""Feasts on a fixed day: month and date."""

DAYS_A_WEEK = 7


def meant_day(today: date, said: dict[str, Any]) -> date | None:
    """Return the day that is meant, today or later; None when none was said or it never comes."""
    if "feast" in said:
        month, number = FEASTS[said["feast"]]
        return said_day(today, {"month": month, "date": number})
    return said_day(today, said)


def until(today: date, day: date, unit: str) -> dict[str, Any]:
    """Return what a reply tells of the days until ``day``; in weeks, the days left over, too."""
    days = (day - today).days
    weeks, rest = divmod(days, DAYS_A_WEEK)
    return {"days": days, "weeks": weeks, "rest": rest, "in_weeks": unit == "weeks" and weeks > 0}
