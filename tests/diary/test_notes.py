"""Notes: added, removed, brought back, and kept over a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.diary.notes import MAX_CHARS, MAX_NOTES, Notes
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker


class Wall:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def do(notes: Notes, kind: str, target: str = "", **args: Any) -> Applied:
    return asyncio.run(notes.apply(Effect(kind, target, args=args), Asker("driver", "en")))


def texts(notes: Notes) -> list[str]:
    return [note["text"] for note in notes.seen()]


def test_notes_survive_a_restart_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    notes = Notes(path, Wall())
    for text in ("parking level 3", "停在三层"):
        assert do(notes, "note.add", text=text).verified
    assert texts(Notes(path, Wall())) == ["停在三层", "parking level 3"]


def test_what_was_removed_comes_back_in_its_place(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "notes.json", Wall())
    for text in ("one", "two", "three"):
        do(notes, "note.add", text=text)
    gone = do(notes, "note.remove", notes.seen()[1]["id"])
    assert (gone.verified, texts(notes)) == (True, ["three", "one"])
    asyncio.run(notes.apply(gone.undo[0], Asker("driver", "en")))
    assert texts(notes) == ["three", "two", "one"]
    assert do(notes, "note.remove", "all").verified
    assert texts(notes) == []
    assert not do(notes, "note.remove", "n1").verified


@pytest.mark.parametrize("content", ['[{"id": 3', '{"a": 1}', '[{"id": "x", "text": "a"}]', "[7]"])
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.json"
    path.write_text(content, encoding="utf-8")
    assert texts(Notes(path, Wall())) == []
    assert (tmp_path / "notes.json.damaged").exists()


def test_limits() -> None:
    notes = Notes(None, Wall())
    for text in ("", "  ", "x" * (MAX_CHARS + 1)):
        with pytest.raises(InputError, match="characters"):
            do(notes, "note.add", text=text)
    for number in range(MAX_NOTES):
        do(notes, "note.add", text=str(number))
    with pytest.raises(InputError, match="delete"):
        do(notes, "note.add", text="one more")
    with pytest.raises(InputError, match="unknown"):
        do(notes, "note.read")
