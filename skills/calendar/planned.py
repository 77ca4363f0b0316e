"""One appointment, as the service ``calendar`` shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

PERIODS = {"am": (0, 12), "pm": (12, 24), "night": (18, 24)}
"""Hours of the parts of a day; "pm" may be the evening."""


class Planned:
    """One appointment of the context."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.id: str = data["id"]
        self.title: str = data["title"]
        self.place: str = data["place"]
        self.all_day: bool = data["all_day"]
        self.start = datetime.fromisoformat(data["start_iso"])
        self.end = datetime.fromisoformat(data["end_iso"])

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return self.start.date()

    def is_over(self, now: datetime) -> bool:
        """Return True when it has ended."""
        return self.end.date() < now.date() if self.all_day else self.end <= now

    def touches(self, start: datetime, end: datetime) -> bool:
        """Return True when it takes some of the time between; all-day ones take none."""
        return not self.all_day and self.start < end and self.end > start

    def begins_in(self, said: Mapping[str, Any]) -> bool:
        """Return True when it begins in the part of the day that was said, if any was."""
        part = "night" if said.get("day") == "tonight" else said.get("period")
        first, after = PERIODS.get(part or "", (0, 24))
        return self.all_day or first <= self.start.hour < after

    def falls_in(self, first: date, after: date) -> bool:
        """Return True when it is on one of the days from ``first`` to before ``after``."""
        last = self.end.date() if self.all_day else (self.end - timedelta(seconds=1)).date()
        return self.day < after and max(last, self.day) >= first
