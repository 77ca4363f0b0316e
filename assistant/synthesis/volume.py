"""Speech at a volume of its own, behind the cache: what is kept is as loud as it was made."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace

import numpy as np

from assistant.synthesis.interface import Adjustable, Speech, Style, Synthesizer


class AdjustedSynthesizer:
    """A synthesizer whose voices, rate and volume follow a ``Style``. Implements ``Adjustable``.

    ``spoken`` makes the sound, ``voices`` are what it makes it with.
    """

    def __init__(self, spoken: Synthesizer, voices: Adjustable, style: Style) -> None:
        self._spoken = spoken
        self._voices = voices
        self._volume = style.volume

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that can be spoken."""
        return self._spoken.languages

    @property
    def choices(self) -> Mapping[str, Mapping[str, str]]:
        """The voices that are here; see ``Adjustable``."""
        return self._voices.choices

    async def adjust(self, style: Style) -> None:
        """Sound otherwise from the next sentence on; see ``Adjustable``."""
        await self._voices.adjust(style)
        self._volume = style.volume

    async def pieces(self, sentence: str, language: str) -> AsyncGenerator[Speech]:
        """Yield the sentence as sound; see ``Synthesizer``."""
        async for piece in self._spoken.pieces(sentence, language):
            yield piece if self._volume == 1.0 else louder(piece, self._volume)

    async def close(self) -> None:
        """End the engine."""
        await self._spoken.close()


def louder(speech: Speech, factor: float) -> Speech:
    """Return speech with its amplitude times ``factor``; what is too loud is cut, not wrapped."""
    samples = np.clip(speech.samples.astype(np.float32) * factor, -32768, 32767)
    return replace(speech, samples=samples.astype(np.int16))
