"""Routing tiles that the tests of navigation share; built once for all workers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.navigation.maps.roads import build_roads
from tests.navigation.town import write_town
from tests.navigation.trips import install_town


@pytest.fixture(scope="session")
def town_tiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The routing tiles of the invented town."""
    return _built(tmp_path_factory, "town", write_town)


@pytest.fixture(scope="session")
def monaco_tiles(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """The routing tiles of Monaco; tests that need them are skipped without the shared maps."""
    source = shared_data / "osm" / "monaco-2025.osm.pbf"
    return _built(tmp_path_factory, "monaco", lambda path: path.symlink_to(source))


@pytest.fixture(scope="session")
def town_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the map of the town, its shops and sights."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "town-data"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "maps").exists():
            install_town(folder)
    return folder


def _built(
    tmp_path_factory: pytest.TempPathFactory, name: str, write: Callable[[Path], None]
) -> Path:
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"tiles-{name}"
    folder.mkdir(exist_ok=True)
    tiles = folder / "tiles.tar"
    with FileLock(folder / "lock"):
        if not (folder / "done").exists():
            source = folder / f"{name}.osm.pbf"
            write(source)
            build_roads(source, folder, tiles, cores=2)
            (folder / "done").touch()
    return tiles
