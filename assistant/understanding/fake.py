"""A language model that follows a script, for tests and demos without weights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from assistant.errors import EngineError
from assistant.understanding.llm import Message, ToolSpec

Choice = tuple[str, dict[str, Any]]


class FakeLanguageModel:
    """Chooses and answers by the text it is given.

    ``choices`` and ``answers`` map an utterance to what comes back; what is not in them is no
    tool, and ``otherwise``. Answers come word by word, ``delay_s`` apart on the event loop's
    clock. ``failures`` are raised by the next requests, one each, None meaning success.
    ``asked`` records each utterance, ``pieces`` how many pieces went out.
    """

    def __init__(
        self,
        choices: Mapping[str, Choice] | None = None,
        answers: Mapping[str, str] | None = None,
        *,
        otherwise: str = "I do not know.",
        delay_s: float = 0.0,
        failures: list[EngineError | None] | None = None,
    ) -> None:
        self._choices = dict(choices or {})
        self._answers = dict(answers or {})
        self._otherwise = otherwise
        self.delay_s = delay_s
        self.failures = failures if failures is not None else []
        self.asked: list[str] = []
        self.pieces = 0
        self.closed = False

    async def choose(
        self, utterance: str, language: str, tools: Sequence[ToolSpec]
    ) -> Choice | None:
        """Return the scripted choice when its tool is among ``tools``.

        Raises:
            EngineError: ``failures`` says so.
        """
        _ = language
        await self._begin(utterance)
        choice = self._choices.get(utterance)
        offered = {tool.name for tool in tools}
        return choice if choice is not None and choice[0] in offered else None

    async def answer(
        self,
        messages: Sequence[Message],
        language: str,
        max_tokens: int = 160,
        wanted: asyncio.Event | None = None,
    ) -> AsyncGenerator[str]:
        """Yield the scripted answer to the last message, word by word.

        Raises:
            EngineError: ``failures`` says so.
        """
        _ = language, wanted
        said = messages[-1].content if messages else ""
        await self._begin(said)
        words = self._answers.get(said, self._otherwise).split(" ")
        for index, word in enumerate(words[:max_tokens]):
            if index:
                await asyncio.sleep(self.delay_s)
            self.pieces += 1
            yield word if index == 0 else f" {word}"

    async def ready(self) -> None:
        """Return; a script needs no loading."""

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True

    async def _begin(self, said: str) -> None:
        self.asked.append(said)
        await asyncio.sleep(self.delay_s)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
