"""Control by other programs of the session (``playerctl``, steering-wheel daemons): MPRIS 2.2."""

# No deferred annotations here: dbus-fast reads them.

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import sha1
from pathlib import Path
from typing import Any

from dbus_fast import BusType, PropertyAccess, Variant
from dbus_fast.annotations import (
    DBusBool,
    DBusDict,
    DBusDouble,
    DBusInt64,
    DBusObjectPath,
    DBusStr,
)
from dbus_fast.errors import DBusError
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from assistant.dbus import connected
from assistant.errors import DeviceError, PlaybackError
from assistant.media.deck import Deck
from assistant.media.interface import Status, Track
from assistant.media.mpris_root import Root
from assistant.media.queue import Repeat

NAME = "org.mpris.MediaPlayer2.assistant"
PATH = "/org/mpris/MediaPlayer2"
MICROSECONDS = 1_000_000

_LOGGER = logging.getLogger(__name__)
_READ = PropertyAccess.READ
_NO_TRACK = "/org/mpris/MediaPlayer2/TrackList/NoTrack"
_STATUS = {Status.PLAYING: "Playing", Status.PAUSED: "Paused", Status.STOPPED: "Stopped"}
_LOOPS = {Repeat.OFF: "None", Repeat.ONE: "Track", Repeat.ALL: "Playlist"}


class Controls(ServiceInterface):
    """``org.mpris.MediaPlayer2.Player``: what plays, and the buttons."""

    def __init__(self, deck: Deck) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._deck = deck
        self._tasks: set[asyncio.Task[None]] = set()

    def told(self) -> None:
        """Tell clients what changed."""
        self.emit_properties_changed(
            {
                "PlaybackStatus": self.status,
                "LoopStatus": self.loop,
                "Shuffle": self.shuffle,
                "Metadata": self.metadata,
                "Volume": self.volume,
                "CanGoNext": self.can_go_next,
            }
        )

    def _do(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start what takes time; a button gets no answer, as MPRIS has it."""

        async def run() -> None:
            try:
                await work
            except PlaybackError as error:
                _LOGGER.warning("A button of another program had no effect: %s", error.code)

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @dbus_method(name="Next")
    def next(self) -> None:
        """Go to the next track."""
        self._do(self._deck.next())

    @dbus_method(name="Previous")
    def previous(self) -> None:
        """Go to the start of the track, or the one before."""
        self._do(self._deck.previous(restart=True))

    @dbus_method(name="Pause")
    def pause(self) -> None:
        """Hold."""
        self._deck.pause()

    @dbus_method(name="PlayPause")
    def play_pause(self) -> None:
        """Hold, or go on."""
        if self._deck.state.status is Status.PLAYING:
            self._deck.pause()
        else:
            self._do(self._deck.resume())

    @dbus_method(name="Stop")
    def stop(self) -> None:
        """Hold: the queue is kept."""
        self._deck.pause()

    @dbus_method(name="Play")
    def play(self) -> None:
        """Go on."""
        self._do(self._deck.resume())

    @dbus_method(name="Seek")
    def seek(self, offset: DBusInt64) -> None:
        """Move in the track by microseconds; past its end is the next one."""
        state = self._deck.state
        target_s = state.position_s + offset / MICROSECONDS
        if state.duration_s and target_s > state.duration_s:
            self._do(self._deck.next())
        else:
            self._deck.seek(target_s)
            self.seeked()

    @dbus_method(name="SetPosition")
    def set_position(self, track: DBusObjectPath, position: DBusInt64) -> None:
        """Go to a place in the track, if it is still on."""
        if track == track_id(self._deck.queue.current) and position >= 0:
            self._deck.seek(position / MICROSECONDS)
            self.seeked()

    @dbus_method(name="OpenUri")
    def open_uri(self, uri: DBusStr) -> None:  # noqa: ARG002  MPRIS has it
        """Refuse: only what is in the library is played.

        Raises:
            DBusError: always.
        """
        raise DBusError("org.freedesktop.DBus.Error.NotSupported", "Only the library is played.")

    @dbus_signal(name="Seeked")
    def seeked(self) -> DBusInt64:
        """Tell clients where the track is now."""
        return round(self._deck.state.position_s * MICROSECONDS)

    @dbus_property(_READ, name="PlaybackStatus")
    def status(self) -> DBusStr:
        """Playing, Paused or Stopped."""
        return _STATUS[self._deck.state.status]

    @dbus_property(name="LoopStatus")
    def loop(self) -> DBusStr:
        """None, Track or Playlist."""
        return _LOOPS[self._deck.queue.repeat]

    @loop.setter  # type: ignore[no-redef]
    def loop(self, loop: DBusStr) -> None:
        modes = {name: mode for mode, name in _LOOPS.items()}
        if loop in modes:
            self._deck.repeat(modes[loop])

    @dbus_property(name="Shuffle")
    def shuffle(self) -> DBusBool:
        """Whether the order is mixed."""
        return self._deck.queue.shuffled

    @shuffle.setter  # type: ignore[no-redef]
    def shuffle(self, on: DBusBool) -> None:
        self._deck.shuffle(on)

    @dbus_property(_READ, name="Metadata")
    def metadata(self) -> DBusDict:
        """Return what the track is."""
        return metadata(self._deck.queue.current)

    @dbus_property(name="Volume")
    def volume(self) -> DBusDouble:
        """0.0 to 1.0."""
        return self._deck.volume / 100

    @volume.setter  # type: ignore[no-redef]
    def volume(self, volume: DBusDouble) -> None:
        self._deck.set_volume(volume * 100)

    @dbus_property(_READ, name="Position")
    def position(self) -> DBusInt64:
        """Microseconds from the start of the track."""
        return round(self._deck.state.position_s * MICROSECONDS)

    @dbus_property(_READ, name="CanGoNext")
    def can_go_next(self) -> DBusBool:
        """Whether a track follows."""
        queue = self._deck.queue
        return queue.at + 1 < len(queue.order) or queue.repeat is not Repeat.OFF

    @dbus_property(_READ, name="CanGoPrevious")
    def can_go_previous(self) -> DBusBool:
        """True: the start of the track is always there."""
        return True

    @dbus_property(_READ, name="CanPlay")
    def can_play(self) -> DBusBool:
        """True: a queue may always go on."""
        return True

    @dbus_property(_READ, name="CanPause")
    def can_pause(self) -> DBusBool:
        """True: all can be held."""
        return True

    @dbus_property(_READ, name="CanSeek")
    def can_seek(self) -> DBusBool:
        """True: of stations it has no effect."""
        return True

    @dbus_property(_READ, name="CanControl")
    def can_control(self) -> DBusBool:
        """True: the buttons work."""
        return True

    @dbus_property(_READ, name="Rate")
    def rate(self) -> DBusDouble:
        """1.0: music has its own speed."""
        return 1.0

    @dbus_property(_READ, name="MinimumRate")
    def minimum_rate(self) -> DBusDouble:
        """1.0: music has its own speed."""
        return 1.0

    @dbus_property(_READ, name="MaximumRate")
    def maximum_rate(self) -> DBusDouble:
        """1.0: music has its own speed."""
        return 1.0


def track_id(track: Track | None) -> str:
    """Return the object path that names a track."""
    if track is None:
        return _NO_TRACK
    return f"/assistant/track/{sha1(track.uri.encode(), usedforsecurity=False).hexdigest()}"


def metadata(track: Track | None) -> dict[str, Variant]:
    """Return a track as MPRIS writes it."""
    about = {"mpris:trackid": Variant("o", track_id(track))}
    if track is None:
        return about
    address = Path(track.uri).as_uri() if track.uri.startswith("/") else track.uri
    about |= {"xesam:title": Variant("s", track.title), "xesam:url": Variant("s", address)}
    if track.duration_s:
        about["mpris:length"] = Variant("x", round(track.duration_s * MICROSECONDS))
    if track.artist:
        about["xesam:artist"] = Variant("as", [track.artist])
    if track.album:
        about["xesam:album"] = Variant("s", track.album)
    if track.genre:
        about["xesam:genre"] = Variant("as", [track.genre])
    return about


@asynccontextmanager
async def offer_mpris(deck: Deck, address: str | None = None) -> AsyncIterator[None]:
    """Let other programs control the deck for the duration of a block.

    ``address`` is the session bus's own unless given. Without a bus the music plays all the same.
    """
    async with AsyncExitStack() as stack:
        try:
            bus = await stack.enter_async_context(connected(BusType.SESSION, address))
        except DeviceError as error:
            _LOGGER.info("No control by other programs: %s", error)
        else:
            controls = Controls(deck)
            bus.export(PATH, Root())
            bus.export(PATH, controls)
            await bus.request_name(NAME)
            deck.changed = controls.told
            stack.callback(setattr, deck, "changed", lambda: None)
        yield
