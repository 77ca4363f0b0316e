"""Who waits for an answer goes first: other work of the process waits until the sound begins.

precedence.tell(session, waited_for=True)   # somebody has just stopped speaking
await precedence.over()                     # what can wait: a screen that reads a list
"""

from __future__ import annotations

import asyncio
from weakref import WeakSet

LIMIT_S = 0.6
"""Nothing waits for longer, however long an answer takes: the budget of a turn is 0.4 s."""


class Precedence:
    """Which sessions have somebody who waits for the first sound of an answer."""

    def __init__(self) -> None:
        self._waited_for: WeakSet[object] = WeakSet()
        self._over: asyncio.Future[None] | None = None
        self._limit: asyncio.TimerHandle | None = None

    @property
    def held(self) -> bool:
        """True while other work should wait."""
        return self._over is not None

    def tell(self, session: object, *, waited_for: bool) -> None:
        """Note that somebody waits for a session's answer, or no longer."""
        if waited_for == (session in self._waited_for):
            return
        if not waited_for:
            self._waited_for.discard(session)
            if not self._waited_for:
                self._end()
            return
        self._waited_for.add(session)
        self._end()
        loop = asyncio.get_running_loop()
        self._over = loop.create_future()
        self._limit = loop.call_later(LIMIT_S, self._end)

    async def over(self) -> None:
        """Wait until nobody waits for an answer, at most ``LIMIT_S``."""
        if self._over is not None:
            await asyncio.shield(self._over)

    def _end(self) -> None:
        if self._over is not None and not self._over.done():
            self._over.set_result(None)
        if self._limit is not None:
            self._limit.cancel()
        self._over = self._limit = None
