"""Other ways of asking: read, checked, and cut into slots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle
from assistant.understanding.grammar import Grammar
from assistant.understanding.overheard import overheard
from assistant.understanding.paraphrases import groups, paraphrases


@pytest.fixture
def climate(bundles: tuple[Bundle, ...], tmp_path: Path) -> Bundle:
    """The climate skill, with paraphrases of the test's own."""
    own = next(bundle for bundle in bundles if bundle.id == "climate")
    (tmp_path / "paraphrases").mkdir()
    return replace(own, folder=tmp_path)


def write(bundle: Bundle, text: str) -> None:
    (bundle.folder / "paraphrases" / "en.yaml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def grammar(bundles: tuple[Bundle, ...]) -> Grammar:
    return Grammar([bundle for bundle in bundles if bundle.id == "climate"], "en")


def test_every_skill_has_valid_ones_in_both_languages(bundles: tuple[Bundle, ...]) -> None:
    for bundle in bundles:
        for language in bundle.languages:
            tools = {tool for tool, _ in groups(bundle, language)}
            assert tools == set(bundle.tools), (bundle.id, language)


def test_numbers_and_seats_become_slots(climate: Bundle, grammar: Grammar) -> None:
    write(
        climate,
        "set_temperature: [{arguments: {temperature: 21, seat: mine}, say: [I like it at 21]}]",
    )
    (found,) = paraphrases([climate], grammar)
    assert found.text == "i like it at {degrees}"
    assert found.slots == (("degrees", "temperature"),)
    assert found.fixed == (("seat", "mine"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fly: [{say: [up we go]}]", "no such tool in skill.toml: fly"),
        ("set_auto: [{say: []}]", "set_auto"),
        ("set_auto: [{tell: [x]}]", "set_auto"),
        ("set_auto: [{say: [x], arguments: {on: true}}]", 'write "on" and "off" in quotes'),
        ("set_temperature: [{say: [x], arguments: {temperature: 90}}]", "set_temperature"),
        ("set_auto: [", "it can't be read"),
        ("- a\n- b", "dictionary"),
    ],
)
def test_wrong_files_are_told(climate: Bundle, text: str, told: str) -> None:
    write(climate, text)
    with pytest.raises(SkillError, match=r"paraphrases/en\.yaml") as error:
        list(groups(climate, "en"))
    assert told in str(error.value)


def test_a_skill_needs_none(climate: Bundle) -> None:
    assert list(groups(climate, "zh")) == []


def test_overheard_talk_is_known_in_both_languages() -> None:
    assert min(len(overheard("en")), len(overheard("zh"))) > 500
    assert overheard("xx") == ()
