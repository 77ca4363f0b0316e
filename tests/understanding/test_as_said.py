"""Free words reach a skill as they were said."""

import pytest

from assistant.understanding.as_said import as_said


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        ("i am 10 minutes late", "Tell Anna I'm ten minutes late.", "I'm ten minutes late"),
        ("daves flat", "forget dave's flat", "dave's flat"),
        ("30 minutes late", "say half an hour late", "half an hour late"),
        ("siobhan", "Text Siobhan, I'm late", "Siobhan"),
        ("what is up", "tell bob what’s up", "what's up"),
        ("milk eggs and bread", "Add milk, eggs, and bread.", "milk, eggs, and bread"),
        ("late", "tell anna I am later than late", "late"),
    ],
)
def test_the_words_that_were_said(words: str, text: str, said: str) -> None:
    assert as_said(words, text, "en") == said


def test_mandarin_keeps_its_numerals() -> None:
    text = "给媳妇发个信息说我堵在三环了得晚半个钟头"
    assert as_said("我堵在三环了得晚30分钟", text, "zh") == "我堵在三环了得晚半个钟头"


def test_mandarin_lists_keep_their_marks() -> None:
    assert as_said("牛奶鸡蛋", "把牛奶、鸡蛋加到清单", "zh") == "牛奶、鸡蛋"


def test_words_that_nobody_said_stay() -> None:
    assert as_said("something else", "open the window", "en") == "something else"
