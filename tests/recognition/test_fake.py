from __future__ import annotations

import asyncio

import numpy as np
import pytest

from assistant.errors import EngineDiedError
from assistant.recognition.fake import FakeRecognizer, Heard, sound_key
from assistant.recognition.interface import RecognizeOptions, Recognizer, Transcript

SILENCE = np.zeros(160, np.int16)
NOISE = np.ones(320, np.int16)


def test_the_script_is_followed_and_then_nothing_is_heard() -> None:
    async def run() -> None:
        fake = FakeRecognizer(
            ["open my window", Heard("开", "zh", 0.5), Heard(error=EngineDiedError("gone"))],
            {sound_key(NOISE): Heard("by sound")},
        )
        recognizer: Recognizer = fake
        options = RecognizeOptions()
        first = await recognizer.recognize(SILENCE, options)
        assert first == Transcript("open my window", "en", 0.9)
        assert (await recognizer.recognize(NOISE, options)).text == "by sound"
        assert await recognizer.recognize(SILENCE, options) == Transcript("开", "zh", 0.5)
        with pytest.raises(EngineDiedError):
            await recognizer.recognize(SILENCE, options)
        last = await recognizer.recognize(SILENCE, options)
        assert last == Transcript("", "en", 0.0, "no_speech")
        await recognizer.close()
        assert fake.closed
        assert [count for count, _ in fake.asked] == [160, 320, 160, 160, 160]

    asyncio.run(run())
