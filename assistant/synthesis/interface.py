"""The port of speech synthesizers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.audio.interface import Samples


@dataclass(frozen=True, slots=True)
class Speech:
    """A sentence as sound: mono int16 at ``rate_hz``; ``cached`` when it was not made now."""

    samples: Samples
    rate_hz: int
    cached: bool = False


class Synthesizer(Protocol):
    """Speaks one sentence at a time, so that an answer starts before it is whole."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it can speak, e.g. ``("en",)``."""
        ...

    async def speak(self, sentence: str, language: str) -> Speech:
        """Return the sentence as sound.

        Raises:
            EngineError: the engine hung, died or failed; it is being restarted.
        """
        ...

    async def close(self) -> None:
        """End the engine."""
        ...
