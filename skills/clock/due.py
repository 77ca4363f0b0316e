"""When timers, reminders and alarms are due, and which are running. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from assistant.skillhost.sdk import Context, Effect
from assistant.skillhost.speech import HOUR_S, MINUTE_S, time_en, time_zh

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
