"""Tell what a cloud brought later, on the screen, and aloud when nobody speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.conversation.phrases import phrase
from assistant.conversation.speaker import Sentence
from assistant.events import Event, Notice
from assistant.imaging.orders import Order
from assistant.imaging.studio import Studio
from assistant.imaging.worker import Drawn
from assistant.routing.late import LateAnswers
from assistant.routing.pictures_later import Wish

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


@dataclass(frozen=True, slots=True)
class TellingAlbum:
    """Puts pictures that came later into the gallery, and says so. Implements ``Album``."""

    studio: Studio
    announce: Announce | None
    emit: Callable[[Event], None]
    now: Callable[[], float]

    def has(self, picture: str) -> bool:
        """Return True when the gallery has a picture."""
        return self.studio.gallery.get(picture) is not None

    async def add(self, wish: Wish, drawn: Drawn) -> None:
        """Keep a picture, show it where pictures are shown, and say that it is there."""
        order = Order(wish.prompt, wish.language, wish.zone, drawn.engine)
        await self.studio.jobs.add(order, wish.picture, drawn)
        text = phrase("picture_came", wish.language, what=wish.prompt)
        self.emit(Notice(at_s=self.now(), kind="picture", text=text))
        if self.announce is not None:
            sentence = Sentence(text, wish.language)
            await self.announce(lambda: sentence)
