from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.synthesis.sentences import SentenceSplitter, split_sentences

ENGLISH = [
    ("Your window is open.", ["Your window is open."]),
    ("Hello! How are you? Fine.", ["Hello!", "How are you?", "Fine."]),
    ("It is 21.5 degrees. Nice.", ["It is 21.5 degrees.", "Nice."]),
    (
        "Dr. Smith lives on 5th Ave. in town. He left.",
        ["Dr. Smith lives on 5th Ave. in town.", "He left."],
    ),
    ("J. R. Tolkien wrote it. So did I. Yes.", ["J. R. Tolkien wrote it.", "So did I.", "Yes."]),
    ("Use e.g. a cable. Done.", ["Use e.g. a cable.", "Done."]),
    ("Wait... what? Yes.", ["Wait...", "what?", "Yes."]),
    ('He said "Stop!" Then he left.', ['He said "Stop!"', "Then he left."]),
    ("First line\nSecond line", ["First line", "Second line"]),
    ("1. Open it. 2. Close it.", ["1. Open it.", "2. Close it."]),
    ("😀 ... !!", []),
    ("", []),
    ("no end", ["no end"]),
]
MANDARIN = [
    ("车窗已打开。空调已关闭。", ["车窗已打开。", "空调已关闭。"]),
    ("好的！现在21.5度。", ["好的！", "现在21.5度。"]),
    ("真的吗？是的；没错", ["真的吗？", "是的；", "没错"]),
    ("他说：“好！”然后走了。", ["他说：“好！”", "然后走了。"]),
]


@pytest.mark.parametrize(("text", "sentences"), ENGLISH)
def test_english(text: str, sentences: list[str]) -> None:
    assert split_sentences(text, "en") == sentences


@pytest.mark.parametrize(("text", "sentences"), MANDARIN)
def test_mandarin(text: str, sentences: list[str]) -> None:
    assert split_sentences(text, "zh") == sentences


def test_a_sentence_comes_out_as_soon_as_it_is_whole() -> None:
    splitter = SentenceSplitter("en")
    assert splitter.feed("Your window") == []
    assert splitter.feed(" is open.") == []  # "3." could go on
    assert splitter.feed(" And") == ["Your window is open."]
    assert splitter.feed(" done! ") == ["And done!"]
    assert splitter.flush() == []
    mandarin = SentenceSplitter("zh")
    assert mandarin.feed("好的。") == ["好的。"]


def test_a_long_first_sentence_starts_at_a_clause_and_later_ones_do_not() -> None:
    long = "The capital of that country, which many people visit in summer, is a large city"
    splitter = SentenceSplitter("en")
    first = [s for word in long.split() for s in splitter.feed(word + " ")]
    assert first == ["The capital of that country,"]
    rest = splitter.feed(". " + long + ". End. ")
    assert rest[1] == long + "."
    mandarin = SentenceSplitter("zh")
    assert mandarin.feed("这个国家的首都是一座很大的城市，每年夏天有很多人去那里")[0].endswith("，")


def test_text_without_an_end_is_cut() -> None:
    sentences = split_sentences("word " * 1000, "en")
    assert all(len(sentence) <= 280 for sentence in sentences)
    assert " ".join(sentences).split() == ["word"] * 1000
    assert all(len(s) <= 90 for s in split_sentences("字" * 1000, "zh"))


@given(st.lists(st.text(max_size=40), max_size=10), st.sampled_from(["en", "zh"]))
def test_no_letter_is_lost_however_the_text_comes(pieces: list[str], language: str) -> None:
    splitter = SentenceSplitter(language)
    found = [s for piece in pieces for s in splitter.feed(piece)] + splitter.flush()
    given_letters = [c for c in "".join(pieces) if c.isalnum()]
    assert [c for s in found for c in s if c.isalnum()] == given_letters
