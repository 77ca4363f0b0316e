"""The sentence encoder of this machine."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assistant.understanding.encoder import SentenceEncoder

MODEL = "use-multilingual"
"""Its name in the catalogue."""


@lru_cache(maxsize=1)
def installed_encoder(models: Path) -> SentenceEncoder | None:
    """Return the encoder among the installed ``models``, opened once; None without one.

    What is not understood by its words then goes on to the language model.

    Raises:
        EngineError: it is damaged.
    """
    folder = models / "installed" / MODEL
    return SentenceEncoder(folder) if folder.exists() else None
