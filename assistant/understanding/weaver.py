"""Weave sentence templates into parts (``prefix``): what they refer to in place, equal ones one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hassil import (
    Alternative,
    Expression,
    Group,
    Intents,
    ListReference,
    Permutation,
    RangeSlotList,
    RuleReference,
    TextChunk,
    TextSlotList,
)

from assistant.understanding.prefix import AnyOrder, AnyWords, Either, InOrder, Number, Part, Words


class Weaver:
    """Makes parts of templates; equal ones are the same object."""

    def __init__(self) -> None:
        self._parts: dict[Any, Part] = {}
        self._letters: dict[frozenset[str] | None, frozenset[str] | None] = {}
        self._woven: dict[tuple[int, int], tuple[Part, Expression, Intents]] = {}

    def part(self, node: Expression, pack: Intents) -> Part:
        """Return the part that a template, or a piece of one, is in its bundle."""
        key = (id(node), id(pack))
        if key not in self._woven:
            self._woven[key] = (self._weave(node, pack), node, pack)
        return self._woven[key][0]

    def _weave(self, node: Expression, pack: Intents) -> Part:
        if isinstance(node, TextChunk):
            words = "".join(node.text.split()).casefold()
            return self._one(words, lambda: Words(words))
        if isinstance(node, RuleReference):
            return self.part(pack.expansion_rules[node.rule_name].expression, pack)
        if isinstance(node, ListReference):
            values = pack.slot_lists[node.list_name]
            if isinstance(values, TextSlotList):
                return self._group(Either, [self.part(v.text_in, pack) for v in values.values])
            if isinstance(values, RangeSlotList):
                return self._one(Number, Number)
            return self._one(AnyWords, AnyWords)
        assert isinstance(node, Group)
        items = [self.part(item, pack) for item in node.items]
        if isinstance(node, Alternative):
            return self._group(Either, items)
        return self._group(AnyOrder if isinstance(node, Permutation) else InOrder, items)

    def _group(self, kind: type[Either | InOrder | AnyOrder], items: Sequence[Part]) -> Part:
        if kind is Either:
            items = list(dict.fromkeys(items))
        else:
            items = [item for item in items if not (isinstance(item, Words) and item.empty)]
        if len(items) == 1:
            return items[0]
        parts = tuple(items)
        return self._one((kind, *(part.number for part in parts)), lambda: kind(parts))

    def _one(self, key: Any, make: Any) -> Part:
        if key not in self._parts:
            part = self._parts[key] = make()
            part.begins = self._letters.setdefault(part.begins, part.begins)
            part.number = len(self._parts)
        return self._parts[key]
