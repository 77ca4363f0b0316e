"""What the car says by itself: due timers, the prompts of guidance, what a cloud brought later."""

from __future__ import annotations

import asyncio
from functools import partial

from assistant.car import Assistant
from assistant.conversation.floor import Floor
from assistant.conversation.speaker import Sentence, Speaker
from assistant.conversation.timers import timer_text
from assistant.events import Notice
from assistant.navigation.voice import Choose, speak_guidance
from assistant.routing.offering import TellingAlbum, offer_late_answers


async def tell_all(car: Assistant, speaker: Speaker | None) -> None:
    """Tell what is due, where to drive, and what came late, for ever."""
    await asyncio.gather(
        tell_due_timers(car, speaker),
        tell_guidance(car, speaker),
        tell_late_answers(car, speaker),
        tell_late_pictures(car, speaker),
    )


async def tell_due_timers(car: Assistant, speaker: Speaker | None) -> None:
    """Announce timers and reminders as they come due, for ever."""
    while True:
        for timer in car.timers.take_due():
            text = timer_text(timer)
            car.bus.emit(Notice(at_s=car.now(), kind=timer.kind, text=text))
            if speaker is not None:
                said = partial(Sentence, text, timer.language)
                await car.runner.announce(said, speaker)
        await asyncio.sleep(0.5)


async def tell_guidance(car: Assistant, speaker: Speaker | None) -> None:
    """Say the prompts of guidance as they come due, for ever; people come first."""
    guide = car.navigation.guide if car.navigation is not None else None
    if guide is None:
        return
    floor = Floor()

    async def announce(choose: Choose) -> None:
        def chosen() -> Sentence | None:
            sentence = choose()
            if sentence is not None:
                car.bus.emit(Notice(at_s=car.now(), kind="guidance", text=sentence.text))
            return sentence

        if speaker is None:
            chosen()
        else:
            await car.runner.announce(chosen, speaker)

    with car.bus.listening(floor.hear):
        await speak_guidance(guide, announce, floor)


async def tell_late_answers(car: Assistant, speaker: Speaker | None) -> None:
    """Offer answers of a cloud that came late, for ever; people come first."""
    if car.routing is None:
        return
    say = None if speaker is None else partial(car.runner.announce, speaker=speaker)
    await offer_late_answers(car.routing.late, say, car.bus.emit, car.now)


async def tell_late_pictures(car: Assistant, speaker: Speaker | None) -> None:
    """Have pictures that wait for a connection drawn, and tell of them, for ever."""
    if car.routing is None or car.routing.clouded is None or car.pictures is None:
        return
    say = None if speaker is None else partial(car.runner.announce, speaker=speaker)
    await car.routing.clouded.later.run(TellingAlbum(car.pictures, say, car.bus.emit, car.now))
