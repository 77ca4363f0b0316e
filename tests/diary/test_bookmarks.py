"""Bookmarks: a story goes on after a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.diary.bookmarks import MAX_NAMES, MAX_VALUES, Bookmarks
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker


def put(marks: Bookmarks, name: str, place: dict[str, int]) -> Applied:
    effect = Effect("bookmark.put", name, args=place)
    return asyncio.run(marks.apply(effect, Asker("driver", "en")))


def test_a_place_is_kept_and_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.json"
    put(Bookmarks(path), "story", {"part": 2})
    marks = Bookmarks(path)
    done = put(marks, "story", {"part": 3})
    assert (done.verified, marks.seen()) == (True, {"story": {"part": 3}})
    asyncio.run(marks.apply(done.undo[0], Asker("driver", "en")))
    assert Bookmarks(path).seen() == {"story": {"part": 2}}


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.json"
    path.write_text("[1,", encoding="utf-8")
    assert Bookmarks(path).seen() == {}
    assert (tmp_path / "bookmarks.json.damaged").exists()


def test_limits() -> None:
    marks = Bookmarks(None)
    with pytest.raises(InputError, match="under a name"):
        put(marks, "", {})
    with pytest.raises(InputError, match="unknown"):
        asyncio.run(marks.apply(Effect("bookmark.read", "x"), Asker("driver", "en")))
    with pytest.raises(InputError, match="At most"):
        put(marks, "x", {str(n): n for n in range(MAX_VALUES + 1)})
    for number in range(MAX_NAMES):
        put(marks, f"p{number}", {})
    with pytest.raises(InputError, match="At most"):
        put(marks, "one more", {})
    assert put(marks, "p0", {"part": 1}).verified
