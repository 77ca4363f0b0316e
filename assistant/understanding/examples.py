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
from assistant.understanding.numerals import NUMBER, numbers_in
from assistant.understanding.wording import Wording

SEAT = "@"
"""Stands for a seat."""

MIN_WORDS = 2
"""Shorter texts are like too many others."""

_KEPT, _KEPT_WILD = 20, 10
"""So many examples of the sentences that mean the same are learned from, fewer with free words."""

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

    ``masked`` has ``#`` for each number, ``placed`` also ``SEAT`` where it names a seat; ``phrase``
    are the words that named it, or that could have.
    """

    text: str
    masked: str
    placed: str
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
        self._seats = {words: seats[words] for words in sorted(seats, key=len, reverse=True)}
        self._owners = words.words("owners")
        self._within = {
            **{k: tuple(v) for k, v in words.table.get("seats_within", {}).items()},
            **{
                owner: tuple(f"{owner}{words.joiner}{noun}" for noun in words.words("owned"))
                for owner in self._owners
            },
        }
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
        seat = self._seat_in(skeleton.text)
        if seat is None:
            return skeleton
        if seat.value is None:
            return replace(skeleton, text=seat.put("", self._words.joiner))
        if dict(skeleton.fixed).get("seat", seat.value) != seat.value:
            return skeleton
        fixed = tuple(pair for pair in skeleton.fixed if pair[0] != "seat")
        slots = skeleton.slots if fixed == skeleton.fixed else (*skeleton.slots, ("seat", "seat"))
        text = seat.put("{seat}", self._words.joiner)
        return replace(skeleton, text=text, fixed=fixed, slots=slots)

    def spotted(self, said: Clean, *, seats: bool = True) -> Spotted:
        """Return a text without the numbers and, with ``seats``, the seat that it names."""
        seat = self._seat_in(said.text) if seats else None
        bare = said.text if seat is None else seat.put("", self._words.joiner)
        named = seat is not None and seat.value is not None
        placed = seat.put(SEAT, self._words.joiner) if seat is not None and named else bare
        return Spotted(
            text=bare,
            masked=NUMBER.sub(" # ", bare),
            placed=NUMBER.sub(" # ", placed),
            numbers=numbers_in(bare),
            seat=seat.value if seat is not None else None,
            phrase=seat.phrase if seat is not None else "",
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
                arguments[slot] = left.pop(0)
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

    def _seat_in(self, text: str) -> _Seat | None:
        """Return which seat a text names, and where.

        "My" names one in "my window"; in "my hands are cold" it names none, and is left out, too.
        """
        named = [phrase for phrase in self._seats if phrase in text]
        seats = [p for p in named if self._words.has(text, self._within.get(p, (p,)))]
        owners = [p for p in named if p in self._owners and self._words.has(text, (p,))]
        for phrase in (*seats, *owners):
            before, after = self._words.around(text, phrase)
            return _Seat(before, phrase, after, self._seats[phrase] if phrase in seats else None)
        return None


@dataclass(frozen=True, slots=True)
class _Seat:
    """The ``value`` that a ``phrase`` of a text names, None for none; what is around it."""

    before: str
    phrase: str
    after: str
    value: Any

    def put(self, words: str, joiner: str) -> str:
        """Return the text with other words in place of the phrase."""
        return joiner.join(part for part in (self.before, words, self.after) if part)


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
