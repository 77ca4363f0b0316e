"""A process that fills an outbox and syncs it, to be killed at any moment."""

from __future__ import annotations

import asyncio
import time
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Mail
from assistant.routing.outbox_sync import OutboxSync
from assistant.routing.privacy.consent import ConsentStore
from assistant.routing.privacy.gate import Gate
from assistant.routing.privacy.ledger import Ledger

SMALL = 3
BIG = 700_000


def send(folder: str, url: str, run: int, told: Connection) -> None:
    """Put the items of a run, telling the key of each that is kept; sync for ever."""
    gate = Gate(
        ConsentStore(Path(folder, "consent.json")), Ledger(Path(folder, "ledger.sqlite"), time.time)
    )
    outbox = Outbox(Path(folder, "outbox.sqlite"), time.time)

    async def work() -> None:
        syncing = asyncio.create_task(OutboxSync(outbox, gate, url).run())
        for number in range(SMALL):
            await asyncio.to_thread(put, Mail.TELEMETRY, f"{run}-{number}", b"%d" % number)
        await asyncio.to_thread(put, Mail.PICTURES, f"{run}-big", bytes([run % 256]) * BIG)
        await syncing

    def put(mail: Mail, key: str, body: bytes) -> None:
        outbox.put(mail, key, body)
        told.send(key)

    asyncio.run(work())
