"""What the car says by itself: timers that are due, and the prompts of guidance."""

from __future__ import annotations

import asyncio
from functools import partial

from assistant.car import Assistant
from assistant.conversation.floor import Floor
from assistant.conversation.speaker import Sentence, Speaker
from assistant.conversation.timers import timer_text
from assistant.events import Notice
from assistant.navigation.voice import Choose, speak_guidance


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
