"""Whether a map's files are as they were built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.errors import MapDamagedError
from assistant.navigation.interface import Region
from assistant.navigation.maps.manifest import read_manifest
from assistant.store.layout import sha256_of


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of a map found: the files that are not as they were built."""

    region: str
    damaged: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every file is as it was built."""
        return not self.damaged


def damaged_files(region: Region) -> tuple[str, ...]:
    """Return the files that are not as they were built; reads all of them."""
    files = region.manifest.files.items()
    return tuple(file for file, sha256 in files if not is_same(region.folder / file, sha256))


def whole_map(folder: Path) -> Region | None:
    """Return the map in a folder when every file is as it was built, else None."""
    try:
        region = Region(folder, read_manifest(folder))
    except MapDamagedError:
        return None
    return None if damaged_files(region) else region


def is_same(path: Path, sha256: str) -> bool:
    """Return whether a file is there and has this SHA-256."""
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False
