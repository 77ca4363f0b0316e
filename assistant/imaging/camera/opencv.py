"""Devices (V4L2), recordings and RTSP streams, read with OpenCV.

OpenCV tells failures by False, sometimes by ``cv2.error``; both become ``CameraError`` here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from assistant.errors import CameraError
from assistant.imaging.camera.interface import Frame
from assistant.imaging.camera.source import Source, SourceKind
from assistant.imaging.interface import Size

OPEN_S = 3.0
READ_S = 1.0
"""How long a stream may take to answer, and to send its next frame."""

USUAL_FPS = 25.0
"""For recordings that don't tell theirs."""

_BACKENDS = {
    SourceKind.DEVICE: cv2.CAP_V4L2,
    SourceKind.STREAM: cv2.CAP_FFMPEG,
    SourceKind.FILE: cv2.CAP_FFMPEG,
}


class OpenCvCamera:
    """Implements ``Camera`` for one source; a recording plays at its own pace."""

    def __init__(
        self,
        source: Source,
        size: Size,
        fps: int,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``size`` and ``fps`` are asked of a device, which may have others."""
        self._source = source
        self._size = size
        self._fps = fps
        self._now = now
        self._sleep = sleep
        self._capture: cv2.VideoCapture | None = None
        self._pace: _Pace | None = None
        self._ended = False

    @property
    def live(self) -> bool:
        """True for devices and streams."""
        return self._source.live

    def open(self) -> None:
        """Open the device, connect, or begin the recording.

        Raises:
            CameraError: that is not possible; the message says what to look at.
        """
        self.close()
        kind, address = self._source.kind, self._source.address
        if self._ended:
            raise CameraError(f"{self._source.shown} is at its end.")
        if kind is not SourceKind.STREAM and not Path(address).expanduser().exists():
            raise CameraError(f"The camera {address} is not there: plug it in, or change [camera].")
        if kind is SourceKind.FILE:
            address = str(Path(address).expanduser())
        capture = self._opened(address)
        if kind is SourceKind.DEVICE:
            self._ask(capture)
        if kind is SourceKind.FILE:
            fps = capture.get(cv2.CAP_PROP_FPS)
            self._pace = _Pace(fps if 1.0 <= fps <= 240.0 else USUAL_FPS, self._now())  # noqa: PLR2004  else: a broken header
        self._capture = capture

    def read(self) -> Frame:
        """Wait for the next frame.

        Raises:
            CameraError: it sends no more.
        """
        if self._capture is None:
            raise CameraError("The camera is not open.")
        if self._pace is not None:
            self._keep_pace(self._capture, self._pace)
        try:
            there, pixels = self._capture.read()
            if not there and self._pace is not None and not self._source.once:
                self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
                there, pixels = self._capture.read()
            if not there or pixels is None or pixels.ndim != 3:  # noqa: PLR2004  rows, columns, colours
                self._ended = self._source.once
                what = "is at its end" if self._ended else "sends no frames any more"
                raise CameraError(f"{self._source.shown} {what}.")
            rgb = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
            return Frame(rgb, self._now())
        except cv2.error as error:
            self.close()
            raise CameraError(f"{self._source.shown}: unusable frames ({error.code}).") from error
        except CameraError:
            self.close()
            raise

    def close(self) -> None:
        """Give the device back."""
        if self._capture is not None:
            self._capture.release()
        self._capture, self._pace = None, None

    def _opened(self, address: str) -> cv2.VideoCapture:
        waits = [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(OPEN_S * 1000)),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, int(READ_S * 1000)),
        ]
        params = waits if self._source.kind is SourceKind.STREAM else []
        shown = self._source.shown
        try:
            capture = cv2.VideoCapture(address, _BACKENDS[self._source.kind], params)
        except cv2.error as error:
            raise CameraError(f"{shown} can't be opened ({error.code}).") from error
        if not capture.isOpened():
            capture.release()
            raise CameraError(
                f"{shown} can't be opened: it is no video, is used by another program, or does "
                "not answer."
            )
        return capture

    def _ask(self, capture: cv2.VideoCapture) -> None:
        """Ask a device for compressed frames of the wished size; what it can't do it leaves."""
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
        capture.set(cv2.CAP_PROP_FPS, self._fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def _keep_pace(self, capture: cv2.VideoCapture, pace: _Pace) -> None:
        """Wait until the next frame is due; leave out those whose time is over."""
        wait_s = pace.wait_s(self._now())
        if wait_s > 0:
            self._sleep(wait_s)
        for _ in range(pace.late(self._now())):
            if not capture.grab():
                break
        pace.shown += 1


class _Pace:
    """When the frames of a recording are due."""

    def __init__(self, fps: float, begun_s: float) -> None:
        self._interval_s = 1.0 / fps
        self._begun_s = begun_s
        self.shown = 0

    def wait_s(self, now_s: float) -> float:
        """Return how long it is until the next frame is due."""
        return self._begun_s + self.shown * self._interval_s - now_s

    def late(self, now_s: float) -> int:
        """Return how many frames to leave out, and count them as shown."""
        late = max(0, int(-self.wait_s(now_s) / self._interval_s))
        self.shown += late
        return late
