"""The clock's cards: the time, one timer that runs, or the list of all that run. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from assistant.skillhost.sdk import Context
from assistant.skillhost.speech import HOUR_S, MINUTE_S, spoken_date

TITLES = {
    "en": {"timer": "Timer", "reminder": "Reminder", "alarm": "Alarm", "all": "Running"},
    "zh": {"timer": "计时器", "reminder": "提醒", "alarm": "闹钟", "all": "正在运行"},
}

Row = dict[str, Any]


def time_card(at: datetime, language: str) -> Row:
    """Return the time of day above the date."""
    return {"type": "text", "title": f"{at:%H:%M}", "text": spoken_date(at.date(), language)}


def date_card(at: datetime, language: str) -> Row:
    """Return a day as a calendar shows it."""
    shown = f"{at.year}年{at.month}月{at.day}日" if language == "zh" else f"{at:%d %B %Y}"
    return {"type": "text", "title": shown.lstrip("0")}


def started(ctx: Context, kind: str, seconds: float, label: str) -> Row:
    """Return the card of what was just started."""
    return running_card(ctx, [{"kind": kind, "remaining_s": seconds, "label": label}])


def running_card(ctx: Context, timers: list[Row]) -> Row:
    """Return one timer large, or several as a list (``kind``, ``remaining_s``, ``label``)."""
    titles = TITLES[ctx.language]
    if len(timers) == 1:
        one = timers[0]
        seconds = round(one["remaining_s"])
        return {
            "type": "timer",
            "title": titles[one["kind"]],
            "label": _label(ctx, one),
            "remaining_s": seconds,
            "seconds": seconds,
        }
    items = [
        {"title": one["label"] or titles["timer"], "value": _value(ctx, one)}
        if one["kind"] != "alarm"
        else {"title": titles["alarm"], "value": _value(ctx, one)}
        for one in timers
    ]
    kinds = {one["kind"] for one in timers}
    title = titles[kinds.pop()] if len(kinds) == 1 else titles["all"]
    return {"type": "list", "title": title, "items": items}


def _label(ctx: Context, timer: Row) -> str:
    """Return what it is for; of an alarm, and of what has no name, when it is due."""
    named = timer["label"] if timer["kind"] != "alarm" else ""
    return named or f"{_due(ctx, timer):%H:%M}"


def _value(ctx: Context, timer: Row) -> str:
    """Return what is left of a timer, and when anything else is due."""
    if timer["kind"] != "timer":
        return f"{_due(ctx, timer):%H:%M}"
    left = round(timer["remaining_s"])
    hours, minutes, seconds = left // HOUR_S, left % HOUR_S // MINUTE_S, left % MINUTE_S
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _due(ctx: Context, timer: Row) -> datetime:
    return datetime.fromisoformat(ctx.now_iso) + timedelta(seconds=timer["remaining_s"])
