"""What a text means, learned from examples: softmax regression.

    reader = Reader.of(texts, "en")
    learned = learn([*map(reader.read, texts, vectors)], labels, weights)
    learned.shares(reader.read(text, vector))   # {"climate.adjust_temperature": 0.93, …}

A text is seen twice: as the vector of its meaning (``encoder``) and as the letters that it is
written with (hashed, Weinberger et al. 2009, arXiv:0902.2206), so that a rare word counts, too.
"""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.understanding.encoder import Vectors

_BINS = 4096
_MEANT, _WRITTEN = 2.0, 4.0
"""How much meaning and letters count, each a vector of length 1."""

_EPOCHS, _BATCH, _RATE, _DECAY = 6, 256, 0.02, 1e-5
_LEAST_STEPS = 40
_SLOW, _SLOWER = 0.9, 0.99
"""Adam's (arXiv:1412.6980) memory of the gradient and of its square."""

_MOST = 127
"""The largest weight in 8 bits."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned; ``weights`` times ``scale`` are ``(axes of meaning, then bins; labels)``.

    ``bins`` are those that the texts had, in order; the others count nothing.
    """

    labels: tuple[str, ...]
    bins: npt.NDArray[np.int16]
    weights: npt.NDArray[np.int8]
    scale: Vectors
    bias: Vectors

    def shares(self, seen: Seen) -> dict[str, float]:
        """Return how likely each label is, the likeliest first; together they are 1."""
        at = np.searchsorted(self.bins, seen.bins)
        known = self.bins[np.minimum(at, len(self.bins) - 1)] == seen.bins
        width = len(self.weights) - len(self.bins)
        letters = seen.values[known] @ self.weights[width + at[known]].astype(np.float32)
        meant = _MEANT * seen.vector @ self.weights[:width].astype(np.float32)
        likely = _softmax(((meant + letters) * self.scale + self.bias)[None])[0]
        return {self.labels[at]: float(likely[at]) for at in np.argsort(-likely)}


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as it is compared: the vector of its meaning, and its letters' bins and values."""

    vector: Vectors
    bins: Rows
    values: Vectors


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the letters of texts; ``rarity`` is the weight of each bin (idf)."""

    language: str
    rarity: Vectors

    @classmethod
    def of(cls, texts: Sequence[str], language: str) -> Reader:
        """Return a reader to whom what is in fewer of these texts counts more."""
        counts = np.zeros(_BINS, np.float32)
        for text in texts:
            counts[_bins(text, language)] += 1
        return cls(language, np.log((1 + len(texts)) / (1 + counts)).astype(np.float32))

    def read(self, text: str, vector: Vectors) -> Seen:
        """Return a text as it is compared."""
        bins = _bins(text, self.language)
        values = self.rarity[bins]
        values = _WRITTEN * values / (np.linalg.norm(values) + 1e-9)
        return Seen(vector, bins, values.astype(np.float32))


def learn(seen: Sequence[Seen], labels: Sequence[str], weights: Sequence[float]) -> Learned:
    """Return what texts with these labels teach; the same for the same texts.

    ``weights`` tell how much each text counts. 25,000 texts with 230 labels take some 10 s on
    two cores.
    """
    names = tuple(sorted(set(labels)))
    column = {name: number for number, name in enumerate(names)}
    wanted = np.array([column[label] for label in labels])
    weight = np.array(weights, np.float32) / np.mean(weights)
    bins = np.unique(np.concatenate([one.bins for one in seen]))
    model = _Model(len(seen[0].vector) + len(bins), len(names))
    if len(names) == 1:  # there is nothing to tell apart: the weights would stay 0
        return _learned(names, bins, model)
    few = _dense(seen, bins) if len(seen) <= _BATCH else None
    for rate, rows in _batches(len(seen)):
        texts = few[rows] if few is not None else _dense([seen[row] for row in rows], bins)
        model.step(texts, wanted[rows], weight[rows], rate)
    return _learned(names, bins, model)


def _learned(names: tuple[str, ...], bins: Rows, model: _Model) -> Learned:
    """Keep the weights in 8 bits: those of 680 slots take 11 MB, not 22."""
    scale = np.abs(model.weights).max(axis=0, initial=1e-6) / _MOST
    weights = np.round(model.weights / scale).astype(np.int8)
    return Learned(names, bins.astype(np.int16), weights, scale.astype(np.float32), model.bias)


def _dense(seen: Sequence[Seen], bins: Rows) -> Vectors:
    """Return texts as rows: their vectors, then the values of their letters' bins."""
    width = len(seen[0].vector)
    table = np.zeros((len(seen), width + len(bins)), np.float32)
    for row, one in enumerate(seen):
        table[row, :width] = _MEANT * one.vector
        table[row, width + np.searchsorted(bins, one.bins)] = one.values
    return table


class _Model:
    """Softmax regression that is taught a batch at a time, with Adam."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self.weights = np.zeros((inputs, outputs), np.float32)
        self.bias = np.zeros(outputs, np.float32)
        self._mean = np.zeros_like(self.weights)
        self._square = np.zeros_like(self.weights)
        self._steps = 0

    def step(
        self, seen: Vectors, wanted: npt.NDArray[np.int64], weight: Vectors, rate: float
    ) -> None:
        """Follow the gradient of the cross-entropy of one batch."""
        self._steps += 1
        wrong = _softmax(seen @ self.weights + self.bias)
        wrong[np.arange(len(wanted)), wanted] -= 1
        wrong *= (weight / len(wanted))[:, None]
        gradient = seen.T @ wrong + _DECAY * self.weights
        self._mean += (1 - _SLOW) * (gradient - self._mean)
        self._square += (1 - _SLOWER) * (gradient * gradient - self._square)
        mean = self._mean / (1 - _SLOW**self._steps)
        square = self._square / (1 - _SLOWER**self._steps)
        self.weights -= rate * mean / (np.sqrt(square) + 1e-8)
        self.bias -= rate * wrong.sum(0)


def _batches(count: int) -> Iterator[tuple[float, Rows]]:
    """Yield the rows of each batch in a fixed random order, and the falling rate of learning."""
    chance = np.random.default_rng(0)
    epochs = max(_EPOCHS, math.ceil(_LEAST_STEPS / math.ceil(count / _BATCH)))
    for epoch in range(epochs):
        order = chance.permutation(count)
        for start in range(0, count, _BATCH):
            yield _RATE * (1 - epoch / epochs), order[start : start + _BATCH]


def _softmax(logits: Vectors) -> Vectors:
    likely: Vectors = np.exp(logits - logits.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    return likely


def _bins(text: str, language: str) -> npt.NDArray[np.int64]:
    parts = _characters(text) if language == "zh" else _words(text)
    return np.array(sorted({zlib.crc32(part.encode()) % _BINS for part in parts}), np.int64)


def _characters(text: str) -> Iterator[str]:
    """Yield each character and each two and three in a row."""
    joined = text.replace(" ", "")
    for size in (1, 2, 3):
        yield from (joined[at : at + size] for at in range(len(joined) - size + 1))


def _words(text: str) -> Iterator[str]:
    """Yield each word, each two in a row, and each three and four letters of a word."""
    words = text.split()
    for word in words:
        padded = f" {word} "
        yield padded
        for size in (3, 4):
            yield from (padded[at : at + size] for at in range(len(padded) - size + 1))
    yield from (f"{one}_{other}" for one, other in itertools.pairwise(words))
