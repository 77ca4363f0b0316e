"""Words that lean on what was said before."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.events import Route
from assistant.understanding.interface import DialogContext, Interpretation, ToolCall
from assistant.understanding.understand import Understanding

WINDOW, DEGREES = "windows.set_window", "climate.set_temperature"
OPENED = ToolCall(WINDOW, {"seat": "mine", "position": 100}, "open my window")
OPENED_ZH = ToolCall(WINDOW, {"seat": "mine", "position": 100}, "打开我的车窗")
SET = ToolCall(DEGREES, {"temperature": 22}, "set the temperature to 22")
ASKED = ToolCall("windows.window_status", {"seat": "mine"}, "is my window open")


def heard(understanding: Understanding, text: str, context: DialogContext) -> Interpretation:
    language = "en" if text.isascii() else "zh"
    return understanding.interpret(text, language, context)


@pytest.mark.parametrize(
    ("last", "text", "tool", "arguments"),
    [
        (OPENED, "no, the passenger side", WINDOW, {"seat": "passenger", "position": 100}),
        (OPENED, "I meant the rear left", WINDOW, {"seat": "rear_left", "position": 100}),
        (SET, "I meant 23", DEGREES, {"temperature": 23}),
        (SET, "no, 21 degrees", DEGREES, {"temperature": 21}),
        (OPENED_ZH, "不对，副驾", WINDOW, {"seat": "passenger", "position": 100}),
        (SET, "不是，23度", DEGREES, {"temperature": 23}),
        (SET, "我是说二十三度", DEGREES, {"temperature": 23}),
    ],
)
def test_corrections(
    understanding: Understanding,
    last: ToolCall,
    text: str,
    tool: str,
    arguments: dict[str, Any],
) -> None:
    found = heard(understanding, text, DialogContext(last_calls=(last,)))
    assert [(call.tool, call.arguments) for call in found.calls] == [(tool, arguments)]
    assert found.corrects
    assert found.route is Route.CONTEXT


@pytest.mark.parametrize(
    ("last", "text", "tool", "arguments"),
    [
        (OPENED, "and the passenger too", WINDOW, {"seat": "passenger", "position": 100}),
        (OPENED, "halfway", WINDOW, {"seat": "mine", "position": 50}),
        (OPENED, "close it", WINDOW, {"seat": "mine", "position": 0}),
        (OPENED_ZH, "副驾也打开", WINDOW, {"seat": "passenger", "position": 100}),
        (OPENED_ZH, "关上", WINDOW, {"seat": "mine", "position": 0}),
        (SET, "a bit more", "climate.adjust_temperature", {"direction": "warmer"}),
        (SET, "再高一点", "climate.adjust_temperature", {"direction": "warmer"}),
        (ASKED, "and the passenger's?", "windows.window_status", {"seat": "passenger"}),
        (ASKED, "what about the rear left?", "windows.window_status", {"seat": "rear_left"}),
    ],
)
def test_what_follows_on(
    understanding: Understanding,
    last: ToolCall,
    text: str,
    tool: str,
    arguments: dict[str, Any],
) -> None:
    found = heard(understanding, text, DialogContext(last_calls=(last,)))
    got = [(call.tool, call.arguments) for call in found.calls]
    assert len(got) == 1
    assert got[0][0] == tool
    assert got[0][1].items() >= arguments.items()
    assert not found.corrects


@pytest.mark.parametrize("text", ["what about the rear left?", "不是打开车窗", "不要打开副驾"])
def test_a_question_or_a_no_repeats_no_change(understanding: Understanding, text: str) -> None:
    assert heard(understanding, text, DialogContext(last_calls=(OPENED,))).calls == ()


@pytest.mark.parametrize("text", ["no, the passenger side", "and the passenger too", "halfway"])
def test_nothing_leans_on_nothing(understanding: Understanding, text: str) -> None:
    assert heard(understanding, text, DialogContext()).calls == ()


@pytest.mark.parametrize("text", ["22", "22 degrees", "to twenty-two please", "二十二度"])
def test_the_answer_to_the_cars_question(understanding: Understanding, text: str) -> None:
    pending = ToolCall(DEGREES, {"seat": "rear"}, "set the rear temperature")
    found = heard(understanding, text, DialogContext(pending=pending, pending_slot="temperature"))
    assert [call.arguments for call in found.calls] == [{"seat": "rear", "temperature": 22}]


def test_another_command_instead_of_an_answer(understanding: Understanding) -> None:
    pending = ToolCall(DEGREES, {}, "set the temperature")
    context = DialogContext(pending=pending, pending_slot="temperature")
    found = heard(understanding, "turn on the ac", context)
    assert [call.tool for call in found.calls] == ["climate.set_air_conditioning"]


@pytest.mark.parametrize(
    ("text", "confirming", "control"),
    [
        ("never mind", False, "cancel"),
        ("stop", False, "stop"),
        ("say that again", False, "repeat"),
        ("thank you", False, "thanks"),
        ("yes", True, "confirm"),
        ("no", True, "deny"),
        ("yes please", True, "confirm"),
        ("算了", False, "cancel"),
        ("谢谢", False, "thanks"),
        ("好的", True, "confirm"),
        ("不要", True, "deny"),
        ("yes", False, "confirm"),  # that nobody asked for: more may follow
        ("好的", False, "confirm"),
        ("no", False, "deny"),
    ],
)
def test_control_words(
    understanding: Understanding, text: str, confirming: bool, control: str | None
) -> None:
    assert heard(understanding, text, DialogContext(confirming=confirming)).control == control
