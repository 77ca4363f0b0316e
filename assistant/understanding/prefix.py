"""How far does a text run through a sentence template: to its end, or is it a beginning?

Spaces don't count, on either side: templates and recognizers disagree about them, and a word
that is cut off in its middle is a beginning too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

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

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DIGITS = frozenset("-0123456789")


@dataclass(frozen=True, slots=True)
class First:
    """What a part of a template may begin with; ``chars`` None: with anything."""

    chars: frozenset[str] | None
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a part of a template may end in the text, and whether the text ended inside it."""

    ends: frozenset[int] = frozenset()
    cut: bool = False


_NOWHERE = Reach()


class Firsts:
    """What every part of the templates may begin with. Keep it as long as the templates."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], First] = {}
        self._values: dict[tuple[int, int], dict[str, list[Expression]]] = {}

    def of(self, node: Expression, pack: Intents) -> First:
        """Return what ``node`` may begin with."""
        key = (id(node), id(pack))
        if key not in self._known:
            self._known[key] = self._first(node, pack)
        return self._known[key]

    def values(self, words: TextSlotList, pack: Intents, char: str) -> list[Expression]:
        """Return the values of a list that may begin with a character."""
        key = (id(words), id(pack))
        if key not in self._values:
            index: dict[str, list[Expression]] = {}
            for value in words.values:
                for begin in self.of(value.text_in, pack).chars or ():
                    index.setdefault(begin, []).append(value.text_in)
            self._values[key] = index
        return self._values[key].get(char, [])

    def _first(self, node: Expression, pack: Intents) -> First:
        if isinstance(node, TextChunk):
            words = _squeezed(node.text)
            return First(frozenset(words[:1]), nullable=not words)
        if isinstance(node, RuleReference):
            rule = pack.expansion_rules[node.rule_name]
            return self.of(rule.expression, pack)
        if isinstance(node, ListReference):
            values = pack.slot_lists[node.list_name]
            if isinstance(values, TextSlotList):
                return _either([self.of(value.text_in, pack) for value in values.values])
            return First(_DIGITS if isinstance(values, RangeSlotList) else None)
        assert isinstance(node, Group)
        parts = [self.of(item, pack) for item in node.items]
        if isinstance(node, Alternative):
            return _either(parts)
        if isinstance(node, Permutation):
            return First(_either(parts).chars, nullable=all(part.nullable for part in parts))
        needed = next((i for i, part in enumerate(parts) if not part.nullable), None)
        begins = parts if needed is None else parts[: needed + 1]
        return First(_either(begins).chars, nullable=needed is None)


def _either(parts: list[First]) -> First:
    """Return what any of some parts may begin with."""
    nullable = any(part.nullable for part in parts)
    chars: set[str] = set()
    for part in parts:
        if part.chars is None:
            return First(None, nullable)
        chars |= part.chars
    return First(frozenset(chars), nullable)


@dataclass(slots=True)
class Walk:
    """One text, in small letters without spaces, on its way through templates.

    What templates share is walked once. Without ``wild``, slots of any words take nothing: what
    follows them could begin anywhere.
    """

    text: str
    firsts: Firsts
    wild: bool = True
    seen: dict[tuple[int, int, int], Reach] = field(default_factory=dict)

    def runs_through(self, node: Expression, pack: Intents) -> bool:
        """Return True when the whole text may be all of ``node``."""
        ends = self.reach(node, 0, pack).ends
        return len(self.text) in ends or self._swallowed in ends

    def begins(self, node: Expression, pack: Intents) -> bool:
        """Return True when the text may be a beginning of ``node``, but not all of it."""
        return self.reach(node, 0, pack).cut

    @property
    def _swallowed(self) -> int:
        """The end of a slot of any words that took the whole rest: nothing can be cut there."""
        return len(self.text) + 1

    def reach(self, node: Expression, start: int, pack: Intents) -> Reach:
        """Return how far ``node`` goes when it begins at ``start``."""
        first = self.firsts.of(node, pack)
        here = frozenset((start,)) if first.nullable else frozenset()
        if start >= len(self.text):
            more = first.chars is None or bool(first.chars)
            return Reach(here, cut=more and start == len(self.text))
        if first.chars is not None and self.text[start] not in first.chars:
            return Reach(here)
        if isinstance(node, TextChunk):
            return self._literal(node, start)
        key = (id(node), start, id(pack))
        known = self.seen.get(key)
        if known is None:
            known = self.seen[key] = self._reach(node, start, pack)
        return known

    def _reach(self, node: Expression, start: int, pack: Intents) -> Reach:
        if isinstance(node, ListReference):
            return self._slot(node, start, pack)
        if isinstance(node, RuleReference):
            return self.reach(pack.expansion_rules[node.rule_name].expression, start, pack)
        assert isinstance(node, Group)
        if isinstance(node, Alternative):
            return _joined(self.reach(item, start, pack) for item in node.items)
        if isinstance(node, Permutation):
            return self._any_order(tuple(node.items), Reach(frozenset((start,))), pack)
        reached = Reach(frozenset((start,)))
        for item in node.items:
            reached = self._then(reached, item, pack)
            if not reached.ends:
                break
        return reached

    def _then(self, before: Reach, node: Expression, pack: Intents) -> Reach:
        after = _joined(self.reach(node, at, pack) for at in before.ends)
        return Reach(after.ends, before.cut or after.cut)

    def _any_order(self, items: tuple[Expression, ...], at: Reach, pack: Intents) -> Reach:
        if not items or not at.ends:
            return at
        return _joined(
            self._any_order(items[:i] + items[i + 1 :], self._then(at, item, pack), pack)
            for i, item in enumerate(items)
        )

    def _literal(self, node: TextChunk, start: int) -> Reach:
        wanted = _squeezed(node.text)
        if self.text.startswith(wanted, start):
            return Reach(frozenset((start + len(wanted),)))
        return Reach(cut=wanted.startswith(self.text[start:]))

    def _slot(self, node: ListReference, start: int, pack: Intents) -> Reach:
        values = pack.slot_lists[node.list_name]
        if isinstance(values, TextSlotList):
            key = (id(values), start, id(pack))
            if key not in self.seen:
                likely = self.firsts.values(values, pack, self.text[start])
                self.seen[key] = _joined(self.reach(one, start, pack) for one in likely)
            return self.seen[key]
        if isinstance(values, RangeSlotList):
            match = _NUMBER.match(self.text, start)
            return Reach(frozenset((match.end(),))) if match else _NOWHERE
        if not self.wild:
            return _NOWHERE
        inside = range(start + 1, len(self.text))
        return Reach(frozenset((*inside, self._swallowed)))


@lru_cache(65536)
def _squeezed(text: str) -> str:
    return text.replace(" ", "").casefold()


def _joined(parts: Iterable[Reach]) -> Reach:
    ends: set[int] = set()
    cut = False
    for part in parts:
        ends |= part.ends
        cut |= part.cut
    return Reach(frozenset(ends), cut)
