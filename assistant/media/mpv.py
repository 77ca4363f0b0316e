"""The player ``mpv``, through its library (Debian: libmpv2). It plays files and streams alike."""

from __future__ import annotations

import asyncio
from ctypes.util import find_library
from typing import Any

from assistant.errors import DeviceError, PlaybackError
from assistant.media.interface import Ended, PlayerState, Status

OPEN_S = 8.0
"""So long may a track take until it is heard; a station on a slow network needs seconds."""

MISSING = "The music player is missing: install libmpv (Debian: sudo apt-get install libmpv2)."

_EVENTS = ("playback-restart", "end-file")


def load_library() -> Any:
    """Return the binding.

    Raises:
        DeviceError: the library is not installed.
    """
    try:
        import mpv  # noqa: PLC0415  loads a system library, which may be missing
    except (ImportError, OSError) as error:
        raise DeviceError(MISSING, code="media_player") from error
    return mpv


class MpvPlayer:
    """Implements ``Player``. Make it on the event loop that uses it.

    The library is loaded for the first track: its decoders take 40 MB, which a car without
    music need not spend.
    """

    def __init__(self, output: str = "") -> None:
        """Look for the player; ``output`` names mpv's audio output, empty for the best there is.

        Raises:
            DeviceError: libmpv is missing.
        """
        if find_library("mpv") is None:
            raise DeviceError(MISSING, code="media_player")
        self.ended: Ended | None = None
        self._output = output
        self._mpv: Any = None
        self._volume = 100.0
        self._loop = asyncio.get_running_loop()
        self._opening: asyncio.Future[None] | None = None
        self._entry = 0

    def _start(self) -> Any:
        try:
            mpv = load_library()
            started = mpv.MPV(
                video=False, idle=True, ytdl=False, config=False, terminal=False,
                input_default_bindings=False, audio_client_name="assistant",
                volume=self._volume, **({"ao": self._output} if self._output else {}),
            )  # fmt: skip
        except (DeviceError, ValueError, AttributeError) as error:
            raise PlaybackError(f"mpv can't start: {error}") from error
        started.event_callback(*_EVENTS)(self._heard)
        return started

    async def play(self, uri: str, start_s: float = 0.0) -> None:
        """Play instead of what plays now; return when it is heard.

        Raises:
            PlaybackError: it can't be opened, or not in time; or mpv can't start.
        """
        if self._mpv is None:
            self._mpv = await asyncio.to_thread(self._start)
        self._opening = opening = self._loop.create_future()
        self._mpv.pause = False
        answer = self._mpv.command("loadfile", uri, "replace", f"start={start_s:.3f}")
        self._entry = int(answer["playlist_entry_id"])
        try:
            await asyncio.wait_for(opening, OPEN_S)
        except TimeoutError as error:
            self.stop()
            raise PlaybackError("A track did not start in time.") from error
        finally:
            if self._opening is opening:
                self._opening = None

    def pause(self) -> None:
        """Hold the track where it is."""
        if self._mpv is not None:
            self._mpv.pause = True

    def resume(self) -> None:
        """Go on after ``pause``."""
        if self._mpv is not None:
            self._mpv.pause = False

    def stop(self) -> None:
        """Let go of the track."""
        self._entry = 0
        if self._mpv is not None:
            self._mpv.command("stop")

    def seek(self, position_s: float) -> None:
        """Go on from another place; beyond the end is the end. Streams can't."""
        if self._mpv is not None and self._mpv.seekable:
            self._mpv.command("seek", max(0.0, position_s), "absolute")

    def set_volume(self, percent: float) -> None:
        """Set the loudness, 0 to 100."""
        self._volume = percent
        if self._mpv is not None:
            self._mpv.volume = percent

    def state(self) -> PlayerState:
        """Return what the player itself says that it does."""
        if self._mpv is None or self._mpv.idle_active or not self._entry:
            return PlayerState()
        status = Status.PAUSED if self._mpv.pause else Status.PLAYING
        return PlayerState(status, self._mpv.time_pos or 0.0, self._mpv.duration or 0.0)

    def close(self) -> None:
        """Stop, and free the sound device."""
        self.ended = None
        if self._mpv is not None:
            self._mpv.terminate()

    # --- events: they come on mpv's thread ------------------------------------------------

    def _heard(self, event: Any) -> None:
        told = event.as_dict()
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._on_event, told)

    def _on_event(self, event: dict[str, Any]) -> None:
        opening = self._opening if self._opening and not self._opening.done() else None
        if event["event"] == b"playback-restart":
            if opening is not None and not self._mpv.idle_active:
                opening.set_result(None)
            return
        if event.get("playlist_entry_id") != self._entry:
            return  # of a track before
        reason = event.get("reason")
        if opening is not None and reason == b"error":
            self._entry = 0
            opening.set_exception(PlaybackError("A track can't be opened."))
        elif reason in (b"eof", b"error"):
            self._entry = 0
            if opening is not None:  # shorter than the time it takes to tell
                opening.set_result(None)
            if self.ended is not None:
                self.ended(reason == b"eof")
