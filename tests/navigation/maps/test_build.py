"""A whole map built with the real tools, used by the command line and by Valhalla."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli.maps import maps, name_of
from assistant.config import load_config
from assistant.errors import MapError
from assistant.navigation.interface import ATTRIBUTION, Region
from assistant.navigation.maps.store import open_maps
from assistant.navigation.maps.tools import run_tool
from assistant.navigation.places.search import open_places
from tests.navigation.places.village import at, small_village


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """The village's map, built once by the command line."""
    folder = tmp_path_factory.mktemp("built")
    source = small_village().write(folder / "Small_Village.osm")
    run(folder, "build", str(source))
    return open_maps(load_config({"ASSISTANT_DATA": str(folder)})).region("small-village")


def run(data: Path, *arguments: str, code: int = 0) -> Result:
    environment = {"ASSISTANT_DATA": str(data)}
    result = CliRunner().invoke(maps, arguments, env=environment)
    assert result.exit_code == code, result.output
    return result


def copied(region: Region, folder: Path) -> tuple[Path, Region]:
    """Return a copy of the data folder, for a test that changes it, and the map in it."""
    data = shutil.copytree(region.folder.parents[2], folder / "data", symlinks=True)
    return data, open_maps(load_config({"ASSISTANT_DATA": str(data)})).region(region.id)


def test_the_manifest_says_what_the_map_was_made_of(built: Region) -> None:
    manifest = built.manifest
    assert (manifest.attribution, manifest.licence) == (ATTRIBUTION, "ODbL-1.0")
    assert manifest.counts == {"roads": 2, "places": 9, "streets": 2, "houses": 2}
    assert manifest.source == "Small_Village.osm"
    assert {"osmium", "tippecanoe"} <= set(manifest.tools)
    assert built.box.contains(at(5, 5))
    names = {path.name for path in built.folder.iterdir()}
    assert names == {*manifest.files, "manifest.json"}


def test_the_places_are_those_of_the_source(built: Region) -> None:
    (shell,) = open_places(built.places).nearest("fuel", built.box.centre)
    assert shell.place.name == "Shell"


def test_the_screen_tiles_have_layers_and_attribution(built: Region) -> None:
    db = sqlite3.connect(built.screen_tiles)
    told = dict(db.execute("SELECT name, value FROM metadata"))
    (tile,) = db.execute("SELECT tile_data FROM tiles WHERE zoom_level = 14 LIMIT 1").fetchone()
    db.close()
    layers = {layer["id"] for layer in json.loads(told["json"])["vector_layers"]}
    assert {"road", "land", "place"} <= layers
    assert told["attribution"] == ATTRIBUTION
    assert b"Harbour Street" in gzip.decompress(tile)


def test_routes_can_be_found_on_the_roads(built: Region) -> None:
    import valhalla

    config = valhalla.get_config(tile_extract=built.tiles, tile_dir="")
    actor = valhalla.Actor(config)
    ends = [{"lat": point.lat, "lon": point.lon} for point in (at(5, 0), at(10, 5))]
    trip = actor.route({"locations": ends, "costing": "auto"})["trip"]
    streets = [name for m in trip["legs"][0]["maneuvers"] for name in m.get("street_names", [])]
    assert streets == ["Harbour Street", "延安东路"]


def test_the_command_line_lists_checks_and_mends(built: Region, tmp_path: Path) -> None:
    data, region = copied(built, tmp_path)
    assert ATTRIBUTION in run(data, "list").output
    (row,) = json.loads(run(data, "list", "--json").output)["maps"]
    assert (row["id"], row["counts"]["places"]) == ("small-village", 9)
    assert "sound" in run(data, "verify").output
    region.places.write_bytes(region.places.read_bytes()[:-4096])
    (row,) = json.loads(run(data, "verify", "--json").output)["maps"]
    assert (row["state"], row["damaged"]) == ("mended", ["places.sqlite"])
    assert "sound" in run(data, "verify", "small-village").output


def test_a_map_beyond_repair_is_told_with_a_code(tmp_path: Path) -> None:
    run(tmp_path, "build", str(small_village().write(tmp_path / "a.osm")), "--json")
    region = open_maps(load_config({"ASSISTANT_DATA": str(tmp_path)})).region("a")
    (region.folder / "source.osm.pbf").unlink()
    assert "DAMAGED" in run(tmp_path, "verify", code=1).output
    (region.folder / "manifest.json").write_text("{}")
    assert json.loads(run(tmp_path, "list", "--json").output) == {"maps": [], "damaged": ["a"]}
    assert "removed" in run(tmp_path, "remove", "a").output
    assert "No map is installed" in run(tmp_path, "list").output


def test_a_build_that_is_killed_leaves_the_old_map(built: Region, tmp_path: Path) -> None:
    data, _ = copied(built, tmp_path)
    source = small_village().write(tmp_path / "small-village.osm")
    command = [sys.executable, "-m", "assistant", "maps", "build", str(source)]
    environment = {**os.environ, "ASSISTANT_DATA": str(data)}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "indexing" in line:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    store = open_maps(load_config({"ASSISTANT_DATA": str(data)}))
    assert store.check("small-village").sound
    assert any(path.name.startswith(".new") for path in (data / "maps" / "versions").iterdir())


def test_a_tool_that_fails_or_is_missing_is_an_error_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(MapError, match=r"\(3\): out of luck"):
        run_tool(Path("/bin/sh"), ["-c", "echo out of luck; exit 3"], tmp_path)
    with pytest.raises(MapError, match="navigation"):
        run_tool(tmp_path / "none", [], tmp_path)


@pytest.mark.parametrize(
    ("file", "name"),
    [("Monaco_2025.osm.pbf", "monaco-2025"), ("地图.osm", "map"), ("a..b.osm", "a")],
)
def test_a_map_is_called_after_its_file(file: str, name: str) -> None:
    assert name_of(Path(file)) == name
