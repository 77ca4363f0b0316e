"""Two answers to one question: the local one and the cloud's, each made in a task of its own.

    winner = await first(local, cloud, patience_s)
    async for sentence in winner.sentences(): ...

The cloud's is preferred, but a local answer that has begun waits only ``patience_s`` for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress

from assistant.errors import AssistantError, EngineError
from assistant.synthesis.sentences import SentenceSplitter


class Run:
    """An answer that is being made, held back sentence by sentence until somebody takes it."""

    def __init__(self, pieces: AsyncIterator[str], language: str) -> None:
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._known = asyncio.Event()
        self._error: AssistantError | None = None
        self.begun = False
        self._task = asyncio.create_task(self._make(pieces, SentenceSplitter(language)))

    @property
    def failed(self) -> bool:
        """True when it ended without a sentence."""
        return self._known.is_set() and not self.begun

    @property
    def error(self) -> EngineError:
        """What made it fail."""
        if isinstance(self._error, EngineError):
            return self._error
        return EngineError(str(self._error or "There was no answer."))

    async def known(self, within_s: float | None = None) -> bool:
        """Wait until it has begun or failed; return whether it has begun within the time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._known.wait()
        return self.begun

    async def sentences(self) -> AsyncGenerator[str]:
        """Yield its sentences as they come.

        Raises:
            EngineError: it broke off; what was left of its last sentence is dropped.
        """
        while (sentence := await self._queue.get()) is not None:
            yield sentence
        if self._error is not None or not self.begun:
            raise self.error

    async def stop(self) -> None:
        """End it; nothing more is computed, sent or paid for it."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _make(self, pieces: AsyncIterator[str], splitter: SentenceSplitter) -> None:
        try:
            async for piece in pieces:
                self._give(splitter.feed(piece))
            self._give(splitter.flush())
        except AssistantError as error:
            self._error = error
        finally:
            self._known.set()
            self._queue.put_nowait(None)
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

    def _give(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self._queue.put_nowait(sentence)
            self.begun = True
            self._known.set()


async def first(local: Run, cloud: Run, patience_s: float, deadline_s: float) -> Run:
    """Return the run whose answer is given; the other one is still running.

    When the local one failed, the cloud has until the deadline.

    Raises:
        EngineError: both failed.
    """
    waits = [asyncio.ensure_future(run.known()) for run in (local, cloud)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    if cloud.begun:
        return cloud
    if cloud.failed:
        await local.known()
    if local.failed and await cloud.known(deadline_s):
        return cloud
    if local.failed:
        raise local.error
    return cloud if await cloud.known(patience_s) else local
