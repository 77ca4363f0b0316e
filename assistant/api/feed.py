"""The events of the service in order, numbered, for any number of readers.

Readers keep only a number: the events lie in one ring. So two hundred sockets cost one copy,
a reader that comes back asks for what came after its last number, and one that is too slow
finds its place gone and is told so; it can't hold memory.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Any

from assistant.events import Event, TurnStarted, to_json

KEPT = 4096
"""Events in the ring: some minutes of busy talk."""

_TURNS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is sent: its number, its JSON, and the seat whose turn it belongs to."""

    seq: int
    body: dict[str, Any]
    zone: str | None


class LaggedError(Exception):
    """The events after a reader's number are no longer there."""


class Feed:
    """The ring. ``stream`` tells this run of the service from others, whose numbers differ."""

    def __init__(self, kept: int = KEPT) -> None:
        self.stream = secrets.token_hex(4)
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._zones: dict[str, str] = {}
        self._news = asyncio.Event()
        self.seq = 0

    def record(self, event: Event) -> None:
        """Take an event; an ``EventBus`` listener."""
        if isinstance(event, TurnStarted) and event.turn_id is not None:
            self._zones[event.turn_id] = event.zone
            if len(self._zones) > _TURNS_KEPT:
                del self._zones[next(iter(self._zones))]
        self.seq += 1
        zone = getattr(event, "zone", None) or self._zones.get(event.turn_id or "")
        self._entries.append(Entry(self.seq, to_json(event), zone))
        self._news.set()
        self._news = asyncio.Event()

    def has(self, seq: int) -> bool:
        """Return True when everything after ``seq`` is still there."""
        oldest = self._entries[0].seq if self._entries else self.seq + 1
        return oldest - 1 <= seq <= self.seq

    def since(self, seq: int) -> tuple[Entry, ...]:
        """Return the events after ``seq``.

        Raises:
            LaggedError: some of them are gone, or the number was never given out.
        """
        if not self.has(seq):
            raise LaggedError
        newer = self.seq - seq
        return tuple(
            self._entries[n] for n in range(len(self._entries) - newer, len(self._entries))
        )

    async def news(self, seq: int) -> tuple[Entry, ...]:
        """Wait until there are events after ``seq`` and return them.

        Raises:
            LaggedError: as ``since``.
        """
        while not (found := self.since(seq)):
            await self._news.wait()
        return found
