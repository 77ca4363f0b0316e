"""The service ``media``: what skills see of music and radio, and what they may ask for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from assistant.errors import DeviceError, InputError, PlaybackError
from assistant.media.deck import Deck
from assistant.media.interface import Status, Track
from assistant.media.library import By, Library
from assistant.media.mpv import MISSING
from assistant.media.queue import Repeat
from assistant.media.stations import Station
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

_LOGGER = logging.getLogger(__name__)

MAX_TITLES = 2000
MAX_NAMES = 1000
"""So many titles, and so many artists and albums, go with every call of a media skill; the
titles of a larger library are found by their words (``By.WORDS``)."""

RESCAN_S = 300.0
"""How often folders are looked at for new songs."""

STATION = "station"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The names that skills match against, read once a scan."""

    artists: tuple[str, ...] = ()
    albums: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    playlists: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    songs: int = 0


class Media:
    """Implements ``Service``. Without a ``deck`` (no player installed) it says so."""

    def __init__(self, deck: Deck | None, library: Library, stations: tuple[Station, ...]) -> None:
        self.deck = deck
        self.library = library
        self._stations = stations
        self._shelf = _shelf(library)

    @property
    def name(self) -> str:
        """``media``."""
        return "media"

    def seen(self) -> dict[str, Any]:
        """Return what plays, and the names of what there is to play.

        ``titles`` are ``[title, artist]``; ``songs`` counts all, also those beyond ``titles``.
        """
        shelf, state = self._shelf, self._state()
        return {
            **state,
            "artists": shelf.artists,
            "albums": shelf.albums,
            "genres": shelf.genres,
            "playlists": shelf.playlists,
            "titles": shelf.titles,
            "songs": shelf.songs,
            "stations": [
                {"name": one.name, "frequency_mhz": one.frequency_mhz} for one in self._stations
            ],
        }

    def _state(self) -> dict[str, Any]:
        if self.deck is None:
            return {"available": False, "status": "stopped", "upcoming": 0}
        deck, state = self.deck, self.deck.state
        track = deck.queue.current or Track("", "")
        return {
            "available": True,
            "status": str(state.status),
            "kind": str(track.kind) if track.uri else "",
            "title": track.title,
            "artist": track.artist,
            "album": track.album,
            "position_s": round(state.position_s),
            "duration_s": round(state.duration_s),
            "volume": round(deck.volume),
            "muted": deck.muted,
            "shuffle": deck.queue.shuffled,
            "repeat": str(deck.queue.repeat),
            "upcoming": len(deck.queue.order) - deck.queue.at - 1,
        }

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  anybody's
        """Carry out one of ``VERBS``; what to play is told by ``by``, ``name`` and ``artist``.

        Raises:
            DeviceError: there is no player.
            PlaybackError: there is no such song, or it can't be played.
            InputError: the arguments are wrong, or there is no such effect.
        """
        if self.deck is None:
            raise DeviceError(MISSING, code="media_player")
        act = VERBS.get(effect.kind.removeprefix("media."))
        if act is None:
            raise InputError(f"Media can {', '.join(sorted(VERBS))}; not {effect.kind!r}.")
        return await act(self, self.deck, effect)

    def hold(self, on: bool) -> None:
        """Pause for a phone call, and go on after it if music played before."""
        if self.deck is not None:
            self.deck.hold(on)

    async def keep_scanned(self) -> None:
        """Scan the folders now and every few minutes, for ever."""
        while True:
            await asyncio.to_thread(self.library.scan)
            self._shelf = await asyncio.to_thread(_shelf, self.library)
            await asyncio.sleep(RESCAN_S)

    async def find(self, args: dict[str, Any]) -> list[Track]:
        """Return what an effect's arguments name.

        Raises:
            InputError: they name nothing that can be asked for.
            PlaybackError: there is no such song or station.
        """
        by, name, artist = (str(args.get(key, "")) for key in ("by", "name", "artist"))
        if by == STATION:
            tracks = [one.track for one in self._stations if one.name == name]
        elif by in list(By):
            tracks = await asyncio.to_thread(self.library.songs, By(by), name, artist)
        else:
            raise InputError(f"Media are asked for by {', '.join(By)} or {STATION}; not {by!r}.")
        if not tracks:
            raise PlaybackError("There is nothing of that name to play.", code="not_found")
        return tracks


def _shelf(library: Library) -> Shelf:
    return Shelf(
        artists=tuple(library.names(By.ARTIST, MAX_NAMES)),
        albums=tuple(library.names(By.ALBUM, MAX_NAMES)),
        genres=tuple(library.names(By.GENRE, MAX_NAMES)),
        playlists=tuple(library.names(By.PLAYLIST, MAX_NAMES)),
        titles=tuple(library.titles(MAX_TITLES)),
        songs=library.count(),
    )


# --- effects ----------------------------------------------------------------------------------


async def _play(media: Media, deck: Deck, effect: Effect) -> Applied:
    tracks = await media.find(effect.args)
    await deck.play(tracks, shuffle=bool(effect.args.get("shuffle")))
    return _status(deck, Status.PLAYING, Effect("media.pause"))


async def _enqueue(media: Media, deck: Deck, effect: Effect) -> Applied:
    tracks = await media.find(effect.args)
    before = len(deck.queue.order)
    await deck.add(tracks, next_up=bool(effect.args.get("next")))
    after = len(deck.queue.order)
    return Applied("media.queue", after, after == before + len(tracks))


async def _pause(_media: Media, deck: Deck, _effect: Effect) -> Applied:
    deck.pause()
    return _status(deck, Status.PAUSED, Effect("media.resume"))


async def _resume(_media: Media, deck: Deck, _effect: Effect) -> Applied:
    await deck.resume()
    return _status(deck, Status.PLAYING, Effect("media.pause"))


async def _next(_media: Media, deck: Deck, _effect: Effect) -> Applied:
    moved = await deck.next()
    return Applied("media.title", _title(deck), moved, (Effect("media.previous"),))


async def _previous(_media: Media, deck: Deck, _effect: Effect) -> Applied:
    await deck.previous()
    return Applied("media.title", _title(deck), deck.state.status is Status.PLAYING)


async def _seek(_media: Media, deck: Deck, effect: Effect) -> Applied:
    before = deck.state.position_s
    by, to = effect.args.get("by_s"), effect.args.get("to_s")
    target = float(to) if to is not None else before + float(by or 0)
    deck.seek(target)
    undo = (Effect("media.seek", args={"to_s": before}),)
    return Applied("media.position", round(target), verified=True, undo=undo)


async def _shuffle(_media: Media, deck: Deck, effect: Effect) -> Applied:
    before = deck.queue.shuffled
    deck.shuffle(bool(effect.value))
    undo = (Effect("media.shuffle", value=before),)
    return Applied("media.shuffle", deck.queue.shuffled, verified=True, undo=undo)


async def _repeat(_media: Media, deck: Deck, effect: Effect) -> Applied:
    if effect.value not in list(Repeat):
        raise InputError(f"Repeat is {', '.join(Repeat)}; not {effect.value!r}.")
    before = deck.queue.repeat
    deck.repeat(Repeat(effect.value))
    return Applied("media.repeat", str(effect.value), True, (Effect("media.repeat", value=before),))


async def _volume(_media: Media, deck: Deck, effect: Effect) -> Applied:
    value = effect.value
    if isinstance(value, (bool, str)) or value is None or not 0 <= value <= 100:  # noqa: PLR2004
        raise InputError(f"The volume is 0 to 100 percent, not {value!r}.")
    before = deck.volume
    deck.set_volume(float(value))
    return Applied("media.volume", value, True, (Effect("media.volume", value=before),))


async def _mute(_media: Media, deck: Deck, effect: Effect) -> Applied:
    deck.mute(bool(effect.value))
    undo = (Effect("media.mute", value=not effect.value),)
    return Applied("media.mute", deck.muted, verified=True, undo=undo)


async def _like(media: Media, deck: Deck, effect: Effect) -> Applied:
    track = deck.queue.current
    if track is None:
        raise InputError("Nothing plays that could be a favourite.")
    media.library.like(track.uri, bool(effect.value))
    undo = (Effect("media.like", value=not effect.value),)
    return Applied("media.like", media.library.liked(track.uri), verified=True, undo=undo)


VERBS: dict[str, Callable[[Media, Deck, Effect], Awaitable[Applied]]] = {
    "play": _play,
    "enqueue": _enqueue,
    "pause": _pause,
    "resume": _resume,
    "next": _next,
    "previous": _previous,
    "seek": _seek,
    "shuffle": _shuffle,
    "repeat": _repeat,
    "volume": _volume,
    "mute": _mute,
    "like": _like,
}
"""What can be asked for, as ``media.<verb>``."""


def _status(deck: Deck, wanted: Status, undo: Effect) -> Applied:
    """Return that the player does what was wanted, if it says so itself."""
    status = deck.state.status
    return Applied("media.state", str(status), status is wanted, (undo,))


def _title(deck: Deck) -> str:
    return deck.queue.current.title if deck.queue.current else ""
