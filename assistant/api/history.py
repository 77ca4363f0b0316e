"""What was said lately, if the people in the car agreed to keep it.

Without consent nothing is kept. With it, the latest turns are held in memory only: they are
gone with the service, and at once when the consent is taken back.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.events import Event, TurnEnded, TurnStarted

KEPT = 50


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One turn: what was said in which seat, what came of it, and when (ISO 8601)."""

    turn_id: str
    at: str
    zone: str
    language: str
    transcript: str
    reply: str
    outcome: str
    intent: str | None


class History:
    """The latest turns; an ``EventBus`` listener. The consent outlives the service."""

    def __init__(self, consent_path: Path, local_time: Callable[[], datetime]) -> None:
        self._path = consent_path
        self._local_time = local_time
        self._zones: dict[str, str] = {}
        self._turns: deque[PastTurn] = deque(maxlen=KEPT)
        self.consent = _granted(consent_path)

    def record(self, event: Event) -> None:
        """Take an event; turns of programs (tools) hold no words and are left out."""
        if event.turn_id is None:
            return
        if isinstance(event, TurnStarted) and event.source != "tool":
            self._zones[event.turn_id] = event.zone
        if isinstance(event, TurnEnded):
            zone = self._zones.pop(event.turn_id, None)
            if zone is not None and self.consent:
                self._turns.append(self._past(event, zone))

    def turns(self) -> tuple[PastTurn, ...]:
        """Return the latest turns, newest first."""
        return tuple(reversed(self._turns))

    def grant(self, consent: bool) -> None:
        """Keep turns from now on, or forget all and keep none."""
        self.consent = consent
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps({"history": consent}), encoding="utf-8")
        if not consent:
            self.forget()

    def forget(self) -> None:
        """Drop all turns."""
        self._turns.clear()

    def _past(self, event: TurnEnded, zone: str) -> PastTurn:
        return PastTurn(
            turn_id=event.turn_id or "",
            at=self._local_time().isoformat(timespec="seconds"),
            zone=zone,
            language=event.language,
            transcript=event.transcript,
            reply=event.reply,
            outcome=str(event.outcome),
            intent=event.intent,
        )


def _granted(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")) == {"history": True})
    except (OSError, ValueError):
        return False  # no consent that can be read is no consent
