"""The small file in each map's folder that says what it was made of."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from assistant.errors import MapDamagedError
from assistant.navigation.interface import Box, Manifest
from assistant.store.layout import MANIFEST, write_atomically


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into a map's folder, atomically.

    Raises:
        OSError: the disk is full.
    """
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    write_atomically(folder / MANIFEST, text + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Return what a map's folder holds.

    Raises:
        MapDamagedError: the file is missing or damaged.
    """
    try:
        table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**{**table, "box": Box(**table["box"])})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MapDamagedError(
            f"{folder.name}: its manifest is missing or damaged: build the map again."
        ) from error
