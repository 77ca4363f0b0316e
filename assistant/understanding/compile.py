"""Turn the sentences of bundles into hassil's form, and index what each needs in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from hassil import (
    Expression,
    Group,
    IntentData,
    Intents,
    RuleReference,
    Sentence,
    TextChunk,
    TextSlotList,
)

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle
from assistant.understanding.needs import Clauses
from assistant.understanding.normalize import contracted
from assistant.understanding.prefix import Part
from assistant.understanding.weaver import Weaver

_COMMON = Path(__file__).parent / "common"
_AS_WRITTEN = ("out", "slots", "metadata", "language", "range")


Spell = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class When:
    """While which service is in the middle of something, and after which tools of the skill.

    Empty: always.
    """

    service: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence template of a tool.

    ``data`` is hassil's block with this sentence alone; ``needs`` are the words that a fitting
    text has, and ``part`` is what it runs through.
    """

    tool: str
    sentence: Sentence
    data: IntentData
    pack: Intents
    needs: Clauses
    part: Part

    @property
    def when(self) -> When:
        """When the sentence counts; equal to ``When()`` for one that always does."""
        metadata = self.data.metadata or {}
        return When(str(metadata.get("while", "")), tuple(metadata.get("after", ())))


def lines(bundles: Sequence[Bundle], language: str, spell: Spell) -> Iterator[Line]:
    """Yield all sentences of a language, their words written as ``spell`` does.

    Raises:
        SkillError: a sentence can't be parsed; the message names the file.
    """
    shared, parts, weaver = common(language), _Parts(), Weaver()
    clauses: dict[frozenset[str], frozenset[str]] = {}  # equal ones are kept once
    for bundle in bundles:
        table = bundle.sentences(language)
        if not table:
            continue
        try:
            for tool, sentence, data, pack in _of_bundle(bundle.id, table, shared, spell, parts):
                needed = sentence.get_required_clauses(pack.expansion_rules)
                needs = frozenset(clauses.setdefault(words, words) for words in needed)
                part = weaver.part(sentence.expression, pack)
                yield Line(tool, sentence, data, pack, needs, part)
        except Exception as error:  # hassil raises many kinds for a wrong template
            path = bundle.folder / "sentences" / f"{language}.yaml"
            raise SkillError(f"{path}: {type(error).__name__}: {error}") from error


def _of_bundle(
    bundle_id: str, table: dict[str, Any], shared: dict[str, Any], spell: Spell, parts: _Parts
) -> Iterator[tuple[str, Sentence, IntentData, Intents]]:
    tree = {
        **shared,
        "skip_words": [],
        "intents": {f"{bundle_id}.{tool}": body for tool, body in table["intents"].items()},
        "lists": {**shared.get("lists", {}), **table.get("lists", {})},
        "expansion_rules": {
            **shared.get("expansion_rules", {}),
            **table.get("expansion_rules", {}),
        },
    }
    pack = Intents.from_dict(_as_said(tree, spell))
    for rule in pack.expansion_rules.values():
        rule.expression = parts.shared(rule.expression)
    for values in pack.slot_lists.values():
        for value in values.values if isinstance(values, TextSlotList) else ():
            value.text_in = parts.shared(value.text_in)
    for name, rule in pack.expansion_rules.items():
        missing = _rules(rule.expression) - set(pack.expansion_rules)
        if missing:
            raise ValueError(f"rule {name!r}: there is no rule {sorted(missing)}")
    for tool, intent in pack.intents.items():
        for data in intent.data:
            _check_names(data, pack)
            for sentence in data.sentences:
                sentence.expression = parts.shared(sentence.expression)
                yield tool, sentence, replace(data, sentence_texts=[str(sentence.text)]), pack


class _Parts:
    """Equal parts of templates become one object: there are many, and they never change."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Any, ...], Expression] = {}

    def shared(self, node: Expression) -> Expression:
        """Return the one object that stands for all parts that are equal to ``node``."""
        if isinstance(node, TextChunk):
            node.parent = None  # nothing reads it
            return self._seen.setdefault((TextChunk, node.text, node.original_text), node)
        if isinstance(node, Group):
            node.items = [self.shared(item) for item in node.items]
            key = (type(node), getattr(node, "is_optional", None), *map(id, node.items))
            return self._seen.setdefault(key, node)
        return self._seen.setdefault((type(node), repr(node)), node)


def _check_names(data: IntentData, pack: Intents) -> None:
    for name in data.slots:
        if not isinstance(name, str):
            raise TypeError(f'slots: write "on" and "off" in quotes, YAML read {name!r}')
    for sentence in data.sentences:
        missing = _rules(sentence.expression) - set(pack.expansion_rules)
        if missing:
            raise ValueError(f"{sentence.text!r}: there is no rule {sorted(missing)}")
        unknown = set(sentence.list_names(pack.expansion_rules)) - set(pack.slot_lists)
        if unknown:
            raise ValueError(f"{sentence.text!r}: there is no list {sorted(unknown)}")


def _rules(node: Expression) -> set[str]:
    """Return the names of the rules that a part of a template refers to."""
    if isinstance(node, RuleReference):
        return {node.rule_name}
    if isinstance(node, Group):
        return {name for item in node.items for name in _rules(item)}
    return set()


def common(language: str) -> dict[str, Any]:
    """Return the lists, rules and skip words that all skills of a language share.

    Raises:
        SkillError: there are none for this language.
    """
    path = _COMMON / f"{language}.yaml"
    if not path.is_file():
        raise SkillError(f"{path}: there are no common sentences for {language!r}")
    table = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  a safe one
    assert isinstance(table, dict)
    return table


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _as_said(tree: Any, spell: Spell) -> Any:
    """Return sentences, rules and list values in the form that ``clean`` gives to text."""
    if isinstance(tree, str):
        if tree.isascii():
            return contracted(tree).replace("-", " ")
        return spell(tree.replace("挡", "档"))
    if isinstance(tree, list):
        return [_as_said(item, spell) for item in tree]
    if isinstance(tree, dict):
        return {k: v if k in _AS_WRITTEN else _as_said(v, spell) for k, v in tree.items()}
    return tree
