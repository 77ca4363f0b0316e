"""What was installed: the small file in each installed model's folder.

It says which files there are, with size, SHA-256 and modification time, so that a check needs
no reading: a file of the same size and time is taken as the one that was checked.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.store.catalogue import Model
from assistant.store.layout import MANIFEST, sha256_of, write_atomically


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """One file as it was when checked last; the time is in nanoseconds since the epoch."""

    path: str
    bytes: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an installed model's folder."""

    model: str
    entry: str
    files: tuple[InstalledFile, ...]

    @property
    def bytes(self) -> int:
        """What the model takes on disk."""
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is not what was installed, and in what way."""

    path: str
    sha256: str
    message: str


def digest(model: Model) -> str:
    """Return a short name of exactly these files: the same names and hashes, the same digest."""
    lines = sorted(f"{file.sha256} {file.path}" for file in model.files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def manifest_of(model: Model, folder: Path) -> Manifest:
    """Return the manifest for the model's files, just put into ``folder``."""
    files = tuple(
        InstalledFile(file.path, file.bytes, file.sha256, (folder / file.path).stat().st_mtime_ns)
        for file in model.files
    )
    return Manifest(model.id, model.entry, files)


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into ``folder``, atomically."""
    write_atomically(folder / MANIFEST, json.dumps(asdict(manifest), indent=1) + "\n")


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in ``folder``, None when there is none or it is damaged."""
    try:
        table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = tuple(InstalledFile(**entry) for entry in table["files"])
        return Manifest(str(table["model"]), str(table["entry"]), files)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def check(manifest: Manifest, folder: Path, *, full: bool) -> tuple[Manifest, tuple[Problem, ...]]:
    """Compare the files with the manifest; return it with the times seen, and what is wrong.

    A file with another time is read (a copied store has other times, and is not damaged);
    with ``full`` every file is.
    """
    problems: list[Problem] = []
    files: list[InstalledFile] = []
    for file in manifest.files:
        seen, message = _check_file(file, folder / file.path, full=full)
        files.append(seen)
        if message:
            problems.append(Problem(file.path, file.sha256, message))
    return replace(manifest, files=tuple(files)), tuple(problems)


def _check_file(file: InstalledFile, path: Path, *, full: bool) -> tuple[InstalledFile, str]:
    try:
        state = path.stat()
        if state.st_size != file.bytes:
            return file, f"has {state.st_size} bytes, not {file.bytes}"
        if (full or state.st_mtime_ns != file.mtime_ns) and sha256_of(path) != file.sha256:
            return file, "has another SHA-256"
    except FileNotFoundError:
        return file, "is missing"
    except OSError as error:
        return file, f"can't be read ({error.strerror})"
    return replace(file, mtime_ns=state.st_mtime_ns), ""
