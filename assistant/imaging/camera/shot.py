"""One shown picture, ready to be sent. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.imaging.camera.presence import Trouble
from assistant.imaging.interface import Size


@dataclass(frozen=True, slots=True)
class Shot:
    """A JPEG of ``size``. ``number`` counts the frames of the camera.

    ``taken_s`` is when the camera saw it and ``made_s`` when it was ready to be sent (monotonic
    seconds). ``trouble`` says why it shows no picture, None when it does. ``dropped`` frames of
    the camera were newer ones' victims since the shot before.
    """

    jpeg: bytes
    size: Size
    number: int
    taken_s: float
    made_s: float
    trouble: Trouble | None = None
    dropped: int = 0
