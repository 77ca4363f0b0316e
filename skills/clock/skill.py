"""Time, date, timers, reminders and alarms.

The engine runs the timers; this skill asks for them as effects and reads the running ones
from its context. An alarm is a reminder whose label is the time itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.skillhost.sdk import Context, Effect, ToolResult
from assistant.skillhost.speech import (
    spoken_duration,
    spoken_left,
    spoken_time,
)

from .card import running_card, started
from .due import (
    MAX_S,
    Arguments,
    due_then,
    duration_s,
    moment,
    running,
    start,
    timed,
    wanted_s,
)
from .today import skill


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
