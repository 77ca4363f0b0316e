from __future__ import annotations

import asyncio

import pytest

from assistant.errors import EngineDiedError
from assistant.synthesis.fake import RATE_HZ, FakeSynthesizer
from assistant.synthesis.interface import whole


def test_it_hums_for_as_long_as_the_sentence_takes_and_fails_on_demand() -> None:
    async def run() -> None:
        fake = FakeSynthesizer(failures=[EngineDiedError("gone")])
        with pytest.raises(EngineDiedError):
            await whole(fake, "Okay.", "en")
        speech = await whole(fake, "0123456789", "en")
        assert speech.rate_hz == RATE_HZ
        assert len(speech.samples) == int(0.6 * RATE_HZ)
        await fake.close()
        assert fake.closed
        assert fake.languages == ("en", "zh")

    asyncio.run(run())
