"""Texts as bags of words: which of many examples share most with a text, rare words counting more.

Words that sound alike count as the same: by letters in English, by pinyin in Mandarin.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from assistant.understanding.sound import sound
from assistant.understanding.wording import Wording

Scores = np.ndarray[Any, np.dtype[np.float32]]

_SIMILAR = 0.9
"""Words from this Jaro-Winkler similarity on count as the same word misspelt."""
_LONG_WORD = 3

_WORD = re.compile(r"[^\s,，、]+")
_HAN_OR_WORD = re.compile(r"[a-z]+|[^\s,，、]")


class Bags:
    """The bags of many examples, by row."""

    def __init__(self, bags: Sequence[frozenset[str]], kinds: Sequence[str], language: str) -> None:
        """Index the bags by their words; ``kinds`` are the tools that they are examples of."""
        self._language = language
        spread = Counter(word for bag in bags for word in bag)
        self._index = {word: i for i, word in enumerate(spread)}
        self._words = list(spread)
        count = len(bags)
        self._weight = np.array([math.log(1 + count / n) for n in spread.values()], np.float32)
        self._unknown = float(self._weight.max(initial=1.0))
        self._rows = self._inverted(bags)
        self._total = np.zeros(count, np.float32)
        for index, rows in enumerate(self._rows):
            self._total[rows] += self._weight[index]
        typical = _Typical(bags, kinds)
        self._keys = np.array(
            [
                [self._index[word] for word in (self._rarest(bag), typical.word(bag, kind))]
                for bag, kind in zip(bags, kinds, strict=True)
            ],
            np.int32,
        ).reshape(count, 2)

    def known(self, bag: frozenset[str]) -> dict[str, int]:
        """Return, of the words of a bag, the known words that they are or sound like."""
        found = {word: self._known(word) for word in bag}
        return {word: index for word, index in found.items() if index is not None}

    def scores(self, bag: frozenset[str], known: dict[str, int]) -> Scores:
        """Return, for every example, the weighted overlap with ``bag`` (a Dice coefficient)."""
        overlap = np.zeros(len(self._keys), np.float32)
        indices = set(known.values())
        total = sum(float(self._weight[index]) for index in indices)
        total += self._unknown * (len(bag) - len(indices))
        for index in indices:
            overlap[self._rows[index]] += self._weight[index]
        scores: Scores = 2 * overlap / (self._total + total)
        return scores

    def keyed(self, row: int, known: set[int]) -> bool:
        """Tell whether ``known`` words have an example's rarest and that most typical of its tool.

        A text without them means something else.
        """
        rarest, typical = self._keys[row]
        return rarest in known and typical in known

    def _rarest(self, bag: frozenset[str]) -> str:
        return max(bag, key=lambda word: (self._weight[self._index[word]], word))

    def _inverted(
        self, bags: Sequence[frozenset[str]]
    ) -> list[np.ndarray[Any, np.dtype[np.int32]]]:
        """Return, for every known word, the examples that have it."""
        rows: list[list[int]] = [[] for _ in self._index]
        for row, bag in enumerate(bags):
            for word in bag:
                rows[self._index[word]].append(row)
        return [np.array(one, np.int32) for one in rows]

    def _known(self, word: str) -> int | None:
        """Return the index of the known word that is or sounds like ``word``."""
        if word in self._index:
            return self._index[word]
        if self._language == "zh" or len(word) < _LONG_WORD:
            return None
        near = process.extractOne(
            word, self._words, scorer=JaroWinkler.similarity, score_cutoff=_SIMILAR
        )
        return int(near[2]) if near else None


class _Typical:
    """Which words tell tools apart: many of its examples have them, few other tools do."""

    def __init__(self, bags: Sequence[frozenset[str]], kinds: Sequence[str]) -> None:
        pairs = list(zip(bags, kinds, strict=True))
        self._examples = Counter(kinds)
        self._often = Counter((kind, word) for bag, kind in pairs for word in bag)
        self._tools = Counter(word for _, word in self._often)

    def word(self, bag: frozenset[str], kind: str) -> str:
        """Return the word of an example that is most typical of its tool."""

        def share(word: str) -> float:
            others = math.log(1 + len(self._examples) / self._tools[word])
            return self._often[kind, word] / self._examples[kind] * others

        return max(sorted(bag), key=share)


def bag_of(text: str, words: Wording) -> frozenset[str]:
    """Return what is compared: content words; sounds and pairs of sounds in Mandarin."""
    stop = words.words("stop_words")
    if words.language != "zh":
        return frozenset(_stem(word) for word in _WORD.findall(text) if word not in stop)
    sounds = [sound(c) for c in _HAN_OR_WORD.findall(text) if c not in stop]
    return frozenset((*sounds, *(a + b for a, b in itertools.pairwise(sounds))))


def respelled(text: str, words: set[str]) -> str:
    """Return English with what is nearly one of ``words`` spelled so: "opne" is "open"."""
    return " ".join(_nearest(word, words) for word in text.split())


def _nearest(word: str, words: set[str]) -> str:
    if word in words or len(word) <= _LONG_WORD:
        return word
    near = process.extractOne(word, words, scorer=JaroWinkler.similarity, score_cutoff=_SIMILAR)
    return str(near[0]) if near else word


def _stem(word: str) -> str:
    """Return an English word without its commonest endings: "heating" and "heated" agree."""
    if word.endswith("eed"):  # speed, need
        return word
    for ending in ("ing", "ers", "er", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _LONG_WORD:
            return word[: -len(ending)]
    return word
