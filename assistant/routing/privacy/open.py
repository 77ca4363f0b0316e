"""Open what stands between the car and everybody else: consent, ledger, outbox."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from assistant.config import Config
from assistant.errors import ConfigError
from assistant.events import ConnectivityChanged, Event
from assistant.observe.bus import EventBus
from assistant.routing.cloud.keys import key_of
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Mail
from assistant.routing.outbox_settings import OutboxSettings
from assistant.routing.outbox_sync import OutboxSync
from assistant.routing.privacy.consent import ConsentStore
from assistant.routing.privacy.gate import Gate
from assistant.routing.privacy.ledger import Ledger
from assistant.routing.privacy.service import Privacy
from assistant.routing.settings import Endpoint
from assistant.routing.telemetry import Telemetry

CONSENT, LEDGER = "privacy/consent.json", "privacy/ledger.sqlite"
OUTBOX = "privacy/outbox.sqlite"
"""Where in the data folder is kept what may leave, what has left, and what waits to leave."""


@asynccontextmanager
async def open_gate(folder: Path) -> AsyncIterator[Gate]:
    """Open the consent and the ledger of a data folder, and close them at the end.

    Raises:
        DatabaseError: the ledger can't be written.
    """
    ledger = await asyncio.to_thread(Ledger, folder / LEDGER, time.time)
    try:
        yield Gate(ConsentStore(folder / CONSENT), ledger)
    finally:
        await asyncio.to_thread(ledger.close)


@asynccontextmanager
async def open_privacy(config: Config, bus: EventBus, *, live: bool) -> AsyncIterator[Privacy]:
    """Start the service ``privacy``, and stop it at the end.

    ``live`` is True in a running service: it counts for telemetry, and syncs the outbox if a
    receiver is set.

    Raises:
        DatabaseError: the data folder can't be written.
        ConfigError: the receiver's key or certificates can't be read.
    """
    async with open_gate(config.data_dir) as gate:
        outbox = await asyncio.to_thread(Outbox, config.data_dir / OUTBOX, time.time)
        telemetry = Telemetry(outbox, lambda: gate.consents.current, time.time)
        privacy = Privacy(gate, outbox, telemetry, time.time)
        await asyncio.to_thread(outbox.obey, privacy.consent)
        work: list[Coroutine[Any, Any, None]] = []
        allowed = Allowed()
        if live:
            work += [telemetry.keep(), privacy.obey_others()]
        if live and config.outbox.url:
            work.append((await _sync(config.outbox, privacy, allowed)).run())
        tasks = [asyncio.create_task(one) for one in work]
        try:
            with bus.listening(telemetry.record), bus.listening(allowed.record):
                yield privacy
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(outbox.close)


_POSTED = tuple(mail for mail in Mail if mail is not Mail.PICTURES)


class Allowed:
    """Which items may go to the receiver now; an ``EventBus`` listener.

    Pictures wait for an endpoint instead (``pictures_later.py``). Without a cloud nobody measures
    the link, and all others may try.
    """

    def __init__(self) -> None:
        self._mails = _POSTED

    def __call__(self) -> tuple[Mail, ...]:
        """Return the kinds of items that may go now."""
        return self._mails

    def record(self, event: Event) -> None:
        """Take an event."""
        if not isinstance(event, ConnectivityChanged):
            return
        self._mails = () if event.state == "offline" else _POSTED


async def _sync(settings: OutboxSettings, privacy: Privacy, allowed: Allowed) -> OutboxSync:
    named = Endpoint(name="outbox", key=settings.key, key_file=settings.key_file)
    key = await asyncio.to_thread(key_of, named)
    try:
        verify = ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        raise ConfigError(f"{settings.ca_file}: no certificates ({error}).") from error
    return OutboxSync(
        privacy.outbox, privacy.gate, settings.url, key=key, verify=verify, allowed=allowed
    )
