"""Understand what was said in other words: the known sentences nearest in meaning.

    meaning = Meaning(examples, vocabulary, grammar, encoder)
    meaning.guess(clean("everybody gets the same temperature as me", "en"))   # climate.sync_climate

For texts that neither parse nor read like a known sentence. Examples of all sentences are kept
as vectors (``encoder``). The nearest ones vote, nearer ones far more, for a tool and for the
value of each of its slots. A guess stands only when one sentence is near enough, the words of
the text back its tool (``shortlist``), and most votes agree.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.understanding.encoder import Encoder, Vectors
from assistant.understanding.examples import Example, Examples, Spotted
from assistant.understanding.fuzzy import Guess
from assistant.understanding.grammar import Grammar
from assistant.understanding.interface import ToolCall
from assistant.understanding.normalize import Clean
from assistant.understanding.shortlist import Vocabulary
from assistant.understanding.wording import wording

NEAR = {"en": 0.74, "zh": 0.78}
"""What the nearest sentence must score: its cosine and what follows. Tuned as ADR 0016 tells."""

MIN_UNITS = {"en": 2, "zh": 3}
"""Words, or characters, that a text must have: a bare "yes" is near to too much."""

BACKED = 0.2
"""What it counts that all content words of the text are the tool's own."""
_NAMED = 0.04
"""What it counts that the text has the word for a sentence's value, or has not."""
_OPPOSITE = 0.12
"""What it costs that the text has the opposite of a sentence's word."""

_SOFTNESS = 0.03
"""A sentence so much farther has 1/e of the votes."""
_AGREED_TOOL, _AGREED_VALUE = 0.5, 0.6
"""The share of the votes that decides."""

_KEPT, _KEPT_WILD = 20, 3
"""Examples kept of the sentences that mean the same; those with free words are only rivals."""
_RANKED = 120
_FLOOR = 0.45
_AXES = 256
"""Of the vectors so many axes are kept, in which examples differ most, in 8 bits each."""
_STEPS = 127.0
_CACHE, _CACHE_NEAREST = 512, 32
_NOT_KEPT = ("guess", "_nearest", "_encoder")
_SLOT = re.compile(r"\{([^}]*)\}")
_A_NUMBER = "20"
_ANYTHING = {"en": "something", "zh": "什么"}


@dataclass(frozen=True, slots=True)
class _Vote:
    """An example, how near it is, and the values of slots as the text has them."""

    example: Example
    score: float
    values: dict[str, Any]

    @property
    def tool(self) -> str:
        return self.example.skeleton.tool


class Meaning:
    """The known sentences of one language by their meaning."""

    def __init__(
        self, examples: Examples, vocabulary: Vocabulary, grammar: Grammar, encoder: Encoder
    ) -> None:
        """Encode the examples; takes more than a millisecond for each."""
        self._examples = examples
        self._vocabulary = vocabulary
        self._language = grammar.language
        self._words = wording(grammar.language)
        self._named = _Named(grammar)
        self._kept = tuple(_kept(examples.every))
        wild = grammar.wildcard_lists
        texts = [_spoken(one.skeleton.text, wild, self._language) for one in self._kept]
        vectors = encoder.encode(texts)
        self._axes = _main_axes(vectors)
        short = vectors @ self._axes
        self._step = float(np.abs(short).max(initial=1e-9)) / _STEPS
        self._vectors: npt.NDArray[np.int8] = np.rint(short / self._step).astype(np.int8)
        self.use(encoder)

    def use(self, encoder: Encoder) -> None:
        """Encode what is said with this encoder, the same as encoded the examples."""
        self._encoder = encoder
        self.guess = lru_cache(_CACHE)(self._guess)
        self._nearest = lru_cache(_CACHE_NEAREST)(self._nearest_to)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept on disk: all but the model and what was looked up."""
        return {k: v for k, v in vars(self).items() if k not in _NOT_KEPT}

    def _guess(self, said: Clean) -> Guess | None:
        """Return the call that most near sentences mean, or None when that is not clear."""
        spotted = self._examples.spotted(said)
        guess = self._guess_of(said, spotted)
        if guess is None and spotted.phrase:  # "everybody" need not be a seat
            guess = self._guess_of(said, self._examples.spotted(said, seats=False))
        return guess

    def _guess_of(self, said: Clean, spotted: Spotted) -> Guess | None:
        if len(self._words.units(spotted.masked)) < MIN_UNITS[self._language]:
            return None
        votes = tuple(self._votes(said, spotted))
        tool = _elected(((vote.tool, vote.score) for vote in votes), _AGREED_TOOL)
        mine = sorted((one for one in votes if one.tool == tool), key=lambda one: -one.score)
        if not mine or mine[0].score < NEAR[self._language] or mine[0].example.wild:
            return None
        chosen = _agreed([vote for vote in mine if not vote.example.wild])
        if chosen is None:
            return None
        arguments = self._examples.arguments(chosen.example.skeleton, spotted)
        if arguments is None:
            return None
        call = ToolCall(chosen.tool, arguments | chosen.values, said.text)
        return Guess(call, min(1.0, mine[0].score))

    def tools(self, said: Clean) -> dict[str, float]:
        """Return the tools with sentences near the text and the highest cosine of each."""
        found: dict[str, float] = {}
        for near, example in self._nearest(self._examples.spotted(said).masked):
            found.setdefault(example.skeleton.tool, near)
        return found

    def _nearest_to(self, masked: str) -> tuple[tuple[float, Example], ...]:
        """Return the nearest examples with their cosine, the nearest first."""
        text = " ".join(masked.replace("#", _A_NUMBER).split())
        vector = self._encoder.encode([text])[0] @ self._axes * self._step
        near: Vectors = self._vectors @ vector
        rows = np.argsort(-near)[:_RANKED]
        return tuple((float(near[row]), self._kept[row]) for row in rows if near[row] >= _FLOOR)

    def _votes(self, said: Clean, spotted: Spotted) -> Iterator[_Vote]:
        """Yield the nearest examples that ask, and have numbers, as the text does."""
        backing = cache(partial(self._vocabulary.backing, said.text))
        named_in = cache(partial(self._named.said, said.text))
        for near, example in self._nearest(spotted.masked):
            if not self._examples.fits(example, spotted):
                continue
            values, named = self._named.values(example, named_in)
            score = near + BACKED * backing(example.skeleton.tool) + _NAMED * named
            score -= _OPPOSITE * _opposites(example.sides, spotted.sides)
            yield _Vote(example, score, values)


class _Named:
    """Which values of a tool's slots a text names."""

    def __init__(self, grammar: Grammar) -> None:
        self._han = grammar.language == "zh"
        self._lists = {
            key: tuple(name for name in names if name in grammar.values and name != "seat")
            for key, names in grammar.slot_lists.items()
        }
        self._values = grammar.values

    def values(
        self, example: Example, said_of: Callable[[tuple[str, ...]], list[Any]]
    ) -> tuple[dict[str, Any], int]:
        """Return the values of the example's slots that a text names instead of its own.

        And how many of its own the text names, less those that it does not. ``said_of`` is what
        it names of some lists.
        """
        named: dict[str, Any] = {}
        own = 0
        for slot, value in example.skeleton.fixed:
            names = self._lists.get((example.skeleton.tool, slot), ())
            if not names:
                continue
            said = said_of(names)
            if len(said) == 1 and value not in said:
                named[slot] = said[0]
            own += 1 if value in said else -1
        return named, own

    def said(self, text: str, names: tuple[str, ...]) -> list[Any]:
        """Return the values of these lists whose words are in the text, each once."""
        found: list[Any] = []
        for name in names:
            for words, value in self._values[name].items():
                has = words in text if self._han else f" {words} " in f" {text} "
                if has and value not in found:
                    found.append(value)
        return found


def _main_axes(vectors: Vectors) -> Vectors:
    """Return the axes along which vectors differ most: ``(WIDTH, _AXES)``, each of length 1."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)  # by how much lies along them, the least first
    kept: Vectors = axes[:, -_AXES:].astype(np.float32)
    return kept


def _kept(every: Sequence[Example]) -> Iterator[Example]:
    """Yield some examples of all that mean the same, taken evenly."""

    def meaning(example: Example) -> str:
        skeleton = example.skeleton
        return repr((skeleton.tool, skeleton.fixed, skeleton.slots))

    for _, group in itertools.groupby(sorted(every, key=meaning), key=meaning):
        alike = list(group)
        count = min(_KEPT_WILD if alike[0].wild else _KEPT, len(alike))
        yield from (alike[i * len(alike) // count] for i in range(count))


def _spoken(text: str, wild: frozenset[str], language: str) -> str:
    """Return an example as somebody would say it, without its seat."""

    def said(slot: re.Match[str]) -> str:
        if slot[1] == "seat":
            return " "
        return _ANYTHING[language] if slot[1] in wild else f" {_A_NUMBER} "

    return " ".join(_SLOT.sub(said, text).split())


def _elected(votes: Iterable[tuple[Any, float]], agreed: float) -> Any:
    """Return what has the agreed share of the votes, each for something with its score; or None."""
    every = tuple(votes)
    highest = max((score for _, score in every), default=0.0)
    shares: dict[Any, float] = defaultdict(float)
    for what, score in every:
        shares[what] += float(np.exp((score - highest) / _SOFTNESS))
    best = max(shares, key=lambda what: shares[what], default=None)
    return best if best is not None and shares[best] >= agreed * sum(shares.values()) else None


def _agreed(votes: Sequence[_Vote]) -> _Vote | None:
    """Return the nearest example that has the agreed value of every slot; None without one."""
    meant = [(vote, dict(vote.example.skeleton.fixed) | vote.values) for vote in votes]
    wanted = {
        slot: _elected(
            ((repr(values.get(slot)), vote.score) for vote, values in meant), _AGREED_VALUE
        )
        for slot in {slot for _, values in meant for slot in values}
    }
    for vote, values in meant:
        if all(repr(values.get(slot)) == agreed for slot, agreed in wanted.items()):
            return vote
    return None


def _opposites(one: int, other: int) -> int:
    """Return how often two texts are on opposite sides; see ``Examples.sides``."""
    count = 0
    while one and other:
        count += {one & 3, other & 3} == {1, 2}
        one, other = one >> 2, other >> 2
    return count
