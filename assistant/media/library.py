"""The songs on disk: folders scanned for tags, kept in SQLite with a full-text index.

    library = Library(data / "music.sqlite", folders)
    library.scan()                              # blocks: call it in a thread
    library.songs(By.ARTIST, "Nina Simone")

Playlists are the m3u files in the same folders. Favourites are kept here too.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.media.interface import Track
from assistant.media.tags import AUDIO, Tags, playlist_entries, read_tags

MAX_SONGS = 100_000

_LISTS = frozenset({".m3u", ".m3u8"})
_SCHEMA = """
CREATE TABLE IF NOT EXISTS song (
    uri TEXT PRIMARY KEY, title TEXT, artist TEXT, album TEXT, genre TEXT,
    disc INTEGER, number INTEGER, duration_s REAL, changed_ns INTEGER, liked INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS by_artist ON song (artist);
CREATE INDEX IF NOT EXISTS by_album ON song (album);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    uri UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE IF NOT EXISTS entry (playlist TEXT, place INTEGER, uri TEXT);
CREATE INDEX IF NOT EXISTS by_playlist ON entry (playlist);
"""
_COLUMNS = "song.uri, title, artist, album, genre, duration_s"
_HAN = re.compile(r"([㐀-鿿])")


class By(StrEnum):
    """What songs are asked for by."""

    ALL = "all"
    SONG = "song"
    ARTIST = "artist"
    ALBUM = "album"
    GENRE = "genre"
    PLAYLIST = "playlist"
    FAVOURITES = "favourites"
    WORDS = "words"


_IN_ORDER = "ORDER BY artist, album, disc, number, title"
_FROM = {
    By.ALL: "song",
    By.SONG: "song WHERE title = ?",
    By.ARTIST: "song WHERE artist = ?",
    By.ALBUM: "song WHERE album = ?",
    By.GENRE: "song WHERE genre = ?",
    By.FAVOURITES: "song WHERE liked",
    By.PLAYLIST: "entry JOIN song USING (uri) WHERE playlist = ? ORDER BY place",
    By.WORDS: "words JOIN song USING (uri) WHERE words MATCH ? ORDER BY rank LIMIT 50",
}
_WITHOUT_NAME = (By.ALL, By.FAVOURITES)


class Library:
    """The songs in some folders."""

    def __init__(self, path: Path, folders: Sequence[Path]) -> None:
        """Open or make the index at ``path``; a damaged one is made anew."""
        self._path = path
        self._folders = tuple(folders)
        self._stopped = threading.Event()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._prepare()
        except sqlite3.DatabaseError:
            path.unlink()  # tags are read again; only favourites are lost
            self._prepare()

    def _prepare(self) -> None:
        with self._open() as db:
            db.executescript(_SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=30)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            with db:
                yield db
        finally:
            db.close()

    # --- scanning -------------------------------------------------------------------------

    def scan(self) -> int:
        """Read the tags of new and changed files, forget those that are gone; return how many."""
        files = list(_files(self._folders))
        songs = [path for path in files if path.suffix.lower() in AUDIO][:MAX_SONGS]
        with self._open() as db:
            known = dict(db.execute("SELECT uri, changed_ns FROM song"))
            for path in songs:
                if self._stopped.is_set():
                    return 0
                changed_ns = path.stat().st_mtime_ns
                if known.pop(str(path), None) != changed_ns:
                    _keep(db, read_tags(path), changed_ns)
            db.executemany("DELETE FROM song WHERE uri = ?", ((uri,) for uri in known))
            db.executemany("DELETE FROM words WHERE uri = ?", ((uri,) for uri in known))
            db.execute("DELETE FROM entry")
            for path in (path for path in files if path.suffix.lower() in _LISTS):
                rows = enumerate(playlist_entries(path))
                db.executemany(
                    "INSERT INTO entry VALUES (?, ?, ?)", ((path.stem, n, uri) for n, uri in rows)
                )
        return len(songs)

    def close(self) -> None:
        """Break off a scan; what it read so far is kept."""
        self._stopped.set()

    # --- asking ---------------------------------------------------------------------------

    def songs(self, by: By, name: str = "", artist: str = "") -> list[Track]:
        """Return songs in the order of their albums; of one artist only, if given.

        ``By.WORDS`` takes any words of title, artist and album, best match first.
        """
        asked = name
        if by is By.WORDS:
            asked = " ".join(f'"{word}"' for word in re.findall(r"\w+", _spaced(name)))
            if not asked:
                return []
        order = "" if "ORDER BY" in _FROM[by] else _IN_ORDER
        query = f"SELECT {_COLUMNS} FROM {_FROM[by]} {order}"  # noqa: S608  names of ours
        with self._open() as db:
            rows = db.execute(query, () if by in _WITHOUT_NAME else (asked,)).fetchall()
        tracks = [Track(*row) for row in rows]
        return [track for track in tracks if artist in ("", track.artist)]

    def names(self, by: By, limit: int) -> list[str]:
        """Return what there is to ask for, the most songs first: artists, albums and so on."""
        column = {By.SONG: "title", By.PLAYLIST: "playlist"}.get(by, str(by))
        table = "entry JOIN song USING (uri)" if by is By.PLAYLIST else "song"
        query = (
            f"SELECT {column} FROM {table} WHERE {column} != ''"  # noqa: S608  names of ours
            f" GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT ?"
        )
        with self._open() as db:
            return [str(row[0]) for row in db.execute(query, (limit,))]

    def titles(self, limit: int) -> list[tuple[str, str]]:
        """Return songs as (title, artist), the newest files first."""
        query = "SELECT title, artist FROM song ORDER BY changed_ns DESC LIMIT ?"
        with self._open() as db:
            return [(str(title), str(artist)) for title, artist in db.execute(query, (limit,))]

    def count(self) -> int:
        """Return how many songs there are."""
        with self._open() as db:
            return int(db.execute("SELECT count(*) FROM song").fetchone()[0])

    def like(self, uri: str, liked: bool) -> None:
        """Make a song a favourite, or no longer.

        Raises:
            InputError: it is no song of the library.
        """
        with self._open() as db:
            found = db.execute("UPDATE song SET liked = ? WHERE uri = ?", (liked, uri)).rowcount
        if not found:
            raise InputError("Only songs of the library can be favourites.")

    def liked(self, uri: str) -> bool:
        """Return True for a favourite."""
        with self._open() as db:
            row = db.execute("SELECT liked FROM song WHERE uri = ?", (uri,)).fetchone()
        return bool(row and row[0])


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            yield from (Path(place, name) for name in sorted(names))


def _keep(db: sqlite3.Connection, tags: Tags, changed_ns: int) -> None:
    values: dict[str, Any] = {name: getattr(tags, name) for name in Tags.__dataclass_fields__}
    columns = ", ".join([*values, "changed_ns"])
    marks = ", ".join("?" * (len(values) + 1))
    renewed = ", ".join(f"{name} = excluded.{name}" for name in [*values, "changed_ns"])
    db.execute(
        f"INSERT INTO song ({columns}) VALUES ({marks})"  # noqa: S608  names of ours
        f" ON CONFLICT (uri) DO UPDATE SET {renewed}",
        (*values.values(), changed_ns),
    )
    db.execute("DELETE FROM words WHERE uri = ?", (tags.uri,))
    text = _spaced(f"{tags.title} {tags.artist} {tags.album}")
    db.execute("INSERT INTO words VALUES (?, ?)", (tags.uri, text))


def _spaced(text: str) -> str:
    """Return text with each Chinese character a word of its own."""
    return _HAN.sub(r" \1 ", text)
