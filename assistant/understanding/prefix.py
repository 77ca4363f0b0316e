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


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a part of a template may end in the text, and whether the text ended inside it."""

    ends: frozenset[int] = frozenset()
    cut: bool = False


_NOWHERE = Reach()
_CUT = Reach(cut=True)


@dataclass(slots=True)
class Walk:
    """One text, in small letters without spaces, on its way through templates.

    What templates share is walked once.
    """

    text: str
    seen: dict[tuple[int, int, int], Reach] = field(default_factory=dict)

    @property
    def swallowed(self) -> int:
        """The end of a slot of any words that took the whole rest: nothing can be cut there."""
        return len(self.text) + 1

    def runs_through(self, node: Expression, pack: Intents) -> bool:
        """Return True when the whole text may be all of ``node``."""
        ends = self.reach(node, 0, pack).ends
        return len(self.text) in ends or self.swallowed in ends

    def reach(self, node: Expression, start: int, pack: Intents) -> Reach:
        """Return how far ``node`` goes when it begins at ``start``."""
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
            rule = pack.expansion_rules.get(node.rule_name)
            return self.reach(rule.expression, start, pack) if rule else _NOWHERE
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
        if not wanted or start > len(self.text):
            return Reach(frozenset((start,))) if not wanted else _NOWHERE
        if self.text.startswith(wanted, start):
            return Reach(frozenset((start + len(wanted),)))
        return _CUT if wanted.startswith(self.text[start:]) else _NOWHERE

    def _slot(self, node: ListReference, start: int, pack: Intents) -> Reach:
        if start >= len(self.text):
            return _CUT if start == len(self.text) else _NOWHERE
        values = pack.slot_lists.get(node.list_name)
        if isinstance(values, TextSlotList):
            return _joined(self.reach(value.text_in, start, pack) for value in values.values)
        if isinstance(values, RangeSlotList):
            match = _NUMBER.match(self.text, start)
            return Reach(frozenset((match.end(),))) if match else _NOWHERE
        inside = range(start + 1, len(self.text))
        return Reach(frozenset((*inside, self.swallowed)))


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
