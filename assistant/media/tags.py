"""What a file says about itself: the tags of songs, the lines of playlists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import mutagen

AUDIO = frozenset(
    {".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".wav", ".wma", ".ape", ".aiff"}
)
"""Endings of files that are songs."""

MAX_PLAYLIST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one song; the file's name stands in for a missing title."""

    uri: str
    title: str
    artist: str = ""
    album: str = ""
    genre: str = ""
    disc: int = 0
    number: int = 0
    duration_s: float = 0.0


def read_tags(path: Path) -> Tags:
    """Return a file's tags; of a damaged or untagged one only its name."""
    try:
        file = mutagen.File(path, easy=True)
    except (mutagen.MutagenError, OSError):
        file = None
    found = {
        name: " / ".join(str(value) for value in values)[:200]
        for name, values in ((file.tags or {}) if file is not None else {}).items()
    }
    return Tags(
        uri=str(path),
        title=found.get("title") or path.stem,
        artist=found.get("artist") or found.get("albumartist") or "",
        album=found.get("album", ""),
        genre=found.get("genre", ""),
        disc=_number(found.get("discnumber", "")),
        number=_number(found.get("tracknumber", "")),
        duration_s=round(float(file.info.length), 2) if file is not None else 0.0,
    )


def _number(text: str) -> int:
    """Return the first number of "3/12"."""
    first = text.partition("/")[0].strip()
    return int(first) if first.isdecimal() else 0


def playlist_entries(path: Path) -> Iterator[str]:
    """Yield the songs of an m3u file as absolute paths; streams and comments are left out."""
    text = path.read_bytes()[:MAX_PLAYLIST_BYTES].decode("utf-8-sig", errors="replace")
    for line in (line.strip() for line in text.splitlines()):
        if not line or line.startswith("#") or "\0" in line:
            continue
        address = urlsplit(line)
        if address.scheme == "file":
            yield unquote(address.path)
        elif not address.netloc:
            yield str((path.parent / line).resolve())
