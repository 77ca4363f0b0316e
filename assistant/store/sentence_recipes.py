"""Make the files of the sentence encoder from those that were published.

``word_table``: the table of words, which is published in groups and packed, as one file that can
be read a row at a time. ``word_pieces``: of the 128,000 pieces of words of 16 languages those of
Latin letters and Han characters, with their row in the table and their likelihood.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from assistant.errors import IntegrityError

_SPOKEN = re.compile(r"▁?(?:[a-z0-9'’.,:%°$€£&+/-]*|[一-鿿]+)")
_SPECIAL = re.compile(r"<.*>|extra_token_id_\d+")
_PIECE, _SCORE = 1, 2
_ZERO = bytes(4)
"""Fields of a piece, and the likelihood that is not written."""
_MORE = 0x80
"""Set in each byte of a number but the last."""


def word_table(published: Path, target: Path) -> None:
    """Write the table: ``uint8 (pieces, width)``.

    Raises:
        IntegrityError: ``published`` has no groups of a table.
        OSError: ``target`` can't be written.
    """
    try:
        with published.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            names = sorted((n for n in file.files if re.fullmatch(r"q\d+", n)), key=_number)
            groups = [file[name] for name in names]
        table = np.empty((len(groups) * len(groups[0]), groups[0].shape[1]), np.uint8)
        for start, group in enumerate(groups):
            table[start :: len(groups)] = group
    except (ValueError, IndexError, KeyError, EOFError, BadZipFile) as error:
        raise IntegrityError(f"{published.name}: has no table of words: {error}") from error
    with target.open("wb") as out:
        np.save(out, table)


def word_pieces(published: Path, target: Path) -> None:
    """Write a line for each piece: its row, a tab, its log-likelihood, a tab, the piece.

    Raises:
        IntegrityError: ``published`` is no SentencePiece model.
        OSError: ``target`` can't be written.
    """
    try:
        lines = [
            f"{row}\t{score!r}\t{piece}\n"
            for row, (piece, score) in enumerate(_pieces(published.read_bytes()))
            if _SPOKEN.fullmatch(piece) and not _SPECIAL.fullmatch(piece)
        ]
    except (IndexError, KeyError, ValueError, struct.error) as error:
        raise IntegrityError(f"{published.name}: not a SentencePiece model: {error}") from error
    if not lines:
        raise IntegrityError(f"{published.name}: has no pieces of words")
    target.write_text("".join(lines), encoding="utf-8")


def _pieces(model: bytes) -> Iterator[tuple[str, float]]:
    """Yield the pieces of a SentencePiece model (its field 1) with their log-likelihoods."""
    for number, value in _fields(model):
        if number == 1:
            of = dict(_fields(value))
            score = of.get(_SCORE, _ZERO)
            yield of[_PIECE].decode(), struct.unpack("<f", score)[0]


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each field of a protocol buffer's message."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        start = at
        match tag & 7:
            case 0:
                _, at = _varint(message, at)
            case 2:
                size, start = _varint(message, at)
                at = start + size
            case 5:
                at += 4
            case kind:
                raise ValueError(f"a field of kind {kind}")
        yield tag >> 3, message[start:at]


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number at this place, and the place after it."""
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & ~_MORE) << shift
        at, shift = at + 1, shift + 7
        if not byte & _MORE:
            return value, at


def _number(name: str) -> int:
    return int(name[1:])
