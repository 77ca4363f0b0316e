"""Understand what was misheard or said a little differently: the nearest known sentence.

A text is compared with examples of all sentences as bags of words, rare words counting more:
words that sound alike count as the same (by letters in English, by pinyin in Mandarin). A guess
stands only when it is near enough, clearly nearer than any other meaning, and agrees on every
word that has an opposite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from assistant.understanding.bags import Bags, bag_of
from assistant.understanding.examples import MIN_WORDS, Examples, Spotted
from assistant.understanding.grammar import Skeleton
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

_CACHE = 2048


@dataclass(frozen=True, slots=True)
class Guess:
    """A call and how near its sentence is, 0 to 1; ``quoted`` when words of the text are in it.

    ``odd`` tells that it is asked where all its examples order, or the other way round.
    """

    call: ToolCall
    score: float
    quoted: bool = False
    odd: bool = False


class Fuzzy:
    """The nearest known sentence of one language."""

    def __init__(
        self, examples: Examples, words: Wording, heard: Callable[[str], ToolCall | None]
    ) -> None:
        """``heard`` parses a text strictly by its sound alone."""
        self._heard = heard
        self._words = words
        self._examples = examples
        rows = [i for i, one in enumerate(examples.every) if not (one.wild or one.paraphrase)]
        self._known = tuple(examples.every[row] for row in rows)
        tools = [example.skeleton.tool for example in self._known]
        self._bags = Bags([examples.bags[row] for row in rows], tools, words.language)
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

    def _guess(self, said: Clean) -> Guess | None:
        """Return the nearest sentence's call, or None when none is near or it is not clear."""
        alike = self._heard(said.text)
        if alike is not None:
            return Guess(alike, ALIKE)
        spotted = self._examples.spotted(said)
        guess = self._guess_of(said, spotted)
        if guess is None and spotted.phrase:  # "rear" may also tell one window from another
            whole = self._examples.spotted(said, seats=False)
            guess = self._guess_of(said, whole, part=spotted.phrase)
        return guess

    def _guess_of(self, said: Clean, spotted: Spotted, part: str = "") -> Guess | None:
        """Return the nearest sentence's call; ``part`` must be in the sentence."""
        bag = bag_of(spotted.masked, self._words)
        if not self._known or len(bag) < MIN_WORDS:
            return None
        ranked = self._ranked(bag, spotted)
        order = [one for one in ranked if not part or self._words.has(one[1].text, (part,))]
        if not order or order[0][0] < NEAR[self._words.language]:
            return None
        text = spotted.text
        score, best = max(order, key=lambda one: (one[0], _likeness(text, one[1])))
        if any(score - other < MARGIN and _rivals(text, best, rival) for other, rival in order):
            return None
        arguments = self._examples.arguments(best, spotted)
        return (
            None if arguments is None else Guess(ToolCall(best.tool, arguments, said.text), score)
        )

    def _ranked(self, bag: frozenset[str], said: Spotted) -> list[tuple[float, Skeleton]]:
        """Return the best example of every meaning near enough, the nearest first."""
        known = self._bags.known(bag)
        scores = self._bags.scores(bag, known)
        rows = np.flatnonzero(scores >= NEAR[self._words.language] - MARGIN)
        if not rows.size:
            return []
        words = set(known.values())
        ranked: list[tuple[float, Skeleton]] = []
        for row in rows[np.argsort(-scores[rows])]:
            example = self._known[row]
            if example.sides != said.sides or not self._examples.fits(example, said):
                continue
            if self._bags.keyed(row, words):
                ranked.append((min(1.0, float(scores[row])), example.skeleton))
        return ranked


def _rivals(text: str, best: Skeleton, other: Skeleton) -> bool:
    """Tell whether ``other`` means something else and reads nearly as much like the text."""
    clearly = _CLEARLY if best.tool == other.tool else _CLEARLY_OTHER
    if not differ(best, other):
        return False
    return _likeness(text, other) > _likeness(text, best) - clearly


def _likeness(text: str, skeleton: Skeleton) -> float:
    """Return how alike a text and an example are letter by letter, 0 to 100."""
    return float(fuzz.ratio(text, skeleton.text))


def differ(one: Skeleton, other: Skeleton) -> bool:
    """Tell whether two ways of saying mean different tools, or give a slot different values."""
    fixed = dict(one.fixed)
    return one.tool != other.tool or any(
        fixed.get(slot, value) != value for slot, value in other.fixed
    )
