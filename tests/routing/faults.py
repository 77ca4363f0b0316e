"""A small proxy that makes a network bad: delay, loss, little throughput, a drip, a cut.

async with Faults(peer.port, delay_s=0.2) as link:
    url = f"http://127.0.0.1:{link.port}/v1"
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

from tests.routing.loopback import LoopbackServer

SEGMENT = 1400
RESEND_S = 0.2
"""What a lost segment costs TCP at first; twice as much each time that it is lost again."""


@dataclass
class Faults(LoopbackServer):
    """A TCP proxy to a port of loopback. ``loss`` is the share of segments that are lost.

    ``delay_s`` is that of a round trip, ``bytes_per_s`` the throughput each way. ``drip_s`` passes
    the replies on byte by byte (slow loris), ``cut_at`` closes after so many of their bytes,
    ``silent`` takes connections and says nothing. ``up`` and ``down`` count what passed.
    """

    target: int
    delay_s: float = 0.0
    loss: float = 0.0
    bytes_per_s: float = 0.0
    drip_s: float = 0.0
    cut_at: int | None = None
    silent: bool = False
    seed: int = 1
    up: int = 0
    down: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        there: asyncio.StreamWriter | None = None
        try:
            if self.silent:
                await asyncio.sleep(3600)
            answers, there = await asyncio.open_connection("127.0.0.1", self.target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(reader, there, reply=False))
                both.create_task(self._carry(answers, writer, reply=True))
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            for end in (writer, there):
                if end is not None:
                    end.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, reply: bool
    ) -> None:
        """Carry one direction until its end; the end of one is the end of both."""
        size = 1 if reply and self.drip_s else SEGMENT
        while data := await reader.read(size):
            await asyncio.sleep(self._held_s(len(data), reply=reply))
            if reply:
                if self.cut_at is not None:
                    data = data[: max(0, self.cut_at - self.down)]
                self.down += len(data)
            else:
                self.up += len(data)
            writer.write(data)
            await writer.drain()
            if reply and self.cut_at is not None and self.down >= self.cut_at:
                break
        raise ConnectionError

    def _held_s(self, size: int, *, reply: bool) -> float:
        held, again = self.delay_s / 2, RESEND_S
        while self._chance.random() < self.loss:
            held, again = held + again, again * 2
        if self.bytes_per_s:
            held += size / self.bytes_per_s
        return held + (self.drip_s if reply else 0.0)
