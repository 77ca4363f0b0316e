"""What people say around a request, and how they change it while speaking."""

from __future__ import annotations

import pytest

from assistant.skillhost.manifest import Bundle
from assistant.understanding.interface import DialogContext
from assistant.understanding.normalize import clean
from assistant.understanding.repair import fluent
from assistant.understanding.understand import Understanding
from assistant.understanding.wording import wording

Call = tuple[str, dict[str, object]]

CORRECTED: tuple[tuple[str, str, Call], ...] = (
    ("en", "set it to 20 degrees, no, 22 degrees", ("set_temperature", {"temperature": 22})),
    ("en", "open mine, no wait, the passenger's window", ("set_window", {"seat": "passenger"})),
    ("en", "open my window, sorry, close my window", ("set_window", {"position": 0})),
    ("en", "set a timer for 5 minutes, no, 10 minutes", ("start_timer", {"minutes": 10})),
    ("zh", "温度调到20度，不对，22度", ("set_temperature", {"temperature": 22})),
    ("zh", "打开主驾不对副驾的车窗", ("set_window", {"seat": "passenger"})),
)

WRAPPED = (
    ("en", "would you mind opening the sunroof"),
    ("en", "sorry, do you think you could open the sunroof for us"),
    ("en", "hi there, I was wondering if you could maybe open the sunroof"),
    ("en", "by the way open the uh sunroof"),
    ("zh", "麻烦您打开天窗一下吧"),
    ("zh", "不好意思，能否帮我打开天窗"),
    ("zh", "现在打开那个呃天窗"),
    ("zh", "要不打开天窗吧"),
)

UNCHANGED = (
    ("en", "can you not open the sunroof"),
    ("en", "do I need to open the sunroof, or rather, should I open the sunroof"),
    ("zh", "要不要打开天窗"),
    ("zh", "打开空调还是关闭空调"),
    ("zh", "我说的不是打开空调"),
)


@pytest.mark.parametrize(("language", "text", "wanted"), CORRECTED)
def test_the_last_word_counts(
    understanding: Understanding, language: str, text: str, wanted: Call
) -> None:
    (call,) = understanding.interpret(text, language, DialogContext()).calls
    assert call.tool.partition(".")[2] == wanted[0]
    assert call.arguments | wanted[1] == call.arguments


@pytest.mark.parametrize(("language", "text"), WRAPPED)
def test_politeness_is_no_part_of_a_request(
    understanding: Understanding, language: str, text: str
) -> None:
    (call,) = understanding.interpret(text, language, DialogContext()).calls
    assert (call.tool, call.arguments) == ("windows.set_sunroof", {"action": "open"})


@pytest.mark.parametrize(("language", "text"), UNCHANGED)
def test_a_question_or_refusal_stays_one(
    understanding: Understanding, bundles: tuple[Bundle, ...], language: str, text: str
) -> None:
    changing = {f"{b.id}.{t.name}" for b in bundles for t in b.tools.values() if t.changes_state}
    calls = understanding.interpret(text, language, DialogContext()).calls
    assert not changing & {call.tool for call in calls}


def test_an_order_may_be_a_gerund() -> None:
    assert clean("Would you mind shutting the door?", "en").text == "shut the door"
    assert clean("how about closing it", "en").text == "close it"
    assert clean("how about string quartets", "en").text == "how about string quartets"


def test_hesitations_and_words_said_twice_go() -> None:
    assert fluent("turn turn on the uh light", wording("en")) == "turn on the light"
    assert fluent("打开打开呃车窗", wording("zh")) == "打开车窗"
