"""A power cut at any point loses nothing that was kept, and nothing is applied twice.

A process is killed with SIGKILL at many points of its work, against a real HTTP receiver.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from pathlib import Path

from assistant.routing.outbox import Outbox, read_status
from assistant.routing.outbox_sync import OutboxSync
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.gate import Gate
from assistant.routing.privacy.ledger import Ledger
from tests.routing.outbox_sender import BIG, send
from tests.routing.receiver import Receiver, receiving

KILLS = 40


def test_nothing_is_lost_and_nothing_applied_twice(tmp_path: Path) -> None:
    ConsentStore(tmp_path / "consent.json").give(*Kind)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.routing.outbox_sender"])
    with receiving() as receiver:
        for run in range(KILLS):
            sender = context.Process(target=send, args=(str(tmp_path), receiver.url, run))
            sender.start()
            time.sleep(0.01 * (run % 20))
            sender.kill()
            sender.join()
            sender.close()
        interrupted = read_status(tmp_path / "outbox.sqlite").waiting
        asyncio.run(_drain(tmp_path, receiver))
    kept = (tmp_path / "kept").read_text().split()
    assert len(kept) > KILLS  # the kills came at many points, not all of them early
    assert interrupted
    assert set(kept) <= set(receiver.applied)
    assert set(receiver.times.values()) == {1}
    for key, body in receiver.applied.items():
        made_in, _, number = key.partition("-")
        whole = bytes([int(made_in) % 256]) * BIG if number == "big" else number.encode()
        assert body == whole
    assert read_status(tmp_path / "outbox.sqlite").dropped == {}


async def _drain(folder: Path, receiver: Receiver) -> None:
    """Sync until nothing waits."""
    gate = Gate(ConsentStore(folder / "consent.json"), Ledger(folder / "ledger.sqlite", time.time))
    outbox = Outbox(folder / "outbox.sqlite", time.time)
    syncing = asyncio.create_task(OutboxSync(outbox, gate, receiver.url).run())
    async with asyncio.timeout(20.0):
        while outbox.status().waiting:  # noqa: ASYNC110  # it is on the disk
            await asyncio.sleep(0.02)
    syncing.cancel()
    await asyncio.gather(syncing, return_exceptions=True)
