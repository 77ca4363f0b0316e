"""Days and ages in words, and what a said day or time means."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skillhost.moments import WEEKDAYS, said_day, said_hour, span
from assistant.skillhost.speech import spoken_age, spoken_day, spoken_on_day

THURSDAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("away", "english", "mandarin"),
    [
        (-1, "yesterday", "昨天"),
        (0, "today", "今天"),
        (1, "tomorrow", "明天"),
        (2, "on Saturday", "后天"),
        (6, "on Wednesday", "星期三"),
        (7, "on Thursday, March twelfth", "三月十二号"),
        (-3, "on Monday, March second", "三月二号"),
    ],
)
def test_days_in_words(away: int, english: str, mandarin: str) -> None:
    day = THURSDAY + timedelta(days=away)
    assert spoken_on_day(day, THURSDAY, "en") == english
    assert spoken_on_day(day, THURSDAY, "zh") == mandarin
    assert spoken_day(day, THURSDAY, "en") == english.removeprefix("on ")


@pytest.mark.parametrize(
    ("seconds", "english", "mandarin"),
    [
        (20, "just now", "刚刚"),
        (60, "one minute ago", "一分钟前"),
        (7300, "two hours ago", "两个小时前"),
        (86400 * 3.5, "three days ago", "三天前"),
    ],
)
def test_ages(seconds: float, english: str, mandarin: str) -> None:
    assert (spoken_age(seconds, "en"), spoken_age(seconds, "zh")) == (english, mandarin)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ({"day": "tonight"}, "2026-03-05"),
        ({"day": "after_tomorrow"}, "2026-03-07"),
        ({"day": "thursday"}, "2026-03-05"),
        ({"day": "wednesday"}, "2026-03-11"),
        ({"day": "next_wednesday"}, "2026-03-11"),
        ({"day": "next_friday"}, "2026-03-13"),
        ({"date": 4}, "2026-04-04"),
        ({"date": 31}, "2026-03-31"),
        ({"month": 2, "date": 29}, "2028-02-29"),
        ({"month": 2, "date": 30}, None),
        ({"day": "someday"}, None),
        ({}, None),
    ],
)
def test_days(said: dict[str, str | int], day: str | None) -> None:
    found = said_day(THURSDAY, said)
    assert (found and found.isoformat()) == day


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.sampled_from(WEEKDAYS))
def test_weekdays_are_the_next_ones(today: date, name: str) -> None:
    coming, following = (said_day(today, {"day": f"{n}{name}"}) for n in ("", "next_"))
    assert coming is not None
    assert following is not None
    assert coming.weekday() == following.weekday() == WEEKDAYS.index(name)
    assert 0 <= (coming - today).days < 7
    assert following.isocalendar().week == (today + timedelta(days=7)).isocalendar().week


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ({"hour": 3}, (15, 0)),
        ({"hour": 8}, (8, 0)),
        ({"hour": 12}, (12, 0)),
        ({"hour": 7, "period": "pm"}, (19, 0)),
        ({"hour": 12, "period": "am"}, (0, 0)),
        ({"hour": 8, "day": "tonight"}, (20, 0)),
        ({"hour": 2, "period": "night"}, (2, 0)),
        ({"hour": 19, "minute": 30}, (19, 30)),
        ({"minute": 30}, None),
    ],
)
def test_hours(said: dict[str, str | int], time: tuple[int, int] | None) -> None:
    assert said_hour(said) == time


@given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001  local dates
def test_stretches_follow_each_other(now: datetime) -> None:
    for one, other in (("week", "next_week"), ("month", "next_month")):
        first, second = span(now, one), span(now, other)
        assert first is not None
        assert second is not None
        assert now.date() == first[0] < first[1] == second[0] < second[1]
    weekend = span(now, "weekend")
    assert weekend is not None
    assert all(day.weekday() >= 5 for day in (weekend[0], weekend[1] - timedelta(days=1)))
    assert span(now, "someday") is None
