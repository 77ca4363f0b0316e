"""Places that people saved, and where they went last: a small file that survives restarts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.errors import InputError
from assistant.navigation.plain import checked_place

MAX_SAVED = 200
MAX_RECENTS = 20


class SavedPlaces:
    """Saved places by label (``home`` and ``work`` are two) and the last destinations."""

    def __init__(self, path: Path | None) -> None:
        """Read ``path``; without one, everything is only kept in memory."""
        self._path = path
        table = read_json(path, dict)
        saved, recents = table.get("saved"), table.get("recents")
        self._saved = _places(saved if isinstance(saved, dict) else {})
        recent = dict(enumerate(recents)) if isinstance(recents, list) else {}
        self._recents = list(_places(recent).values())

    def saved(self) -> dict[str, dict[str, Any]]:
        """Return the saved places by label."""
        return dict(self._saved)

    def recents(self) -> list[dict[str, Any]]:
        """Return the last destinations, newest first."""
        return list(self._recents)

    def save(self, label: str, place: dict[str, Any]) -> None:
        """Remember a place under a label; one of that label before is forgotten.

        Raises:
            InputError: there are too many.
        """
        if label not in self._saved and len(self._saved) >= MAX_SAVED:
            raise InputError(f"There are {MAX_SAVED} saved places already.")
        self._saved[label] = place
        self._write()

    def forget(self, label: str) -> dict[str, Any] | None:
        """Forget the place of a label; return it, or None when there was none."""
        gone = self._saved.pop(label, None)
        self._write()
        return gone

    def forget_recents(self) -> None:
        """Forget the last destinations."""
        self._recents = []
        self._write()

    def visited(self, place: dict[str, Any]) -> None:
        """Note a destination."""
        where = (place["lat"], place["lon"])
        others = [one for one in self._recents if (one["lat"], one["lon"]) != where]
        self._recents = [place, *others][:MAX_RECENTS]
        self._write()

    def _write(self) -> None:
        write_json(self._path, {"saved": self._saved, "recents": self._recents})


def _places(table: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """Return the entries that are places; a file may be of another version."""
    kept = {}
    for label, data in table.items():
        try:
            kept[str(label)] = checked_place(data)
        except InputError:
            continue
    return kept
