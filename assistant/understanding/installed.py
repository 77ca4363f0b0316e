"""What this machine understands: its skills' sentences, with the sentence encoder if it has it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from assistant.config import Config
from assistant.skillhost.manifest import Bundle
from assistant.understanding.compiled import compiled
from assistant.understanding.encoder import SentenceEncoder
from assistant.understanding.understand import Understanding
from assistant.workers.link import EngineSpec
from assistant.workers.process import WorkerProcess

MODEL = "use-multilingual"
"""The encoder's name in the catalogue."""

_NICENESS = 10
_LONGEST_S = 600.0


def understand(config: Config, bundles: Sequence[Bundle]) -> Understanding:
    """Return the understanding of all sentences of these skills.

    Raises:
        SkillError: a sentence or a manifest is wrong.
        EngineError: the encoder is damaged.
    """
    encoder = installed_encoder(config.models_dir)
    return compiled(bundles, config.voice.languages, config.cache_dir / "sentences", encoder)


async def understand_apart(config: Config, bundles: Sequence[Bundle]) -> Understanding:
    """Return what ``understand`` does; what must be compiled is, in a process that gives way.

    Raises:
        SkillError, EngineError: as ``understand``.
    """
    worker = WorkerProcess("sentences", EngineSpec(f"{__name__}:Compiler", niceness=_NICENESS))
    try:
        await worker.start()
        await worker.call("compile", config, bundles, timeout_s=_LONGEST_S)
    finally:
        await worker.close()
    return await asyncio.to_thread(understand, config, bundles)


class Compiler:
    """Compiles sentences for another process, which finds them in the cache folder."""

    def compile(self, config: Config, bundles: Sequence[Bundle]) -> None:
        """Compile what was not compiled before.

        Raises:
            SkillError, EngineError: as ``understand``.
        """
        understand(config, bundles)


@lru_cache(maxsize=1)
def installed_encoder(models: Path) -> SentenceEncoder | None:
    """Return the encoder among the installed ``models``, opened once; None without one.

    What is not understood by its words then goes on to the language model.

    Raises:
        EngineError: it is damaged.
    """
    folder = models / "installed" / MODEL
    return SentenceEncoder(folder) if folder.exists() else None
