"""The port of speech recognizers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.audio.interface import Samples


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recognizer heard.

    ``text`` is empty when the sound held no speech or the guard rejected it (``rejected``
    says why: ``no_speech``, ``loop``, ``low_confidence``, ``noise_phrase``). Mandarin is in
    simplified characters. ``confidence`` is the mean token probability, 0 to 1.
    ``language_sure``: the language was given, or detected beyond doubt.
    """

    text: str
    language: str
    confidence: float
    rejected: str | None = None
    language_sure: bool = False


@dataclass(frozen=True, slots=True)
class RecognizeOptions:
    """How to decode one utterance.

    ``language`` None: detect among ``languages``. ``thorough`` takes two to five times as long
    and hears more: for words that a quick decode made no sense of, and for free speech.
    ``voiced``: voice was found in the sound already; otherwise sound without is not decoded.
    """

    language: str | None = None
    languages: tuple[str, ...] = ("en", "zh")
    thorough: bool = False
    voiced: bool = False


class Recognizer(Protocol):
    """Turns an utterance into text."""

    async def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Return the transcript of 16 kHz int16 ``samples``.

        Raises:
            EngineError: the engine hung, died or failed; it is being restarted.
        """
        ...

    async def close(self) -> None:
        """End the engine."""
        ...
