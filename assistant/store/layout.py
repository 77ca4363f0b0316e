"""Where things lie in the store's folder, and the few file operations that must be atomic.

    blobs/sha256-<hash>          each file once, read-only
    versions/<id>@<digest>/      hard links to blobs under their own names, and manifest.json
    installed/<id>               a symbolic link to one version: the atomic pointer
    .lock                        who may change the store
    <downloads>/                 parts of downloads: may be deleted at any time

Nothing outside ``<downloads>`` is ever seen half-written: files and folders are made under a
name that starts with ``.new-``, synced and renamed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DiskFullError, StoreError

NEW = ".new-"
MANIFEST = "manifest.json"
_CHUNK_BYTES = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one store."""

    root: Path
    downloads: Path

    @property
    def blobs(self) -> Path:
        """The folder of all files by hash."""
        return self.root / "blobs"

    @property
    def versions(self) -> Path:
        """The folder of what pointers point to."""
        return self.root / "versions"

    @property
    def installed(self) -> Path:
        """The folder of the pointers."""
        return self.root / "installed"

    @property
    def lock(self) -> Path:
        """The file that is locked while the store changes."""
        return self.root / ".lock"

    def blob(self, sha256: str) -> Path:
        """Return where the file of this hash lies."""
        return self.blobs / f"sha256-{sha256}"

    def pointer(self, model_id: str) -> Path:
        """Return the pointer of a model."""
        return self.installed / model_id

    def part(self, sha256: str) -> Path:
        """Return where the file of this hash is being downloaded or joined."""
        return self.downloads / f"{sha256}.part"

    def archive(self, sha256: str) -> Path:
        """Return where a checked package file of this hash waits to be unpacked."""
        return self.downloads / f"{sha256}.archive"


def sha256_of(path: Path, on_bytes: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of a file in hexadecimal; ``on_bytes`` hears how far it is."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            if on_bytes is not None:
                on_bytes(done)
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Make a file's or a folder's content survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, text: str) -> None:
    """Write a small text file that is either the old or the new one, never half."""
    new = path.with_name(f"{NEW}{path.name}")
    new.write_text(text, encoding="utf-8")
    sync(new)
    new.replace(path)
    sync(path.parent)


def point_atomically(pointer: Path, target: Path) -> None:
    """Let the symbolic link ``pointer`` point to ``target`` in one step."""
    new = pointer.with_name(f"{NEW}{pointer.name}")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(target, pointer.parent))
    new.replace(pointer)
    sync(pointer.parent)


def move(path: Path, target: Path) -> None:
    """Move a file; ``target`` may be on another disk (then it is a copy, not one step)."""
    shutil.move(path, target)


def delete(path: Path) -> None:
    """Delete a file, a link or a whole folder; nothing there is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def free_bytes(folder: Path) -> int:
    """Return how much this user may still write to the disk that ``folder`` is on."""
    return shutil.disk_usage(folder).free


def mb(size: int) -> str:
    """Return a size as messages show it, in 10^6 bytes.

    >>> mb(145_217_607)
    '145 MB'
    """
    return f"{size / _MB:.0f} MB" if size >= _MB else f"{size / 1e3:.0f} kB"


@contextmanager
def writing(folder: Path, what: str, needed: int, undo: Callable[[], None]) -> Iterator[None]:
    """Turn the operating system's write errors into the store's.

    ``undo`` deletes what a full disk left half-written; ``needed`` is what ``what`` takes.

    Raises:
        DiskFullError: no room.
        StoreError: the folder can't be written for another reason.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            undo()
            raise DiskFullError(
                f"{what}: the disk of {folder} is full; it needs {mb(needed)} free: delete "
                "something or `assistant models remove` a model, then pull again"
            ) from error
        where = error.filename or folder
        raise StoreError(f"{what}: {where}: {error.strerror or error}") from error
