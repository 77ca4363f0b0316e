"""Sentences that count only while something goes on, and only after some tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.understanding.interface import DialogContext, ToolCall
from assistant.understanding.understand import Understanding
from tests.understanding.test_grammar import lamp

SENTENCES = """
language: en
lists:
  name: {wildcard: true}
intents:
  dim:
    data:
      - sentences: ["dim the lamp"]
      - metadata: {while: lamp}
        sentences: ["[dim] the {name:level}"]
      - metadata: {while: lamp}
        slots: {level: 1}
        sentences: ["cancel", "dim the lamp"]
      - metadata: {while: lamp, after: [dim]}
        slots: {level: 2}
        sentences: ["never mind"]
"""
DIMMED = ToolCall("lamp.dim", {}, "dim the lamp")
OTHER = ToolCall("door.lock", {}, "lock the door")


@pytest.fixture
def understanding(tmp_path: Path) -> Understanding:
    return Understanding([lamp(tmp_path, SENTENCES)], ("en",))


def meant(understanding: Understanding, text: str, context: DialogContext) -> str | int | None:
    """Return the control word, or the level of the call that a text means (0: none)."""
    found = understanding.interpret(text, "en", context)
    return found.control or found.calls[0].arguments.get("level", 0)


def test_at_other_times_the_words_mean_what_they_always_do(understanding: Understanding) -> None:
    for text, usual in (("cancel", "cancel"), ("never mind", "cancel"), ("dim the lamp", 0)):
        assert meant(understanding, text, DialogContext()) == usual
        assert meant(understanding, text, DialogContext(ongoing=("door",))) == usual


def test_while_it_goes_on_the_special_meaning_comes_first(understanding: Understanding) -> None:
    busy = DialogContext(ongoing=("lamp",))
    assert meant(understanding, "cancel", busy) == 1
    assert meant(understanding, "dim the lamp", busy) == 1
    assert meant(understanding, "never mind", busy) == "cancel"


def test_free_words_have_a_special_meaning_only_where_they_have_no_other(
    understanding: Understanding,
) -> None:
    busy = DialogContext(ongoing=("lamp",))
    assert meant(understanding, "dim the cellar", busy) == "cellar"
    assert meant(understanding, "the lamp", busy) == "lamp"
    assert meant(understanding, "dim the lamp", busy) == 1


def test_after_one_of_its_tools_more_words_count(understanding: Understanding) -> None:
    after = DialogContext(ongoing=("lamp",), last_calls=(DIMMED,))
    assert meant(understanding, "never mind", after) == 2


def test_what_was_talked_about_last_comes_before_it(understanding: Understanding) -> None:
    other = DialogContext(ongoing=("lamp",), last_calls=(OTHER,))
    assert meant(understanding, "cancel", other) == "cancel"
    assert meant(understanding, "never mind", other) == "cancel"
    assert meant(understanding, "dim the lamp", other) == 1


def test_an_open_question_comes_before_it(understanding: Understanding) -> None:
    asked = DialogContext(ongoing=("lamp",), pending=DIMMED, pending_slot="level")
    for context in (asked, DialogContext(ongoing=("lamp",), confirming=True)):
        assert meant(understanding, "cancel", context) == "cancel"
