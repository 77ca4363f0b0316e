"""Say the prompts of guidance: when nobody else talks, and never late.

A prompt is chosen at the moment when it can be said, so that there is no queue to go stale.
Whoever begins to talk to the car ends it at once; it is said again if that is still in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from assistant.conversation.floor import Floor
from assistant.conversation.speaker import Sentence
from assistant.navigation.guidance.events import Prompt
from assistant.navigation.trip import Guide

Choose = Callable[[], Sentence | None]


class Announce(Protocol):
    """Says what ``choose`` gives once nobody talks; nothing when that is None."""

    async def __call__(self, choose: Choose) -> None:
        """Return when it was said; cancelling stops the sound."""
        ...


async def speak_guidance(guide: Guide, announce: Announce, floor: Floor) -> None:
    """Say the prompts of a guide as they come due, for ever."""
    while True:
        await guide.due.wait()
        await floor.free()
        await _say_one(guide, announce, floor)


async def _say_one(guide: Guide, announce: Announce, floor: Floor) -> None:
    said: list[Prompt] = []

    def choose() -> Sentence | None:
        line = guide.take_line()
        if line is not None:
            return Sentence(line, guide.language)
        prompt = guide.take()
        if prompt is None:
            return None
        said.append(prompt)
        return Sentence(prompt.text, guide.language)

    saying = asyncio.ensure_future(announce(choose))
    interrupted = asyncio.ensure_future(floor.taken())
    try:
        await asyncio.wait({saying, interrupted}, return_when=asyncio.FIRST_COMPLETED)
        if not saying.done() and said:
            guide.put_back(said[0])
    finally:
        interrupted.cancel()
        saying.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(interrupted, saying, return_exceptions=True)
    if not saying.cancelled():
        saying.result()
