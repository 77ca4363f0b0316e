"""A player without sound, for tests and for trying things: tracks take their time, by a clock."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from assistant.errors import PlaybackError
from assistant.media.interface import Ended, PlayerState, Status


class FakePlayer:
    """Implements ``Player`` on the event loop's clock.

    ``lengths`` are the tracks that there are, in seconds by uri; others can't be opened. 0 is
    endless. ``volume`` is what was set last, ``breaks`` are uris that break off when half played.
    """

    def __init__(self, lengths: Mapping[str, float], breaks: frozenset[str] = frozenset()) -> None:
        self.ended: Ended | None = None
        self.volume = 100.0
        self.played: list[str] = []
        self._lengths = lengths
        self._breaks = breaks
        self._loop = asyncio.get_running_loop()
        self._status = Status.STOPPED
        self._uri = ""
        self._since_s = 0.0
        self._held_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    async def play(self, uri: str, start_s: float = 0.0) -> None:
        """Play a known track.

        Raises:
            PlaybackError: it is none of ``lengths``.
        """
        self.stop()
        await asyncio.sleep(0.01)
        if uri not in self._lengths:
            raise PlaybackError("A track can't be opened.")
        self._uri, self._held_s = uri, start_s
        self.played.append(uri)
        self.resume()

    def pause(self) -> None:
        """Hold the track where it is."""
        if self._status is Status.PLAYING:
            self._held_s, self._status = self._position(), Status.PAUSED
            self._cancel()

    def resume(self) -> None:
        """Go on, and end in time."""
        if not self._uri:
            return
        self._since_s, self._status = self._loop.time(), Status.PLAYING
        self._cancel()
        length = self._lengths[self._uri]
        whole = self._uri not in self._breaks
        left = (length if whole else length / 2) - self._held_s
        if length:
            self._timer = self._loop.call_later(max(0.0, left), self._over, whole)

    def stop(self) -> None:
        """Let go of the track."""
        self._cancel()
        self._uri, self._status, self._held_s = "", Status.STOPPED, 0.0

    def seek(self, position_s: float) -> None:
        """Go on from another place."""
        playing = self._status is Status.PLAYING
        self._held_s = max(0.0, position_s)
        if playing:
            self.resume()

    def set_volume(self, percent: float) -> None:
        """Set the loudness."""
        self.volume = percent

    def state(self) -> PlayerState:
        """Return what it does."""
        length = self._lengths.get(self._uri, 0.0)
        return PlayerState(self._status, self._position(), length)

    def close(self) -> None:
        """Stop."""
        self.stop()

    def _position(self) -> float:
        if self._status is Status.PLAYING:
            return self._held_s + self._loop.time() - self._since_s
        return self._held_s

    def _over(self, whole: bool) -> None:
        self.stop()
        if self.ended is not None:
            self.ended(whole)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
