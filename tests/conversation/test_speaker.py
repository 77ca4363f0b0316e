"""How a line of several sentences is spoken."""

from __future__ import annotations

from collections.abc import AsyncIterator

from assistant.audio.sink import FileOutput
from assistant.clock import MonotonicClock, run_virtual
from assistant.conversation.speaker import Sentence, Speaker, SpeakerHooks
from assistant.synthesis.fake import FakeSynthesizer

LINE = Sentence("On our way. It's four minutes to Cafe Engel.", "en")


def test_the_first_sentence_is_heard_while_the_next_is_made_and_the_line_is_told_once() -> None:
    voice = FakeSynthesizer(delay_s=0.4)
    began: list[float] = []
    told: list[Sentence] = []

    async def say() -> bool:
        clock = MonotonicClock()
        start_s, output = clock.now(), FileOutput(clock)

        async def lines() -> AsyncIterator[Sentence]:
            yield LINE

        hooks = SpeakerHooks(
            voiced=lambda at_s: began.append(at_s - start_s),
            started=lambda _at: None,
            said=told.append,
        )
        said = await Speaker(voice, output, clock.now).say(lines(), hooks)
        await output.close()
        return said

    assert run_virtual(say())
    assert [text for text, _ in voice.spoken] == ["On our way.", "It's four minutes to Cafe Engel."]
    assert (told, [round(at_s, 1) for at_s in began]) == ([LINE], [0.4])


def test_a_line_is_prepared_sentence_by_sentence() -> None:
    voice = FakeSynthesizer()

    async def prepare() -> None:
        clock = MonotonicClock()
        await Speaker(voice, FileOutput(clock), clock.now).prepare(LINE)
        await Speaker(voice, FileOutput(clock), clock.now).prepare(Sentence("…", "zh"))

    run_virtual(prepare())
    assert [text for text, _ in voice.spoken][1:] == ["It's four minutes to Cafe Engel.", "…"]
