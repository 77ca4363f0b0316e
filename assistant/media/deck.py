"""The deck: plays the queue on a player, goes on by itself, and remembers it over a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

from assistant.clock import at_work
from assistant.diary.files import read_json, write_json
from assistant.errors import PlaybackError, StreamError
from assistant.media.interface import Kind, Player, PlayerState, Status, Track
from assistant.media.queue import Queue, Repeat, added, filled, following, preceding, shuffled

_LOGGER = logging.getLogger(__name__)

DUCKED = 0.25
"""The share of the volume that is left while the car talks or listens."""

RESTART_S = 3.0
"""After so much of a song, the "previous" button of a player starts it again."""

SAVE_S = 2.0
"""How soon a change is written down."""

PLACE_S = 20.0
"""How often the place in a playing track is written down."""

MAX_SKIPPED = 5
"""So many tracks in a row may fail before the deck gives up."""

MAX_KEPT = 300
"""A longer queue is kept over a restart only as far as this."""


class Deck:
    """Plays tracks in order. ``changed`` is called after everything that others may want to show.

    ``volume`` is what people set, 0 to 100; what the player gets is less while ducked or muted.
    """

    def __init__(self, player: Player, memory: Path | None, chance: Random | None = None) -> None:
        self.queue = Queue()
        self.volume, self.muted = 60.0, False
        self.changed: Callable[[], None] = lambda: None
        self._player = player
        self._memory = memory
        self._chance = chance or Random()  # noqa: S311  an order of songs is no secret
        self._ducked = self._loaded = self._held = self._unsaved = False
        self._start_s = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        player.ended = self._ended
        self._level()

    @property
    def state(self) -> PlayerState:
        """What the player does; paused where a restart will go on, when nothing is loaded."""
        state = self._player.state()
        if state.status is Status.STOPPED and self.queue.current and not self._loaded:
            length = self.queue.current.duration_s
            return PlayerState(Status.PAUSED, self._start_s, length)
        return state

    # --- playing --------------------------------------------------------------------------

    async def play(self, tracks: Sequence[Track], *, shuffle: bool = False) -> None:
        """Play these tracks from the first, or shuffled.

        Raises:
            PlaybackError: none of them can be played.
        """
        await self._go(filled(self.queue, tracks, shuffle, self._chance))

    async def add(self, tracks: Sequence[Track], *, next_up: bool = False) -> None:
        """Queue more tracks; play at once when the queue was empty.

        Raises:
            PlaybackError: none of them can be played.
        """
        if self.queue.current is None:
            await self.play(tracks)
            return
        self.queue = added(self.queue, tracks, next_up=next_up)
        self._told()

    async def resume(self) -> None:
        """Go on with what was paused, or left by a restart.

        Raises:
            PlaybackError: it can't be played any more.
        """
        if self._loaded:
            self._player.resume()
        elif self.queue.current is not None:
            await self._go(self.queue, self._start_s)
        self._told()

    def pause(self) -> None:
        """Hold; stations are let go of, and come back live."""
        track = self.queue.current
        if self._loaded and track is not None and track.kind is Kind.STATION:
            self._loaded, self._start_s = False, 0.0
            self._player.stop()
        else:
            self._player.pause()
        self._told()

    async def next(self) -> bool:
        """Go one further; return False when there is none.

        Raises:
            PlaybackError: what follows can't be played.
        """
        queue = following(self.queue, asked=True)
        if queue is not None:
            await self._go(queue)
        return queue is not None

    async def previous(self, *, restart: bool = False) -> None:
        """Go back to the track before; ``restart``: to the start of this one, unless just begun.

        Raises:
            PlaybackError: it can't be played.
        """
        if restart and self._loaded and self.state.position_s > RESTART_S:
            self.seek(0.0)
        else:
            await self._go(preceding(self.queue))

    def seek(self, position_s: float) -> None:
        """Go on from another place in the track."""
        length = self.state.duration_s
        position_s = max(0.0, min(position_s, length or position_s))
        if self._loaded:
            self._player.seek(position_s)
        else:
            self._start_s = position_s
        self._told()

    def shuffle(self, on: bool) -> None:
        """Mix the order of what follows, or bring it back."""
        self.queue = shuffled(self.queue, on, self._chance)
        self._told()

    def repeat(self, mode: Repeat) -> None:
        """Set what happens at the end of a track, and of the queue."""
        self.queue = replace(self.queue, repeat=mode)
        self._told()

    def hold(self, on: bool) -> None:
        """Pause for a phone call, and go on after it if music played before."""
        if on and self._player.state().status is Status.PLAYING:
            self._held = True
            self.pause()
        elif not on and self._held:
            self._held = False
            self._soon(self.resume())

    # --- loudness -------------------------------------------------------------------------

    def set_volume(self, percent: float) -> None:
        """Set the loudness, 0 to 100; it ends a mute."""
        self.volume, self.muted = max(0.0, min(100.0, percent)), False
        self._level()
        self._told()

    def mute(self, on: bool) -> None:
        """Be silent, or as loud as before."""
        self.muted = on
        self._level()
        self._told()

    def duck(self, on: bool) -> None:
        """Play softly while others talk; the volume that people set stays what it is."""
        self._ducked = on
        self._level()

    def _level(self) -> None:
        share = 0.0 if self.muted else DUCKED if self._ducked else 1.0
        self._player.set_volume(self.volume * share)

    # --- going on -------------------------------------------------------------------------

    async def _go(self, queue: Queue, start_s: float = 0.0) -> None:
        """Play the queue's track, or the first after it that can be played.

        Raises:
            PlaybackError: of the first, when none can.
        """
        async with self._one_at_a_time:
            first: PlaybackError | None = None
            going: Queue | None = queue
            for _ in range(MAX_SKIPPED):
                if going is None or going.current is None:
                    break
                self.queue = going
                try:
                    await self._player.play(going.current.uri, start_s)
                except PlaybackError as error:
                    first = first or _named(error, going.current)
                    going, start_s = following(going, asked=True), 0.0
                    continue
                self._loaded = True
                self._told()
                return
            self._loaded, self._start_s = False, 0.0
            self._told()
            raise first or PlaybackError("There is nothing to play.")

    def _ended(self, whole: bool) -> None:
        if not whole:
            _LOGGER.warning("A track broke off; going on with the next.")
        self._soon(self._after(whole))

    async def _after(self, whole: bool) -> None:
        queue = following(self.queue, asked=not whole)
        if queue is not None:
            await self._go(queue)
            return
        self._loaded, self._start_s = False, 0.0
        self.queue = replace(self.queue, at=0)
        self._told()

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what nobody waits for."""

        async def run() -> None:
            try:
                await work
            except PlaybackError as error:
                _LOGGER.warning("The queue stopped: %s", error.code)

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- memory ---------------------------------------------------------------------------

    async def restore(self) -> None:
        """Take up what a restart interrupted; what was playing plays on."""
        kept = read_json(self._memory, dict)
        if not kept:
            return
        try:
            tracks = tuple(Track(**{**row, "kind": Kind(row["kind"])}) for row in kept["tracks"])
            order = tuple(int(number) for number in kept["order"])
            at, repeat = int(kept["at"]), Repeat(kept["repeat"])
            assert sorted(order) == list(range(len(tracks)))
            assert 0 <= at < max(1, len(order))
            self.queue = Queue(tracks, order, at, bool(kept["shuffled"]), repeat)
            self._start_s = float(kept["position_s"])
            self.set_volume(float(kept["volume"]))
        except (KeyError, TypeError, ValueError, AssertionError):
            self.queue = Queue()
            _LOGGER.warning("The kept queue is damaged; starting with none.")
            return
        if kept.get("playing"):
            try:
                await self._go(self.queue, self._start_s)
            except PlaybackError as error:
                _LOGGER.warning("What played before the restart can't be played: %s", error.code)

    async def keep_saved(self) -> None:
        """Write down what changed, and now and then the place in the track, for ever."""
        saved_s = 0.0
        while True:
            await asyncio.sleep(SAVE_S)
            now_s = asyncio.get_running_loop().time()
            moved = self._loaded and now_s - saved_s >= PLACE_S
            if self._unsaved or moved:
                self._unsaved, saved_s = False, now_s
                with at_work():
                    await asyncio.to_thread(self._save, self._row())

    def close(self) -> None:
        """Write down the place, and stop playing."""
        self._save(self._row())
        for task in self._tasks:
            task.cancel()
        self._player.close()

    def _told(self) -> None:
        self._unsaved = True
        self.changed()

    def _save(self, row: dict[str, Any]) -> None:
        try:
            write_json(self._memory, row)
        except OSError as error:
            _LOGGER.warning("The queue can't be kept: %s", error.strerror)

    def _row(self) -> dict[str, Any]:
        state, queue = self.state, self.queue
        first = max(0, queue.at - MAX_KEPT // 2)
        kept = queue.order[first : first + MAX_KEPT]
        numbers = {number: place for place, number in enumerate(sorted(kept))}
        return {
            "tracks": [asdict(queue.tracks[number]) for number in numbers],
            "order": [numbers[number] for number in kept],
            "at": queue.at - first if kept else 0,
            "shuffled": queue.shuffled,
            "repeat": queue.repeat,
            "position_s": round(state.position_s, 1),
            "volume": self.volume,
            "playing": self._loaded and state.status is Status.PLAYING,
        }


def _named(error: PlaybackError, track: Track) -> PlaybackError:
    """Return the error of a station as one that says so."""
    return StreamError(str(error)) if track.kind is Kind.STATION else error
