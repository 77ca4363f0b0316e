"""Real maps' places, read once: the shared ones when they are there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.navigation.maps.source import prepare
from assistant.navigation.places.extract import extract
from assistant.navigation.places.index import write_index
from assistant.navigation.places.search import Places, open_places

City = Callable[[str], Places]


@pytest.fixture(scope="session")
def city(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    """Give the places of a shared map by the beginning of its name."""
    read: dict[str, Places] = {}

    def of(name: str) -> Places:
        if name not in read:
            sources = sorted((shared_data / "osm").glob(f"{name}*.os*"))
            if not sources:
                pytest.skip(f"no map of {name} in the shared data")
            folder = tmp_path_factory.mktemp(name)
            source, _ = prepare(sources[0], folder / "clean.osm.pbf")
            write_index(extract(source), folder / "places.sqlite")
            read[name] = open_places(folder / "places.sqlite")
        return read[name]

    return of
