"""Build the files of a map from an OpenStreetMap file, in one folder. ``store`` puts it in place.

facts = build(Path("monaco.osm.pbf"), folder, on_step=print)
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import MapError
from assistant.navigation.interface import Manifest
from assistant.navigation.maps.manifest import write_manifest
from assistant.navigation.maps.order import (
    PLACES,
    SCREEN_TILES,
    SOURCE,
    TILES,
    OnStep,
    Order,
    Step,
)
from assistant.navigation.maps.roads import build_roads
from assistant.navigation.maps.screen import build_screen
from assistant.navigation.maps.source import Facts, prepare
from assistant.navigation.maps.tools import versions
from assistant.navigation.places.extract import extract
from assistant.navigation.places.index import SCHEMA, places_in, write_index
from assistant.navigation.zone import zone_at
from assistant.store.layout import delete, sha256_of, sync


def build(order: Order, folder: Path, on_step: OnStep) -> Manifest:
    """Build a map into ``folder`` (new and empty) and return its manifest.

    Raises:
        MapSourceError: the source is no good; nothing was built.
        MapError: a tool is missing or failed.
        DiskFullError, OSError: the disk is full or can't be written.
    """
    work = folder / "work"
    work.mkdir()
    on_step(Step.READ)
    ready, facts = prepare(order.source, work / SOURCE)
    kept = folder / SOURCE
    shutil.copyfile(ready, kept)
    on_step(Step.ROADS)
    build_roads(kept, work, folder / TILES, os.cpu_count() or 1)
    on_step(Step.PLACES)
    counts = _index(kept, folder / PLACES)
    on_step(Step.SCREEN)
    build_screen(kept, facts.box, places_in(folder / PLACES), work, folder / SCREEN_TILES)
    on_step(Step.FINISH)
    delete(work)
    manifest = _manifest(order, facts, counts, folder)
    write_manifest(manifest, folder)
    sync(folder)
    return manifest


def _index(source: Path, path: Path) -> dict[str, int]:
    found = extract(source)
    try:
        return write_index(found, path)
    except sqlite3.Error as error:
        if error.sqlite_errorname == "SQLITE_FULL":
            raise OSError(28, "no space left on the disk", str(path)) from error
        raise MapError(f"The places can't be written ({error}).") from error


def _manifest(order: Order, facts: Facts, counts: dict[str, int], folder: Path) -> Manifest:
    files = [folder / name for name in (SOURCE, TILES, PLACES, SCREEN_TILES)]
    for path in files:
        sync(path)
    return Manifest(
        region=order.region,
        title=order.title,
        box=facts.box,
        source=order.origin,
        source_sha256=sha256_of(order.source),
        data_date=facts.data_date,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        schema=SCHEMA,
        tools=versions(),
        counts={"roads": facts.roads, **counts},
        files={path.name: sha256_of(path) for path in files},
        timezone=zone_at(facts.box.centre),
    )
