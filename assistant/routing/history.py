"""What was said and answered, for the owner's other devices: only with a consent of its own.

Each turn becomes one item of the outbox, without names, numbers and addresses. Without consent,
in guest mode, or without a receiver nothing is kept.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from assistant.config import Config
from assistant.errors import AssistantError
from assistant.events import Event, TurnEnded
from assistant.observe.bus import EventBus
from assistant.routing.cloud.hiding import Hider
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Mail
from assistant.routing.privacy.consent import Consent, Kind
from assistant.routing.privacy.known import known_names
from assistant.routing.privacy.service import Privacy
from assistant.skillhost.services import Service

_LOGGER = logging.getLogger(__name__)

VERSION = 1
MOST_WAITING = 50
"""Turns that may wait to be written; a disk that is slower loses the newest."""


class History:
    """Puts turns into the outbox; an ``EventBus`` listener."""

    def __init__(
        self,
        outbox: Outbox,
        consent: Callable[[], Consent],
        hider: Hider,
        wall: Callable[[], float],
    ) -> None:
        self._outbox = outbox
        self._consent = consent
        self._hider = hider
        self._wall = wall
        self._turns: asyncio.Queue[tuple[TurnEnded, float]] = asyncio.Queue(MOST_WAITING)

    def record(self, event: Event) -> None:
        """Take an event; what comes while nobody consented is never looked at."""
        if not isinstance(event, TurnEnded) or not event.transcript:
            return
        if self._consent().allows(Kind.HISTORY) and not self._turns.full():
            self._turns.put_nowait((event, self._wall()))

    async def keep(self) -> None:
        """Put each turn into the outbox, for ever."""
        while True:
            turn, at_s = await self._turns.get()
            try:
                await self._put(turn, at_s)
            except AssistantError as error:
                _LOGGER.warning("A turn was not kept for the history: %s", error.code)

    async def _put(self, turn: TurnEnded, at_s: float) -> None:
        hidden = await self._hider.hide([turn.transcript, turn.reply], turn.language)
        if not self._consent().allows(Kind.HISTORY):
            return  # it was withdrawn meanwhile
        said, reply = hidden.texts
        data: dict[str, Any] = {
            "v": VERSION,
            "at": datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds"),
            "language": turn.language,
            "said": said,
            "reply": reply,
            "outcome": str(turn.outcome),
        }
        body = json.dumps(data, ensure_ascii=False).encode()
        key = f"{Mail.HISTORY}-{uuid.uuid4().hex}"
        await asyncio.to_thread(self._outbox.put, Mail.HISTORY, key, body)


@asynccontextmanager
async def open_history(
    config: Config, bus: EventBus, privacy: Privacy, services: Sequence[Service]
) -> AsyncIterator[None]:
    """Keep the history of a running service for the receiver of the settings, if there is one."""
    if not config.outbox.url:
        yield
        return
    hider = Hider(lambda: known_names(services))
    history = History(privacy.outbox, lambda: privacy.consent, hider, privacy.wall)
    keeping = asyncio.create_task(history.keep())
    try:
        with bus.listening(history.record):
            yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
