"""The port of wake word engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.audio.interface import Samples


@dataclass(frozen=True, slots=True)
class Detection:
    """A wake word, with the score (0 to 1) that passed the threshold."""

    word: str
    score: float


class WakeDetector(Protocol):
    """Listens to one zone for one or more wake words. Not shared between zones."""

    @property
    def words(self) -> tuple[str, ...]:
        """The names of the words listened for, e.g. ``hey_jarvis``."""
        ...

    def feed(self, samples: Samples) -> Detection | None:
        """Take the next 16 kHz int16 samples (any length); return a detection or None.

        Raises:
            EngineError: the engine failed.
        """
        ...

    def reset(self) -> None:
        """Forget what was heard, so that one utterance wakes once."""
        ...
