"""What a request for a picture comes to: a scene, a free prompt, or an honest no.

In this order: what is drawn for nobody is declined; the word lists make a scene of what they
know; an engine of open vocabulary takes any words; the small language model writes a scene; and
what is left is not known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from assistant.errors import PictureRequestError
from assistant.imaging.unsuitable import unsuitable
from assistant.understanding.llm import LanguageModel

COMPOSE_S = 1.7
"""How long the language model may think while a person waits; it goes on for the next time."""

_REMEMBERED = 32


class Answer(StrEnum):
    """What can be done about a request."""

    DRAW = "draw"
    DECLINED = "declined"  # drawn for nobody; ``reason`` is one of ``unsuitable.reasons``
    UNKNOWN = "unknown"  # nothing here can draw it
    ELSEWHERE = "elsewhere"  # nothing here can, but the cloud can be asked
    LATER = "later"  # the cloud can, once there is a connection


@dataclass(frozen=True, slots=True)
class Meant:
    """What a request means.

    ``program`` is a scene program as JSON data where the prompt alone does not give it.
    ``left_out`` are words that the scene holds nothing of; an ``imagined`` scene is the language
    model's idea of words that the lists do not know.
    """

    answer: Answer
    program: dict[str, Any] | None = None
    left_out: tuple[str, ...] = ()
    reason: str = ""
    imagined: bool = False

    def or_raise(self) -> dict[str, Any] | None:
        """Return the program of what can be drawn.

        Raises:
            PictureRequestError: it can't be drawn, or is drawn for nobody.
        """
        if self.answer is Answer.DECLINED:
            message = f"This is drawn for nobody ({self.reason}): ask for something else."
            raise PictureRequestError(message, code="picture_declined")
        if self.answer is Answer.UNKNOWN:
            raise PictureRequestError(
                "Nothing of this can be drawn here: ask for a landscape, a town, an animal or a "
                "vehicle."
            )
        return self.program


UNKNOWN = Meant(Answer.UNKNOWN)

TakesAny = Callable[[], Awaitable[bool]]
"""Whether the engine that draws takes any words; may load it to know."""

Words = Callable[[str, str, int], Meant]
"""Reads a prompt in a language with a seed, by the word lists alone; takes milliseconds."""


def by_words(prompt: str, language: str, seed: int = 0) -> Meant:
    """Return what the word lists make of a prompt. The first call loads them."""
    from assistant.imaging.wording import read  # noqa: PLC0415  loads the drawing

    return read(prompt, language, seed)


class Meaning:
    """Finds what requests mean. ``model`` writes scenes where words fail, if there is one."""

    def __init__(
        self, model: LanguageModel | None, takes_any: TakesAny, words: Words = by_words
    ) -> None:
        self._model = model
        self._takes_any = takes_any
        self._words = words
        self._composing: dict[tuple[str, str], asyncio.Task[Meant]] = {}

    async def of(self, prompt: str, language: str) -> Meant:
        """Return what a request means; takes as long as ``COMPOSE_S`` when words fail."""
        decent = self.decent(prompt)
        if decent.answer is Answer.DECLINED:
            return decent
        known = await self.read(prompt, language)
        if known.answer is Answer.DRAW:
            return replace(known, program=None)
        if await self._takes_any():
            return Meant(Answer.DRAW)
        return await self._composed(prompt, language) if prompt.strip() else UNKNOWN

    @staticmethod
    def decent(prompt: str) -> Meant:
        """Return that words may be drawn, or why they are drawn for nobody."""
        reason = unsuitable(prompt)
        return Meant(Answer.DRAW) if reason is None else Meant(Answer.DECLINED, reason=reason)

    async def read(self, prompt: str, language: str, seed: int = 0) -> Meant:
        """Return what words alone make of a prompt, with its scene."""
        return await asyncio.to_thread(self._words, prompt, language, seed)

    async def of_change(
        self, scene: dict[str, Any], how: str, language: str, *, without: bool
    ) -> Meant:
        """Return the scene that a change of ``scene`` comes to."""
        decent = self.decent(how)
        if decent.answer is Answer.DECLINED:
            return decent
        return await asyncio.to_thread(_changed, scene, how, language, without)

    async def close(self) -> None:
        """Stop asking the language model."""
        tasks = list(self._composing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _composed(self, prompt: str, language: str) -> Meant:
        if self._model is None:
            return UNKNOWN
        key = (prompt.casefold(), language)
        task = self._composing.get(key)
        if task is None:
            task = asyncio.create_task(_compose(self._model, prompt, language))
            self._composing[key] = task
            for old in list(self._composing)[:-_REMEMBERED]:
                self._composing.pop(old).cancel()
        done, _ = await asyncio.wait({task}, timeout=COMPOSE_S)
        return task.result() if done else UNKNOWN


def _changed(scene: dict[str, Any], how: str, language: str, without: bool) -> Meant:
    from assistant.imaging.wording import changed  # noqa: PLC0415  loads the drawing

    return changed(scene, how, language, without=without)


async def _compose(model: LanguageModel, prompt: str, language: str) -> Meant:
    from assistant.imaging.composing import composed  # noqa: PLC0415  loads the drawing
    from assistant.imaging.scene.program import to_json  # noqa: PLC0415

    program = await composed(model, prompt, language)
    return UNKNOWN if program is None else Meant(Answer.DRAW, to_json(program), imagined=True)
