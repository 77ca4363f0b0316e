"""The calendar file: what is told of it, and what changes in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.diary.calendar import MAX_MINUTES, CalendarFile
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 26, 15, 25, tzinfo=BERLIN)  # a Thursday; summer time begins on the 29th
DRIVER = Asker("driver", "en")

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"
WEEKLY = (
    "BEGIN:VEVENT\r\nUID:yoga\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Yoga\r\n"
    "DTSTART;TZID=Europe/Berlin:20260304T180000\r\nDTEND;TZID=Europe/Berlin:20260304T190000\r\n"
    "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n"
)
HOLIDAY = (
    "BEGIN:VEVENT\r\nUID:trip\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Trip\r\n"
    "DTSTART;VALUE=DATE:20260410\r\nDTEND;VALUE=DATE:20260413\r\nEND:VEVENT\r\n"
)
FLOATING = (
    "BEGIN:VEVENT\r\nUID:lunch\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Lunch\r\n"
    "DTSTART:20260327T123000\r\nDURATION:PT30M\r\nLOCATION:Canteen\r\nEND:VEVENT\r\n"
)
TOKYO = (
    "BEGIN:VEVENT\r\nUID:call\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Call\r\n"
    "DTSTART;TZID=Asia/Tokyo:20260327T180000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., CalendarFile]:
    def make(*events: str) -> CalendarFile:
        path = tmp_path / "calendar.ics"
        if events:
            text = HEAD + "".join(events) + "END:VCALENDAR\r\n"
            path.write_bytes(text.encode())
        return CalendarFile(path, lambda: NOW, BERLIN)

    return make


def do(calendar: CalendarFile, kind: str, target: str = "", **args: Any) -> Applied:
    return asyncio.run(calendar.apply(Effect(kind, target, args=args), DRIVER))


def told(calendar: CalendarFile, count: int = 10) -> list[tuple[str, str]]:
    return [(one["title"], one["start_iso"]) for one in calendar.seen()[:count]]


def test_times_are_told_where_the_car_is(opened: Callable[..., CalendarFile]) -> None:
    calendar = opened(FLOATING, TOKYO, HOLIDAY)
    assert told(calendar) == [
        ("Call", "2026-03-27T10:00:00+01:00"),
        ("Lunch", "2026-03-27T12:30:00+01:00"),
        ("Trip", "2026-04-10"),
    ]
    lunch, trip = calendar.seen()[1:]
    assert (lunch["end_iso"], lunch["place"]) == ("2026-03-27T13:00:00+01:00", "Canteen")
    assert (trip["all_day"], trip["end_iso"]) == (True, "2026-04-12")


def test_a_series_is_told_one_by_one_over_the_change_of_clocks(
    opened: Callable[..., CalendarFile],
) -> None:
    assert told(opened(WEEKLY), 2) == [
        ("Yoga", "2026-03-25T18:00:00+01:00"),
        ("Yoga", "2026-04-01T18:00:00+02:00"),
    ]


def test_an_added_event_is_local_time_also_after_the_change_of_clocks(
    opened: Callable[..., CalendarFile],
) -> None:
    calendar = opened()
    done = do(calendar, "calendar.add", title="Dentist", start="2026-06-05T15:00")
    assert done.verified
    assert told(calendar) == [("Dentist", "2026-06-05T15:00:00+02:00")]
    again = opened()
    assert told(again) == told(calendar)
    asyncio.run(again.apply(done.undo[0], DRIVER))
    assert told(opened()) == []


def test_an_all_day_event_ends_with_its_day(opened: Callable[..., CalendarFile]) -> None:
    calendar = opened()
    do(calendar, "calendar.add", title="Birthday", start="2026-05-01")
    assert [(e["start_iso"], e["end_iso"]) for e in calendar.seen()] == [
        ("2026-05-01", "2026-05-01")
    ]


def test_moving_keeps_the_length_and_can_be_undone(opened: Callable[..., CalendarFile]) -> None:
    calendar = opened(FLOATING)
    done = do(calendar, "calendar.move", "lunch", start="2026-03-30T13:00")
    assert done.verified
    (lunch,) = calendar.seen()
    assert (lunch["start_iso"], lunch["end_iso"]) == (
        "2026-03-30T13:00:00+02:00",
        "2026-03-30T13:30:00+02:00",
    )
    asyncio.run(calendar.apply(done.undo[0], DRIVER))
    assert told(opened()) == [("Lunch", "2026-03-27T12:30:00+01:00")]


@pytest.mark.parametrize("again", [False, True])
def test_one_of_a_series_moves_alone(opened: Callable[..., CalendarFile], again: bool) -> None:
    calendar = opened(WEEKLY)
    which = calendar.seen()[1]["id"]
    assert do(calendar, "calendar.move", which, start="2026-04-02T20:00").verified
    if again:
        assert do(calendar, "calendar.move", which, start="2026-04-03T20:00").verified
    assert told(opened(), 3) == [
        ("Yoga", "2026-03-25T18:00:00+01:00"),
        ("Yoga", f"2026-04-0{3 if again else 2}T20:00:00+02:00"),
        ("Yoga", "2026-04-08T18:00:00+02:00"),
    ]


@pytest.mark.parametrize("moved_first", [False, True])
def test_one_of_a_series_is_removed_alone(
    opened: Callable[..., CalendarFile], moved_first: bool
) -> None:
    calendar = opened(WEEKLY)
    which = calendar.seen()[1]["id"]
    if moved_first:
        do(calendar, "calendar.move", which, start="2026-04-02T20:00")
    assert do(calendar, "calendar.remove", which).verified
    assert told(opened(), 2) == [
        ("Yoga", "2026-03-25T18:00:00+01:00"),
        ("Yoga", "2026-04-08T18:00:00+02:00"),
    ]


def test_a_removed_event_comes_back_by_undo(opened: Callable[..., CalendarFile]) -> None:
    calendar = opened(FLOATING, HOLIDAY)
    for target in ("lunch", "trip"):
        done = do(calendar, "calendar.remove", target)
        assert done.verified
        asyncio.run(calendar.apply(done.undo[0], DRIVER))
    assert [title for title, _ in told(calendar)] == ["Lunch", "Trip"]


def test_what_another_program_writes_is_seen(opened: Callable[..., CalendarFile]) -> None:
    calendar = opened()
    assert told(calendar) == []
    opened(FLOATING)
    assert [title for title, _ in told(calendar)] == ["Lunch"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calendar.ics"
    path.write_bytes(content)
    calendar = CalendarFile(path, lambda: NOW, BERLIN)
    assert calendar.seen() == []
    assert (tmp_path / "calendar.ics.damaged").read_bytes() == content
    assert do(calendar, "calendar.add", title="Dentist", start="2026-06-05").verified


def test_cancelled_events_are_not_told(opened: Callable[..., CalendarFile]) -> None:
    assert told(opened(FLOATING.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"))) == []


@pytest.mark.parametrize(
    ("kind", "target", "args"),
    [
        ("calendar.add", "", {"title": " ", "start": "2026-06-05"}),
        ("calendar.add", "", {"title": "x", "start": "soon"}),
        ("calendar.add", "", {"title": "x", "start": "2026-06-05", "minutes": 0}),
        ("calendar.add", "", {"title": "x", "start": "2026-06-05", "minutes": MAX_MINUTES + 1}),
        ("calendar.move", "nothing", {"start": "2026-06-05"}),
        ("calendar.remove", "nothing", {}),
        ("calendar.paint", "", {}),
    ],
)
def test_wrong_effects_say_what_is_wrong(
    opened: Callable[..., CalendarFile], kind: str, target: str, args: dict[str, Any]
) -> None:
    calendar = opened(FLOATING)
    with pytest.raises(InputError):
        do(calendar, kind, target, **args)
    assert [title for title, _ in told(calendar)] == ["Lunch"]
