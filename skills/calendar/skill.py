"""Appointments: what is planned, when I am free, and adding, moving and removing them.

The service ``calendar`` keeps them; this skill reads them from its context. What is heard of a
title is matched with the titles there are.
"""

from __future__ import annotations

import re
import string
from datetime import date, datetime, timedelta
from typing import Any

from assistant.skillhost.moments import said_day, said_hour, span
from assistant.skillhost.names import best_matches, likely
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult
from assistant.skillhost.speech import spoken_day, spoken_on_day, spoken_time

from .planned import Planned

skill = Skill("calendar")

TOLD = 3
"""So many appointments are spoken; the card lists all."""

MOST = 8
"""So many appointments are removed at once; more must be a mistake."""

AN_HOUR = timedelta(hours=1)

ALL_DAY = re.compile(r"birthday|anniversary|holiday|vacation|生日|纪念日|假期|放假|休假")
"""What has no time of day unless one is said."""

GENERIC = re.compile(
    r"\b(the|a|an|my|our|with|appointments?|meetings?|events?|calls?|at|to)\b"
    r"|^[和跟与]|的|预约|日程|安排|约会|会议"
)
"""What tells no appointment from another."""

WITH = {
    "en": {
        "meeting": "Meeting with {}",
        "appointment": "Appointment with {}",
        "call": "Call with {}",
    },
    "zh": {"meeting": "和{}的会议", "appointment": "和{}的约会", "call": "和{}的电话"},
}
"""Titles of what was named only by whom it is with."""

NO_NAME = re.compile(r"(?:the|my|our|a|an)\b")
"""How those begin who are not named: "the bank", "my boss"."""

CARD_TITLE = {"en": "Calendar", "zh": "日程"}

Arguments = dict[str, Any]


def present(ctx: Context) -> datetime:
    """Return the present, local."""
    return datetime.fromisoformat(ctx.now_iso)


def coming(ctx: Context) -> list[Planned]:
    """Return what is not over yet, soonest first."""
    now = present(ctx)
    planned = [Planned(data) for data in ctx.services.get("calendar", ())]
    return [one for one in planned if not one.is_over(now)]


def meant(now: datetime, said: Arguments) -> tuple[date, date]:
    """Return the first day that is meant and the day after the last; today unless said."""
    day = said_day(now.date(), said) or now.date()
    return span(now, said.get("span", "")) or (day, day + timedelta(days=1))


def titled(language: str, title: str, kind: str = "") -> str:
    """Return a title as people write it: "Dentist", "Meeting with Tom", 和Tom的会议."""
    if kind and title:
        name = title if NO_NAME.match(title) else string.capwords(title)
        return WITH[language][kind].format(name)
    return title[:1].upper() + title[1:]


def named(ctx: Context, title: str, events: list[Planned]) -> Planned | None:
    """Return the soonest event whose title may be what was said, or None."""
    titles = list(dict.fromkeys(_essence(one.title) for one in events))
    matches = best_matches(_essence(title), titles, ctx.language)
    meant = {match.candidate for match in likely(matches)} if matches else set()
    return next((one for one in events if _essence(one.title) in meant), None)


def _essence(title: str) -> str:
    plain = " ".join(GENERIC.sub(" ", title.casefold()).split())
    return plain or title.casefold().strip()


# --- words ------------------------------------------------------------------------------------


def row(ctx: Context, one: Planned) -> Arguments:
    """Return what a reply and a card tell of an event."""
    today, language = present(ctx).date(), ctx.language
    time = "" if one.all_day else spoken_time(one.start, language, with_part=True)
    return {
        "title": one.title,
        "time": time,
        "day": spoken_on_day(one.day, today, language),
        "today": one.day == today,
        "place": one.place,
    }


def listed(ctx: Context, events: list[Planned]) -> Arguments:
    """Return the values of a reply that tells several events."""
    rows = [row(ctx, one) for one in events[:TOLD]]
    return {"events": rows, "more": max(0, len(events) - TOLD)}


def card(ctx: Context, events: list[Planned]) -> Arguments | None:
    """Return the list for the screen, or nothing to show."""
    if not events:
        return None
    today = present(ctx).date()
    items = [
        {
            "title": one.title,
            "day": spoken_day(one.day, today, ctx.language),
            "start": one.start.isoformat() if not one.all_day else one.day.isoformat(),
            "place": one.place,
        }
        for one in events
    ]
    return {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}


# --- questions --------------------------------------------------------------------------------


@skill.tool("agenda")
def agenda(ctx: Context, **said: Any) -> ToolResult:
    """Say what is planned on a day, in a week; of today only what is still to come."""
    now = present(ctx)
    name = said.get("span", "")
    found = meant(now, said)
    events = [one for one in coming(ctx) if one.falls_in(*found) and one.begins_in(said)]
    values = {"span": name, "day": spoken_on_day(found[0], now.date(), ctx.language)}
    return ToolResult(
        reply="agenda", values={**values, **listed(ctx, events)}, card=card(ctx, events)
    )


@skill.tool("next_event")
def next_event(ctx: Context) -> ToolResult:
    """Say what comes next: the first that has not begun; all-day ones only when nothing else."""
    now = present(ctx)
    ahead = [one for one in coming(ctx) if one.all_day or one.start > now]
    timed = [one for one in ahead if not one.all_day]
    if not ahead:
        return ToolResult(reply="nothing_ahead")
    one = (timed or ahead)[0]
    return ToolResult(reply="next", values=row(ctx, one), card=card(ctx, [one]))


@skill.tool("find_event")
def find_event(ctx: Context, title: str, **said: Any) -> ToolResult:
    """Say when an appointment is, of those on a day when one is named."""
    events = [one for one in coming(ctx) if one.begins_in(said)]
    if said.keys() - {"period"}:
        days = meant(present(ctx), said)
        events = [one for one in events if one.falls_in(*days)]
    one = named(ctx, title, events)
    if one is None:
        return ToolResult(reply="not_found", values={"title": title})
    return ToolResult(reply="when_is", values=row(ctx, one), card=card(ctx, [one]))


@skill.tool("am_free")
def am_free(ctx: Context, **said: Any) -> ToolResult:
    """Say whether the hour from a time on, or the rest of a day, is free."""
    now = present(ctx)
    day = said_day(now.date(), said) or now.date()
    time = said_hour(said)
    if time is None:
        events = [one for one in coming(ctx) if one.falls_in(day, day + timedelta(days=1))]
        events = [one for one in events if one.begins_in(said)]
    else:
        start = datetime.combine(day, datetime.min.time(), now.tzinfo)
        start = start.replace(hour=time[0], minute=time[1])
        events = [one for one in coming(ctx) if one.touches(start, start + AN_HOUR)]
    values = {"day": spoken_on_day(day, now.date(), ctx.language), **listed(ctx, events)}
    return ToolResult(reply="free", values=values, card=card(ctx, events))


# --- changes ----------------------------------------------------------------------------------


@skill.tool("add_event")
def add_event(ctx: Context, title: str = "", kind: str = "", **said: Any) -> ToolResult:
    """Add an appointment; asks for what is missing."""
    title = titled(ctx.language, title, kind)
    now = present(ctx)
    day, time = said_day(now.date(), said), said_hour(said)
    all_day = said.get("all_day", False) or (time is None and bool(ALL_DAY.search(title)))
    if not title:
        return ToolResult(reply="what", outcome="asked", missing="title")
    if day is None and time is None:
        return ToolResult(reply="when", values={"title": title}, outcome="asked", missing="day")
    if time is None and not all_day:
        return ToolResult(reply="what_time", outcome="asked", missing="hour")
    start = _start(now, day, None if all_day else time)
    if start is None:
        return ToolResult(reply="past", outcome="refused")
    minutes = round(said.get("hours", 0) * 60 + said.get("minutes", 0)) or 60
    args = {"title": title, "start": start, "minutes": minutes}
    values = _when(ctx, title, start)
    if "T" in start:
        begins = datetime.fromisoformat(start).replace(tzinfo=now.tzinfo)
        ends = begins + timedelta(minutes=minutes)
        values["clash"] = [one.title for one in coming(ctx) if one.touches(begins, ends)][:1]
    effects = (Effect("calendar.add", args=args),)
    return ToolResult("added", values, effects, "done", card=_entry(ctx, values, start))


@skill.tool("move_event")
def move_event(ctx: Context, title: str = "", **said: Any) -> ToolResult:
    """Move an appointment; what is not said of its day or time stays."""
    if not title:
        return ToolResult(reply="which", outcome="asked", missing="title")
    one = named(ctx, title, coming(ctx))
    if one is None:
        return ToolResult(reply="not_found", values={"title": title})
    now = present(ctx)
    day, time = said_day(now.date(), said), said_hour(said)
    if day is None and time is None:
        return ToolResult(reply="move_when", outcome="asked", missing="day")
    if time is None and not one.all_day and not said.get("all_day"):
        time = (one.start.hour, one.start.minute)
    start = _start(now, day or one.day, time)
    if start is None:
        return ToolResult(reply="past", outcome="refused")
    effects = (Effect("calendar.move", one.id, args={"start": start}),)
    values = _when(ctx, one.title, start)
    return ToolResult("moved", values, effects, "done", card=_entry(ctx, values, start))


@skill.tool("remove_event")
def remove_event(ctx: Context, title: str = "", **said: Any) -> ToolResult:
    """Remove an appointment, by its title, its day, or the next one; the policy asks back."""
    if said.get("all"):
        return remove_all(ctx, said)
    events = coming(ctx)
    day = said_day(present(ctx).date(), said)
    if day is not None:
        events = [one for one in events if one.falls_in(day, day + timedelta(days=1))]
    one = named(ctx, title, events) if title else next(iter(events), None)
    if one is None:
        reply = "not_found" if title else "nothing_ahead"
        return ToolResult(reply=reply, values={"title": title})
    return ToolResult(
        reply="removed",
        values=row(ctx, one),
        effects=(Effect("calendar.remove", one.id),),
        outcome="done",
        question="remove_sure",
        card=card(ctx, [one]),
    )


def remove_all(ctx: Context, said: Arguments) -> ToolResult:
    """Remove all appointments of a day or a stretch of days."""
    now = present(ctx)
    found = meant(now, said)
    events = [one for one in coming(ctx) if one.falls_in(*found) and one.begins_in(said)]
    if not events:
        return agenda(ctx, **said)
    if len(events) > MOST:
        return ToolResult(reply="too_many", values={"count": len(events)}, outcome="refused")
    when = {"span": said.get("span", ""), "day": spoken_on_day(found[0], now.date(), ctx.language)}
    return ToolResult(
        reply="removed_all",
        values={**when, "count": len(events)},
        effects=tuple(Effect("calendar.remove", one.id) for one in events),
        outcome="done",
        question="remove_all_sure",
        card=card(ctx, events),
    )


def _start(now: datetime, day: date | None, time: tuple[int, int] | None) -> str | None:
    """Return a start in local ISO form; a time alone is the next one; None when it is over."""
    if time is None:
        return day.isoformat() if day is not None and day >= now.date() else None
    clock = datetime.min.time().replace(hour=time[0], minute=time[1])
    at = datetime.combine(day or now.date(), clock, now.tzinfo)
    if at <= now:
        if day is not None:
            return None
        at += timedelta(days=1)
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


def _when(ctx: Context, title: str, start: str) -> Arguments:
    at = datetime.fromisoformat(start)
    time = spoken_time(at, ctx.language, with_part=True) if "T" in start else ""
    day = spoken_on_day(at.date(), present(ctx).date(), ctx.language)
    return {"title": title, "day": day, "time": time, "clash": []}


def _entry(ctx: Context, values: Arguments, start: str) -> Arguments:
    """Return the card of one appointment as it will be."""
    items = [{"title": values["title"], "day": values["day"], "start": start}]
    return {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}
