"""How far does a text run through a sentence template: to its end, or is it a beginning?

Templates are woven into parts first (``weaver``), with what they refer to in place, so that
equal parts of all bundles are one object and a text runs through each of them once. Spaces don't
count, on either side: templates and recognizers disagree about them, and a word that is cut off
in its middle is a beginning too.

Where parts may end in the text is a set of bits: bit ``i`` for "before letter ``i``".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.understanding.numerals import NUMBER

_DIGITS = frozenset("-0123456789")
_MANY_DIGITS = 20
"""No number that somebody says is longer."""
_FEW = 4
"""Alternatives are looked up by their first letter when there are more."""


class Part:
    """A part of a template.

    ``begins`` are the letters that it may begin with, None for any; ``empty`` tells whether it
    may be left out. ``longest`` is how many letters it has at most, besides free words, and
    ``free`` tells whether it may have such.
    """

    __slots__ = ("begins", "empty", "free", "longest", "number")

    def __init__(
        self, begins: frozenset[str] | None, longest: int, *, empty: bool, free: bool = False
    ) -> None:
        """Set what any part knows; the weaver numbers it."""
        self.begins = begins
        self.longest = longest
        self.free = free
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
        super().__init__(frozenset(text[:1]), len(text), empty=not text)
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
        super().__init__(_DIGITS, _MANY_DIGITS, empty=False)

    def ends(self, walk: Walk, start: int) -> int:
        """Return the end of the whole number."""
        match = NUMBER.match(walk.text, start)
        return 1 << match.end() if match else 0


class AnyWords(Part):
    """What a person says freely."""

    __slots__ = ()

    def __init__(self) -> None:
        """Begin with anything."""
        super().__init__(None, 0, empty=False, free=True)

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
        longest = max((item.longest for item in items), default=0)
        empty = any(item.empty for item in items)
        super().__init__(_letters(items), longest, empty=empty, free=_any_free(items))
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
        longest = sum(item.longest for item in items)
        super().__init__(_letters(first), longest, empty=needed is None, free=_any_free(items))
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
        longest = sum(item.longest for item in items)
        empty = all(item.empty for item in items)
        super().__init__(_letters(items), longest, empty=empty, free=_any_free(items))
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


def _any_free(items: Iterable[Part]) -> bool:
    return any(item.free for item in items)


def _letters(items: Iterable[Part]) -> frozenset[str] | None:
    """Return what any of some parts may begin with."""
    found: set[str] = set()
    for item in items:
        if item.begins is None:
            return None
        found |= item.begins
    return frozenset(found)


def openings(parts: Iterable[Part]) -> dict[str, tuple[Part, ...]]:
    """Return the parts that may begin with each letter, but for those that begin with any."""
    found: defaultdict[str, dict[Part, None]] = defaultdict(dict)
    for part in parts:
        for letter in part.begins or ():
            found[letter][part] = None
    return {letter: tuple(some) for letter, some in found.items()}


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
        if part.longest < len(self.text) and not part.free:
            return False
        return bool(self.reach(part, 0) & (self.end | self.swallowed))

    def begins(self, part: Part) -> bool:
        """Return True when the text may be a beginning of ``part``, but not all of it."""
        if part.longest < len(self.text) and not (part.free and self.wild):
            return False
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
