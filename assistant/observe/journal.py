"""Keep the latest turns on disk, without what was said: for ``assistant trace`` and reports.

Only names of intents, paths, times and outcomes are kept. Transcripts, replies and slots are
dropped, because a trace may leave the car with a bug report.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.events import Event, EventType, TurnEnded, to_json

PERSONAL = {
    EventType.PARTIAL: ("text",),
    EventType.FINAL: ("text",),
    EventType.INTENT: ("slots",),
    EventType.REPLY: ("text",),
    EventType.NOTICE: ("text",),
    EventType.CARD: ("card",),
    EventType.ERROR: ("message",),
    EventType.TURN_END: ("transcript", "reply", "slots"),
}
"""Fields that hold what a person said or would recognize themselves in."""

KEEP_TURNS = 50


def without_personal(event: Event) -> dict[str, Any]:
    """Return the event as JSON without its personal fields."""
    dropped = PERSONAL.get(event.type, ())
    return {key: value for key, value in to_json(event).items() if key not in dropped}


class Journal:
    """The last turns, one JSON line each: ``{"turn_id", "events": [...]}``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: dict[str, list[dict[str, Any]]] = {}

    def record(self, event: Event) -> None:
        """Take an event; a turn is written when its end event comes."""
        if event.turn_id is None:
            return
        events = self._open.setdefault(event.turn_id, [])
        events.append(without_personal(event))
        if isinstance(event, TurnEnded):
            self._write({"turn_id": event.turn_id, "events": self._open.pop(event.turn_id)})

    def last(self) -> dict[str, Any] | None:
        """Return the latest turn, or None when there is none yet."""
        lines = self._lines()
        return json.loads(lines[-1]) if lines else None

    def latest(self, count: int) -> list[dict[str, Any]]:
        """Return up to ``count`` turns, newest first."""
        return [json.loads(line) for line in reversed(self._lines()[-count:])]

    def _lines(self) -> list[str]:
        if not self._path.is_file():
            return []
        return [line for line in self._path.read_text(encoding="utf-8").splitlines() if line]

    def _write(self, turn: dict[str, Any]) -> None:
        lines = [*self._lines()[-(KEEP_TURNS - 1) :], json.dumps(turn)]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")
        part.replace(self._path)
