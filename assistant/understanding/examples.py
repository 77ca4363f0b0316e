"""Examples of all sentences of a language, and what a text must share with one to mean the same.

Slot values are spotted first and taken out. A text agrees with an example only when it asks where
the example asks, has a number for every number, and says no opposite of what the example says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from assistant.understanding.bags import bag_of, respelled
from assistant.understanding.form import is_question
from assistant.understanding.grammar import Grammar, Skeleton
from assistant.understanding.normalize import Clean
from assistant.understanding.wording import Wording

MIN_WORDS = 2
"""Shorter texts are like too many others."""

_KEPT, _KEPT_WILD = 20, 10
"""So many examples of the sentences that mean the same are learned from, fewer with free words."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SLOT = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Example:
    """A skeleton with what of it is compared; ``sides`` as ``Examples.sides`` writes them.

    A ``paraphrase`` was written as it is; other examples are drawn from sentence templates.
    """

    skeleton: Skeleton
    sides: int
    asks: bool
    wild: bool
    paraphrase: bool = False


@dataclass(frozen=True, slots=True)
class Spotted:
    """A text without the slot values that it names.

    ``masked`` has ``#`` for each number. ``phrase`` are the words that named the seat.
    """

    text: str
    masked: str
    numbers: tuple[float, ...]
    seat: Any
    phrase: str
    sides: int
    asks: bool


class Examples:
    """The examples of one language; ``bags[i]`` are the words of ``every[i]``.

    What is read from disk has neither: others learned from them and made an index.
    """

    def __init__(
        self, grammar: Grammar, words: Wording, paraphrases: Iterable[Skeleton] = ()
    ) -> None:
        self._words = words
        self._opposites = [
            (tuple(one), tuple(other)) for one, other in words.table.get("polarity", ())
        ]
        self._sided = {word for pair in self._opposites for side in pair for word in side}
        seats = grammar.values.get("seat", {})
        self._seats = sorted(seats.items(), key=lambda item: -len(item[0]))
        self._seat_tools = {s.tool for s in grammar.skeletons if ("seat", "seat") in s.slots}
        self._ranges = grammar.range_lists
        templates = self._distinct(grammar.skeletons, grammar, paraphrase=False)
        written = map(self._with_seat, paraphrases)
        distinct = (*templates, *self._distinct(written, grammar, paraphrase=True))
        self.every = tuple(example for example, _ in distinct)
        self.bags = tuple(bag for _, bag in distinct)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept on disk: what was learned from the examples, not they."""
        return vars(self) | {"every": (), "bags": ()}

    def _distinct(
        self, skeletons: Iterable[Skeleton], grammar: Grammar, *, paraphrase: bool
    ) -> Iterator[tuple[Example, frozenset[str]]]:
        """Yield what is worth comparing with, what looks alike only once."""
        seen: set[Any] = set()
        for skeleton in skeletons:
            bag = bag_of(masked(skeleton.text), self._words)
            wild = bool({name for name, _ in skeleton.slots} & grammar.wildcard_lists)
            sides = self.sides(skeleton.text)
            key = (bag, skeleton.tool, skeleton.fixed, skeleton.slots, sides)
            if len(bag) < MIN_WORDS or key in seen:
                continue
            seen.add(key)
            asks = is_question(Clean(_SLOT.sub(" ", skeleton.text)), self._words)
            yield Example(skeleton, sides, asks, wild, paraphrase), bag

    def _with_seat(self, skeleton: Skeleton) -> Skeleton:
        """Return a paraphrase with a slot for the seat that its words name."""
        bare, seat, phrase = self._without_seat(skeleton.text)
        if not phrase or dict(skeleton.fixed).get("seat", seat) != seat:
            return skeleton
        fixed = tuple(pair for pair in skeleton.fixed if pair[0] != "seat")
        slots = skeleton.slots if fixed == skeleton.fixed else (*skeleton.slots, ("seat", "seat"))
        return replace(skeleton, text=bare, fixed=fixed, slots=slots)

    def spotted(self, said: Clean, *, seats: bool = True) -> Spotted:
        """Return a text without the numbers and, with ``seats``, the seat that it names."""
        bare, seat, phrase = self._without_seat(said.text) if seats else (said.text, None, "")
        return Spotted(
            text=bare,
            masked=_NUMBER.sub(" # ", bare),
            numbers=tuple(float(n) for n in _NUMBER.findall(bare)),
            seat=seat,
            phrase=phrase,
            sides=self.sides(self._corrected(bare)),
            asks=is_question(said, self._words),
        )

    def fits(self, example: Example, said: Spotted) -> bool:
        """Tell whether the text asks as the example does and has just its numbers."""
        wanted = [name for name, _ in example.skeleton.slots if name in self._ranges]
        return example.asks == said.asks and len(wanted) == len(said.numbers)

    def arguments(self, skeleton: Skeleton, said: Spotted) -> dict[str, Any] | None:
        """Return the tool's arguments; None when the text names a seat that it can't have."""
        arguments, left = dict(skeleton.fixed), list(said.numbers)
        for name, slot in skeleton.slots:
            if name in self._ranges:
                number = left.pop(0)
                arguments[slot] = int(number) if number.is_integer() else number
        if not self.takes_seat(skeleton.tool, said.seat):
            return None
        return arguments if said.seat is None else arguments | {"seat": said.seat}

    def takes_seat(self, tool: str, seat: Any) -> bool:
        """Tell whether a tool can be asked for with that seat, which may be None."""
        return seat is None or tool in self._seat_tools

    def sides(self, text: str) -> int:
        """Return, for every pair of opposites, which of its sides the text has: two bits each."""
        plain = _SLOT.sub(" ", text)
        sides = (side for pair in self._opposites for side in pair)
        return sum(self._words.has(plain, side) << bit for bit, side in enumerate(sides))

    def _corrected(self, text: str) -> str:
        """Return English with misspelt words as they are known: an "opne" has an opposite."""
        return text if self._words.language == "zh" else respelled(text, self._sided)

    def _without_seat(self, text: str) -> tuple[str, Any, str]:
        """Return the text without the seat it names, the seat, and the words that named it."""
        for phrase, value in self._seats:
            if self._words.language == "zh":
                if phrase in text:
                    return text.replace(phrase, "", 1), value, phrase
            elif f" {phrase} " in f" {text} ":
                return f" {text} ".replace(f" {phrase} ", " ", 1).strip(), value, phrase
        return text, None, ""


def masked(text: str) -> str:
    """Return an example with nothing for its seat and ``#`` for any other slot."""
    return _SLOT.sub(lambda slot: " " if slot[0] == "{seat}" else " # ", text)


def chosen(every: Sequence[Example]) -> Iterator[Example]:
    """Yield what is learned from: all paraphrases, and some of the examples that mean the same."""
    yield from (one for one in every if one.paraphrase)
    drawn = (one for one in every if not one.paraphrase)

    def meaning(example: Example) -> str:
        skeleton = example.skeleton
        return repr((skeleton.tool, skeleton.fixed, skeleton.slots))

    for _, group in groupby(sorted(drawn, key=meaning), key=meaning):
        alike = list(group)
        count = min(_KEPT_WILD if alike[0].wild else _KEPT, len(alike))
        yield from (alike[i * len(alike) // count] for i in range(count))
