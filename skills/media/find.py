"""What was meant: names as they were said, matched against what there is to play. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.skillhost.names import best_matches
from assistant.skillhost.sdk import Context

_LISTS = {
    "playlist": "playlists",
    "artist": "artists",
    "album": "albums",
    "genre": "genres",
}
_ORDER = ("artist", "song", "playlist", "album", "station", "genre")
"""What a bare name rather is when it fits two kinds alike."""

_GENRES = {
    "摇滚": "Rock", "流行": "Pop", "爵士": "Jazz", "古典": "Classical", "民谣": "Folk",
    "电子": "Electronic", "说唱": "Hip-Hop", "嘻哈": "Hip-Hop", "轻音乐": "Instrumental",
    "乡村": "Country", "蓝调": "Blues", "金属": "Metal", "儿歌": "Children", "儿童": "Children",
    "hip hop": "Hip-Hop", "rap": "Hip-Hop", "electro": "Electronic", "kids": "Children",
}  # fmt: skip
"""How people say genres that tags write another way."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something to play: its kind, its exact name, and for a song or an album whose it is."""

    kind: str
    name: str
    artist: str = ""
    score: float = 1.0

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments of the effect that plays it."""
        return {"by": self.kind, "name": self.name, "artist": self.artist}


def find(ctx: Context, what: str, artist: str, kind: str) -> Found | None:
    """Return what fits best, or None. ``what`` may be empty when an artist was named."""
    media = ctx.services["media"]
    whose = _best("artist", artist, media["artists"], ctx) if artist else None
    if artist and whose is None and media["artists"]:
        return _whole(ctx, f"{what} {artist}")
    if not what:
        return whose
    by = whose.name if whose else ""
    kinds = (kind,) if kind else ("song", "album") if by else _ORDER
    found = [one for one in (_of_kind(ctx, wanted, what, by) for wanted in kinds) if one]
    if found:
        return max(found, key=lambda one: (one.score, -kinds.index(one.kind)))
    return _whole(ctx, f"{what} {by}") if kind in ("", "song") else None


def _of_kind(ctx: Context, kind: str, what: str, artist: str) -> Found | None:
    media = ctx.services["media"]
    if kind == "station":
        return _best(kind, what, [station["name"] for station in media["stations"]], ctx)
    if kind == "song":
        titles = [(title, by) for title, by in media["titles"] if artist in ("", by)]
        song = _best(kind, what, [title for title, _ in titles], ctx)
        if song is None:
            return None
        by = next(by for title, by in titles if title == song.name)
        return Found(kind, song.name, by, song.score)
    if kind == "genre":
        what = next((tag for said, tag in _GENRES.items() if said == what.casefold()), what)
    found = _best(kind, what, media[_LISTS[kind]], ctx)
    return Found(kind, found.name, artist, found.score) if found and kind == "album" else found


def _best(kind: str, said: str, names: list[str], ctx: Context) -> Found | None:
    matches = best_matches(said, names, ctx.language, limit=1)
    return Found(kind, matches[0].candidate, score=matches[0].score) if matches else None


def _whole(ctx: Context, words: str) -> Found | None:
    """Return a search by words in a library too large to be shown whole, else None."""
    media = ctx.services["media"]
    beyond = media["songs"] > len(media["titles"])
    return Found("words", words.strip(), score=0.0) if beyond else None
