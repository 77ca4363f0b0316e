"""Who may talk: announcements yield to people.

floor = Floor()
bus.listening(floor.hear)
await floor.free()             # until no person's turn is open
await floor.taken()            # until somebody begins one
"""

from __future__ import annotations

import asyncio

from assistant.events import Event, TurnEnded, TurnStarted


class Floor:
    """Follows the spoken turns; typed ones and those of programs take nobody's word."""

    def __init__(self) -> None:
        self._open: set[str | None] = set()
        self._free, self._taken = asyncio.Event(), asyncio.Event()
        self._free.set()

    def hear(self, event: Event) -> None:
        """Take an event of the bus."""
        if isinstance(event, TurnStarted) and event.source not in ("text", "tool"):
            self._open.add(event.turn_id)
        elif isinstance(event, TurnEnded):
            self._open.discard(event.turn_id)
        else:
            return
        now, then = (self._taken, self._free) if self._open else (self._free, self._taken)
        now.set()
        then.clear()

    async def free(self) -> None:
        """Wait until no spoken turn is open."""
        await self._free.wait()

    async def taken(self) -> None:
        """Wait until a spoken turn is open."""
        await self._taken.wait()
