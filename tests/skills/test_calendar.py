"""The calendar skill: which appointment is meant, when, and what is asked for it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult

FOLDER = Path(__file__).resolve().parents[2] / "skills" / "calendar"
HOST = LocalSkillHost([load_bundle(FOLDER)])
NOW = "2026-03-05T15:25:00+01:00"  # a Thursday


def planned(title: str, start: str, end: str, place: str = "") -> dict[str, Any]:
    whole = "T" not in start
    times = (start, end) if whole else (f"2026-03-{start}:00+01:00", f"2026-03-{end}:00+01:00")
    return {
        "id": title.lower(),
        "title": title,
        "start_iso": times[0],
        "end_iso": times[1],
        "all_day": whole,
        "place": place,
        "repeats": False,
    }


STANDUP = planned("Standup", "05T15:00", "05T15:45")
DINNER = planned("Dinner with Anna", "05T19:00", "05T21:00", "Da Mario")
DENTIST = planned("Dentist", "06T10:00", "06T10:30")
TRIP = planned("Trip to Rome", "2026-03-07", "2026-03-08")
ALL = (STANDUP, DINNER, DENTIST, TRIP)


def call(
    tool: str, events: tuple[dict[str, Any], ...] = ALL, language: str = "en", **said: Any
) -> ToolResult:
    context = Context(language=language, now_iso=NOW, services={"calendar": list(events)})
    return asyncio.run(HOST.call(f"calendar.{tool}", said, context))


def said(result: ToolResult, language: str = "en", *, question: bool = False) -> str:
    key = result.question if question else result.reply
    assert key is not None
    return HOST.render("calendar.agenda", key, language, result.values)


def test_today_tells_only_what_is_not_over() -> None:
    over = planned("Breakfast", "05T08:00", "05T09:00")
    assert said(call("agenda", (over, STANDUP, DINNER), day="today")) == (
        "Today: Standup at three o'clock in the afternoon, "
        "Dinner with Anna at seven o'clock in the evening."
    )


def test_a_weekend_tells_all_day_events_on_each_of_their_days() -> None:
    assert said(call("agenda", span="weekend")) == "This weekend: Trip to Rome on Saturday."
    sunday = call("agenda", day="sunday")
    assert said(sunday) == "On Sunday: Trip to Rome."
    assert sunday.card is not None
    assert [item["title"] for item in sunday.card["items"]] == ["Trip to Rome"]


def test_many_are_summed_up_in_words_and_all_on_the_card() -> None:
    many = tuple(planned(f"Talk {n}", f"06T{n + 9:02}:00", f"06T{n + 9:02}:30") for n in range(5))
    result = call("agenda", many, "zh", day="tomorrow")
    assert said(result, "zh") == "明天：上午九点Talk 0，上午十点Talk 1，上午十一点Talk 2，还有2项。"
    assert result.card is not None
    assert len(result.card["items"]) == 5


def test_next_is_what_has_not_begun() -> None:
    assert said(call("next_event")) == (
        "Next is Dinner with Anna, today at seven o'clock in the evening, Da Mario."
    )
    assert said(call("next_event", (TRIP,))) == "Next is Trip to Rome, on Saturday."


@pytest.mark.parametrize("title", ["dentist", "the dentists", "dentist appointment"])
def test_a_title_is_found_also_when_misheard(title: str) -> None:
    assert said(call("find_event", title=title)).startswith("Dentist is tomorrow at ten")


def test_an_appointment_is_looked_for_on_the_day_that_is_named() -> None:
    assert said(call("find_event", title="dentist", day="friday")).startswith("Dentist is")
    assert said(call("find_event", title="dentist", day="monday")).startswith("I found no dentist")


def test_what_is_not_there_is_not_found() -> None:
    assert said(call("find_event", title="haircut")) == "I found no haircut in your calendar."


@pytest.mark.parametrize(
    ("when", "free"),
    [
        ({"day": "today", "hour": 7, "period": "pm"}, False),
        ({"day": "today", "hour": 6, "period": "pm"}, True),
        ({"day": "today", "hour": 6, "minute": 30, "period": "pm"}, False),
        ({"day": "friday", "hour": 10}, False),
        ({"day": "friday", "hour": 3}, True),
        ({"day": "saturday"}, False),
        ({"day": "monday"}, True),
    ],
)
def test_free_means_an_hour_without_appointments(when: dict[str, Any], free: bool) -> None:
    assert said(call("am_free", **when)).startswith("Yes" if free else "No")


@pytest.mark.parametrize(
    ("when", "start"),
    [
        ({"day": "friday", "hour": 3}, "2026-03-06T15:00"),
        ({"day": "next_friday", "hour": 8}, "2026-03-13T08:00"),
        ({"day": "tonight", "hour": 8}, "2026-03-05T20:00"),
        ({"hour": 2}, "2026-03-06T14:00"),
        ({"hour": 4}, "2026-03-05T16:00"),
        ({"month": 3, "date": 4, "hour": 12}, "2027-03-04T12:00"),
        ({"date": 21, "all_day": True}, "2026-03-21"),
    ],
)
def test_when_it_starts(when: dict[str, Any], start: str) -> None:
    (effect,) = call("add_event", title="haircut", **when).effects
    assert (effect.kind, effect.args["start"]) == ("calendar.add", start)


def test_what_is_missing_is_asked_for() -> None:
    assert call("add_event").missing == "title"
    assert call("add_event", title="haircut").missing == "day"
    assert call("add_event", title="haircut", day="friday").missing == "hour"
    assert call("add_event", title="mum's birthday", day="friday").effects
    assert call("move_event", title="dentist").missing == "day"


def test_the_past_is_refused_and_a_clash_is_told() -> None:
    assert call("add_event", title="x", day="today", hour=3).outcome == "refused"
    clash = call("add_event", title="Cinema", day="today", hour=8, period="pm", hours=2)
    assert said(clash).endswith("It overlaps with Dinner with Anna.")
    assert clash.effects[0].args["minutes"] == 120


def test_moving_keeps_what_was_not_said() -> None:
    (effect,) = call("move_event", title="dentist", day="monday").effects
    assert (effect.target, effect.args) == ("dentist", {"start": "2026-03-09T10:00"})
    (effect,) = call("move_event", title="dentist", hour=11).effects
    assert effect.args == {"start": "2026-03-06T11:00"}


def test_removing_asks_for_the_one_that_is_meant() -> None:
    by_title = call("remove_event", title="dinner")
    assert [effect.target for effect in by_title.effects] == ["dinner with anna"]
    assert said(by_title, question=True) == (
        "Remove Dinner with Anna today at seven o'clock in the evening?"
    )
    assert call("remove_event", day="friday").effects[0].target == "dentist"
    assert call("remove_event", title="haircut").effects == ()


def test_a_whole_day_is_cleared_only_when_it_is_not_too_much() -> None:
    cleared = call("remove_event", all=True, day="today")
    assert [effect.target for effect in cleared.effects] == ["standup", "dinner with anna"]
    assert said(cleared, question=True) == "Remove all 2 appointments today?"
    evening = call("remove_event", all=True, day="tonight")
    assert [effect.target for effect in evening.effects] == ["dinner with anna"]
    many = tuple(planned(f"Talk {n}", f"06T{n + 9:02}:00", f"06T{n + 9:02}:30") for n in range(9))
    assert call("remove_event", many, all=True, span="week").outcome == "refused"
    assert call("remove_event", all=True, day="monday").effects == ()


@pytest.mark.parametrize(
    ("kind", "name", "title"),
    [
        ("meeting", "tom", "Meeting with Tom"),
        ("appointment", "the bank", "Appointment with the bank"),
        ("call", "anna berg", "Call with Anna Berg"),
        (None, "haircut", "Haircut"),
    ],
)
def test_a_title_is_written_as_people_write_it(kind: str | None, name: str, title: str) -> None:
    said_kind: dict[str, Any] = {"kind": kind} if kind else {}
    (effect,) = call("add_event", title=name, day="friday", hour=3, **said_kind).effects
    assert effect.args["title"] == title
