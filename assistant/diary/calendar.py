"""The calendar: an iCalendar file, as any calendar program writes it. Implements ``Service``.

Other programs may change the file at any time (a phone that syncs): it is read again when it
changed. Repeating events are told one by one; moving or removing one leaves the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event

from assistant.diary.files import set_aside, write_whole
from assistant.diary.occurrences import Occurrence, local_time, move, occurrences, remove
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

_LOGGER = logging.getLogger(__name__)

DAYS_AHEAD = 366
MAX_SEEN = 300
"""Skills see events from yesterday to a year ahead, at most so many."""

MAX_TITLE = 200
MAX_MINUTES = 7 * 24 * 60


class CalendarFile:
    """Appointments in one file. Implements ``Service`` as ``calendar``."""

    def __init__(self, path: Path, now: Callable[[], datetime], zone: tzinfo | None = None) -> None:
        """``now`` gives the present; ``zone`` is where the car is, None for the system's."""
        self._path = path
        self._now = now
        self._zone = zone
        self._calendar = _empty()
        self._stamp: tuple[int, int] | None = None
        self._seen: list[dict[str, Any]] = []
        self._seen_for: date | None = None
        self.seen()

    @property
    def name(self) -> str:
        """``calendar``."""
        return "calendar"

    def seen(self) -> list[dict[str, Any]]:
        """Return what is planned, soonest first.

        Each is ``{"id", "title", "start_iso", "end_iso", "all_day", "place", "repeats"}``;
        times are local with offset, those of all-day events dates, the last one included.
        """
        today = self._now().date()
        if self._changed() or self._seen_for != today:
            first = today - timedelta(days=1)
            found = occurrences(
                self._calendar, first, today + timedelta(days=DAYS_AHEAD), self._zone
            )
            self._seen = [one.as_data() for one in found[:MAX_SEEN]]
            self._seen_for = today
        return self._seen

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  anybody's
        """Carry out ``calendar.add``, ``calendar.move`` or ``calendar.remove``.

        ``add`` takes ``title``, ``start`` (local date, or date and time, in ISO form) and
        maybe ``minutes`` and ``place``; ``move`` takes an event's id and a new ``start``;
        ``remove`` takes an id.

        Raises:
            InputError: an argument is wrong, or no such event or effect.
            OSError: the file can't be written.
        """
        self._changed()
        match effect.kind:
            case "calendar.add":
                return self._add(effect.args)
            case "calendar.move":
                return self._move(effect.target, effect.args)
            case "calendar.remove":
                return self._remove(effect.target)
        raise InputError(f"Events are added, moved and removed; {effect.kind!r} is unknown.")

    def _add(self, args: dict[str, Any]) -> Applied:
        title = str(args.get("title", "")).strip()[:MAX_TITLE]
        if not title:
            raise InputError("An event needs a title.")
        start = self._start(args)
        minutes = int(args.get("minutes", 60))
        if not 0 < minutes <= MAX_MINUTES:
            raise InputError(f"An event lasts 1 to {MAX_MINUTES} minutes, not {minutes}.")
        event = Event.new(summary=title, location=args.get("place") or None)
        event.start = start
        length = timedelta(minutes=minutes)
        event.end = start + (length if isinstance(start, datetime) else timedelta(days=1))
        self._calendar.add_component(event)
        self._save()
        uid = str(event.uid)
        undo = (Effect("calendar.remove", uid),)
        return Applied("calendar.event", title, self._find(uid) is not None, undo)

    def _move(self, target: str, args: dict[str, Any]) -> Applied:
        before = self._known(target)
        start = self._start(args)
        move(self._calendar, before, start, self._zone)
        self._save()
        after = self._find(target)
        moved = after is not None and after.start == local_time(start, self._zone)
        undo = Effect("calendar.move", target, args={"start": before.said_start})
        return Applied("calendar.event", before.title, moved, (undo,))

    def _remove(self, target: str) -> Applied:
        gone = self._known(target)
        remove(self._calendar, gone, self._zone)
        self._save()
        undo = () if gone.repeats else (Effect("calendar.add", args=gone.as_arguments()),)
        return Applied("calendar.event", "", self._find(target) is None, undo)

    def _start(self, args: dict[str, Any]) -> date | datetime:
        """Return the start that is asked for: a date, or a moment in UTC."""
        said = str(args.get("start", ""))
        try:
            if "T" not in said:
                return date.fromisoformat(said)
            at = datetime.fromisoformat(said)
        except ValueError as error:
            raise InputError(f"A start is an ISO date or date and time, not {said!r}.") from error
        if at.tzinfo is None and self._zone is not None:
            at = at.replace(tzinfo=self._zone)
        return at.astimezone(UTC)

    def _known(self, target: str) -> Occurrence:
        found = self._find(target)
        if found is None:
            raise InputError("There is no such event (any more).")
        return found

    def _find(self, target: str) -> Occurrence | None:
        today = self._now().date()
        first, last = today - timedelta(days=1), today + timedelta(days=4 * DAYS_AHEAD)
        found = occurrences(self._calendar, first, last, self._zone)
        return next((one for one in found if one.id == target), None)

    # --- the file -------------------------------------------------------------------------

    def _changed(self) -> bool:
        """Read the file again when it is another than before; return whether it was."""
        try:
            stat = self._path.stat()
            stamp: tuple[int, int] | None = (stat.st_mtime_ns, stat.st_size)
        except FileNotFoundError:
            stamp = None
        if stamp == self._stamp:
            return False
        self._calendar = _read(self._path) if stamp else _empty()
        self._stamp = stamp
        return True

    def _save(self) -> None:
        self._calendar.add_missing_timezones()
        write_whole(self._path, self._calendar.to_ical())
        self._stamp = None
        self._seen_for = None
        self._changed()


def _empty() -> Calendar:
    return Calendar.new(prodid="-//In-vehicle assistant//EN")


def _read(path: Path) -> Calendar:
    """Return the file's calendar; a damaged file is set aside."""
    try:
        parsed = Calendar.from_ical(path.read_bytes())
        if isinstance(parsed, Calendar):
            return parsed
    except (ValueError, KeyError, IndexError, TypeError) as error:
        _LOGGER.warning("The calendar can't be read: %s", type(error).__name__)
    set_aside(path)
    return _empty()
