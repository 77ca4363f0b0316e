"""Examples of sentences as somebody would say them, with something in the place of free words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import cycle

from assistant.understanding.examples import Example
from assistant.understanding.grammar import Grammar, Skeleton
from assistant.understanding.numerals import NUMBER

A_NUMBER = "20"
"""Stands for every number."""

A_SEAT = {"en": "left", "zh": "左边"}
"""Stands for every seat."""

_SLOT = re.compile(r"\{([^}]*)\}")
_ANYTHING = {"en": "something", "zh": "什么"}


class Filler:
    """Writes examples as somebody would say them, all with the same seat.

    Free words are filled with what people wrote in their place, each in turn.
    """

    def __init__(self, kept: Sequence[Example], grammar: Grammar) -> None:
        self._language = grammar.language
        self._wild = grammar.wildcard_lists
        words: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for example in kept:
            for name, said in example.skeleton.free:
                words[name][said] = None
        self._words = {name: cycle(said) for name, said in words.items()}

    def spoken(self, skeleton: Skeleton) -> str:
        """Return the text of an example, its free words those that it was written with."""
        return " ".join(" ".join(said for said, _ in self.pieces(skeleton)).split())

    def pieces(self, skeleton: Skeleton, *, own: bool = True) -> Iterator[tuple[str, str]]:
        """Yield an example in pieces, and the slot whose free words a piece is, or "".

        With ``own``, free words are those that it was written with, if it was.
        """
        written = dict(skeleton.free) if own else {}
        slots = defaultdict(list)
        for name, slot in skeleton.slots:
            slots[name].append(slot)
        for number, piece in enumerate(_SLOT.split(skeleton.text)):
            if number % 2 == 0:
                yield NUMBER.sub(A_NUMBER, piece), ""
            elif piece in self._wild:
                slot = slots[piece].pop(0) if slots[piece] else ""
                yield NUMBER.sub(A_NUMBER, written.get(piece) or self._some(piece)), slot
            elif piece != "seat":
                yield A_NUMBER, ""
            else:
                yield A_SEAT[self._language], ""

    def _some(self, name: str) -> str:
        words = self._words.get(name)
        return next(words) if words is not None else _ANYTHING[self._language]
