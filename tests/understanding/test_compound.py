"""Several commands in one breath."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.understanding.interface import DialogContext, Interpretation
from assistant.understanding.understand import Understanding

WINDOW, SEAT, AC = "windows.set_window", "climate.set_seat_climate", "climate.set_air_conditioning"
FAN, DEGREES, WHEEL = "climate.set_fan", "climate.set_temperature", "climate.set_steering_heating"


def heard(understanding: Understanding, text: str) -> Interpretation:
    language = "en" if text.isascii() else "zh"
    return understanding.interpret(text, language, DialogContext())


def told(found: Interpretation) -> list[tuple[str, dict[str, Any]]]:
    return [(call.tool, call.arguments) for call in found.calls]


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("open my window and turn on the seat heating", [WINDOW, SEAT]),
        ("turn on the seat heating and the air conditioning", [SEAT, AC]),
        (
            "close the windows, then set the temperature to 22, and turn on the ac",
            [WINDOW, DEGREES, AC],
        ),
        ("打开空调关闭车窗", [AC, WINDOW]),
        ("打开座椅加热，然后把温度调到二十二度", [SEAT, DEGREES]),
        ("风速调到三挡温度调到二十三度", [FAN, DEGREES]),
        ("打开方向盘加热座椅加热", [WHEEL, SEAT]),
    ],
)
def test_each_command_is_found_in_order(
    understanding: Understanding, text: str, tools: list[str]
) -> None:
    found = heard(understanding, text)
    assert [call.tool for call in found.calls] == tools
    assert found.unparsed == ""


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("open my window and the passenger's", ["mine", "passenger"]),
        ("打开主驾和副驾的车窗", ["driver", "passenger"]),
    ],
)
def test_a_half_sentence_borrows_the_rest(
    understanding: Understanding, text: str, seats: list[str]
) -> None:
    found = heard(understanding, text)
    assert told(found) == [(WINDOW, {"seat": seat, "position": 100}) for seat in seats]


@pytest.mark.parametrize(
    ("text", "tools", "unparsed"),
    [
        ("turn on the ac and fold the mirrors", [AC], "fold the mirrors"),
        ("打开空调播放音乐", [AC], "播放音乐"),
        ("关闭后备箱关闭空调", [AC], "关闭后备箱"),
    ],
)
def test_what_was_not_understood_is_told(
    understanding: Understanding, text: str, tools: list[str], unparsed: str
) -> None:
    found = heard(understanding, text)
    assert [call.tool for call in found.calls] == tools
    assert found.unparsed == unparsed


@pytest.mark.parametrize(
    "text",
    [
        "do not open the window and turn on the ac",
        "what happens if I open the window and turn on the ac",
        "she said be quiet and open the window",
        "不要打开车窗打开空调",
        "他说打开空调",
    ],
)
def test_a_part_is_not_done_when_the_rest_forbids_it(
    understanding: Understanding, text: str
) -> None:
    assert heard(understanding, text).calls == ()


def test_the_same_command_twice_is_one(understanding: Understanding) -> None:
    found = heard(understanding, "turn on the ac and turn on the air conditioning")
    assert told(found) == [(AC, {"on": True})]
