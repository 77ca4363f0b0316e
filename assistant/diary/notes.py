"""Notes and lists: short texts that people dictate, in one JSON file. Implements ``Service``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, set_aside, write_json
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

MAX_NOTES = 500
MAX_CHARS = 1000
"""One note holds at most so many characters."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note, or one entry of a list; ``at_s`` is when it was taken, in seconds since the epoch.

    ``list`` names the list, such as ``shopping``; it is empty for a note of its own.
    """

    id: str
    text: str
    at_s: float
    list: str = ""


class Notes:
    """All notes, saved on every change. Implements ``Service`` as ``note``."""

    def __init__(self, path: Path | None, wall: Callable[[], float]) -> None:
        self._path = path
        self._wall = wall
        self._notes = _load(path)

    @property
    def name(self) -> str:
        """``note``."""
        return "note"

    def seen(self) -> list[dict[str, Any]]:
        """Return the notes as ``{"id", "text", "at_iso"}``, the newest first.

        An entry of a list also has ``list``, the list's name.
        """
        return [
            {
                "id": note.id,
                "text": note.text,
                "at_iso": datetime.fromtimestamp(note.at_s).astimezone().isoformat(),
                **({"list": note.list} if note.list else {}),
            }
            for note in sorted(self._notes, key=lambda note: note.at_s, reverse=True)
        ]

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  anybody's
        """Carry out ``note.add`` (``text``, ``list``) or ``note.remove`` (``target``: id, ``all``).

        ``note.strike`` is ``note.remove`` of an entry of a list.

        Raises:
            InputError: no text, far too much of it, too many notes, or no such effect.
            OSError: the file can't be written.
        """
        if effect.kind == "note.add":
            note = self._add(effect.args)
            return Applied(f"note.{note.id}", 1, True, (Effect("note.remove", note.id),))
        if effect.kind in ("note.remove", "note.strike"):
            gone = tuple(n for n in self._notes if _goes(n, effect))
            self._keep(tuple(n for n in self._notes if n not in gone))
            undo = tuple(Effect("note.add", args=_again(note)) for note in gone)
            return Applied(f"note.{effect.target}", 0, bool(gone), undo)
        raise InputError(f"Notes can be added and removed; {effect.kind!r} is unknown.")

    def _add(self, args: dict[str, Any]) -> Note:
        text = str(args.get("text", "")).strip()
        if not text or len(text) > MAX_CHARS:
            raise InputError(f"A note needs 1 to {MAX_CHARS} characters, not {len(text)}.")
        if len(self._notes) >= MAX_NOTES:
            raise InputError(f"There are {MAX_NOTES} notes already: delete some first.")
        at_s = float(args.get("at_s", self._wall()))
        number = 1 + max((int(note.id[1:]) for note in self._notes), default=0)
        note = Note(f"n{number}", text, at_s, str(args.get("list", "")))
        self._keep((*self._notes, note))
        return note

    def _keep(self, notes: tuple[Note, ...]) -> None:
        write_json(self._path, [asdict(note) for note in notes])
        self._notes = notes


def _goes(note: Note, effect: Effect) -> bool:
    """Tell whether an effect takes this note away: all notes are no entries of lists."""
    if effect.kind == "note.strike":
        return bool(note.list) and note.id == effect.target
    return note.id == effect.target or (effect.target == "all" and not note.list)


def _again(note: Note) -> dict[str, Any]:
    """Return the arguments that take a note once more."""
    args: dict[str, Any] = {"text": note.text, "at_s": note.at_s}
    return {**args, "list": note.list} if note.list else args


def _load(path: Path | None) -> tuple[Note, ...]:
    rows = read_json(path, list)
    try:
        notes = tuple(
            Note(str(r["id"]), str(r["text"]), float(r["at_s"]), str(r.get("list", "")))
            for r in rows
        )
        assert all(note.id[1:].isdecimal() for note in notes)
    except (TypeError, KeyError, ValueError, AssertionError):
        assert path is not None
        set_aside(path)
        return ()
    return notes
