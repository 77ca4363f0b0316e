"""Where a story or a quiz stands, so that "go on" works later, also after a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

MAX_NAMES = 20
MAX_VALUES = 100
"""Bounds of what is kept: so many bookmarks, each of so many values."""


class Bookmarks:
    """Named places, each a flat table of plain values. Implements ``Service`` as ``bookmark``."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        table = read_json(path, dict)
        self._places: dict[str, Any] = {k: v for k, v in table.items() if isinstance(v, dict)}

    @property
    def name(self) -> str:
        """``bookmark``."""
        return "bookmark"

    def seen(self) -> dict[str, Any]:
        """Return all bookmarks: name → what was put there."""
        return {name: dict(place) for name, place in self._places.items()}

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  anybody's
        """Carry out ``bookmark.put``: ``target`` is the name, ``args`` replace what was there.

        Raises:
            InputError: no name, too many bookmarks or values, or no such effect.
            OSError: the file can't be written.
        """
        name, place = effect.target, dict(effect.args)
        if effect.kind != "bookmark.put" or not name:
            raise InputError(f"A bookmark is put under a name; {effect.kind!r} is unknown.")
        full = name not in self._places and len(self._places) >= MAX_NAMES
        if full or len(place) > MAX_VALUES:
            raise InputError(f"At most {MAX_NAMES} bookmarks of {MAX_VALUES} values are kept.")
        undo = Effect("bookmark.put", name, args=self._places.get(name, {}))
        places = {**self._places, name: place}
        write_json(self._path, places)
        self._places = places
        return Applied(f"bookmark.{name}", len(place), True, (undo,))
