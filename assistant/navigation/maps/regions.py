"""Regions whose source is known by name: fetched by hash, then built like any other."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from assistant.errors import InputError
from assistant.navigation.interface import Region
from assistant.navigation.maps.order import OnStep, Order, Step
from assistant.navigation.maps.store import MapStore
from assistant.store.catalogue import ModelFile
from assistant.store.fetch import Fetcher, describe
from assistant.store.interface import Transfer
from assistant.store.layout import Layout, delete, writing
from assistant.store.registry import IndexConfig

_FILE = Path(__file__).with_name("regions.toml")
_MODEL_FILE: TypeAdapter[ModelFile] = TypeAdapter(ModelFile)


@dataclass(frozen=True, slots=True)
class KnownRegion:
    """A region by name; ``default`` is the one that comes with the first start."""

    id: str
    title: str
    file: ModelFile
    default: bool = False


@cache
def known_regions() -> tuple[KnownRegion, ...]:
    """Return all regions that can be pulled."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        KnownRegion(
            id=name,
            title=row["title"],
            file=_MODEL_FILE.validate_python(row["file"]),
            default=row.get("default", False),
        )
        for name, row in table.items()
    )


def known_region(name: str = "") -> KnownRegion:
    """Return the region of this name, the default one without a name.

    Raises:
        InputError: there is none; the message names those that there are.
    """
    for region in known_regions():
        if region.id == name or (not name and region.default):
            return region
    known = ", ".join(region.id for region in known_regions())
    raise InputError(f"{name!r} is no region that can be pulled; known are: {known}.")


def is_installed(store: MapStore, wanted: KnownRegion) -> bool:
    """Return whether the map of a region is there, built from the file that is pinned."""
    return any(
        region.id == wanted.id and region.manifest.source_sha256 == wanted.file.sha256
        for region in store.regions()
    )


def pull(
    store: MapStore,
    wanted: KnownRegion,
    fetching: tuple[Transfer, IndexConfig, Path],
    on_step: OnStep,
) -> Region:
    """Fetch a region's source and build its map.

    ``fetching`` is how bytes come, the package index, and the folder for downloads.

    Raises:
        DownloadError, IntegrityError: no source delivered the pinned file.
        MapError, DiskFullError: as ``MapStore.build``.
    """
    transfer, index, downloads = fetching
    on_step(Step.FETCH)
    with writing(downloads, wanted.id, wanted.file.bytes, lambda: None):
        downloads.mkdir(parents=True, exist_ok=True)
        fetcher = Fetcher(Layout(downloads, downloads), transfer, index, os.environ)
        part, source = fetcher.deliver(wanted.file, frozenset(), lambda _phase, _bytes: None)
        path = part.replace(downloads / wanted.file.path)
    try:
        return store.build(Order(path, wanted.id, wanted.title, describe(source)), on_step)
    finally:
        delete(path)
