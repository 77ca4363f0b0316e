"""A power cut at any point loses nothing that was kept, and nothing is applied twice.

A process is killed with SIGKILL at many points of its work, against a real HTTP receiver.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import time
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.routing.outbox import Outbox, read_status
from assistant.routing.outbox_sync import OutboxSync
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.gate import Gate
from assistant.routing.privacy.ledger import Ledger
from tests.routing.outbox_sender import BIG, SMALL, send
from tests.routing.receiver import Receiver, receiving

KILLS = 30


def test_nothing_is_lost_and_nothing_applied_twice(tmp_path: Path) -> None:
    ConsentStore(tmp_path / "consent.json").give(*Kind)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.routing.outbox_sender"])
    kept: list[str] = []
    with receiving() as receiver:
        for run in range(KILLS):
            here, there = context.Pipe(duplex=False)
            sender = context.Process(target=send, args=(str(tmp_path), receiver.url, run, there))
            sender.start()
            there.close()
            kept += [here.recv() for _ in range(run % (SMALL + 2))]
            time.sleep(0.007 * (run % 7))
            sender.kill()
            sender.join()
            kept += _rest(here)
        interrupted = read_status(tmp_path / "outbox.sqlite").waiting
        asyncio.run(_drain(tmp_path, receiver))
    assert interrupted
    assert set(kept) <= set(receiver.applied)
    assert set(receiver.times.values()) == {1}
    for key, body in receiver.applied.items():
        made_in, _, number = key.partition("-")
        whole = bytes([int(made_in) % 256]) * BIG if number == "big" else number.encode()
        assert body == whole
    assert read_status(tmp_path / "outbox.sqlite").dropped == {}


def _rest(here: Connection) -> list[str]:
    """Return what a killed process told before its end."""
    told = []
    with here, contextlib.suppress(EOFError, OSError):
        while True:
            told.append(here.recv())
    return told


async def _drain(folder: Path, receiver: Receiver) -> None:
    """Sync until nothing waits."""
    gate = Gate(ConsentStore(folder / "consent.json"), Ledger(folder / "ledger.sqlite", time.time))
    outbox = Outbox(folder / "outbox.sqlite", time.time)
    syncing = asyncio.create_task(OutboxSync(outbox, gate, receiver.url).run())
    async with asyncio.timeout(60.0):
        while outbox.status().waiting:  # noqa: ASYNC110  # it is on the disk
            await asyncio.sleep(0.02)
    syncing.cancel()
    await asyncio.gather(syncing, return_exceptions=True)
