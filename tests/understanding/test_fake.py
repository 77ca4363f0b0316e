from __future__ import annotations

import asyncio

import pytest

from assistant.errors import EngineTimeoutError
from assistant.understanding.fake import FakeLanguageModel
from assistant.understanding.llm import LanguageModel, Message, ToolSpec

TOOL = ToolSpec("climate.warmer", "", {})


def test_it_chooses_answers_and_fails_by_its_script() -> None:
    async def run() -> None:
        fake = FakeLanguageModel(
            {"I freeze": ("climate.warmer", {"amount": 1})},
            {"why": "because of light"},
            failures=[None, None, None, None, EngineTimeoutError("hung")],
        )
        model: LanguageModel = fake
        assert await model.choose("I freeze", "en", [TOOL]) == ("climate.warmer", {"amount": 1})
        assert await model.choose("I freeze", "en", []) is None
        assert await model.choose("else", "en", [TOOL]) is None
        spoken = [piece async for piece in model.answer([Message("user", "why")], "en")]
        assert "".join(spoken) == "because of light"
        assert fake.pieces == len(spoken) == 3
        with pytest.raises(EngineTimeoutError):
            await anext(aiter(model.answer([Message("user", "why")], "en")))
        unknown = [piece async for piece in model.answer([], "en")]
        assert "".join(unknown) == "I do not know."
        await model.close()
        assert fake.closed

    asyncio.run(run())
