"""A recognizer that hears what it is told to hear, for tests and demos without a model."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.audio.interface import Samples
from assistant.errors import EngineError
from assistant.recognition.interface import RecognizeOptions, Transcript


@dataclass(frozen=True, slots=True)
class Heard:
    """One scripted answer: the transcript, or the failure, after ``delay_s``."""

    text: str = ""
    language: str = "en"
    confidence: float = 0.9
    delay_s: float = 0.0
    error: EngineError | None = None
    rejected: str | None = None


def sound_key(samples: Samples) -> str:
    """Return what identifies a sound's content, for ``FakeRecognizer``'s ``by_sound``."""
    return hashlib.sha256(samples.tobytes()).hexdigest()


class FakeRecognizer:
    """Answers by a sound's content where it is known, else in the order of the script.

    When the script is used up, it hears nothing. ``delay_s`` passes on the event loop's clock,
    so that virtual time works. ``asked`` records each request as ``(number of samples, options)``.
    """

    def __init__(
        self, script: Iterable[Heard | str] = (), by_sound: Mapping[str, Heard] | None = None
    ) -> None:
        self._script = [Heard(one) if isinstance(one, str) else one for one in script]
        self._by_sound = dict(by_sound or {})
        self.asked: list[tuple[int, RecognizeOptions]] = []
        self.closed = False

    async def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Return the scripted transcript.

        Raises:
            EngineError: the script says so.
        """
        self.asked.append((len(samples), options))
        heard = self._by_sound.get(sound_key(samples)) if self._by_sound else None
        if heard is None:
            heard = self._script.pop(0) if self._script else Heard(rejected="no_speech")
        await asyncio.sleep(heard.delay_s)
        if heard.error is not None:
            raise heard.error
        confidence = heard.confidence if heard.text else 0.0
        return Transcript(heard.text, heard.language, confidence, heard.rejected)

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True
