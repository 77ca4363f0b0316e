"""The navigation benchmark: its command, and the times of places."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.cli.measure import bench
from assistant.config import Config
from assistant.errors import MapNotInstalledError
from assistant.navigation.maps.store import open_maps
from assistant.navigation.open_map import open_map
from assistant.observe.bench_places import at_places, measure_places


def test_without_a_map_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    result = CliRunner().invoke(bench, ["navigation"])
    assert isinstance(result.exception, MapNotInstalledError)
    assert "assistant maps pull" in str(result.exception)


def test_places_are_found_and_routed_to(town_data: Path) -> None:
    region = open_maps(Config(data_dir=town_data)).region("town")

    async def measure() -> dict[str, Any]:
        async with open_map(region) as opened:
            pick = at_places(opened.places, region.box)
            return await measure_places(opened.places, opened.router, pick, 200)

    report = asyncio.run(measure())
    assert report["queries"] == 200
    assert report["planned"] > 5
    assert report["planned_ms"]["p50"] > report["kind_ms"]["p50"]
