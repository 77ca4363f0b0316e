"""The port of speech synthesizers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np

from assistant.audio.interface import Samples


@dataclass(frozen=True, slots=True)
class Speech:
    """A sentence, or a piece of one, as sound: mono int16 at ``rate_hz``.

    ``cached`` when it was not made now.
    """

    samples: Samples
    rate_hz: int
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How it sounds: voices by language, and factors of the usual rate and volume.

    ``voices`` holds names of ``Adjustable.choices``; a language without one keeps its first.
    """

    voices: Mapping[str, str] = field(default_factory=dict)
    rate: float = 1.0
    volume: float = 1.0


class Synthesizer(Protocol):
    """Speaks one sentence at a time, so that an answer starts before it is whole."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it can speak, e.g. ``("en",)``."""
        ...

    def pieces(self, sentence: str, language: str) -> AsyncGenerator[Speech]:
        """Yield the sentence as sound, its beginning as soon as that is made.

        The pieces follow each other without a seam and have one rate. There is at least one;
        of a sentence without any sound it is empty.

        Raises:
            EngineError: the engine hung, died or failed; it is being restarted.
        """
        ...

    async def close(self) -> None:
        """End the engine."""
        ...


async def whole(synthesizer: Synthesizer, sentence: str, language: str) -> Speech:
    """Return the sentence as one sound.

    Raises:
        EngineError: as ``Synthesizer.pieces``.
    """
    return joined([piece async for piece in synthesizer.pieces(sentence, language)])


def joined(pieces: list[Speech]) -> Speech:
    """Return pieces of one rate, at least one, as one; cached when all of them were."""
    samples = np.concatenate([piece.samples for piece in pieces])
    return Speech(samples, pieces[0].rate_hz, all(piece.cached for piece in pieces))


@runtime_checkable
class Adjustable(Protocol):
    """A synthesizer that can be made to sound otherwise while it runs."""

    @property
    def choices(self) -> Mapping[str, Mapping[str, str]]:
        """The voices that are here: titles by name, by language; the first is the usual one."""
        ...

    async def adjust(self, style: Style) -> None:
        """Sound otherwise from the next sentence on.

        Raises:
            InputError: there is no such voice.
            EngineError: a voice can't be started; all sounds as before.
        """
        ...
