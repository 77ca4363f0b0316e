"""A camera without a lens: a moving test picture, with faults on demand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.errors import CameraError
from assistant.imaging.camera.interface import Frame
from assistant.imaging.interface import Pixels, Size

_BARS = (
    *((235, 235, 235), (235, 235, 16), (16, 235, 235), (16, 235, 16)),
    *((235, 16, 235), (235, 16, 16), (16, 16, 235)),
)
_SPEED = 120.0
"""How fast the white line moves over the picture, pixels a second."""


@dataclass
class Faults:
    """What goes wrong; may be changed while the camera runs.

    ``absent``: it can't be opened. ``fails``: the next read fails. ``silent``: reads wait and
    bring nothing. ``frozen``: the same frame again and again.
    """

    absent: bool = False
    fails: bool = False
    silent: bool = False
    frozen: bool = False


class PatternCamera:
    """Implements ``Camera``: colour bars over which a line moves."""

    def __init__(
        self,
        size: Size,
        fps: int,
        faults: Faults | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.faults = faults or Faults()
        self._size = size
        self._interval_s = 1.0 / fps
        self._now = now
        self._sleep = sleep
        self._bars = _bars(size)
        self._due_s: float | None = None
        self._last: Pixels | None = None

    @property
    def live(self) -> bool:
        """True: it stands for a camera."""
        return True

    def open(self) -> None:
        """Begin to deliver.

        Raises:
            CameraError: ``faults.absent``.
        """
        if self.faults.absent:
            raise CameraError("The test picture is switched off.")
        self._due_s = self._now()

    def read(self) -> Frame:
        """Wait for the next frame.

        Raises:
            CameraError: it is not open, or ``faults.fails`` or ``faults.absent``.
        """
        if self._due_s is None or self.faults.absent or self.faults.fails:
            self.close()
            raise CameraError("The test picture sends no frames any more.")
        self._due_s = max(self._due_s + self._interval_s, self._now())
        self._sleep(max(0.0, self._due_s - self._now()))
        while self.faults.silent:
            self._sleep(self._interval_s)
        at_s = self._now()
        if self._last is None or not self.faults.frozen:
            self._last = self._drawn(at_s)
        return Frame(self._last, at_s)

    def close(self) -> None:
        """Stop delivering."""
        self._due_s = None

    def _drawn(self, at_s: float) -> Pixels:
        pixels = self._bars.copy()
        x = int(at_s * _SPEED) % self._size[0]
        pixels[:, x : x + 4] = 255
        return pixels


def _bars(size: Size) -> Pixels:
    width, height = size
    columns = np.arange(width) * len(_BARS) // width
    row = np.array(_BARS, np.uint8)[columns]
    return np.repeat(row[np.newaxis], height, axis=0)
