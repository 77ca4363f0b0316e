"""Offer answers that came late: on the screen, and aloud when nobody speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from assistant.conversation.phrases import phrase
from assistant.conversation.speaker import Sentence
from assistant.events import Event, Notice
from assistant.routing.late import LateAnswers

Announce = Callable[[Callable[[], Sentence | None]], Awaitable[None]]
"""Says a sentence outside any turn; it is asked for when it can be said, None: no longer."""


async def offer_late_answers(
    late: LateAnswers,
    announce: Announce | None,
    emit: Callable[[Event], None],
    now: Callable[[], float],
) -> None:
    """Offer each late answer once, for ever; the skill ``cloud`` tells it to who asks."""
    while True:
        answer = await late.next()
        text = phrase("late_answer", answer.language)
        emit(Notice(at_s=now(), kind="late_answer", text=text))
        if announce is not None:
            offer = Sentence(text, answer.language)
            await announce(lambda: offer if late.answer is answer else None)  # noqa: B023
