"""Speak an answer sentence by sentence, each from its first piece on: the rest is made meanwhile.

What is given as one line is cut at its sentences, too, so that a short one at the beginning
("On our way.") is heard while the rest is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from assistant.audio.interface import AudioOutput
from assistant.errors import EngineError, EngineTimeoutError
from assistant.synthesis.interface import Speech, Synthesizer, whole
from assistant.synthesis.sentences import split_sentences

SYNTHESIS_TIMEOUT_S = 6.0
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line to say."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class SpeakerHooks:
    """What to tell while speaking, with monotonic times.

    ``voiced``: the first sentence is sound. ``started``: its first sample goes out.
    ``said``: a sentence was handed to the speaker.
    """

    voiced: Callable[[float], None]
    started: Callable[[float], None]
    said: Callable[[Sentence], None]


@dataclass(frozen=True, slots=True)
class _Sound:
    """What to play next: of a line's first sound, ``line``; ``continued`` inside a sentence."""

    speech: Speech
    line: Sentence | None
    continued: bool


_Queue = asyncio.Queue[_Sound | None]
"""None at the end."""


class Speaker:
    """Turns sentences into sound on one output."""

    def __init__(
        self, synthesizer: Synthesizer, output: AudioOutput, now: Callable[[], float]
    ) -> None:
        self._synthesizer = synthesizer
        self._output = output
        self._now = now

    async def say(self, sentences: AsyncIterator[Sentence], hooks: SpeakerHooks) -> bool:
        """Speak until the sentences end; return False when the sound was stopped before.

        Cancelling stops the sound at once.

        Raises:
            EngineError: no sentence could be made into sound.
        """
        queue: _Queue = asyncio.Queue(_AHEAD)
        producer = asyncio.create_task(self._produce(sentences, queue))
        try:
            await self._play(queue, hooks)
            await producer
            return await self._output.drained()
        except asyncio.CancelledError:
            self._output.stop()
            raise
        finally:
            producer.cancel()
            await asyncio.gather(producer, return_exceptions=True)

    async def prepare(self, sentence: Sentence) -> None:
        """Make a sentence ahead of time; a caching synthesizer then has it at hand."""
        for part in _parts(sentence):
            await whole(self._synthesizer, part, sentence.language)

    async def _produce(
        self,
        sentences: AsyncIterator[Sentence],
        queue: _Queue,
    ) -> None:
        try:
            async for sentence in sentences:
                said: Sentence | None = sentence
                for part in _parts(sentence):
                    continued = False
                    async for speech in self._in_time(part, sentence.language):
                        await queue.put(_Sound(speech, said, continued))
                        said, continued = None, True
        except asyncio.CancelledError:
            raise  # nobody takes from the queue any more
        except TimeoutError as error:
            await queue.put(None)
            raise EngineTimeoutError("The synthesizer gave no answer in time.") from error
        except EngineError:
            await queue.put(None)
            raise
        await queue.put(None)

    async def _in_time(self, text: str, language: str) -> AsyncIterator[Speech]:
        """Yield a sentence's sound; no piece may be long in coming."""
        async with aclosing(self._synthesizer.pieces(text, language)) as pieces:
            while True:
                async with asyncio.timeout(SYNTHESIS_TIMEOUT_S):
                    speech = await anext(pieces, None)
                if speech is None:
                    return
                yield speech

    async def _play(
        self,
        queue: _Queue,
        hooks: SpeakerHooks,
    ) -> None:
        first = True
        while (sound := await queue.get()) is not None:
            if first:
                hooks.voiced(self._now())
            if sound.line is not None:
                hooks.said(sound.line)
            speech = sound.speech
            started_at = await self._output.play(
                speech.samples, speech.rate_hz, continued=sound.continued
            )
            if first:
                hooks.started(started_at)
                first = False


def _parts(line: Sentence) -> list[str]:
    """Return a line's sentences; one without any word stays whole."""
    return split_sentences(line.text, line.language) or [line.text]
