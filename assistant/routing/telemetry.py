"""What an operator may learn when people agree: how many turns, how they ended, how fast.

Counts and times only: no words, no names of intents, no places, nothing that tells one car's
day from another's. Without consent nothing is even counted.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from assistant.errors import AssistantError
from assistant.events import ErrorRaised, Event, TurnEnded
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Mail, Put
from assistant.routing.privacy.consent import Consent, Kind

_LOGGER = logging.getLogger(__name__)

VERSION = 1
EVERY_S = 3600.0
"""How often a summary is made."""

LIMITS_MS = (100, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000)
"""Times are counted by the first limit that they don't exceed; the last count is of longer ones."""


@dataclass(slots=True)
class Summary:
    """Counts since ``from_s``, in seconds since the epoch."""

    from_s: float
    turns: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    times_ms: dict[str, list[int]] = field(default_factory=dict)

    def count(self, event: Event) -> None:
        """Count an event."""
        if isinstance(event, ErrorRaised):
            self.errors[event.code] += 1
        if isinstance(event, TurnEnded):
            self.turns[f"{event.outcome}.{event.route}"] += 1
            if event.first_audio_ms is not None:
                self._time("first_audio", event.first_audio_ms)
            for stage, ms in event.stages_ms.items():
                self._time(stage, ms)

    def as_data(self, to_s: float) -> dict[str, Any]:
        """Return the counts as they leave."""
        return {
            "v": VERSION,
            "from": _iso(self.from_s),
            "to": _iso(to_s),
            "turns": dict(self.turns),
            "errors": dict(self.errors),
            "limits_ms": LIMITS_MS,
            "times_ms": self.times_ms,
        }

    def _time(self, name: str, ms: float) -> None:
        counts = self.times_ms.setdefault(name, [0] * (len(LIMITS_MS) + 1))
        counts[bisect_left(LIMITS_MS, ms)] += 1


class Telemetry:
    """Makes summaries and feedback for the outbox; an ``EventBus`` listener."""

    def __init__(
        self, outbox: Outbox, consent: Callable[[], Consent], wall: Callable[[], float]
    ) -> None:
        self._outbox = outbox
        self._consent = consent
        self._wall = wall
        self._summary = Summary(wall())
        self._last: TurnEnded | None = None

    def record(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, TurnEnded):
            self._last = event
        if self._consent().allows(Kind.TELEMETRY):
            self._summary.count(event)

    async def keep(self) -> None:
        """Put a summary into the outbox every hour, and a last one when cancelled."""
        try:
            while True:
                await asyncio.sleep(EVERY_S)
                await asyncio.to_thread(self._flush_or_log)
        finally:
            self._flush_or_log()

    def flush(self) -> None:
        """Put what was counted into the outbox, if there is anything. May take milliseconds.

        Raises:
            AssistantError: the outbox can't be written.
        """
        done, now = self._summary, self._wall()
        self._summary = Summary(now)
        if (done.turns or done.errors) and self._consent().allows(Kind.TELEMETRY):
            self._put(Mail.TELEMETRY, done.as_data(now))

    def _flush_or_log(self) -> None:
        try:
            self.flush()
        except AssistantError as error:
            _LOGGER.warning("A summary was lost: %s", error.code)

    def feedback(self, *, good: bool) -> bool:
        """Put what somebody thinks of the last answer into the outbox; False: there was none.

        It names the intent and how the turn ended, not what was said. May take milliseconds.

        Raises:
            ConsentError: nobody agreed to send feedback.
            AssistantError: the outbox can't be written.
        """
        self._consent().require(Kind.TELEMETRY)
        turn = self._last
        if turn is None:
            return False
        data = {
            "v": VERSION,
            "good": good,
            "intent": turn.intent,
            "outcome": str(turn.outcome),
            "route": str(turn.route),
            "language": turn.language,
            "first_audio_ms": turn.first_audio_ms,
        }
        return self._put(Mail.FEEDBACK, data) is Put.KEPT

    def _put(self, mail: Mail, data: dict[str, Any]) -> Put:
        body = json.dumps(data).encode()
        return self._outbox.put(mail, f"{mail}-{uuid.uuid4().hex}", body)


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
