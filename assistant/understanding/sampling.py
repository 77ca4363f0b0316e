"""Draw example texts from sentence templates, numbers and seats left as ``{list}``.

hassil's own sampler walks all combinations in order; a bounded part of them would show only
the first alternatives. This one draws at random, with a fixed seed, so that every alternative
has its share; most examples leave out most of what may be left out, as people do. The first
examples take the first of all alternatives: authors write the usual word first.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from hassil import (
    Alternative,
    Expression,
    Group,
    Intents,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
    TextSlotList,
)

KEPT = ("seat",)
"""Lists of words that are left as slots: they are spotted in a text on their own."""


_OMITTED = (1.0, 0.7, 0.7, 0.4)
"""How often an optional part is left out, in turn."""

_USUAL = 3
"""So many examples, one for each of the first ways of leaving out, are in usual words."""


@dataclass(slots=True)
class Sample:
    """An example: ``slots`` are the ``(list, slot)`` pairs left open, ``values`` the filled."""

    text: str = ""
    slots: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    omitted: float = 0.5
    usual: bool = False


def sampled(expression: Expression, pack: Intents, limit: int) -> list[Sample]:
    """Return up to ``limit`` examples with different texts."""
    chance = random.Random(0)  # noqa: S311  no secret depends on it
    found: dict[str, Sample] = {}
    for turn in range(limit * 2):
        sample = Sample(omitted=_OMITTED[turn % len(_OMITTED)], usual=turn < _USUAL)
        sample.text = " ".join(_draw(expression, pack, chance, sample).split()).lower()
        if sample.text:
            found.setdefault(sample.text, sample)
        if len(found) >= limit:
            break
    return list(found.values())


def _draw(node: Expression, pack: Intents, chance: random.Random, sample: Sample) -> str:
    if isinstance(node, TextChunk):
        return node.original_text
    if isinstance(node, ListReference):
        return _slot(node, pack, chance, sample)
    if isinstance(node, RuleReference):
        return _draw(pack.expansion_rules[node.rule_name].expression, pack, chance, sample)
    assert isinstance(node, Group)
    if isinstance(node, Alternative):
        if node.is_optional and chance.random() < sample.omitted:
            return ""
        chosen = node.items[0] if sample.usual else chance.choice(node.items)
        return _draw(chosen, pack, chance, sample)
    items = list(node.items)
    if isinstance(node, Permutation):
        chance.shuffle(items)
    return "".join(_draw(item, pack, chance, sample) for item in items)


def _slot(node: ListReference, pack: Intents, chance: random.Random, sample: Sample) -> str:
    values = pack.slot_lists.get(node.list_name)
    if isinstance(values, TextSlotList) and node.list_name not in KEPT and values.values:
        value = chance.choice(values.values)
        sample.values[node.slot_name] = value.value_out
        return _draw(value.text_in, pack, chance, sample)
    sample.slots.append((node.list_name, node.slot_name))
    return f"{{{node.list_name}}}"
