"""Routing tiles: Valhalla's graph, packed into one file that is mapped into memory."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

from assistant.errors import MapError
from assistant.navigation.maps.tools import run_tool

_MOST_THREADS = 4


def build_roads(source: Path, folder: Path, tiles: Path, cores: int) -> None:
    """Build the routing tiles of ``source`` into the file ``tiles``; ``folder`` is for parts.

    Countries come first: they decide on which side people drive and what roads allow.

    Raises:
        MapError: Valhalla is missing or failed.
        OSError: the disk is full.
    """
    try:
        import valhalla  # noqa: PLC0415  loaded only where maps are built
    except ImportError as error:
        raise MapError("Valhalla is missing: install the `navigation` extra.") from error
    graph = folder / "graph"
    graph.mkdir()
    config = valhalla.get_config(tile_extract="", tile_dir=graph)
    config["mjolnir"]["admin"] = str(folder / "admins.sqlite")
    config["mjolnir"]["timezone"] = ""
    config["mjolnir"]["concurrency"] = min(_MOST_THREADS, cores)
    settings = folder / "valhalla.json"
    settings.write_text(json.dumps(config), encoding="utf-8")
    programs = Path(valhalla.__file__).parent / "bin"
    for program in ("valhalla_build_admins", "valhalla_build_tiles"):
        run_tool(programs / program, ["-c", settings, source], folder)
    _pack(graph, tiles)


def _pack(graph: Path, tiles: Path) -> None:
    """Write all tiles into one archive, always in the same order."""
    with tarfile.open(tiles, "w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(graph.rglob("*.gph")):
            member = archive.gettarinfo(path, path.relative_to(graph).as_posix())
            member.mtime, member.uid, member.gid, member.uname, member.gname = 0, 0, 0, "", ""
            with path.open("rb") as file:
                archive.addfile(member, file)
