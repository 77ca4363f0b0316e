"""The clock: which moment a time of day means, how it is said, and what timers are asked for."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult

FOLDER = Path(__file__).resolve().parents[2] / "skills" / "clock"
HOST = LocalSkillHost([load_bundle(FOLDER)])
AFTERNOON = "2026-03-05T15:25:40+01:00"
NIGHT = "2026-03-05T22:10:00+01:00"


def call(tool: str, now: str = AFTERNOON, language: str = "en", **arguments: Any) -> ToolResult:
    context = Context(
        now_iso=now, language=language, services={"timer": arguments.pop("timers", ())}
    )
    return asyncio.run(HOST.call(f"clock.{tool}", arguments, context))


def said(result: ToolResult, language: str = "en") -> str:
    return HOST.render("clock.time", result.reply, language, result.values)


def due(result: ToolResult, now: str = AFTERNOON) -> str:
    seconds = result.effects[-1].args["seconds"]
    return (datetime.fromisoformat(now) + timedelta(seconds=seconds)).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("arguments", "now", "expected"),
    [
        ({"hour": 5}, AFTERNOON, "05 17:00"),
        ({"hour": 3}, AFTERNOON, "06 15:00"),
        ({"hour": 1}, NIGHT, "06 01:00"),
        ({"hour": 9}, AFTERNOON, "05 21:00"),
        ({"hour": 5, "period": "am"}, AFTERNOON, "06 05:00"),
        ({"hour": 12}, AFTERNOON, "06 12:00"),
        ({"hour": 12, "period": "pm"}, NIGHT, "06 12:00"),
        ({"hour": 12, "period": "night"}, AFTERNOON, "06 00:00"),
        ({"hour": 12, "period": "night", "day": "today"}, AFTERNOON, "06 00:00"),
        ({"hour": 10, "period": "night"}, AFTERNOON, "05 22:00"),
        ({"hour": 2, "period": "night"}, NIGHT, "06 02:00"),
        ({"hour": 17, "minute": 30}, AFTERNOON, "05 17:30"),
        ({"hour": 0}, AFTERNOON, "06 00:00"),
        ({"hour": 24}, AFTERNOON, "06 00:00"),
        ({"hour": 9, "day": "tomorrow"}, AFTERNOON, "06 09:00"),
        ({"hour": 3, "day": "tomorrow"}, AFTERNOON, "06 15:00"),
    ],
)
def test_reminder_time_is_the_next_one_meant(
    arguments: dict[str, Any], now: str, expected: str
) -> None:
    assert due(call("start_reminder", now, text="eat", **arguments), now) == expected


@pytest.mark.parametrize(
    ("arguments", "now", "expected"),
    [
        ({"hour": 7, "minute": 30}, NIGHT, "06 07:30"),
        ({"hour": 7}, AFTERNOON, "06 07:00"),
        ({"hour": 7, "period": "pm"}, AFTERNOON, "05 19:00"),
        ({"minutes": 20}, AFTERNOON, "05 15:45"),
    ],
)
def test_alarm_means_the_morning(arguments: dict[str, Any], now: str, expected: str) -> None:
    assert due(call("set_alarm", now, **arguments), now) == expected


def test_times_that_have_passed_or_are_too_far_are_refused() -> None:
    assert call("start_reminder", text="x", hour=9, period="am", day="today").reply == "past"
    assert call("start_reminder", text="x", hour=8, period="pm", day="tomorrow").reply == "too_long"
    assert call("start_reminder", text="x", day="later").reply == "too_long"


@given(st.integers(0, 24), st.integers(0, 59), st.sampled_from([None, "am", "pm", "night"]))
def test_every_time_of_day_is_within_a_day(hour: int, minute: int, period: str | None) -> None:
    arguments: dict[str, Any] = {"hour": hour, "minute": minute}
    if period:
        arguments["period"] = period
    result = call("start_reminder", text="x", **arguments)
    assert result.outcome == "done"
    assert 0 < result.effects[0].args["seconds"] <= 24 * 3600


@given(st.floats(-10, 100_000, allow_nan=False))
def test_durations_are_checked(seconds: float) -> None:
    arguments = {"seconds": seconds} if seconds >= 0 else {"seconds": 0}
    result = call("start_timer", **arguments)
    assert (result.outcome == "done") == (0 < arguments["seconds"] <= 24 * 3600)


@pytest.mark.parametrize(
    ("clock", "english", "mandarin"),
    [
        ("15:00", "It's three o'clock.", "现在下午三点。"),
        ("15:30", "It's half past three.", "现在下午三点半。"),
        ("15:45", "It's quarter to four.", "现在下午三点四十五分。"),
        ("12:45", "It's quarter to one.", "现在中午十二点四十五分。"),
        ("09:05", "It's nine oh five.", "现在上午九点零五分。"),
        ("14:02", "It's two oh two.", "现在下午两点零二分。"),
        ("00:00", "It's midnight.", "现在凌晨零点。"),
        ("12:00", "It's noon.", "现在中午十二点。"),
        ("23:58", "It's eleven fifty-eight.", "现在晚上十一点五十八分。"),
    ],
)
def test_time_is_said_as_people_say_it(clock: str, english: str, mandarin: str) -> None:
    now = f"2026-03-05T{clock}:00+01:00"
    assert said(call("time", now)) == english
    assert said(call("time", now, "zh"), "zh") == mandarin


def test_date_is_said_in_both_languages() -> None:
    assert said(call("date")) == "It's Thursday, March fifth."
    assert said(call("date", day="tomorrow")) == "Tomorrow is Friday, March sixth."
    assert said(call("date", language="zh"), "zh") == "今天是三月五日，星期四。"
    assert said(call("date", "2026-12-31T10:00:00+08:00", "zh"), "zh") == (
        "今天是十二月三十一日，星期四。"
    )


def running(kind: str, label: str, remaining_s: int, number: int = 1) -> dict[str, Any]:
    at = datetime.fromisoformat(AFTERNOON) + timedelta(seconds=remaining_s)
    return {
        "id": f"k{number}",
        "kind": kind,
        "label": label,
        "due_iso": at.isoformat(),
        "remaining_s": remaining_s,
    }


PASTA = running("timer", "pasta", 355)
TEA = running("timer", "tea", 60, 2)
MILK = running("reminder", "buy milk", 5660, 3)


def test_alarm_is_told_from_a_reminder_by_its_label() -> None:
    alarm = call("set_alarm", hour=7).effects[0].args
    timers = (running("reminder", alarm["label"], alarm["seconds"]), MILK)
    listed = call("list_timers", kind="alarm", timers=timers)
    assert said(listed) == "alarm at seven o'clock in the morning."
    cancelled = call("cancel_timer", kind="alarm", timers=timers)
    assert [effect.target for effect in cancelled.effects] == ["k1"]
    assert said(cancelled) == "Alarm cancelled."


def test_remaining_time_of_one_or_several() -> None:
    assert said(call("timer_remaining", timers=(PASTA,))) == (
        "pasta: five minutes and fifty-five seconds."
    )
    assert said(call("timer_remaining", timers=(PASTA, TEA), label="tea")) == "tea: one minute."
    both = call("timer_remaining", timers=(PASTA, TEA), language="zh")
    assert said(both, "zh") == "pasta还剩五分五十五秒；tea还剩一分钟。"
    assert said(call("list_timers", timers=(MILK,))) == "buy milk at five o'clock in the afternoon."


def test_cancelling_asks_only_when_it_could_be_several() -> None:
    assert call("cancel_timer", kind="timer", timers=(PASTA,)).effects[0].target == "k1"
    assert call("cancel_timer", kind="timer", timers=(PASTA, TEA)).outcome == "asked"
    assert call("cancel_timer", label="Tea", timers=(PASTA, TEA)).effects[0].target == "k2"
    assert call("cancel_timer", all=True, timers=(PASTA, TEA)).effects[0].target == "all"
    kept = call("cancel_timer", kind="timer", all=True, timers=(PASTA, TEA, MILK))
    assert [effect.target for effect in kept.effects] == ["k1", "k2"]


def test_changing_a_timer_restarts_it() -> None:
    longer = call("change_timer", direction="more", minutes=5, timers=(PASTA,))
    assert [effect.kind for effect in longer.effects] == ["timer.cancel", "timer.start"]
    assert longer.effects[1].args == {"kind": "timer", "seconds": 655, "label": "pasta"}
    shorter = call("change_timer", direction="less", minutes=10, timers=(PASTA,))
    assert (shorter.outcome, shorter.reply) == ("refused", "too_short")
    assert call("change_timer", minutes=1, timers=(PASTA, TEA)).outcome == "asked"
