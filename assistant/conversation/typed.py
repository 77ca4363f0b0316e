"""Turns that are typed or pressed instead of said. They share the conversation with speech."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from assistant.conversation.speaker import Speaker
from assistant.conversation.turn import TurnRequest
from assistant.conversation.turns import TurnRunner
from assistant.events import Event, Route, TurnEnded, TurnStarted
from assistant.observe.bus import EventBus
from assistant.observe.trace import Marks
from assistant.understanding.interface import Interpretation
from assistant.understanding.language import guess_language
from assistant.understanding.normalize import checked_text


class TypedTurns:
    """Performs typed turns and cancels them. ``speaker`` None: the answer is silent."""

    def __init__(
        self,
        runner: TurnRunner,
        bus: EventBus,
        now: Callable[[], float],
        languages: tuple[str, ...],
    ) -> None:
        self._runner = runner
        self._bus = bus
        self._now = now
        self._languages = languages
        self._serial = 0
        self._running: dict[asyncio.Task[TurnEnded], str] = {}

    async def ask(
        self, text: str, language: str | None, zone: str, speaker: Speaker | None
    ) -> TurnEnded:
        """Perform one typed request and return how it ended.

        Raises:
            TextError: the text is empty, far too long, or holds nothing to read.
        """
        cleaned = checked_text(text)
        spoken = language or guess_language(cleaned, self._languages)
        meaning = self._runner.performer.interpret(cleaned, spoken)
        return await self._perform(meaning, cleaned, zone, speaker)

    async def control(self, word: str, zone: str, speaker: Speaker | None) -> TurnEnded:
        """Perform a turn of one control word (``confirm``, ``deny``), as if it had been said."""
        language = self._runner.performer.dialog.language or self._languages[0]
        meaning = Interpretation(text="", language=language, control=word, route=Route.CONTEXT)
        return await self._perform(meaning, "", zone, speaker)

    def cancel(self, zone: str | None) -> None:
        """Cancel the turns of a zone, or all; each ends with the outcome ``cancelled``."""
        for task, asked_in in self._running.items():
            if zone in (None, asked_in):
                task.cancel()

    async def _perform(
        self, meaning: Interpretation, text: str, zone: str, speaker: Speaker | None
    ) -> TurnEnded:
        self._serial += 1
        turn_id = f"x{self._serial}"
        request = TurnRequest(turn_id, zone, "text", text, meaning.language, meaning)
        work = asyncio.create_task(self._turn(request, speaker))
        try:
            return await work
        finally:
            work.cancel()

    async def _turn(self, request: TurnRequest, speaker: Speaker | None) -> TurnEnded:
        """Run a turn to its end event, which ``cancel`` brings about early."""
        task = asyncio.current_task()
        assert task is not None
        self._running[task] = request.zone
        ends: list[TurnEnded] = []

        def listen(event: Event) -> None:
            if isinstance(event, TurnEnded) and event.turn_id == request.turn_id:
                ends.append(event)

        marks, at_s = Marks(), self._now()
        marks.set("speech_end", at_s)
        self._bus.emit(
            TurnStarted(at_s=at_s, turn_id=request.turn_id, zone=request.zone, source="text")
        )
        with self._bus.listening(listen):
            try:
                await self._runner.run(request, marks, speaker)
            except asyncio.CancelledError:
                if not ends:
                    raise
            finally:
                del self._running[task]
        return ends[0]
