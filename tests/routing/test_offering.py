"""A late answer is offered once, when nobody speaks, and told to who asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

from assistant.clock import MonotonicClock, run_virtual
from assistant.conversation.phrases import phrase
from assistant.conversation.speaker import Sentence
from assistant.events import Event, Notice
from assistant.routing.late import KEPT_S, LATE_S, LateAnswers
from assistant.routing.offering import offer_late_answers
from assistant.routing.race import Run
from assistant.routing.status import CloudStatus


async def words(*sentences: str, delay_s: float = 1.0) -> AsyncGenerator[str]:
    for sentence in sentences:
        await asyncio.sleep(delay_s)
        yield sentence + " "


def late_after(seconds: float, delay_s: float, language: str = "en") -> list[object]:
    """Return what is noticed, said, and kept ``seconds`` after an answer lost its race."""
    seen: list[Event] = []
    said: list[Sentence | None] = []

    async def announce(choose: Callable[[], Sentence | None]) -> None:
        await asyncio.sleep(2.0)  # somebody speaks until then
        said.append(choose())

    async def drive() -> object:
        now = MonotonicClock().now
        late = LateAnswers(now)
        offering = asyncio.create_task(offer_late_answers(late, announce, seen.append, now))
        late.expect(Run(words("One.", "Two.", delay_s=delay_s), language), "q", language)
        await asyncio.sleep(seconds)
        kept = CloudStatus(late, None).seen()["late"]
        offering.cancel()
        await late.close()
        return kept

    kept = run_virtual(drive())
    notices = [event.text for event in seen if isinstance(event, Notice)]
    return [notices, [one.text if one else None for one in said], kept]


def test_it_is_offered_once_and_kept_for_who_asks() -> None:
    offer = phrase("late_answer", "en")
    told = {"text": "One. Two.", "language": "en"}
    assert late_after(10, 1.0) == [[offer], [offer], told]
    assert late_after(1.5, 1.0) == [[], [], None]


def test_after_some_minutes_it_is_forgotten() -> None:
    assert late_after(KEPT_S + 10, 1.0)[2] is None


def test_what_comes_far_too_late_is_nothing() -> None:
    assert late_after(LATE_S * 3, LATE_S) == [[], [], None]


def test_a_new_question_takes_the_offer_back() -> None:
    said: list[Sentence | None] = []

    async def drive() -> None:
        now = MonotonicClock().now
        late = LateAnswers(now)

        async def announce(choose: Callable[[], Sentence | None]) -> None:
            late.forget()
            said.append(choose())

        offering = asyncio.create_task(offer_late_answers(late, announce, lambda _: None, now))
        late.expect(Run(words("One."), "en"), "q", "en")
        await asyncio.sleep(5)
        offering.cancel()
        await late.close()

    run_virtual(drive())
    assert said == [None]
