"""A car for measurements, apart from the user's: simulated, silent, with nothing kept of it.

What is said to it sets no timer that rings later, moves no real car and calls nobody.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.app import Needs, open_assistant
from assistant.car import Assistant
from assistant.config import Config, OutsideSettings, VehicleSettings
from assistant.navigation.interface import Region
from assistant.routing.settings import CloudSettings

SILENT = "null"
"""The audio output of mpv that plays nothing, in real time."""


@asynccontextmanager
async def open_apart(
    config: Config, needs: Needs, region: Region | None = None
) -> AsyncIterator[Assistant]:
    """Start a car with a data folder of its own, deleted at the end.

    It reads the models, maps, added skills and compiled sentences of ``config``; of the maps
    only ``region`` when one is given. Its phrase cache is empty.

    Raises:
        AssistantError: as ``open_assistant``.
    """
    with _folder(config, region) as folder:
        own = replace(
            config,
            data_dir=folder,
            vehicle=VehicleSettings(),
            outside=OutsideSettings(),
            cloud=CloudSettings(),
            media=replace(config.media, folders=(), output=SILENT),
            phone=replace(config.phone, backend="simulated"),
        )
        async with open_assistant(own, needs) as car:
            yield car


@contextmanager
def _folder(config: Config, region: Region | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="assistant-") as name:
        folder = Path(name)
        shared = {
            "models": config.models_dir,
            "skills": config.data_dir / "skills",
            "cache/sentences": config.cache_dir / "sentences",
        }
        if region is None:
            shared["maps"] = config.data_dir / "maps"
        else:
            shared[f"maps/installed/{region.id}"] = region.folder
        for where, what in shared.items():
            if what.is_dir():
                (folder / where).parent.mkdir(parents=True, exist_ok=True)
                (folder / where).symlink_to(what.resolve())
        yield folder
