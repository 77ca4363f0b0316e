"""Reads one camera on a thread of its own, and opens it again when it is lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from assistant.errors import CameraError
from assistant.imaging.camera.interface import Camera
from assistant.imaging.camera.mailbox import Mailbox

AGAIN_S = 0.5
"""How long to wait before a lost camera is opened again."""

_LOGGER = logging.getLogger(__name__)


class Capture:
    """A running thread that puts a camera's frames into ``mailbox``."""

    def __init__(self, camera: Camera, now: Callable[[], float] = time.monotonic) -> None:
        self.mailbox = Mailbox()
        self.live = camera.live
        self._camera = camera
        self._now = now
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> bool:
        """End; return False when the camera did not let go in time."""
        self._over.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._over.is_set():
            self.mailbox.asked(self._now())
            try:
                self._camera.open()
                while not self._over.is_set():
                    self.mailbox.put(self._camera.read())
            except CameraError as error:
                _LOGGER.info("The camera is lost: %s", error)
                self.mailbox.failed()
                self._over.wait(AGAIN_S)
        self._camera.close()
