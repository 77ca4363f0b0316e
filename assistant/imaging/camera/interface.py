"""The port of everything that delivers a moving picture.

camera.open()
frame = camera.read()     # waits for the next one
camera.close()

A camera blocks; ``capture.Capture`` runs it on a thread of its own, so that nobody waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.imaging.interface import Pixels


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a camera: RGB pixels, and when they were taken (monotonic seconds)."""

    pixels: Pixels
    at_s: float


class Camera(Protocol):
    """One camera. After a ``CameraError`` it is closed, and may be opened again."""

    @property
    def live(self) -> bool:
        """True when it sees what is so now; False for a recording."""
        ...

    def open(self) -> None:
        """Begin to deliver.

        Raises:
            CameraError: it is not there, or in use by something else.
        """
        ...

    def read(self) -> Frame:
        """Wait for the next frame and return it.

        Raises:
            CameraError: there are no more frames: unplugged, unreachable, at its end.
        """
        ...

    def close(self) -> None:
        """Give the device back; does nothing when it is not open."""
        ...
