"""Which words of a text are free words of a tool."""

from __future__ import annotations

import pickle

import pytest

from assistant.skillhost.manifest import Bundle
from assistant.understanding.examples import Example, Examples, chosen
from assistant.understanding.filling import Filler
from assistant.understanding.grammar import Grammar
from assistant.understanding.paraphrases import paraphrases
from assistant.understanding.quoting import Quotes
from assistant.understanding.wording import wording


def learned(bundles: tuple[Bundle, ...], language: str) -> tuple[tuple[Example, ...], Grammar]:
    clock = [bundle for bundle in bundles if bundle.id == "clock"]
    grammar = Grammar(clock, language)
    examples = Examples(grammar, wording(language), paraphrases(clock, grammar))
    return tuple(chosen(examples.every)), grammar


@pytest.fixture(scope="module")
def quotes(bundles: tuple[Bundle, ...]) -> dict[str, Quotes]:
    found = {}
    for language in ("en", "zh"):
        kept, grammar = learned(bundles, language)
        found[language] = Quotes.of(kept, Filler(kept, grammar), language)
    return found


@pytest.mark.parametrize(
    ("language", "tool", "text", "words"),
    [
        (
            "en",
            "clock.start_reminder",
            "in 40 minutes remind me to fetch the laundry",
            {"text": "fetch the laundry"},
        ),
        (
            "en",
            "clock.world_time",
            "what time is it right now in addis ababa",
            {"place": "addis ababa"},
        ),
        ("en", "clock.world_time", "what time is it", {}),
        ("zh", "clock.world_time", "惠灵顿现在是几点", {"place": "惠灵顿"}),
        ("zh", "clock.start_reminder", "40分钟以后提醒我收衣服", {"text": "收衣服"}),
    ],
)
def test_words_that_no_example_has(
    quotes: dict[str, Quotes], language: str, tool: str, text: str, words: dict[str, str]
) -> None:
    quoted = quotes[language].quoted(tool, text)
    assert quoted.words == words
    assert 0.4 < quoted.share <= 1


def test_words_stay_as_they_are_written(quotes: dict[str, Quotes]) -> None:
    text = "现在 New York 是几点"
    assert quotes["zh"].quoted("clock.world_time", text).words == {"place": "New York"}


@pytest.mark.parametrize(
    ("tool", "text"),
    [("clock.time", "what time is it"), ("x.y", "do it"), ("clock.world_time", "")],
)
def test_nothing_is_found_where_nothing_is_to_be(
    quotes: dict[str, Quotes], tool: str, text: str
) -> None:
    quoted = quotes["en"].quoted(tool, text)
    assert (quoted.words, quoted.share) == ({}, 0.0)


def test_a_tool_without_free_words_needs_no_model(bundles: tuple[Bundle, ...]) -> None:
    kept, grammar = learned(bundles, "en")
    plain = [one for one in kept if one.skeleton.tool == "clock.date"]
    assert (
        Quotes.of(plain, Filler(plain, grammar), "en").quoted("clock.date", "what day is it").words
        == {}
    )


def test_the_same_examples_teach_the_same_and_it_can_be_kept(
    bundles: tuple[Bundle, ...], quotes: dict[str, Quotes]
) -> None:
    kept, grammar = learned(bundles, "en")
    again = Quotes.of(kept, Filler(kept, grammar), "en")
    assert again.model == quotes["en"].model
    text = "what time is it right now in addis ababa"
    before = again.quoted("clock.world_time", text)
    assert pickle.loads(pickle.dumps(again)).quoted("clock.world_time", text) == before
