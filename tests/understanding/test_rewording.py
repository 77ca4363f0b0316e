"""The same request in plainer words."""

from __future__ import annotations

import pytest

from assistant.understanding.interface import DialogContext
from assistant.understanding.rewording import reworded
from assistant.understanding.understand import Understanding


def test_a_plain_text_stays_as_it_is() -> None:
    assert list(reworded("open the window", "en")) == []
    assert list(reworded("打开车窗", "zh")) == []


@pytest.mark.parametrize(
    ("said", "language", "plain"),
    [
        ("pop the aircon on", "en", "put the aircon on"),
        ("hold the music for a moment", "en", "hold the music"),
        ("turn the fan to full blast", "en", "turn the fan to maximum"),
        ("open the window because it stinks", "en", "open the window"),
        ("风量给我开到最大", "zh", "风量开到最大"),
        ("天窗打开看看星星", "zh", "天窗打开"),
        ("大灯调回自动", "zh", "大灯调到自动"),
    ],
)
def test_asides_reasons_and_everyday_words_go(said: str, language: str, plain: str) -> None:
    assert plain in list(reworded(said, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("he told me to pop the aircon on", "en"),
        ("should I knock the temperature down two degrees", "en"),
        ("don't whack the fan up to full blast", "en"),
        ("要不要把风量给我开到最大", "zh"),
        ("他说把空调给我弄到二十度", "zh"),
    ],
)
def test_other_words_make_no_order_of_a_question_or_a_report(
    understanding: Understanding, text: str, language: str
) -> None:
    assert understanding.interpret(text, language, DialogContext()).calls == ()
