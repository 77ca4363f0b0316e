"""The events of the service in order, numbered, for any number of readers.

Readers keep only a number: the events lie in one ring. So two hundred sockets cost one copy,
a reader that comes back asks for what came after its last number, and one that is too slow
finds its place gone and is told so; it can't hold memory.

Readers are woken a few at a time, so that telling all of them of an event never keeps a turn,
which runs in the same loop, waiting for long. An event is made into text once for all who see
the same of it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from assistant.api.view import View
from assistant.conversation.precedence import Precedence
from assistant.events import Event, TurnStarted, to_json

KEPT = 4096
"""Events in the ring: some minutes of busy talk."""

AT_ONCE = 4
"""Readers that are woken before the loop does something else: well under a millisecond's work."""

AGAIN_S = 0.02
"""While somebody waits for an answer, so much passes between them."""

IN_A_ROW = 16
"""Events that a reader who has fallen behind gets before the loop does something else."""

_TURNS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is sent: its number, its JSON, and the seat whose turn it belongs to."""

    seq: int
    body: dict[str, Any]
    zone: str | None
    _texts: dict[View, str] = field(default_factory=dict, repr=False, compare=False)

    def text(self, view: View) -> str:
        """Return the message for clients with this view of the event."""
        found = self._texts.get(view)
        if found is None:
            shown = {**view.of(self.body), "seq": self.seq}
            found = self._texts[view] = json.dumps(shown, ensure_ascii=False)
        return found


class LaggedError(Exception):
    """The events after a reader's number are no longer there."""


class Feed:
    """The ring. ``stream`` tells this run of the service from others, whose numbers differ."""

    def __init__(self, precedence: Precedence, kept: int = KEPT) -> None:
        self._precedence = precedence
        self.stream = secrets.token_hex(4)
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._zones: dict[str, str] = {}
        self._readers: deque[asyncio.Future[None]] = deque()
        self._due = 0
        self._waking = False
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
        self._due = len(self._readers)
        if self._readers and not self._waking:
            self._wake()

    def has(self, seq: int) -> bool:
        """Return True when everything after ``seq`` is still there."""
        oldest = self._entries[0].seq if self._entries else self.seq + 1
        return oldest - 1 <= seq <= self.seq

    def since(self, seq: int) -> tuple[Entry, ...]:
        """Return the next events after ``seq``, at most ``IN_A_ROW``.

        Raises:
            LaggedError: some of them are gone, or the number was never given out.
        """
        if not self.has(seq):
            raise LaggedError
        first = len(self._entries) - (self.seq - seq)
        last = min(first + IN_A_ROW, len(self._entries))
        return tuple(self._entries[n] for n in range(first, last))

    async def news(self, seq: int) -> tuple[Entry, ...]:
        """Wait until there are events after ``seq`` and return the next of them.

        Raises:
            LaggedError: as ``since``.
        """
        while not (found := self.since(seq)):
            woken = asyncio.get_running_loop().create_future()
            self._readers.append(woken)
            await woken
        return found

    def _wake(self) -> None:
        """Wake the next readers that wait for an event, and go on when the loop comes round."""
        loop = None
        for _ in range(min(AT_ONCE, self._due)):
            woken = self._readers.popleft()
            self._due -= 1
            if not woken.done():
                woken.set_result(None)
            loop = woken.get_loop()
        self._waking = loop is not None and self._due > 0
        if loop is not None and self._waking:
            if self._precedence.held:
                loop.call_later(AGAIN_S, self._wake)
            else:
                loop.call_soon(self._wake)
