"""Days, times and durations anywhere in a text, read by the phrases of the sentences."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.skillhost.manifest import Bundle
from assistant.understanding.grammar import Grammar
from assistant.understanding.normalize import clean
from assistant.understanding.phrases import Phrases


@pytest.fixture(scope="module")
def phrases(bundles: tuple[Bundle, ...]) -> dict[str, Phrases]:
    return {lang: Phrases(Grammar(bundles, lang)) for lang in ("en", "zh")}


@pytest.mark.parametrize(
    ("text", "language", "tool", "arguments"),
    [
        ("dough in the boot so do me forty five minutes", "en", "start_timer", {"minutes": 45}),
        (
            "the vet wants him back quarter past nine in the morning tomorrow nudge me",
            "en",
            "start_reminder",
            {"hour": 9, "minute": 15, "period": "am", "day": "tomorrow"},
        ),
        (
            "i am shattered get me up in an hour and ten minutes",
            "en",
            "set_alarm",
            {"hours": 1, "minutes": 10},
        ),
        (
            "明早八点一刻提醒我给猫打针",
            "zh",
            "start_reminder",
            {"day": "tomorrow", "period": "am", "hour": 8, "minute": 15},
        ),
        ("我眯一会儿啊二十五分钟以后叫我", "zh", "set_alarm", {"minutes": 25}),
        ("am i up too late", "en", "set_alarm", {}),
        ("twenty", "en", "start_timer", {}),
    ],
)
def test_a_phrase_is_read_wherever_it_stands(
    phrases: dict[str, Phrases],
    text: str,
    language: str,
    tool: str,
    arguments: dict[str, Any],
) -> None:
    found = phrases[language].said(f"clock.{tool}", clean(text, language).text)
    assert found.arguments == arguments


def test_what_is_said_twice_is_not_known(phrases: dict[str, Phrases]) -> None:
    found = phrases["en"].said("clock.start_timer", "10 minutes no better 20 minutes")
    assert not found.arguments
    assert found.twice == {"minutes"}


def test_free_words_are_not_read(phrases: dict[str, Phrases]) -> None:
    text = "in 20 minutes tell me the 5 minutes are over"
    found = phrases["en"].said("clock.start_reminder", text, ["the 5 minutes are over"])
    assert found.arguments == {"minutes": 20}
    assert found.rest == "| tell me |"


def test_a_tool_without_phrases_has_all_its_text_left(phrases: dict[str, Phrases]) -> None:
    found = phrases["en"].said("chat.joke", "a joke in 5 minutes")
    assert (found.arguments, found.rest) == ({}, "a joke in 5 minutes")
