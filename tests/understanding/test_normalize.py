"""Text in the one form that the grammar knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import TextError
from assistant.understanding.normalize import MAX_READ, checked_text, clean
from assistant.understanding.numerals import chinese_numbers, value_of


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            "Hey Jarvis, could you set it to twenty-one and a half degrees?",
            "set it to 21.5 degrees",
        ),
        ("What's the A/C at?", "what is the ac at"),
        ("Turn on the A.C., please.", "turn on the ac"),
        ("Don't open the window", "do not open the window"),
        ("Open the driver’s window", "open the drivers window"),
        ("set a timer for half an hour", "set a timer for 30 minutes"),
        ("an hour and a half", "1.5 hours"),
        ("fan speed to one", "fan speed to 1"),
        ("turn that one on", "turn that one on"),
        ("it's 21.5°C", "it is 21.5 degrees"),
        ("50% please", "50 percent"),
        ("seven thirty", "7 30"),
        ("i want to know the time", "i want to know the time"),
        ("turn the air-con on\x00\x07 \U0001f600", "turn the air con on"),
        ("SET IT TO 22", "set it to 22"),
        ("thanks", "thanks"),
        ("$100 in euros", "100 dollars in euros"),
        ("What's 12 × 7?", "what is 12 times 7"),
        ("10 - 4", "10 minus 4"),
    ],
)
def test_english(said: str, text: str) -> None:
    assert clean(said, "en").text == text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("能帮我打开车窗吗？", "打开车窗"),
        ("把温度调到二十一度半", "把温度调到21.5度"),
        ("設定溫度為２２度", "设定温度为22度"),
        ("调高一点", "调高一点"),
        ("调高一度", "调高1度"),
        ("风速调到三挡", "风速调到3档"),
        ("百分之五十", "50%"),
        ("一个半小时", "1.5小时"),
        ("七点半", "7点半"),
        ("七点五十", "7点50"),
        ("十分舒服", "十分舒服"),
        ("第二排", "第二排"),
        ("嗯，打开空调吧", "打开空调"),
        ("可以打开车窗吗", "可以打开车窗吗"),
        ("百公里八升", "百公里八升"),
        ("三百公里", "300公里"),
        ("七点三十分叫我", "7点30分叫我"),
        ("下午两点十分", "下午2点10分"),
        ("今天十分热", "今天十分热"),
        ("一万两千日元", "12000日元"),
        ("两万五", "25000"),
        ("一万零二", "10002"),
        ("一亿两千万", "120000000"),
        ("1.5万日元", "15000日元"),
        ("3万5千公里", "35000公里"),
        ("万一下雨", "万一下雨"),
        ("千万小心", "千万小心"),
        ("去万达广场", "去万达广场"),
        ("打给幺三零零零六七二二九幺", "打给13000672291"),
        ("打零二一六二三四五六七八", "打02162345678"),
        ("一年一度的晚会", "一年一度的晚会"),
        ("改到上午十一点", "改到上午11点"),
        ("你能帮我做什么", "做什么"),
        ("12×7", "12乘以7"),
        ("¥50是多少欧元", "50元是多少欧元"),
    ],
)
def test_mandarin(said: str, text: str) -> None:
    assert clean(said, "zh").text == text


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", "10"), ("二十二点五", "22.5"), ("一百零五", "105"), ("一百二", "120"), ("两", "2")],
)
def test_chinese_numerals(numeral: str, value: str) -> None:
    assert value_of(numeral) == value


def test_a_polite_question_is_no_question_mark() -> None:
    assert not clean("could you open the window?", "en").marked
    assert clean("the window is open?", "en").marked


@pytest.mark.parametrize("text", ["", "   ", "...!?", "\U0001f600\U0001f600", "\x00\x01"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(TextError, match="no words"):
        checked_text(text)


def test_a_terminals_colours_are_no_words() -> None:
    assert checked_text("\x1b[31mopen the \x07window\x1b[0m") == "open the window"


def test_far_too_long() -> None:
    with pytest.raises(TextError, match="100000 characters; at most 2000"):
        checked_text("a" * 100_000)


def test_only_the_beginning_of_a_long_text_counts() -> None:
    assert len(clean("open " * 20_000, "en").text) <= MAX_READ


@given(st.text(max_size=120))
def test_cleaning_takes_any_text_and_cleans_once(text: str) -> None:
    for language in ("en", "zh"):
        assert len(clean(text, language).text) <= 4 * max(len(text), 1) + 20
    assert isinstance(chinese_numbers(text), str)
