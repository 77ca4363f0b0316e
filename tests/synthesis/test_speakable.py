from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.synthesis.speakable import MAX_CHARACTERS, cleaned, mandarin_number, speakable
from assistant.synthesis.voices import runs

BOTH = ("en", "zh")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It is 21.5 °C.", "It is 21.5 degrees Celsius."),
        ("1 km or 1 °C", "1 kilometer or 1 degree Celsius"),
        ("65% at 60 km/h", "65 percent at 60 kilometers per hour"),
        ("-5°C", "minus 5 degrees Celsius"),
        ("at 10:05, 7:00 and 14:30", "at 10 oh 5, 7 o'clock and 14 30"),
        ("99:99", "99:99"),
        ("**Bold** and `code` 😀", "Bold and code"),
        ("5 m from here, 3 more", "5 meters from here, 3 more"),
        ("\x00\x07hi\u202e there", "hi there"),
        ("I'm fine & you", "I'm fine and you"),
        ("😀!!", ""),
        ("", ""),
    ],
)
def test_english(written: str, spoken: str) -> None:
    assert speakable(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("温度 21.5 °C。", "温度二十一点五摄氏度。"),
        ("外面-5°C", "外面零下五摄氏度"),
        ("现在是10:05。", "现在是十点零五分。"),
        ("现在2:00", "现在两点"),
        ("还剩320km，电量65%", "还剩三百二十公里，电量百分之六十五"),
        ("时速 60 km/h", "时速六十公里每小时"),
        ("2个车窗", "两个车窗"),
        ("12个", "十二个"),
        ("1,234米", "一千二百三十四米"),
        ("播放Hey Jude", "播放Hey Jude"),
        ("拨打013800138000", "拨打零一三八零零一三八零零零"),
    ],
)
def test_mandarin(written: str, spoken: str) -> None:
    assert speakable(written, "zh") == spoken


def test_numbers_are_read_as_numbers_and_codes_digit_by_digit() -> None:
    numbers = ["0", "0.75", "102", "21.5", "007", "123456789"]
    spoken = ["零", "零点七五", "一百零二", "二十一点五", "零零七", "一二三四五六七八九"]
    assert [mandarin_number(number) for number in numbers] == spoken


def test_a_flood_is_limited() -> None:
    assert len(speakable("word " * 25_000, "en")) <= MAX_CHARACTERS
    assert len(cleaned("字" * 100_000)) <= MAX_CHARACTERS


@given(st.text(max_size=200), st.sampled_from(BOTH))
def test_any_text_is_made_speakable(text: str, language: str) -> None:
    said = speakable(text, language)
    assert not any(ord(c) < 32 for c in said)
    assert said == "" or any(c.isalnum() for c in said)


@pytest.mark.parametrize(
    ("text", "main", "pieces"),
    [
        ("播放Hey Jude。", "zh", [("播放", "zh"), ("Hey Jude", "en")]),
        ("打开USB音乐", "zh", [("打开USB音乐", "zh")]),
        ("打开Spotify音乐", "zh", [("打开", "zh"), ("Spotify", "en"), ("音乐", "zh")]),
        ("Drive to 人民广场 now", "en", [("Drive to", "en"), ("人民广场", "zh"), ("now", "en")]),
        ("Hello.", "en", [("Hello.", "en")]),
        ("", "en", []),
    ],
)
def test_foreign_words_go_to_their_voice(
    text: str, main: str, pieces: list[tuple[str, str]]
) -> None:
    assert runs(text, main, BOTH) == pieces


def test_one_voice_says_everything() -> None:
    assert runs("播放Hey Jude", "zh", ("zh",)) == [("播放Hey Jude", "zh")]
    assert runs("", "zh", ("zh",)) == []
