"""Understand what was misheard or said a little differently: the nearest known sentence.

Slot values are spotted first and taken out. What remains is compared with examples of all
sentences as bags of words, rare words counting more: words that sound alike count as the same
(by letters in English, by pinyin in Mandarin). A guess stands only when it is near enough,
clearly nearer than any other meaning, and agrees on every word that has an opposite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from assistant.understanding.bags import Bags, bag_of, respelled
from assistant.understanding.form import is_question
from assistant.understanding.grammar import Grammar, Skeleton
from assistant.understanding.interface import ToolCall
from assistant.understanding.normalize import Clean
from assistant.understanding.wording import Wording

NEAR = {"en": 0.76, "zh": 0.74}
MARGIN = 0.06
"""Thresholds on a scale of 0 to 1, tuned as ADR 0004 tells."""

ALIKE = 0.95
"""The score of a text that sounds just like a known sentence."""

_CLEARLY, _CLEARLY_OTHER = 2.0, 15.0
"""Where words alone can't decide, so many points of likeness do: between values of one tool
("window", "windows") and between tools."""

_MIN_WORDS = 2
_CACHE = 2048
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SLOT = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class _Example:
    """A skeleton with what of it is compared; ``sides`` as ``_polarity`` writes them."""

    skeleton: Skeleton
    sides: int
    asks: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """A call and how near its sentence is, 0 to 1."""

    call: ToolCall
    score: float


class Fuzzy:
    """The nearest known sentence of one language."""

    def __init__(
        self, grammar: Grammar, words: Wording, heard: Callable[[str], ToolCall | None]
    ) -> None:
        """``heard`` parses a text strictly by its sound alone."""
        self._heard = heard
        self._grammar = grammar
        self._words = words
        self._opposites = [
            (tuple(one), tuple(other)) for one, other in words.table.get("polarity", ())
        ]
        self._sided = {word for pair in self._opposites for side in pair for word in side}
        seats = grammar.values.get("seat", {})
        self._seats = sorted(seats.items(), key=lambda item: -len(item[0]))
        self._seat_tools = {s.tool for s in grammar.skeletons if ("seat", "seat") in s.slots}
        distinct = tuple(self._distinct(grammar.skeletons))
        self._examples = tuple(example for example, _ in distinct)
        tools = [example.skeleton.tool for example in self._examples]
        self._bags = Bags([bag for _, bag in distinct], tools, words.language)
        self._remember()

    def _remember(self) -> None:
        self.guess = lru_cache(_CACHE)(self._guess)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept on disk: all but what was looked up."""
        return {k: v for k, v in vars(self).items() if k != "guess"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become what was kept."""
        vars(self).update(state)
        self._remember()

    def _distinct(
        self, skeletons: tuple[Skeleton, ...]
    ) -> Iterator[tuple[_Example, frozenset[str]]]:
        """Yield what is worth comparing with, what looks alike only once."""
        seen: set[Any] = set()
        for skeleton in skeletons:
            bag = bag_of(_SLOT.sub(_as_mark, skeleton.text), self._words)
            wild = {name for name, _ in skeleton.slots} & self._grammar.wildcard_lists
            sides = self._polarity(skeleton.text)
            key = (bag, skeleton.tool, skeleton.fixed, skeleton.slots, sides)
            if wild or len(bag) < _MIN_WORDS or key in seen:
                continue
            seen.add(key)
            asks = is_question(Clean(_SLOT.sub(" ", skeleton.text)), self._words)
            yield _Example(skeleton, sides, asks), bag

    # --- guessing -------------------------------------------------------------------------

    def _guess(self, said: Clean) -> Guess | None:
        """Return the nearest sentence's call, or None when none is near or it is not clear."""
        alike = self._heard(said.text)
        if alike is not None:
            return Guess(alike, ALIKE)
        bare, seat, phrase = self._without_seat(said.text)
        guess = self._guess_of(said, bare, seat)
        if guess is None and phrase:  # "rear" may also tell one window from another
            guess = self._guess_of(said, said.text, None, part=phrase)
        return guess

    def _guess_of(self, said: Clean, bare: str, seat: Any, part: str = "") -> Guess | None:
        """Return the nearest sentence's call, of a text that is ``bare`` of a seat it names.

        ``part`` must be in the sentence.
        """
        numbers = [float(n) for n in _NUMBER.findall(bare)]
        bag = bag_of(_NUMBER.sub(" # ", bare), self._words)
        if not self._examples or len(bag) < _MIN_WORDS:
            return None
        ranked = self._ranked(bag, numbers, bare, is_question(said, self._words))
        order = [one for one in ranked if not part or self._words.has(one[1].text, (part,))]
        near = NEAR[self._words.language]
        if not order or order[0][0] < near:
            return None
        score, best = max(order, key=lambda one: (one[0], self._likeness(bare, one[1])))
        if any(
            score - other < MARGIN and self._rivals(bare, best, rival) for other, rival in order
        ):
            return None
        arguments = self._arguments(best, numbers, seat)
        return (
            None if arguments is None else Guess(ToolCall(best.tool, arguments, said.text), score)
        )

    def _ranked(
        self, bag: frozenset[str], numbers: list[float], text: str, asks: bool
    ) -> list[tuple[float, Skeleton]]:
        """Return the best example of every meaning near enough, the nearest first."""
        known = self._bags.known(bag)
        scores = self._bags.scores(bag, known)
        rows = np.flatnonzero(scores >= NEAR[self._words.language] - MARGIN)
        if not rows.size:
            return []
        sides, said = self._polarity(self._corrected(text)), set(known.values())
        ranked: list[tuple[float, Skeleton]] = []
        for row in rows[np.argsort(-scores[rows])]:
            example = self._examples[row]
            if example.sides != sides or example.asks != asks:
                continue
            if self._fits(example.skeleton, numbers) and self._bags.keyed(row, said):
                ranked.append((min(1.0, float(scores[row])), example.skeleton))
        return ranked

    def _rivals(self, text: str, best: Skeleton, other: Skeleton) -> bool:
        """Tell whether ``other`` means something else and reads nearly as much like the text."""
        clearly = _CLEARLY if best.tool == other.tool else _CLEARLY_OTHER
        if best.tool == other.tool and not _differ(best, other):
            return False
        return self._likeness(text, other) > self._likeness(text, best) - clearly

    @staticmethod
    def _likeness(text: str, skeleton: Skeleton) -> float:
        """Return how alike a text and an example are letter by letter, 0 to 100."""
        return float(fuzz.ratio(text, skeleton.text))

    def _corrected(self, text: str) -> str:
        """Return English with misspelt words as they are known: an "opne" has an opposite."""
        return text if self._words.language == "zh" else respelled(text, self._sided)

    def _polarity(self, text: str) -> int:
        """Return, for every pair of opposites, which of its sides the text has: two bits each."""
        plain = _SLOT.sub(" ", text)
        sides = (side for pair in self._opposites for side in pair)
        return sum(self._words.has(plain, side) << bit for bit, side in enumerate(sides))

    # --- slots ----------------------------------------------------------------------------

    def _fits(self, skeleton: Skeleton, numbers: list[float]) -> bool:
        """Tell whether the text has a number for every slot, and none too many."""
        wanted = [name for name, _ in skeleton.slots if name in self._grammar.range_lists]
        return len(wanted) == len(numbers)

    def _arguments(
        self, skeleton: Skeleton, numbers: list[float], seat: Any
    ) -> dict[str, Any] | None:
        arguments = dict(skeleton.fixed)
        left = list(numbers)
        for name, slot in skeleton.slots:
            if name in self._grammar.range_lists:
                number = left.pop(0)
                arguments[slot] = int(number) if number.is_integer() else number
        if seat is not None:
            if skeleton.tool not in self._seat_tools:
                return None
            arguments["seat"] = seat
        return arguments

    def _without_seat(self, text: str) -> tuple[str, Any, str]:
        """Return the text without the seat it names, the seat, and the words that named it."""
        for phrase, value in self._seats:
            if self._words.language == "zh":
                if phrase in text:
                    return text.replace(phrase, "", 1), value, phrase
            elif f" {phrase} " in f" {text} ":
                return f" {text} ".replace(f" {phrase} ", " ", 1).strip(), value, phrase
        return text, None, ""


def _differ(one: Skeleton, other: Skeleton) -> bool:
    """Tell whether two ways of saying give a slot different values."""
    fixed = dict(one.fixed)
    return any(fixed.get(slot, value) != value for slot, value in other.fixed)


def _as_mark(slot: re.Match[str]) -> str:
    """Return what stands for a slot in a bag: nothing for a seat, ``#`` for anything else."""
    return " " if slot[0] == "{seat}" else " # "
