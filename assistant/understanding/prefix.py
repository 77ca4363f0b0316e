"""How far does a text run through a sentence template: to its end, or is it a beginning?

Templates are woven into parts first, with what they refer to in place, so that equal parts of
all bundles are one object and a text runs through each of them once. Spaces don't count, on
either side: templates and recognizers disagree about them, and a word that is cut off in its
middle is a beginning too.

Where parts may end in the text is a set of bits: bit ``i`` for "before letter ``i``".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DIGITS = frozenset("-0123456789")
_FEW = 4
"""Alternatives are looked up by their first letter when there are more."""


class Part:
    """A part of a template.

    ``begins`` are the letters that it may begin with, None for any; ``empty`` tells whether it
    may be left out.
    """

    __slots__ = ("begins", "empty", "number")

    def __init__(self, begins: frozenset[str] | None, *, empty: bool) -> None:
        """Set what any part knows; the weaver numbers it."""
        self.begins = begins
        self.empty = empty
        self.number = 0

    def ends(self, walk: Walk, start: int) -> int:
        """Return where it may end when it begins at ``start``, inside the text."""
        raise NotImplementedError


class Words(Part):
    """Letters as they are."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        """Take small letters without spaces."""
        super().__init__(frozenset(text[:1]), empty=not text)
        self.text = text

    def ends(self, walk: Walk, start: int) -> int:
        """Return its end when the text goes on with it."""
        if walk.text.startswith(self.text, start):
            return 1 << (start + len(self.text))
        return walk.cut if self.text.startswith(walk.text[start:]) else 0


class Number(Part):
    """Digits."""

    __slots__ = ()

    def __init__(self) -> None:
        """Begin with a digit or a sign."""
        super().__init__(_DIGITS, empty=False)

    def ends(self, walk: Walk, start: int) -> int:
        """Return the end of the whole number."""
        match = _NUMBER.match(walk.text, start)
        return 1 << match.end() if match else 0


class AnyWords(Part):
    """What a person says freely."""

    __slots__ = ()

    def __init__(self) -> None:
        """Begin with anything."""
        super().__init__(None, empty=False)

    def ends(self, walk: Walk, start: int) -> int:
        """Return every later place; a rest that it takes whole is ``walk.swallowed``."""
        if not walk.wild:
            return 0
        return ((walk.end - 1) & -(1 << (start + 1))) | walk.swallowed


class Either(Part):
    """One of several parts."""

    __slots__ = ("_by_letter", "items")

    def __init__(self, items: tuple[Part, ...]) -> None:
        """Index the parts when they are many."""
        super().__init__(_letters(items), empty=any(item.empty for item in items))
        self.items = items
        self._by_letter: dict[str, tuple[Part, ...]] | None = None
        if len(items) > _FEW and self.begins is not None:
            self._by_letter = {
                letter: tuple(one for one in items if letter in (one.begins or ()))
                for letter in self.begins
            }

    def ends(self, walk: Walk, start: int) -> int:
        """Return the ends of all that may begin here."""
        likely = self.items
        if self._by_letter is not None:
            likely = self._by_letter.get(walk.text[start], ())
        found = 1 << start if self.empty else 0
        for item in likely:
            found |= walk.reach(item, start)
        return found


class InOrder(Part):
    """Parts one after the other."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Part, ...]) -> None:
        """Begin as the first part does, or a later one when those before may be left out."""
        needed = next((i for i, item in enumerate(items) if not item.empty), None)
        first = items if needed is None else items[: needed + 1]
        super().__init__(_letters(first), empty=needed is None)
        self.items = items

    def ends(self, walk: Walk, start: int) -> int:
        """Return where the last part may end."""
        reached = 1 << start
        for item in self.items:
            reached = walk.on(reached, item)
            if not reached & ~walk.cut:
                break
        return reached


class AnyOrder(Part):
    """Parts in any order."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Part, ...]) -> None:
        """Begin as any of them does."""
        super().__init__(_letters(items), empty=all(item.empty for item in items))
        self.items = items

    def ends(self, walk: Walk, start: int) -> int:
        """Return where the last part of any order may end."""
        return self._left(walk, 1 << start, self.items)

    def _left(self, walk: Walk, reached: int, items: tuple[Part, ...]) -> int:
        if not items or not reached & ~walk.cut:
            return reached
        found = 0
        for i, item in enumerate(items):
            found |= self._left(walk, walk.on(reached, item), items[:i] + items[i + 1 :])
        return found


def _letters(items: Iterable[Part]) -> frozenset[str] | None:
    """Return what any of some parts may begin with."""
    found: set[str] = set()
    for item in items:
        if item.begins is None:
            return None
        found |= item.begins
    return frozenset(found)


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


@dataclass(slots=True)
class Walk:
    """One text, in small letters without spaces, on its way through templates.

    Without ``wild``, slots of any words take nothing: what follows them could begin anywhere.
    """

    text: str
    wild: bool = True
    end: int = field(init=False)
    """The bit of the text's end."""
    swallowed: int = field(init=False)
    """The bit of free words that took the whole rest: nothing can be cut there."""
    cut: int = field(init=False)
    """The bit that tells that the text ended inside a part."""
    _seen: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set the bits behind the text's letters."""
        self.end = 1 << len(self.text)
        self.swallowed = self.end << 1
        self.cut = self.end << 2

    def runs_through(self, part: Part) -> bool:
        """Return True when the whole text may be all of ``part``."""
        return bool(self.reach(part, 0) & (self.end | self.swallowed))

    def begins(self, part: Part) -> bool:
        """Return True when the text may be a beginning of ``part``, but not all of it."""
        return bool(self.reach(part, 0) & self.cut)

    def reach(self, part: Part, start: int) -> int:
        """Return the bits of where ``part`` may end when it begins at ``start``."""
        here = 1 << start if part.empty else 0
        begins = part.begins
        if start >= len(self.text):
            more = start == len(self.text) and (begins is None or begins)
            return here | self.cut if more else here
        if begins is not None and self.text[start] not in begins:
            return here
        if type(part) is Words:
            return part.ends(self, start)
        key = (part.number, start)
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = part.ends(self, start)
        return known

    def on(self, reached: int, part: Part) -> int:
        """Return where ``part`` may end when it begins anywhere in ``reached``."""
        after = reached & self.cut
        reached &= ~self.cut
        while reached:
            low = reached & -reached
            after |= self.reach(part, low.bit_length() - 1)
            reached ^= low
        return after
