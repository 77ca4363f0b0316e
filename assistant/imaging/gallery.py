"""The gallery: drawn pictures on disk, bounded in size, each whole or not there at all.

A picture is three files in one folder: ``ID.jpg``, ``ID.small.jpg`` and, written last, ``ID.json``
with what is known of it. Pictures that nobody saved give way when the folder is full.
"""

from __future__ import annotations

import errno
import json
import logging
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.diary.files import write_whole
from assistant.errors import DiskFullError, NotFoundError, PictureError
from assistant.imaging.interface import Size

_LOGGER = logging.getLogger(__name__)
_ID = re.compile(r"[0-9a-f]{6,32}")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SUFFIXES = (".json", ".jpg", ".small.jpg")
FREE_BYTES = 50_000_000
"""So much of the disk is left to others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a picture; ``made_at`` is ISO time, ``title`` the words that asked for it.

    ``program`` is the scene program that it was drawn from, None for other engines. ``owner`` is
    the API client that asked for it, empty for people in the car.
    """

    id: str
    title: str
    language: str
    zone: str
    engine: str
    seed: int
    steps: int
    size: Size
    took_s: float
    made_at: str
    saved: bool = False
    notes: tuple[str, ...] = ()
    program: dict[str, Any] | None = None
    owner: str = ""


class Gallery:
    """All kept pictures, oldest first. ``limit_bytes`` bounds the files together."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._entries: dict[str, Entry] = {}
        self._bytes: dict[str, int] = {}
        self._read()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is known of each picture, oldest first."""
        return tuple(self._entries.values())

    @property
    def used_bytes(self) -> int:
        """The bytes of all files together."""
        return sum(self._bytes.values())

    def get(self, picture: str) -> Entry | None:
        """Return what is known of a picture, or None."""
        return self._entries.get(picture)

    def put(self, entry: Entry, jpeg: bytes, small: bytes) -> None:
        """Keep a picture; the oldest that nobody saved give way to it.

        Raises:
            DiskFullError: there is no room even then; nothing of it is left.
        """
        needed = len(jpeg) + len(small)
        try:
            if not self._make_room(needed):
                raise DiskFullError("The gallery is full of saved pictures: delete some.")
            write_whole(self._file(entry.id, ".jpg"), jpeg)
            write_whole(self._file(entry.id, ".small.jpg"), small)
            self._write(entry)
        except OSError as error:
            self._remove(entry.id)
            if error.errno in _NO_ROOM:
                raise DiskFullError("The disk has no room for the picture.") from error
            raise DiskFullError(f"The picture can't be kept: {error.strerror}.") from error
        self._bytes[entry.id] = needed

    def save(self, picture: str, *, saved: bool = True) -> Entry:
        """Keep a picture until it is deleted, or no longer; return what is known of it now.

        Raises:
            NotFoundError: there is no such picture.
            DiskFullError: it can't be written down.
        """
        entry = self._known(picture)
        try:
            self._write(replace(entry, saved=saved))
        except OSError as error:
            raise DiskFullError(f"The picture can't be saved: {error.strerror}.") from error
        return self._entries[picture]

    def delete(self, picture: str) -> None:
        """Remove a picture and all that is known of it.

        Raises:
            NotFoundError: there is no such picture.
            PictureError: its files can't be removed.
        """
        entry = self._known(picture)
        self._remove(picture)
        if any(self._file(picture, suffix).exists() for suffix in _SUFFIXES):
            self._entries[picture] = entry
            raise PictureError("The picture can't be deleted: the disk can't be written.")

    def file(self, picture: str) -> Path:
        """Return where a picture's JPEG file is.

        Raises:
            NotFoundError: there is no such picture.
        """
        return self._file(self._known(picture).id, ".jpg")

    def content(self, picture: str, *, small: bool = False) -> bytes:
        """Return a picture as a JPEG file.

        Raises:
            NotFoundError: there is no such picture, or its file is gone.
        """
        self._known(picture)
        try:
            return self._file(picture, ".small.jpg" if small else ".jpg").read_bytes()
        except OSError as error:
            raise NotFoundError("The picture's file is gone.") from error

    def _make_room(self, needed: int) -> bool:
        """Remove the oldest unsaved pictures until there is room; return whether there is."""
        while not self._fits(needed):
            oldest = next((e for e in self._entries.values() if not e.saved), None)
            if oldest is None:
                return False
            self._remove(oldest.id)
        return True

    def _fits(self, needed: int) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(self._folder).free
        return self.used_bytes + needed <= self._limit and free - needed >= FREE_BYTES

    def _known(self, picture: str) -> Entry:
        entry = self._entries.get(picture)
        if entry is None:
            raise NotFoundError("There is no such picture.")
        return entry

    def _write(self, entry: Entry) -> None:
        content = json.dumps(asdict(entry), ensure_ascii=False).encode()
        write_whole(self._file(entry.id, ".json"), content)
        self._entries[entry.id] = entry

    def _remove(self, picture: str) -> None:
        self._entries.pop(picture, None)
        self._bytes.pop(picture, None)
        for suffix in _SUFFIXES:
            for ending in (suffix, suffix + ".part"):
                with suppress(OSError):  # a disk that can't be written, or there is none
                    self._file(picture, ending).unlink()

    def _file(self, picture: str, suffix: str) -> Path:
        return self._folder / (picture + suffix)

    def _read(self) -> None:
        """Find what is there; remove what a power cut left half done."""
        if not self._folder.is_dir():
            return
        found = [entry for path in self._folder.glob("*.json") if (entry := _entry(path))]
        for entry in sorted(found, key=lambda one: one.made_at):
            files = [self._file(entry.id, suffix) for suffix in (".jpg", ".small.jpg")]
            if all(file.is_file() for file in files):
                self._entries[entry.id] = entry
                self._bytes[entry.id] = sum(file.stat().st_size for file in files)
        for path in self._folder.iterdir():
            name = path.name.partition(".")[0]
            half = path.name.endswith(".part")
            if _ID.fullmatch(name) and (half or name not in self._entries):
                path.unlink(missing_ok=True)


def _entry(path: Path) -> Entry | None:
    """Return what a file tells of a picture; None when it is damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        width, height = data["size"]
        entry = Entry(**{**data, "size": (width, height), "notes": tuple(data["notes"])})
    except (OSError, ValueError, TypeError, KeyError):
        _LOGGER.warning("What is known of a picture is damaged; it is removed")
        return None
    return entry if entry.id == path.name.removesuffix(".json") else None
