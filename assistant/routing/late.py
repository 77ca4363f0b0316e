"""Answers of the cloud that came too late: kept, offered, and told to who asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import EngineError
from assistant.routing.race import Run

LATE_S = 30.0
"""How long an answer may still take after the local one was given."""

KEPT_S = 300.0
"""How long it can be asked for."""

MAX_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """An answer to a question of before."""

    question: str
    text: str
    language: str
    at_s: float


class LateAnswers:
    """Waits for the rest of an answer that lost a race; the newest one is kept, in memory."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._waiting: asyncio.Task[None] | None = None
        self._answer: LateAnswer | None = None
        self._came = asyncio.Event()

    @property
    def answer(self) -> LateAnswer | None:
        """The answer that can be asked for."""
        kept = self._answer
        return kept if kept is not None and self._now() - kept.at_s <= KEPT_S else None

    async def next(self) -> LateAnswer:
        """Wait until another answer has come, and return it."""
        while True:
            await self._came.wait()
            self._came.clear()
            if self._answer is not None:
                return self._answer

    def expect(self, run: Run, question: str, language: str) -> None:
        """Go on with an answer and keep it when it is whole."""
        self.forget()
        self._waiting = asyncio.create_task(self._wait(run, question, language))

    def forget(self) -> None:
        """Drop what is kept and what is waited for: something new was asked."""
        self._answer = None
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    async def close(self) -> None:
        """End what is waited for."""
        waiting = self._waiting
        self.forget()
        if waiting is not None:
            await asyncio.gather(waiting, return_exceptions=True)

    async def _wait(self, run: Run, question: str, language: str) -> None:
        sentences: list[str] = []
        try:
            async with asyncio.timeout(LATE_S):
                async for sentence in run.sentences():
                    sentences.append(sentence)
                    if len(sentences) == MAX_SENTENCES:
                        break
        except (EngineError, TimeoutError):
            return  # half an answer is no fuller one
        finally:
            await run.stop()
        text = ("" if language == "zh" else " ").join(sentences)
        self._answer = LateAnswer(question, text, language, self._now())
        self._came.set()
