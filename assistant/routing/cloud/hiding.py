"""Keeps the private values of a conversation in the car: out of what is sent, into what comes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from assistant.routing.privacy.finding import Value
from assistant.routing.privacy.people import NOBODY, Names
from assistant.routing.privacy.redact import RestoringStream, redact, restored_data

_WARMING = {"en": "my friend Mary Jones", "zh": "我的朋友"}
"""Texts that make the word lists be read."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Texts that may leave; ``counts`` tells how many values of which kinds were replaced."""

    texts: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    restore: Mapping[str, str] = field(default_factory=dict)

    async def pieces(self, pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
        """Pass an answer's pieces on with the values put back, also across pieces."""
        stream = RestoringStream(self.restore)
        async with aclosing(pieces):
            async for piece in pieces:
                if text := stream.feed(piece):
                    yield text
        if text := stream.flush():
            yield text

    def restored_values(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return a tool's arguments with the values put back."""
        return {key: restored_data(value, self.restore) for key, value in values.items()}


class Hider:
    """Replaces private values; ``names`` returns what the car's services know by name."""

    def __init__(self, names: Callable[[], Names] = lambda: NOBODY) -> None:
        self._names = names

    async def warm(self, languages: Sequence[str]) -> None:
        """Read the word lists now, so that no question waits for them."""
        for language in languages:
            await self.hide([_WARMING.get(language, "")], language)

    async def hide(self, texts: Sequence[str], language: str) -> Hidden:
        """Return the texts of one conversation with the same placeholder for the same value."""
        return await asyncio.to_thread(_hide, texts, language, self._names())


def _hide(texts: Sequence[str], language: str, names: Names) -> Hidden:
    """Replace values; a name that is recognized in one text is known in all of them."""
    seen = [redact(text, language, names).restore for text in texts]
    met = Names.of((_kind(key), value) for restore in seen for key, value in restore.items())
    known = Names({**met.kinds, **names.kinds})
    restore: Mapping[str, str] = {}
    counts: Counter[str] = Counter()
    hidden = []
    for text in texts:
        redacted = redact(text, language, known, restore)
        restore = redacted.restore
        counts.update(redacted.counts)
        hidden.append(redacted.text)
    return Hidden(tuple(hidden), counts, restore)


def _kind(placeholder: str) -> Value:
    """Return the kind in a placeholder, e.g. that of ``[PERSON_1]``."""
    return Value(placeholder[1:-1].rpartition("_")[0])
