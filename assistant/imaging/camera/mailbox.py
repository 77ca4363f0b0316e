"""Where the newest frame lies: one place, so that nobody ever works on an old one."""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass, replace

from assistant.imaging.camera.interface import Frame
from assistant.imaging.camera.presence import Sight
from assistant.imaging.interface import Pixels

_STEP = 7
"""Every so many rows are looked at to tell one frame from the next."""


@dataclass(frozen=True, slots=True)
class Held:
    """The newest frame, its number (from 1), and what is known of its camera."""

    frame: Frame | None
    number: int
    sight: Sight


class Mailbox:
    """One place for a frame; a new one replaces the old, taken or not. Safe between threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held = Held(None, 0, Sight())
        self._mark: int | None = None

    @property
    def held(self) -> Held:
        """What lies there now."""
        return self._held

    def put(self, frame: Frame) -> None:
        """Replace the frame that lies there."""
        mark = _mark_of(frame.pixels)
        with self._changed:
            before = self._held.sight
            changed = frame.at_s if mark != self._mark else before.change_s
            sight = replace(before, frame_s=frame.at_s, change_s=changed, failed=False)
            self._held, self._mark = Held(frame, self._held.number + 1, sight), mark
            self._changed.notify_all()

    def asked(self, now_s: float) -> None:
        """Note that the camera is being opened."""
        with self._changed:
            asked = self._held.sight.asked_s
            sight = replace(self._held.sight, asked_s=now_s if asked is None else asked)
            self._held = replace(self._held, sight=sight)

    def failed(self) -> None:
        """Note that the camera can't be opened or read."""
        with self._changed:
            self._held = replace(self._held, sight=replace(self._held.sight, failed=True))
            self._changed.notify_all()

    def newer(self, number: int, timeout_s: float) -> Held:
        """Wait for a frame after ``number``, at most ``timeout_s``; return what lies there."""
        with self._changed:
            self._changed.wait_for(lambda: self._held.number > number, timeout_s)
            return self._held


def _mark_of(pixels: Pixels) -> int:
    """Return a number that differs between frames that differ."""
    return zlib.crc32(pixels[::_STEP].tobytes())
