"""Examples of sentences as somebody would say them, with something in the place of free words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import cycle

from assistant.understanding.examples import Example
from assistant.understanding.grammar import Grammar, Skeleton

A_NUMBER = "20"
"""Stands for every number."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SLOT = re.compile(r"\{([^}]*)\}")
_ANYTHING = {"en": "something", "zh": "什么"}


class Filler:
    """Writes examples as somebody would say them, without the seat.

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
        """Return the text of an example."""
        own = dict(skeleton.free)

        def said(slot: re.Match[str]) -> str:
            if slot[1] == "seat":
                return " "
            if slot[1] not in self._wild:
                return f" {A_NUMBER} "
            return own.get(slot[1]) or self._some(slot[1])

        return _NUMBER.sub(A_NUMBER, " ".join(_SLOT.sub(said, skeleton.text).split()))

    def _some(self, name: str) -> str:
        words = self._words.get(name)
        return next(words) if words is not None else _ANYTHING[self._language]
