"""What runs in a camera's own process: it sees, makes the picture smaller under load, draws.

A driver or a decoder that crashes or hangs takes this process with it, not the car's assistant.
Capturing has a thread of its own; ``shot`` is asked for one picture after the other, so the
viewer's pace can't pile up frames: the next picture is always made of the newest one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2

from assistant.imaging.camera.capture import Capture
from assistant.imaging.camera.interface import Camera
from assistant.imaging.camera.load import Load, after_frame, scaled
from assistant.imaging.camera.mailbox import Held
from assistant.imaging.camera.mirror import fitted, jpeg_of, laid_over, mirrored
from assistant.imaging.camera.notice import draw_notice
from assistant.imaging.camera.open import make_camera
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.imaging.camera.presence import Trouble, trouble_of
from assistant.imaging.camera.shot import Shot
from assistant.imaging.interface import Pixels, Size

WAIT_S = 0.1
"""How long ``shot`` waits for a frame before it looks whether the camera is lost."""

NOTICE_S = 0.25
"""How often the picture that says that there is none is sent."""


def open_eye(source: str, size: Size, fps: int, mirror: bool) -> Eye:
    """Return the eye of one camera, seeing already; what a worker process runs.

    Raises:
        ConfigError: the setting names no camera.
    """
    cv2.setNumThreads(1)  # a mirror needs a fraction of one core, and voice the others
    return Eye(make_camera(source, size, fps), size, fps, mirror=mirror)


class Eye:
    """Makes shots of one camera; ``mirror`` shows it as a mirror does."""

    def __init__(
        self,
        camera: Camera,
        size: Size,
        fps: int,
        *,
        mirror: bool,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size = size
        self._interval_s = 1.0 / fps
        self._mirror = mirror
        self._now = now
        self._load = Load()
        self._seen = 0
        self._told_s = float("-inf")
        self._trouble_s: float | None = None
        laid_over(draw_notice(Trouble.STARTING, "zh", size), OverlayState())  # finds the fonts
        self._capture = Capture(camera, now)
        self._capture.start()

    def shot(self, overlay: OverlayState) -> Shot | None:
        """Return a picture of the newest frame, or one that says why there is none.

        None after ``WAIT_S`` without anything new. ``overlay`` lies over both.
        """
        held = self._capture.mailbox.newer(self._seen, WAIT_S)
        begun_s = self._now()
        trouble = trouble_of(held.sight, live=self._capture.live, now_s=begun_s)
        if trouble is None:
            self._trouble_s = None
            return self._picture(held, overlay) if held.number > self._seen else None
        self._seen = held.number
        if begun_s - self._told_s < NOTICE_S:
            return None
        self._told_s = begun_s
        since_s = self._trouble_s = begun_s if self._trouble_s is None else self._trouble_s
        notice = draw_notice(trouble, overlay.language, self._size, begun_s - since_s)
        return self._sent(laid_over(notice, overlay), begun_s, trouble=trouble)

    def close(self) -> bool:
        """Stop seeing; return False when the camera did not let go."""
        return self._capture.stop()

    def _picture(self, held: Held, overlay: OverlayState) -> Shot:
        assert held.frame is not None  # there is no trouble with it
        begun_s = self._now()
        pixels = fitted(held.frame.pixels, scaled(self._size, self._load.scale))
        if self._mirror:
            pixels = mirrored(pixels)
        dropped, self._seen = held.number - self._seen - 1, held.number
        shot = self._sent(laid_over(pixels, overlay), held.frame.at_s, dropped=dropped)
        self._load = after_frame(self._load, shot.made_s - begun_s, self._interval_s)
        return shot

    def _sent(
        self, pixels: Pixels, taken_s: float, *, trouble: Trouble | None = None, dropped: int = 0
    ) -> Shot:
        size = (pixels.shape[1], pixels.shape[0])
        jpeg = jpeg_of(pixels)
        return Shot(jpeg, size, self._seen, taken_s, self._now(), trouble, dropped)
