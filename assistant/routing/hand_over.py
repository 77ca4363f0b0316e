"""A cloud's answer that breaks off: the car goes on with it, or says what is missing."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from assistant.conversation.phrases import phrase
from assistant.errors import EngineError
from assistant.routing.late import MAX_SENTENCES
from assistant.routing.race import Run

SILENT_S = 0.25
"""How long the car may need to go on before it says that the connection broke off."""

BEGIN_S = 6.0
"""How long it may need in all; after that the rest is missing."""

GoOn = Callable[[str], Awaitable[Run | None]]
"""Begins the rest of an answer, given what was said of it; None: the car can't now."""


async def to_the_end(cloud: Run, language: str, go_on: GoOn) -> AsyncGenerator[str]:
    """Yield the cloud's sentences; when it breaks off, what the car adds or that it is missing.

    Within ``SILENT_S`` of the break somebody speaks on. Whole sentences only are gone on from,
    none is said twice, and there are never more than are spoken of one answer.
    """
    said: list[str] = []
    try:
        async for sentence in cloud.sentences():
            said.append(sentence)
            yield sentence
    except EngineError:
        async with aclosing(_rest(said, language, go_on)) as rest:
            async for sentence in rest:
                yield sentence


async def _rest(said: list[str], language: str, go_on: GoOn) -> AsyncGenerator[str]:
    room = len(said) + 2 <= MAX_SENTENCES  # for a word on the break, and for something more
    run = await go_on(("" if language == "zh" else " ").join(said)) if room else None
    begun = run is not None and await run.known(SILENT_S)
    if run is None or run.failed:
        yield phrase("cloud_cut", language)
        return
    if not begun:
        yield phrase("cloud_go_on", language)
    more = 0
    try:
        if await run.known(BEGIN_S):
            async for sentence in run.sentences():
                if sentence not in said:
                    more += 1
                    yield sentence
    except EngineError:
        more = 0
    if not more:
        yield phrase("cloud_cut" if begun else "cloud_rest", language)
