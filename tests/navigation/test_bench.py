"""The navigation benchmark: its command, and the times of places."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.cli.measure import bench
from assistant.errors import MapNotInstalledError
from assistant.navigation.interface import Box
from assistant.navigation.places.extract import extract
from assistant.navigation.places.index import write_index
from assistant.navigation.places.search import open_places
from assistant.navigation.routes.valhalla import open_router
from assistant.observe.bench_places import at_places, measure_places

MONACO = Box(43.724, 7.409, 43.751, 7.439)


def test_without_a_map_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    result = CliRunner().invoke(bench, ["navigation"])
    assert isinstance(result.exception, MapNotInstalledError)
    assert "assistant maps pull" in str(result.exception)


@pytest.mark.data
def test_places_are_found_and_routed_to(
    shared_data: Path, monaco_tiles: Path, tmp_path: Path
) -> None:
    raw = shared_data / "osm" / "monaco-2025.osm.pbf"
    write_index(extract(raw), tmp_path / "places.sqlite")
    places = open_places(tmp_path / "places.sqlite")

    async def measure() -> dict[str, Any]:
        async with open_router(monaco_tiles, MONACO.centre) as router:
            return await measure_places(places, router, at_places(places, MONACO), 40)

    report = asyncio.run(measure())
    assert report["queries"] == 40
    assert report["planned"] > 20
    assert report["planned_ms"]["p50"] > report["kind_ms"]["p50"]
