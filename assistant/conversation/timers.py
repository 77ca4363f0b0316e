"""Timers and reminders: kept on disk, so that a restart loses none.

They run on the wall clock, because "at five" and a timer that outlives a restart both need
it; the clock is passed in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.conversation.phrases import phrases
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

MAX_TIMERS = 50


@dataclass(frozen=True, slots=True)
class Timer:
    """One running timer or reminder; ``due_s`` is seconds since the epoch."""

    id: str
    kind: str
    label: str
    due_s: float
    language: str
    zone: str


class Timers:
    """All running timers, saved on every change. Implements ``Service``."""

    def __init__(self, path: Path | None, wall: Callable[[], float]) -> None:
        self._path = path
        self._wall = wall
        self._timers: tuple[Timer, ...] = _load(path)
        self._serial = len(self._timers)

    def start(self, args: dict[str, Any], language: str, zone: str) -> Timer:
        """Start a timer from an effect's ``{"kind", "seconds", "label"}``.

        Raises:
            InputError: there are too many, or the duration is no positive number.
        """
        seconds = args.get("seconds")
        if not isinstance(seconds, (int, float)) or seconds <= 0:
            raise InputError(f"A timer needs a positive number of seconds, not {seconds!r}.")
        if len(self._timers) >= MAX_TIMERS:
            raise InputError(f"There are {MAX_TIMERS} timers already: cancel one first.")
        self._serial += 1
        timer = Timer(
            id=f"k{self._serial}-{round(self._wall())}",
            kind=str(args.get("kind", "timer")),
            label=str(args.get("label", "")),
            due_s=self._wall() + float(seconds),
            language=language,
            zone=zone,
        )
        self._keep((*self._timers, timer))
        return timer

    def cancel(self, target: str) -> tuple[Timer, ...]:
        """Cancel one timer by id, or ``all``; return those that were cancelled."""
        gone = tuple(t for t in self._timers if target in ("all", t.id))
        self._keep(tuple(t for t in self._timers if t not in gone))
        return gone

    @property
    def name(self) -> str:
        """``timer``."""
        return "timer"

    def seen(self) -> list[dict[str, Any]]:
        """Return the running timers as skills see them, soonest first."""
        now = self._wall()
        return [
            {
                "id": t.id,
                "kind": t.kind,
                "label": t.label,
                "due_iso": datetime.fromtimestamp(t.due_s).astimezone().isoformat(),
                "remaining_s": max(0, round(t.due_s - now)),
            }
            for t in sorted(self._timers, key=lambda t: t.due_s)
        ]

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        """Carry out ``timer.start`` (``args``) or ``timer.cancel`` (``target``).

        Raises:
            InputError: the arguments are wrong, there are too many timers, or no such effect.
        """
        if effect.kind == "timer.start":
            timer = self.start(effect.args, asker.language, asker.zone)
            undo = (Effect("timer.cancel", timer.id),)
            return Applied(f"timer.{timer.id}", float(effect.args["seconds"]), True, undo)
        if effect.kind == "timer.cancel":
            gone = self.cancel(effect.target)
            return Applied(f"timer.{effect.target}", 0, bool(gone))
        raise InputError(f"Timers can be started and cancelled; {effect.kind!r} is unknown.")

    def take_due(self) -> tuple[Timer, ...]:
        """Remove and return the timers whose time has come."""
        now = self._wall()
        due = tuple(t for t in self._timers if t.due_s <= now)
        if due:
            self._keep(tuple(t for t in self._timers if t not in due))
        return due

    def put_back(self, timer: Timer, after_s: float) -> None:
        """Keep a timer that could not be told yet, for ``after_s`` seconds from now."""
        self._keep((*self._timers, replace(timer, due_s=self._wall() + after_s)))

    def _keep(self, timers: tuple[Timer, ...]) -> None:
        self._timers = timers
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps([asdict(t) for t in timers]), encoding="utf-8")
        part.replace(self._path)


def timer_text(timer: Timer) -> str:
    """Return what the car says when a timer is due."""
    lines = phrases(timer.language)
    if timer.kind == "reminder":
        return lines["reminder_due"].format(label=timer.label)
    key = "timer_done_named" if timer.label else "timer_done"
    return lines[key].format(label=timer.label)


def _load(path: Path | None) -> tuple[Timer, ...]:
    if path is None or not path.is_file():
        return ()
    try:
        return tuple(Timer(**row) for row in json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        path.replace(path.with_suffix(".damaged"))
        return ()
