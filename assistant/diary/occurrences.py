"""The single events of a calendar: repeating ones told one by one, and changed one by one.

An event that does not repeat is known by its UID. One of a series is known by the UID, a
bar and when the series puts it, e.g. ``8f2…|2026-03-05T15:00:00+00:00``.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event; ``start`` and ``end`` are local moments, or dates when it lasts all day."""

    id: str
    title: str
    start: Moment
    end: Moment
    place: str
    repeats: bool

    @property
    def all_day(self) -> bool:
        """True when it has no time of day."""
        return not isinstance(self.start, datetime)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            return self.end - self.start
        return timedelta(days=self.end.toordinal() - self.start.toordinal())

    @property
    def said_start(self) -> str:
        """The start in ISO form, as ``calendar.add`` takes it."""
        return self.start.isoformat()

    def as_data(self) -> dict[str, Any]:
        """Return what skills see; the end of an all-day event is its last day."""
        end = self.end
        if self.all_day:
            end = max(self.start, end - timedelta(days=1))
        return {
            "id": self.id,
            "title": self.title,
            "start_iso": self.start.isoformat(),
            "end_iso": end.isoformat(),
            "all_day": self.all_day,
            "place": self.place,
            "repeats": self.repeats,
        }

    def as_arguments(self) -> dict[str, Any]:
        """Return the arguments of ``calendar.add`` that make it again."""
        made: dict[str, Any] = {"title": self.title, "start": self.said_start, "place": self.place}
        if not self.all_day:
            made["minutes"] = max(1, round(self.length.total_seconds() / 60))
        return made


def occurrences(
    calendar: Calendar, first: date, after: date, zone: tzinfo | None
) -> list[Occurrence]:
    """Return the events of the days from ``first`` to before ``after``, soonest first.

    A series that can't be understood is left out.
    """
    repeating = {
        str(event.uid) for event in calendar.events if "RRULE" in event or "RDATE" in event
    }
    query = recurring_ical_events.of(
        calendar, keep_recurrence_attributes=True, skip_bad_series=True
    )
    found = (_occurrence(event, repeating, zone) for event in query.between(first, after))
    return sorted((one for one in found if one is not None), key=lambda one: _order(one.start))


def move(calendar: Calendar, which: Occurrence, start: Moment, zone: tzinfo | None) -> None:
    """Give an event another start and keep its length; one of a series leaves the others."""
    length = which.length
    if isinstance(start, datetime) and which.all_day:
        length = timedelta(hours=1)
    if not isinstance(start, datetime):
        length = max(timedelta(days=1), timedelta(days=length.days))
    event = _changeable(calendar, which, zone)
    for name in ("DTSTART", "DTEND", "DURATION"):
        event.pop(name, None)
    event.start = start
    event.end = start + length


def remove(calendar: Calendar, which: Occurrence, zone: tzinfo | None) -> None:
    """Take an event out; one of a series leaves the others."""
    uid, _, place = which.id.partition("|")
    for event in [e for e in calendar.events if str(e.uid) == uid]:
        if not place or _place_in_series(event, zone) == place:
            calendar.subcomponents.remove(event)
        elif "RECURRENCE-ID" not in event:
            event.add("EXDATE", _as_in(event, place, zone))


def local_time(at: Moment, zone: tzinfo | None) -> Moment:
    """Return a moment in the car's zone; one without a zone is meant as local; dates stay."""
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None and zone is not None:
        return at.replace(tzinfo=zone)
    return at.astimezone(zone)


def _occurrence(event: Any, repeating: set[str], zone: tzinfo | None) -> Occurrence | None:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    uid = str(event.uid)
    one_of_many = uid in repeating
    place = f"|{_place_in_series(event, zone)}" if one_of_many else ""
    return Occurrence(
        id=f"{uid}{place}",
        title=str(event.get("SUMMARY", "")).strip(),
        start=local_time(event.start, zone),
        end=local_time(event.end, zone),
        place=str(event.get("LOCATION", "")).strip(),
        repeats=one_of_many,
    )


def _changeable(calendar: Calendar, which: Occurrence, zone: tzinfo | None) -> Event:
    """Return the event to write in: itself, or one of a series on its own."""
    uid, _, place = which.id.partition("|")
    own = [event for event in calendar.events if str(event.uid) == uid]
    for event in own:
        if not place or _place_in_series(event, zone) == place:
            return event
    series = next(event for event in own if "RECURRENCE-ID" not in event)
    single = deepcopy(series)
    for name in ("RRULE", "RDATE", "EXDATE"):
        single.pop(name, None)
    single.add("RECURRENCE-ID", _as_in(series, place, zone))
    calendar.add_component(single)
    return single


def _place_in_series(event: Event, zone: tzinfo | None) -> str:
    """Return when its series puts an event: the same however a file writes it."""
    if "RECURRENCE-ID" not in event:
        return ""
    local = local_time(event.decoded("RECURRENCE-ID"), zone)
    return local.astimezone(UTC).isoformat() if isinstance(local, datetime) else local.isoformat()


def _as_in(series: Event, place: str, zone: tzinfo | None) -> Moment:
    """Return a place in a series in the form that its start has: date, floating or zoned."""
    start = series.start
    if not isinstance(start, datetime):
        return date.fromisoformat(place[:10])
    at = datetime.fromisoformat(place)
    return at.astimezone(start.tzinfo or zone).replace(tzinfo=start.tzinfo)


def _order(at: Moment) -> tuple[date, float]:
    """All-day events come first on their day."""
    return (at.date(), at.timestamp()) if isinstance(at, datetime) else (at, 0.0)
