"""What time it is, here and elsewhere, and which day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from assistant.skillhost.moments import WEEKDAYS
from assistant.skillhost.sdk import Context, Skill, ToolResult
from assistant.skillhost.speech import ordinal, spoken_date, spoken_time

from .card import date_card, time_card
from .days import meant_day, until
from .world import zone_of

skill = Skill("clock")


@skill.tool("time")
def tell_time(ctx: Context) -> ToolResult:
    """Say the time in words."""
    now = datetime.fromisoformat(ctx.now_iso)
    values = {"time": spoken_time(now, ctx.language)}
    return ToolResult(reply="time", values=values, card=time_card(now, ctx.language))


@skill.tool("world_time")
def world_time(ctx: Context, place: str) -> ToolResult:
    """Say the time in another place, and whether it is another day there."""
    zone = zone_of(place, ctx.language)
    if zone is None:
        return ToolResult(reply="zone_unknown", values={"place": place}, outcome="refused")
    now = datetime.fromisoformat(ctx.now_iso).astimezone()
    there = now.astimezone(zone)
    shift = (there.date() - now.date()).days
    time = spoken_time(there, ctx.language, with_part=True)
    values = {"place": place, "time": time, "shift": shift}
    return ToolResult(reply="world_time", values=values, card=time_card(there, ctx.language))


@skill.tool("weekday")
def weekday(ctx: Context, asked: str = "", **said: Any) -> ToolResult:
    """Say which date and day of the week a day is; ``asked`` is the one to confirm."""
    today = datetime.fromisoformat(ctx.now_iso).date()
    day = meant_day(today, said)
    if day is None:
        return ToolResult(reply="no_such_day", outcome="refused")
    right = (WEEKDAYS[day.weekday()] == asked) if asked else None
    values = {"date": spoken_date(day, ctx.language), "weekday": day.weekday(), "right": right}
    return ToolResult(reply="weekday", values=values)


@skill.tool("until_day")
def until_day(ctx: Context, unit: str = "days", **said: Any) -> ToolResult:
    """Say how many days or weeks it is until a day or a feast."""
    today = datetime.fromisoformat(ctx.now_iso).date()
    day = meant_day(today, said)
    if day is None:
        return ToolResult(reply="no_such_day", outcome="refused")
    return ToolResult(reply="until_day", values=until(today, day, unit))


@skill.tool("date")
def tell_date(ctx: Context, day: str = "today") -> ToolResult:
    """Say the date and the day of the week."""
    away = {"yesterday": -1, "today": 0, "tomorrow": 1}[day]
    at = datetime.fromisoformat(ctx.now_iso) + timedelta(days=away)
    values = {"day": day, "weekday": at.weekday(), "month": at.month, "number": at.day}
    values["ordinal"] = ordinal(at.day)
    return ToolResult(reply="date", values=values, card=date_card(at, ctx.language))
