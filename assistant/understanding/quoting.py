"""Which words of a text are a tool's free words, learned from examples.

    quotes = Quotes.of(kept, fill, "en")
    quotes.quoted("messages.send", "drop anna a line that i am late")
    # Quoted({"name": "anna", "text": "i am late"}, share=0.93)

A conditional random field (Lafferty et al. 2001, by CRFsuite) labels each word as outside, the
beginning or the inside of a slot, by the words around it and the tool, which is known.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from pathlib import Path
from statistics import mean
from typing import Any

import pycrfsuite

from assistant.understanding.asides import Asides, asides
from assistant.understanding.examples import Example
from assistant.understanding.filling import Filler
from assistant.understanding.numerals import NUMBER
from assistant.understanding.wording import UNIT

_SENTENCE = {"en": 4.0, "zh": 5.5}
"""Free words of so many words or characters on average may be a whole sentence."""

_ALGORITHM, _TRAINING = "l2sgd", {"c2": 0.15, "max_iterations": 16, "feature.minfreq": 9}
"""What is seen less often is left out: 3 to 4 MB a language."""

_OUTSIDE, _FIRST, _INSIDE = "O", "B-", "I-"
_NEAR_END = 3


Piece = tuple[str, str]
"""A piece of an example, and the slot whose free words it is, or ""."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words of each slot that a text gives, and how likely all of that is, 0 to 1."""

    words: Mapping[str, str]
    share: float


@dataclass(frozen=True)
class Quotes:
    """Finds free words in the texts of one language; ``model`` is CRFsuite's file."""

    tools: frozenset[str]
    model: bytes

    @classmethod
    def of(cls, kept: Sequence[Example], fill: Filler, language: str) -> Quotes:
        """Learn from the examples of all tools that take free words: some 20 s.

        The same from the same examples: CRFsuite shuffles them by C's ``rand``.
        """
        ctypes.CDLL(None).srand(0)
        tools = frozenset(one.skeleton.tool for one in kept if one.wild)
        trainer = pycrfsuite.Trainer(algorithm=_ALGORITHM, params=_TRAINING, verbose=False)
        around = _Around(asides(language), _sentence_like(kept, language))
        for example in kept:
            tool = example.skeleton.tool
            if tool not in tools:
                continue
            for pieces in _shown(example, fill, around):
                units, labels = _labelled(pieces)
                if units:
                    trainer.append(list(_seen(tool, units)), labels)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.crfsuite"
            trainer.train(str(path))
            return cls(tools, path.read_bytes() if path.is_file() else b"")

    def quoted(self, tool: str, text: str) -> Quoted:
        """Return the free words that a text gives a tool; no slot that it gives twice."""
        found = list(UNIT.finditer(text))
        if tool not in self.tools or not found or not self.model:
            return Quoted({}, 0.0)
        labels = self._tagger.tag(list(_seen(tool, [unit[0] for unit in found])))
        runs = list(_runs(labels))
        often = Counter(slot for slot, _, _ in runs)
        words = {
            slot: text[found[first].start() : found[last].end()]
            for slot, first, last in runs
            if often[slot] == 1
        }
        return Quoted(words, self._tagger.probability(labels))

    def likeliest(self, tool: str, text: str, slot: str) -> tuple[str, float]:
        """Return the words of a text that a slot most likely has, and how likely they begin so.

        For a slot that is known to be told, where the likeliest reading of all has none.
        """
        found = list(UNIT.finditer(text))
        if tool not in self.tools or not found or _FIRST + slot not in self._tagger.labels():
            return "", 0.0
        self._tagger.set(list(_seen(tool, [unit[0] for unit in found])))
        begins = [self._tagger.marginal(_FIRST + slot, at) for at in range(len(found))]
        first = max(range(len(found)), key=begins.__getitem__)
        last, inside = first, _INSIDE + slot
        goes_on = begins[first] / 2 if inside in self._tagger.labels() else math.inf
        while last + 1 < len(found) and self._tagger.marginal(inside, last + 1) >= goes_on:
            last += 1
        return text[found[first].start() : found[last].end()], begins[first]

    @cached_property
    def _tagger(self) -> Any:
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(self.model)
        return tagger

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept on disk."""
        return {"tools": self.tools, "model": self.model}


def _shown(example: Example, fill: Filler, around: _Around) -> Iterator[list[Piece]]:
    """Yield an example with its own free words, with others', and with others' and an aside."""
    yield list(fill.pieces(example.skeleton))
    if example.wild:
        yield list(fill.pieces(example.skeleton, own=False))
        yield around.put(fill.pieces(example.skeleton, own=False))


class _Around:
    """Puts asides before and after examples, each in turn.

    None after free words that may be a sentence: they could be part of it.
    """

    def __init__(self, said: Asides, sentences: frozenset[str]) -> None:
        self._before = cycle(said.before or ("",))
        self._after = cycle(said.after or ("",))
        self._sentences = sentences
        self._turn = cycle((True, False))

    def put(self, pieces: Iterator[Piece]) -> list[Piece]:
        """Return an example with an aside."""
        whole = list(pieces)
        last = next((slot for text, slot in reversed(whole) if text.strip()), "")
        if next(self._turn) or last in self._sentences:
            return [(next(self._before), ""), *whole]
        return [*whole, (next(self._after), "")]


def _sentence_like(kept: Sequence[Example], language: str) -> frozenset[str]:
    """Return the slots whose free words may be a whole sentence."""
    sizes: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for example in kept:
        slots = dict(example.skeleton.slots)
        for name, words in example.skeleton.free:
            sizes[slots.get(name, "")][words] = len(UNIT.findall(words))
    least = _SENTENCE[language]
    return frozenset(slot for slot, many in sizes.items() if mean(many.values()) > least)


def _labelled(pieces: Sequence[Piece]) -> tuple[list[str], list[str]]:
    """Return the units of an example, and the label of each."""
    units: list[str] = []
    labels: list[str] = []
    for text, slot in pieces:
        found = UNIT.findall(text)
        units += found
        if slot and found:
            labels += [_FIRST + slot, *[_INSIDE + slot] * (len(found) - 1)]
        else:
            labels += [_OUTSIDE] * len(found)
    return units, labels


def _runs(labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each slot that is given with its first and its last unit."""
    starts = [
        at
        for at, label in enumerate(labels)
        if at == 0 or label.startswith(_FIRST) or label[2:] != labels[at - 1][2:]
    ]
    for first, following in itertools.pairwise([*starts, len(labels)]):
        slot = labels[first][2:]
        if slot:
            yield slot, first, following - 1


def _seen(tool: str, units: Sequence[str]) -> Iterator[list[str]]:
    """Yield what is seen of each unit: itself, two on each side, both with the tool, its place."""
    plain = ["#" if NUMBER.fullmatch(unit) else unit for unit in units]
    around = ["", "<", *plain, ">", ""]
    for at in range(len(plain)):
        first, before, this, after, last = around[at : at + 5]
        yield [
            f"tool={tool}",
            f"this={this}",
            f"before={before}",
            f"after={after}",
            f"first={first}",
            f"last={last}",
            f"two before={first} {before}",
            f"two after={after} {last}",
            f"with before={before} {this}",
            f"with after={this} {after}",
            f"sides={before} {after}",
            f"ends={this[-3:]}",
            f"tool this={tool} {this}",
            f"tool before={tool} {before}",
            f"tool after={tool} {after}",
            f"tool two before={tool} {first} {before}",
            f"to start={min(at, _NEAR_END)}",
            f"to end={min(len(plain) - at, _NEAR_END)}",
        ]
