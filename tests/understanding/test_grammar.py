"""Strict parsing, beginnings, and messages about wrong sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.understanding.grammar import Grammar

MANIFEST = """
id = "lamp"
version = "1"
api = 1
languages = ["en"]
[name]
en = "Lamp"
[[tools]]
name = "dim"
description = "Dim."
changes_state = true
[tools.parameters]
type = "object"
[tools.parameters.properties.level]
type = "integer"
"""


def lamp(folder: Path, sentences: str) -> Bundle:
    bundle = folder / "lamp"
    for part in ("sentences", "replies"):
        (bundle / part).mkdir(parents=True)
    (bundle / "skill.toml").write_text(MANIFEST, encoding="utf-8")
    (bundle / "replies" / "en.yaml").write_text("done: Done.\n", encoding="utf-8")
    (bundle / "sentences" / "en.yaml").write_text(sentences, encoding="utf-8")
    return load_bundle(bundle)


def dimmer(tmp_path: Path) -> Grammar:
    lines = '["dim [<the>] lamp to {percent:level} <percent>", "lights out [now]"]'
    return Grammar(
        [lamp(tmp_path, f"language: en\nintents: {{dim: {{data: [{{sentences: {lines}}}]}}}}\n")],
        "en",
    )


def test_values_come_as_said_even_beyond_what_the_car_can(tmp_path: Path) -> None:
    parsed = dimmer(tmp_path).parse("dim the lamp to 250 percent")
    assert parsed is not None
    assert (parsed.call.tool, parsed.call.arguments) == ("lamp.dim", {"level": 250})


def test_every_word_must_fit(tmp_path: Path) -> None:
    grammar = dimmer(tmp_path)
    assert grammar.parse("dim the lamp to 20 percent or so") is None
    assert grammar.parse("dim the lamp") is None
    assert grammar.parse("") is None


@pytest.mark.parametrize(
    "text", ["d", "dim", "dim the", "dim the la", "dim the lamp to", "dim lamp to 20", "lights"]
)
def test_beginnings(tmp_path: Path, text: str) -> None:
    assert dimmer(tmp_path).begins(text)


@pytest.mark.parametrize("text", ["", "dam", "dim the lump", "lights on", "dim the lamp to x"])
def test_no_beginnings(tmp_path: Path, text: str) -> None:
    assert not dimmer(tmp_path).begins(text)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("dim (the lamp", "ParseError|ParseGroupError"),
        ("dim to {brightness}", "there is no list .'brightness'"),
        ("dim <gently>", "gently"),
    ],
)
def test_a_wrong_sentence_is_named(tmp_path: Path, sentence: str, message: str) -> None:
    yaml = f'language: en\nintents: {{dim: {{data: [{{sentences: ["{sentence}"]}}]}}}}\n'
    with pytest.raises(SkillError, match=message) as caught:
        Grammar([lamp(tmp_path, yaml)], "en")
    assert "lamp/sentences/en.yaml" in str(caught.value)


def test_a_truth_value_as_slot_name_is_explained(tmp_path: Path) -> None:
    yaml = "language: en\nintents: {dim: {data: [{slots: {on: true}, sentences: [dim]}]}}\n"
    with pytest.raises(SkillError, match='write "on" and "off" in quotes'):
        Grammar([lamp(tmp_path, yaml)], "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_example_of_every_sentence_parses(bundles: tuple[Bundle, ...], language: str) -> None:
    grammar = Grammar([b for b in bundles if b.id == "climate"], language)
    whole = [s.text for s in grammar.skeletons if "{" not in s.text][::7]
    assert len(whole) > 100
    assert [text for text in whole if grammar.parse(text) is None] == []
    assert [text for text in whole if len(text) > 2 and not grammar.begins(text[:-1])] == []


NOTE = """
language: en
lists:
  name: {wildcard: true}
  text: {wildcard: true}
  begins: {values: [{in: "[that] i am", out: i am}]}
intents:
  dim:
    data:
      - metadata: {shortest: name, joins: {text: begins}}
        sentences: ["tell {name} {begins} {text}"]
"""


def test_free_words_begin_with_what_another_slot_found(tmp_path: Path) -> None:
    parsed = Grammar([lamp(tmp_path, NOTE)], "en").parse("tell anna that i am late and i am sorry")
    assert parsed is not None
    assert parsed.call.arguments == {"name": "anna", "text": "i am late and i am sorry"}
