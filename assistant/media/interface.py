"""The port of players: what plays one track at a time, and tells how that goes.

await player.play("/music/song.flac")     # returns when it is heard
player.state().status                     # Status.PLAYING
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a track is."""

    SONG = "song"
    STATION = "station"


class Status(StrEnum):
    """What a player does."""

    PLAYING = "playing"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Track:
    """A song or a station. ``uri`` is an absolute path or a URL; 0 seconds: unknown, or endless."""

    uri: str
    title: str
    artist: str = ""
    album: str = ""
    genre: str = ""
    duration_s: float = 0.0
    kind: Kind = Kind.SONG


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What a player does now. ``duration_s`` is 0 for what has no end."""

    status: Status = Status.STOPPED
    position_s: float = 0.0
    duration_s: float = 0.0


Ended = Callable[[bool], None]
"""Told when a track is over: True when it was played through, False when it broke off."""


class Player(Protocol):
    """Plays one track at a time. All methods are called on the event loop."""

    ended: Ended | None

    async def play(self, uri: str, start_s: float = 0.0) -> None:
        """Play instead of what plays now; return when it is heard.

        Raises:
            PlaybackError: it can't be opened, or not in time.
        """
        ...

    def pause(self) -> None:
        """Hold the track where it is."""
        ...

    def resume(self) -> None:
        """Go on after ``pause``."""
        ...

    def stop(self) -> None:
        """Let go of the track."""
        ...

    def seek(self, position_s: float) -> None:
        """Go on from another place; beyond the end is the end."""
        ...

    def set_volume(self, percent: float) -> None:
        """Set the loudness, 0 to 100."""
        ...

    def state(self) -> PlayerState:
        """Return what the player itself says that it does."""
        ...

    def close(self) -> None:
        """Stop, and free the sound device."""
        ...
