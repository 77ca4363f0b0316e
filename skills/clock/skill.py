"""Time, date, timers, reminders and alarms.

The engine runs the timers; this skill asks for them as effects and reads the running ones
from its context. An alarm is a reminder whose label is the time itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from assistant.skillhost.moments import WEEKDAYS
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult
from assistant.skillhost.speech import (
    HOUR_S,
    MINUTE_S,
    ordinal,
    spoken_date,
    spoken_duration,
    spoken_left,
    spoken_time,
    time_en,
    time_zh,
)

from .card import date_card, running_card, started, time_card
from .days import meant_day, until
from .world import zone_of

skill = Skill("clock")

MAX_S = 24 * 3600
"""Timers, reminders and alarms reach one day ahead."""

Arguments = dict[str, Any]


def duration_s(hours: float = 0, minutes: float = 0, seconds: float = 0) -> float:
    """Return a duration in seconds."""
    return hours * HOUR_S + minutes * MINUTE_S + seconds


def due_at(now: datetime, said: Arguments, *, waking: bool = False) -> datetime | None:
    """Return the next moment that a time of day means, None when it has passed today.

    ``said`` holds ``hour`` and maybe ``minute``, ``period`` and ``day``. Without a period it
    is the next time by day that a clock shows it; for waking it is the morning.
    """
    hour, minute = int(said["hour"]) % 24, int(said.get("minute", 0))
    period, day = said.get("period"), said.get("day")
    noonish = hour % 12
    late = noonish if period == "night" and noonish < 4 else noonish + 12  # noqa: PLR2004
    hours = {"am": [noonish], "pm": [noonish + 12], "night": [late]}.get(
        period or "",
        [hour] if hour >= 12 or hour == 0 else [noonish, noonish + 12],  # noqa: PLR2004
    )
    if len(hours) > 1 and (waking or day == "tomorrow"):
        morning = noonish >= (4 if waking else 7)
        hours = [hours[0] if morning else hours[1]]
    days = {"today": (0,), "tomorrow": (1,)}.get(day or "", (0, 1))
    if day == "today" and period == "night" and late < 12:  # noqa: PLR2004  after midnight
        days = (1,)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [midnight + timedelta(days=d, hours=h, minutes=minute) for d in days for h in hours]
    soon = [m for m in moments if m > now and (len(hours) == 1 or not by_night(m, now))]
    return min(soon, default=None)


def by_night(moment_due: datetime, now: datetime) -> bool:
    """Return True for an hour that "at three" does not mean unless it is near: before six."""
    return moment_due.hour < 6 and moment_due - now > timedelta(hours=6)  # noqa: PLR2004


def wanted_s(ctx: Context, said: Arguments, *, waking: bool = False) -> float | str:
    """Return in how many seconds something is due, or the key of the reply that says why not."""
    if said.get("day") == "later":
        return "too_long"
    if "hour" in said:
        now = datetime.fromisoformat(ctx.now_iso)
        due = due_at(now, said, waking=waking)
        if due is None:
            return "past"
        seconds = (due - now).total_seconds()
    else:
        seconds = duration_s(*(said.get(key, 0) for key in ("hours", "minutes", "seconds")))
    if seconds <= 0:
        return "too_short"
    return seconds if seconds <= MAX_S else "too_long"


def timed(said: Arguments) -> bool:
    """Return True when the arguments hold a duration, a time of day, or a day too far ahead."""
    given = any(key in said for key in ("hours", "minutes", "seconds", "hour"))
    return given or said.get("day") == "later"


def start(kind: str, seconds: float, label: str) -> Effect:
    """Return the effect that starts a timer or reminder."""
    args = {"kind": kind, "seconds": round(seconds), "label": label}
    return Effect(kind="timer.start", target=label, args=args)


def moment(ctx: Context, seconds: float) -> datetime:
    """Return the due time, to the nearest minute."""
    at = datetime.fromisoformat(ctx.now_iso) + timedelta(seconds=seconds + 30)
    return at.replace(second=0, microsecond=0)


def is_alarm(timer: Arguments) -> bool:
    """Return True for a reminder whose label is its own time."""
    at = datetime.fromisoformat(timer["due_iso"]) + timedelta(seconds=30)
    return timer["kind"] == "reminder" and timer["label"] in (time_en(at), time_zh(at))


def running(ctx: Context, kind: str | None = None, label: str | None = None) -> list[Arguments]:
    """Return the running timers of a kind, or of a name."""
    found = []
    for timer in ctx.services.get("timer", ()):
        own_kind = "alarm" if is_alarm(timer) else timer["kind"]
        named = label is None or label.casefold() in timer["label"].casefold()
        if named and kind in (None, own_kind):
            found.append({**timer, "kind": own_kind})
    return found


def due_then(timer: Arguments, said: Arguments) -> bool:
    """Tell whether a timer is due at the time of day that was said."""
    at = datetime.fromisoformat(timer["due_iso"]) + timedelta(seconds=30)
    hour, period = int(said["hour"]) % 24, said.get("period")
    halves = {"am": [hour % 12], "pm": [hour % 12 + 12], "night": [hour % 12, hour % 12 + 12]}
    hours = halves.get(period or "", [hour] if hour > 12 else [hour % 12, hour % 12 + 12])  # noqa: PLR2004
    return at.hour in hours and at.minute == int(said.get("minute", 0))


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


@skill.tool("start_timer")
def start_timer(ctx: Context, label: str = "", **said: float) -> ToolResult:
    """Start a timer; asks for the minutes when no duration was said."""
    if not timed(said):
        return ToolResult(reply="how_long", outcome="asked", missing="minutes")
    seconds = wanted_s(ctx, said)
    if isinstance(seconds, str):
        return ToolResult(reply=seconds, outcome="refused")
    values = {"label": label, "duration": spoken_duration(seconds, ctx.language)}
    effects = (start("timer", seconds, label),)
    card = started(ctx, "timer", seconds, label)
    return ToolResult(reply="timer_set", values=values, effects=effects, outcome="done", card=card)


@skill.tool("change_timer")
def change_timer(
    ctx: Context, direction: str = "more", label: str | None = None, **said: float
) -> ToolResult:
    """Restart the one timer that is meant with more or less time."""
    timers = running(ctx, "timer", label)
    if len(timers) != 1:
        return which(timers)
    if not timed(said):
        return ToolResult(reply="how_long", outcome="asked", missing="minutes")
    change = duration_s(**said) * (1 if direction == "more" else -1)
    seconds = timers[0]["remaining_s"] + change
    if not 0 < seconds <= MAX_S:
        reply = "too_long" if seconds > 0 else "too_short"
        return ToolResult(reply=reply, outcome="refused")
    stop = Effect(kind="timer.cancel", target=timers[0]["id"])
    values = {"left": spoken_left(seconds, ctx.language)}
    effects = (stop, start("timer", seconds, timers[0]["label"]))
    card = started(ctx, "timer", seconds, timers[0]["label"])
    return ToolResult(reply="changed", values=values, effects=effects, outcome="done", card=card)


@skill.tool("start_reminder")
def start_reminder(ctx: Context, text: str = "", **said: Any) -> ToolResult:
    """Remind after a duration or at a time; asks for what is missing."""
    if not timed(said):
        missing = "hour" if "day" in said else "minutes"
        return ToolResult(reply="remind_when", outcome="asked", missing=missing)
    if not text:
        return ToolResult(reply="remind_what", outcome="asked", missing="text")
    seconds = wanted_s(ctx, said)
    if isinstance(seconds, str):
        return ToolResult(reply=seconds, outcome="refused")
    values = {"text": text, **when(ctx, said, seconds)}
    effects = (start("reminder", seconds, text),)
    card = started(ctx, "reminder", seconds, text)
    return ToolResult(
        reply="reminder_set", values=values, effects=effects, outcome="done", card=card
    )


@skill.tool("set_alarm")
def set_alarm(ctx: Context, change: bool = False, **said: Any) -> ToolResult:
    """Ring at a time of day, with ``change`` instead of the alarm there is; asks for the time."""
    if not timed(said):
        return ToolResult(reply="alarm_when", outcome="asked", missing="hour")
    seconds = wanted_s(ctx, said, waking=True)
    if isinstance(seconds, str):
        return ToolResult(reply=seconds, outcome="refused")
    label = spoken_time(moment(ctx, seconds), ctx.language)
    values = when(ctx, {"hour": 0}, seconds)
    old = running(ctx, "alarm") if change else []
    gone = tuple(Effect("timer.cancel", one["id"]) for one in old if len(old) == 1)
    effects = (*gone, start("reminder", seconds, label))
    card = started(ctx, "alarm", seconds, label)
    return ToolResult(reply="alarm_set", values=values, effects=effects, outcome="done", card=card)


def when(ctx: Context, said: Arguments, seconds: float) -> Arguments:
    """Return the values that tell when: a duration as it was said, or a time of day."""
    if "hour" not in said:
        return {"duration": spoken_duration(seconds, ctx.language), "at": "", "tomorrow": False}
    at = moment(ctx, seconds)
    tomorrow = at.date() != datetime.fromisoformat(ctx.now_iso).date()
    spoken = spoken_time(at, ctx.language, with_part=True)
    return {"duration": "", "at": spoken, "tomorrow": tomorrow}


def which(timers: list[Arguments]) -> ToolResult:
    """Return the answer when not exactly one timer is meant."""
    if not timers:
        return ToolResult(reply="no_timers", values={"kind": "timer"})
    return ToolResult(reply="which", outcome="asked", missing="label")


def row(ctx: Context, timer: Arguments) -> Arguments:
    """Return what a reply tells of one timer."""
    at = moment(ctx, timer["remaining_s"])
    left = spoken_left(timer["remaining_s"], ctx.language)
    return {**timer, "left": left, "at": spoken_time(at, ctx.language, with_part=True)}


@skill.tool("timer_remaining")
def timer_remaining(ctx: Context, label: str | None = None) -> ToolResult:
    """Say what is left of the running timers."""
    timers = running(ctx, "timer", label)
    if not timers:
        return ToolResult(reply="no_timers", values={"kind": "timer"})
    values = {"timers": [row(ctx, t) for t in timers]}
    return ToolResult(reply="remaining", values=values, card=running_card(ctx, timers))


@skill.tool("list_timers")
def list_timers(ctx: Context, kind: str | None = None, **said: Any) -> ToolResult:
    """List what runs, soonest first; of a time of day only what is due then."""
    timers = running(ctx, kind)
    if "hour" in said:
        timers = [one for one in timers if due_then(one, said)]
    if not timers:
        return ToolResult(reply="no_timers", values={"kind": kind or "any"})
    values = {"timers": [row(ctx, t) for t in timers]}
    return ToolResult(reply="remaining", values=values, card=running_card(ctx, timers))


@skill.tool("cancel_timer")
def cancel_timer(
    ctx: Context,
    kind: str | None = None,
    label: str | None = None,
    all: bool = False,  # noqa: A002  the argument's name in the manifest
    **said: Any,
) -> ToolResult:
    """Cancel the one that is meant, or all of a kind; asks when it could be several."""
    timers = running(ctx, kind, label)
    if "hour" in said:
        timers = [one for one in timers if due_then(one, said)]
    if not timers:
        return ToolResult(reply="no_timers", values={"kind": kind or "any"})
    if len(timers) > 1 and not all:
        return ToolResult(reply="which", outcome="asked", missing="label")
    everything = len(timers) == len(ctx.services["timer"]) and len(timers) > 1
    targets = ["all"] if everything else [timer["id"] for timer in timers]
    effects = tuple(Effect(kind="timer.cancel", target=target) for target in targets)
    values = {"kind": timers[0]["kind"], "count": len(timers)}
    return ToolResult(reply="cancelled", values=values, effects=effects, outcome="done")
