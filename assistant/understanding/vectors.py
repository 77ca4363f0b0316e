"""Keep the vectors of sentences that were encoded before: most stay the same when one changes."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from assistant.understanding.encoder import WIDTH, Encoder, Vectors

_MOST = 60_000
"""Of more vectors (1 kB each) only those that were used last are kept."""

_LOGGER = logging.getLogger(__name__)


class KeptVectors:
    """An encoder that looks up first what it encoded for an earlier compilation.

    The file is named by the model. One that can't be read or written costs time, nothing else.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """Read what is kept in ``folder``."""
        self._encoder = encoder
        self._path = folder / f"{encoder.key}.npz"
        self._before = self._read()
        self._used: dict[bytes, Vectors] = {}

    @property
    def key(self) -> str:
        """The encoder's."""
        return self._encoder.key

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts; see ``Encoder``."""
        keys = [hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts]
        missing = [row for row, key in enumerate(keys) if key not in self._before]
        fresh = self._encoder.encode([texts[row] for row in missing])
        found = {keys[row]: fresh[at] for at, row in enumerate(missing)}
        self._used |= {key: found[key] if key in found else self._before[key] for key in keys}
        return np.array([self._used[key] for key in keys], np.float32).reshape(-1, WIDTH)

    def save(self) -> None:
        """Keep what was used; the rest too while it is little: other skills may come back."""
        kept = self._before | self._used if len(self._before) < _MOST else self._used
        part = self._path.with_suffix(f".{os.getpid()}.npz")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            keys = np.frombuffer(b"".join(kept), np.uint64)
            vectors = np.array(list(kept.values()), np.float16).reshape(-1, WIDTH)
            np.savez(part, keys=keys, vectors=vectors)
            part.replace(self._path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            _LOGGER.warning("Vectors of sentences can't be kept: %s", error.strerror)

    def _read(self) -> dict[bytes, Vectors]:
        try:
            with self._path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                keys, vectors = file["keys"], file["vectors"]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            _LOGGER.warning("Vectors of sentences can't be read (%s)", type(error).__name__)
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
