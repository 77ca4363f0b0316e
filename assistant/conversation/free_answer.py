"""Let the small language model choose a tool, or answer freely, sentence by sentence.

Its text is only ever spoken. A tool that it chooses passes the guard of understanding and
then the policy, like any other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from assistant.conversation.phrases import phrase
from assistant.errors import EngineError
from assistant.synthesis.sentences import SentenceSplitter
from assistant.understanding.llm import LanguageModel, Message, Routed, Taken
from assistant.understanding.understand import Choice, Understanding

CHOOSE_S = PIECE_S = 12.0
"""Limits of waiting for a choice and for the next piece of an answer: above the engine's own,
which ends a hung process and starts another."""

MAX_SENTENCES = 4

NO_ENDPOINT = "no_endpoint"
"""Why the car answers by itself that has no cloud (docs/routing.md)."""

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Begun:
    """An answer that was begun ahead of time: to which question, its sentences, the first.

    ``wanted`` is set when the person has finished and this was the whole question.
    """

    question: tuple[str, str, tuple[Message, ...]]
    sentences: AsyncGenerator[str]
    first: asyncio.Task[str | None]
    wanted: asyncio.Event

    async def drop(self) -> None:
        """Let the model stop."""
        self.first.cancel()
        await asyncio.gather(self.first, return_exceptions=True)
        await self.sentences.aclose()


class FreeAnswer:
    """What the language model may do for a turn; without a model it can do nothing."""

    def __init__(self, model: LanguageModel | None, understanding: Understanding) -> None:
        self._model = model
        self._understanding = understanding
        self._begun: _Begun | None = None

    @property
    def available(self) -> bool:
        """True when there is a model."""
        return self._model is not None

    @property
    def taken(self) -> Taken:
        """Who gave the latest answer or choice: without a cloud, always the car."""
        taken = self._model.taken if isinstance(self._model, Routed) else None
        return taken or Taken(by_cloud=False, reason=NO_ENDPOINT)

    def meant(self, text: str, language: str) -> Choice | None:
        """Return what the text is very likely meant as, to be asked back; no model is asked."""
        return self._understanding.to_ask_back(text, language)

    async def choose(self, text: str, language: str) -> Choice | None:
        """Return the tool call that the model sees in ``text``, or None.

        A model that fails costs nothing: the turn goes on without a choice.
        """
        await self.forget()
        tools = self._understanding.shortlist(text, language)
        if self._model is None or not tools:
            return None
        try:
            async with asyncio.timeout(CHOOSE_S):
                choice = await self._model.choose(text, language, tools)
        except (EngineError, TimeoutError) as error:
            _LOGGER.warning("The language model made no choice: %s", type(error).__name__)
            return None
        if choice is None:
            return None
        name, arguments = choice
        known = next((tool.known for tool in tools if tool.name == name), {})
        return self._understanding.guard_llm_choice(text, language, name, known | arguments)

    async def begin(self, text: str, language: str, history: tuple[Message, ...]) -> str | None:
        """Begin to answer what may be the whole question; return the first sentence.

        ``answer`` to the same question goes on from there; any other request drops it.

        Raises:
            EngineError: the model failed.
        """
        await self.forget()
        wanted = asyncio.Event()
        sentences = self._sentences(text, language, history, wanted)
        first = asyncio.create_task(anext(sentences, None))
        begun = self._begun = _Begun((text, language, history), sentences, first, wanted)
        try:
            return await asyncio.shield(first)
        except (EngineError, asyncio.CancelledError):
            if self._begun is begun:  # not taken over by ``answer``
                await self.forget()
            raise

    async def forget(self) -> None:
        """Drop an answer that was begun and is not wanted: the person speaks on."""
        begun, self._begun = self._begun, None
        if begun is not None:
            await begun.drop()

    async def answer(
        self, text: str, language: str, history: tuple[Message, ...]
    ) -> AsyncIterator[str]:
        """Yield the sentences of a free answer as soon as each is whole.

        Raises:
            EngineError: the model failed before its first sentence.
        """
        if self._begun is None or self._begun.question != (text, language, history):
            await self.forget()
            async for sentence in self._sentences(text, language, history):
                yield sentence
            return
        begun, self._begun = self._begun, None
        begun.wanted.set()
        try:
            first = await begun.first
            if first is not None:
                yield first
            async for sentence in begun.sentences:
                yield sentence
        finally:
            await begun.drop()

    async def _sentences(
        self,
        text: str,
        language: str,
        history: tuple[Message, ...],
        wanted: asyncio.Event | None = None,
    ) -> AsyncGenerator[str]:
        if self._model is None:
            yield phrase("error.no_answer", language)
            return
        splitter, said = SentenceSplitter(language), 0
        messages = (*history, Message("user", text))
        pieces = self._model.answer(messages, language, wanted=wanted)
        try:
            async for piece in _timed(pieces):
                for sentence in splitter.feed(piece):
                    yield sentence
                    said += 1
                    if said >= MAX_SENTENCES:
                        return
            for sentence in splitter.flush():
                yield sentence
                said += 1
        except EngineError:
            if not said:
                raise
            _LOGGER.warning("The language model stopped in the middle of an answer")
        if not said:
            yield phrase("error.no_answer", language)


async def _timed(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Pass pieces on; raise EngineError when the next one takes too long."""
    while True:
        try:
            async with asyncio.timeout(PIECE_S):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise EngineError("The language model gave no answer in time.") from error
        yield piece
