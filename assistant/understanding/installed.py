"""What this machine understands: its skills' sentences, with the sentence encoder if it has it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from assistant.config import Config
from assistant.skillhost.manifest import Bundle
from assistant.understanding.compiled import compiled
from assistant.understanding.encoder import SentenceEncoder
from assistant.understanding.understand import Understanding

MODEL = "use-multilingual"
"""The encoder's name in the catalogue."""


def understand(config: Config, bundles: Sequence[Bundle]) -> Understanding:
    """Return the understanding of all sentences of these skills.

    Raises:
        SkillError: a sentence or a manifest is wrong.
        EngineError: the encoder is damaged.
    """
    encoder = installed_encoder(config.models_dir)
    return compiled(bundles, config.voice.languages, config.cache_dir / "sentences", encoder)


@lru_cache(maxsize=1)
def installed_encoder(models: Path) -> SentenceEncoder | None:
    """Return the encoder among the installed ``models``, opened once; None without one.

    What is not understood by its words then goes on to the language model.

    Raises:
        EngineError: it is damaged.
    """
    folder = models / "installed" / MODEL
    return SentenceEncoder(folder) if folder.exists() else None
