"""Run one turn from its request to its one end event, spoken or silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

from assistant.conversation.performer import Performer
from assistant.conversation.phrases import phrase
from assistant.conversation.speaker import Sentence, Speaker, SpeakerHooks
from assistant.conversation.turn import TurnRequest, TurnResult
from assistant.errors import AssistantError, EngineError
from assistant.events import (
    AudioEnded,
    AudioStarted,
    ErrorRaised,
    Event,
    Outcome,
    Reply,
    TurnEnded,
)
from assistant.observe.trace import Marks, stages_ms
from assistant.understanding.interface import Interpretation

FILLER_AFTER_S = 0.5
"""When nothing could be said by then, the car says "One moment": the language model begins to
answer about a second after the endpoint, and 0.9 s of silence is long between people."""


class TurnRunner:
    """Performs turns one at a time and closes each with exactly one ``TurnEnded``."""

    def __init__(
        self, performer: Performer, now: Callable[[], float], emit: Callable[[Event], None]
    ) -> None:
        self.performer = performer
        self._now = now
        self._emit = emit
        self._one_at_a_time = asyncio.Lock()

    async def run(
        self,
        request: TurnRequest,
        marks: Marks,
        speaker: Speaker | None,
        on_sound: Callable[[float], None] = lambda _at: None,
    ) -> tuple[TurnEnded, bool]:
        """Perform a turn; return its end event and whether to listen on.

        ``on_sound`` gets the monotonic time of the first sample. Cancelling ends the turn
        with the outcome ``cancelled``; effects that were already verified are in its summary.
        """
        result = TurnResult()
        try:
            async with self._one_at_a_time:
                await self._perform(request, marks, result, speaker, on_sound)
        except asyncio.CancelledError:
            result.outcome = Outcome.CANCELLED
            raise
        finally:
            ended = self._ended(request, marks, result)
            self._emit(ended)
        return ended, result.listen

    async def apologize(self, turn_id: str, language: str, speaker: Speaker) -> TurnEnded:
        """End a turn whose words could not be recognized: say sorry, and how it ended."""
        nothing = Interpretation(text="", language=language)
        request = TurnRequest(turn_id, "", "", "", language, nothing)
        result, marks = TurnResult(), Marks()
        async with self._one_at_a_time:
            await self._apologize(
                request, marks, result, speaker, EngineError("The recognizer failed.")
            )
            ended = self._ended(request, marks, result)
            self._emit(ended)
        return ended

    async def announce(self, choose: Callable[[], Sentence | None], speaker: Speaker) -> None:
        """Say something outside any turn, after the turn that runs now: a timer is due.

        ``choose`` is asked at the moment when it can be said; None: there is nothing to say.
        Cancelling stops the sound.
        """
        async with self._one_at_a_time:
            sentence = choose()
            if sentence is None:
                return
            self.performer.note_aside(sentence.text)
            try:
                await self._say_aside(sentence, speaker)
            except AssistantError as error:
                self._emit(
                    ErrorRaised(
                        at_s=self._now(), code=error.code, message=str(error), stage="synthesis"
                    )
                )

    async def _say_aside(self, sentence: Sentence, speaker: Speaker) -> None:
        """Say a sentence; music is soft meanwhile, as in a turn."""
        hooks = SpeakerHooks(
            voiced=lambda _at: None,
            started=lambda at_s: self._emit(AudioStarted(at_s=at_s)),
            said=lambda _sentence: None,
        )
        completed = False
        try:
            completed = await speaker.say(_sentences((sentence.text,), sentence.language), hooks)
        finally:
            self._emit(AudioEnded(at_s=self._now(), completed=completed))

    async def _perform(
        self,
        request: TurnRequest,
        marks: Marks,
        result: TurnResult,
        speaker: Speaker | None,
        on_sound: Callable[[float], None],
    ) -> None:
        async with aclosing(self.performer.perform(request, marks, result)) as sentences:
            if speaker is None:
                async for sentence in sentences:
                    self._say(request, sentence)
                return
            try:
                async with aclosing(with_filler(sentences, request)) as timely:
                    await self._speak(request, marks, timely, speaker, on_sound)
            except AssistantError as error:
                await self._apologize(request, marks, result, speaker, error)

    async def _speak(
        self,
        request: TurnRequest,
        marks: Marks,
        sentences: AsyncIterator[Sentence],
        speaker: Speaker,
        on_sound: Callable[[float], None],
    ) -> None:
        def started(at_s: float) -> None:
            marks.set("audio_out", at_s)
            self._emit(AudioStarted(at_s=at_s, turn_id=request.turn_id))
            on_sound(at_s)

        hooks = SpeakerHooks(
            voiced=lambda at_s: marks.set("voiced", at_s),
            started=started,
            said=lambda sentence: self._say(request, sentence),
        )
        completed = await speaker.say(sentences, hooks)
        self._emit(AudioEnded(at_s=self._now(), turn_id=request.turn_id, completed=completed))

    async def _apologize(
        self,
        request: TurnRequest,
        marks: Marks,
        result: TurnResult,
        speaker: Speaker,
        error: AssistantError,
    ) -> None:
        """Say sorry with the cached phrase; what was done to the car stays told as done."""
        done = result.outcome is Outcome.DONE
        lines = self.performer.apology(request, error, result)
        if done:
            result.outcome = Outcome.DONE
        try:
            await self._speak(
                request, marks, _sentences(lines, request.language), speaker, lambda _at: None
            )
        except AssistantError as again:
            self._emit(
                ErrorRaised(
                    at_s=self._now(),
                    turn_id=request.turn_id,
                    code=again.code,
                    message=str(again),
                    stage="synthesis",
                )
            )

    def _say(self, request: TurnRequest, sentence: Sentence) -> None:
        self._emit(
            Reply(
                at_s=self._now(),
                turn_id=request.turn_id,
                text=sentence.text,
                language=sentence.language,
            )
        )

    def _ended(self, request: TurnRequest, marks: Marks, result: TurnResult) -> TurnEnded:
        first_audio, stages = stages_ms(marks.at)
        return TurnEnded(
            at_s=self._now(),
            turn_id=request.turn_id,
            outcome=result.outcome,
            transcript=request.text,
            language=request.language,
            intent=result.intent,
            slots=result.slots,
            effects=tuple(result.effects),
            reply=" ".join(result.spoken),
            route=result.route,
            reason=result.reason,
            first_audio_ms=first_audio,
            stages_ms=stages,
            error=result.error,
        )


async def with_filler(
    sentences: AsyncIterator[Sentence], request: TurnRequest
) -> AsyncGenerator[Sentence, None]:
    """Pass sentences on; say "One moment" first when none comes in ``FILLER_AFTER_S``."""
    first = asyncio.ensure_future(_next(sentences))
    try:
        done, _ = await asyncio.wait({first}, timeout=FILLER_AFTER_S)
        if not done:
            yield Sentence(phrase("one_moment", request.language), request.language)
        sentence = await first
    finally:
        first.cancel()
    if sentence is None:
        return
    yield sentence
    async for sentence in sentences:
        yield sentence


async def _next(sentences: AsyncIterator[Sentence]) -> Sentence | None:
    return await anext(sentences, None)


async def _sentences(lines: tuple[str, ...], language: str) -> AsyncGenerator[Sentence, None]:
    for line in lines:
        yield Sentence(line, language)
