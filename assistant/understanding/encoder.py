"""Sentences as vectors: what means nearly the same lies near, in any of the model's languages.

    encoder = SentenceEncoder(models / "installed" / "use-multilingual")
    one, other = encoder.encode(["I'm freezing", "it is too cold in here"])
    one @ other   # cosine, -1 to 1

The model is Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2019,
https://arxiv.org/abs/1907.04307): the mean of words and of the groups of 2, 3 and 5 words around
each, then three dense layers. It takes 5 ms and is computed here with numpy, because its
published runtime keeps 110 MB in memory; here the table of words stays on disk (docs/adr/0016).
"""

from __future__ import annotations

import csv
import itertools
import os
import weakref
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from assistant.errors import EngineError

Vectors = npt.NDArray[np.float32]

WIDTH = 512
"""The length of a vector."""

TABLE, PIECES, LAYERS = "table.npy", "pieces.tsv", "weights.npz"

_CHUNKS = 17
"""Rows of the table were quantized in so many groups, by their number."""
_GROUPS = ((2, 0), (3, 1), (5, 2))
"""Words in a group, and how many of them stand before the word that it belongs to."""
_KNOWN = np.dtype([("hash", "i8"), ("row", "i4"), ("score", "f4"), ("length", "i4")])
_START, _END, _UNKNOWN = 1, 2, 0
_UNKNOWN_COST = 10.0
_BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors. ``key`` names the model, for what is kept of its vectors."""

    @property
    def key(self) -> str:
        """Return the model's name and version."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row of length 1 for each text: ``float32 (len(texts), WIDTH)``."""
        ...


class SentenceEncoder:
    """The Universal Sentence Encoder, from the folder of the installed model."""

    key = "use-multilingual-3"

    def __init__(self, folder: Path) -> None:
        """Open the model.

        Raises:
            EngineError: a file is missing or damaged.
        """
        self._threads = ThreadpoolController()
        try:
            self._pieces = _Pieces(folder / PIECES)
            self._table = _Table(folder / TABLE)
            with (folder / LAYERS).open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                layers = {name: file[name] for name in file.files if not name.startswith("q")}
            self._layers = _Layers(layers)
            self._scale, self._low = layers["scale"], layers["lo"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise EngineError(
                f"The sentence encoder in {folder} can't be opened: {error}. "
                "Run `assistant models verify`."
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts in small letters; see ``Encoder``."""
        # several threads only wait for each other: ten times as long on busy cores
        with self._threads.limit(limits=1, user_api="blas"):
            return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        found = np.empty((len(texts), WIDTH), np.float32)
        said = [(_START, *self._pieces.of(text), _END) for text in texts]
        order = sorted(range(len(said)), key=lambda row: len(said[row]))
        for _, group in itertools.groupby(order, key=lambda row: len(said[row])):
            alike = list(group)
            for start in range(0, len(alike), _BATCH):
                rows = alike[start : start + _BATCH]
                found[rows] = self._layers.run(self._words([said[row] for row in rows]))
        return found

    def _words(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """Return the table's rows: ``(texts, pieces, WIDTH)``."""
        wanted = np.array(ids)
        chunk = wanted % _CHUNKS
        words: Vectors = self._table.rows(wanted).astype(np.float32)
        words *= self._scale[chunk][..., None]
        words += self._low[chunk][..., None]
        return words


class _Table:
    """The table of words, of which only what is asked for is read."""

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        self._start, self._width = mapped.offset, mapped.shape[1]
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def rows(self, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """Return a row for each number: its shape and ``WIDTH``."""
        # a map would keep 64 kB in memory for each row of 512 bytes
        places = (self._start + int(row) * self._width for row in wanted.flat)
        read = b"".join(os.pread(self._file, self._width, place) for place in places)
        return np.frombuffer(read, np.uint8).reshape(*wanted.shape, self._width)


class _Pieces:
    """The likeliest way to cut a text into known pieces (Kudo 2018, unigram language model).

    60,000 texts would take 16 MB; kept are their hashes, in order.
    """

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = ((hash(piece), row, score, len(piece)) for row, score, piece in lines)
            known = np.fromiter(rows, _KNOWN)
        self._longest = int(known["length"].max())
        self._unknown = float(known["score"].min()) - _UNKNOWN_COST
        known = known[np.argsort(known["hash"])]
        self._hashes, self._rows, self._scores = (
            np.ascontiguousarray(known[name]) for name in ("hash", "row", "score")
        )

    def of(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces."""
        marked = "".join(f"▁{word}" for word in text.split())
        found = self._within(marked)
        best: list[tuple[float, int, int]] = [(0.0, 0, _UNKNOWN)]  # score, start, piece
        for end in range(1, len(marked) + 1):
            ways = [(best[end - 1][0] + self._unknown, end - 1, _UNKNOWN)]
            ways += [(best[start][0] + score, start, row) for start, row, score in found[end]]
            best.append(max(ways))
        pieces, end = [], len(marked)
        while end:
            _, end, piece = best[end]
            pieces.append(piece)
        return pieces[::-1]

    def _within(self, text: str) -> dict[int, list[tuple[int, int, float]]]:
        """Return, for every end, where known pieces of the text begin, their rows and scores."""
        spans = [
            (start, end)
            for end in range(1, len(text) + 1)
            for start in range(max(0, end - self._longest), end)
        ]
        hashes = np.array([hash(text[start:end]) for start, end in spans], np.int64)
        places = np.searchsorted(self._hashes, hashes)
        places[places == len(self._hashes)] = 0
        found: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for at in np.flatnonzero(self._hashes[places] == hashes):
            (start, end), place = spans[at], places[at]
            found[end].append((start, int(self._rows[place]), float(self._scores[place])))
        return found


class _Layers:
    """What is computed of the words of texts of one length."""

    def __init__(self, of: Mapping[str, npt.NDArray[Any]]) -> None:
        sizes = [size for size, _ in _GROUPS]
        self._of = of
        self._epsilon = float(of["eps"])
        self._narrow = np.concatenate([of[f"proj{n}"] for n in sizes], axis=1)
        self._narrow_bias, self._gain, self._shift = (
            np.concatenate([of[f"{name}{n}"] for n in sizes]) for name in ("proj_b", "ln_g", "ln_b")
        )

    def run(self, words: Vectors) -> Vectors:
        """Return a vector of length 1 for each text, from ``(texts, pieces, WIDTH)``."""
        of, pieces = self._of, words.shape[1]
        narrow = self._normal(words @ self._narrow + self._narrow_bias, self._gain, self._shift)
        groups = [
            self._grouped(part, size, before)
            for part, (size, before) in zip(np.split(narrow, 3, axis=2), _GROUPS, strict=True)
        ]
        every = self._normal(np.concatenate((words, *groups), axis=2), of["ln_g"], of["ln_b"])
        mean = (every.sum(1) @ of["cnn_W"] + pieces * of["cnn_b"]) / np.sqrt(pieces)
        first = np.maximum(mean @ of["d0"], 0)
        second = np.maximum(mean @ of["p1"] + first @ of["d1"], 0)
        third = np.maximum(second @ of["d2"], 0)
        whole = np.tanh(second @ of["p3"] + third @ of["d3"])
        unit: Vectors = whole / np.linalg.norm(whole, axis=1, keepdims=True)
        return unit.astype(np.float32)

    def _grouped(self, part: Vectors, size: int, before: int) -> Vectors:
        """Return a word's groups of ``size``, twice, each added to what it was made of."""
        for layer in ("1", "2"):
            around = np.pad(part, ((0, 0), (before, size - 1 - before), (0, 0)))
            length = part.shape[1]
            windows = np.concatenate([around[:, i : i + length] for i in range(size)], axis=2)
            bias = self._of[f"b{layer}_{size}"]
            part = np.maximum(windows @ self._of[f"w{layer}_{size}"] + bias, 0) + part
        return part

    def _normal(self, values: Vectors, gain: Vectors, shift: Vectors) -> Vectors:
        """Return each row with mean 0 and variance 1, then scaled and moved."""
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._epsilon)
        normal: Vectors = centred / spread * gain + shift
        return normal
