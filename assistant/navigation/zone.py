"""Which time zone a place is in, and which country that zone belongs to.

Looking a point up loads 100 MB of borders, so it is done once, when a map is built; the map's
manifest keeps the answer.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from assistant.navigation.interface import Point


def zone_at(point: Point) -> str:
    """Return the name of the time zone at a point (``Europe/Helsinki``), empty when unknown."""
    hours = OpeningHours("Mo 00:00-12:00", coords=(point.lat, point.lon))
    change = hours.next_change(datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))
    zone = change.tzinfo if change is not None else None
    return zone.key if isinstance(zone, ZoneInfo) else ""


@cache
def country_of(zone: str) -> str | None:
    """Return the ISO code of the country that a time zone belongs to, None when none is known."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((code for code, _, name, *_ in rows if name == zone), None)
