"""The drawing process, child side: engines that block, made into jobs that can be watched.

An engine works on a thread of its own, so that this process still tells that it lives, and sees
at once when a job is cancelled. A job that outlasts its limit falls silent; silence is what the
parent takes for a hang, and ends the process for.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from assistant.errors import AssistantError, PictureError
from assistant.imaging.interface import Capabilities, PictureEngine, PictureRequest, Progress, Size

FACTORY = "assistant.imaging.worker:PictureWorker"
_LOOK_S = 0.03
"""How soon a cancelled job is noticed."""


@dataclass(frozen=True, slots=True)
class EngineOf:
    """How to build an engine: ``factory`` is ``package.module:callable``."""

    factory: str
    kwargs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """Progress as it is sent: ``preview`` is a JPEG file or None."""

    step: int
    steps: int
    preview: bytes | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture as it is sent: JPEG files, whole and small, and what is known of it."""

    jpeg: bytes
    small: bytes
    size: Size
    engine: str
    took_s: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """What became of a picture that can't be drawn."""

    code: str
    message: str


Piece = Shown | Drawn | Failed | None
"""What a job yields; None only tells that it goes on."""


class PictureWorker:
    """The engines of this process, each built when it is first asked for."""

    def __init__(self, engines: dict[str, EngineOf]) -> None:
        import cv2  # noqa: PLC0415  only this side

        cv2.setNumThreads(1)  # the other cores are for voice
        self._makers = engines
        self._engines: dict[str, PictureEngine] = {}

    def rest(self) -> None:
        """Return at once: whoever gets the answer knows that nothing is being drawn."""

    def capabilities(self, engine: str) -> Capabilities:
        """Return what an engine can do, loaded and ready to draw."""
        return self._engine(engine).capabilities

    def draw(self, engine: str, request: PictureRequest, limit_s: float) -> Iterator[Piece]:
        """Yield progress, then the picture or why there is none."""
        stop, pieces = threading.Event(), queue.SimpleQueue[Piece]()
        work = partial(self._work, engine, request, stop, pieces)
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        until_s = time.monotonic() + limit_s
        try:
            while True:
                try:
                    piece = pieces.get(timeout=_LOOK_S)
                except queue.Empty:
                    if time.monotonic() < until_s:
                        yield None
                        continue
                    piece = pieces.get()
                yield piece
                if isinstance(piece, (Drawn, Failed)):
                    return
        finally:
            stop.set()
            thread.join()

    def _work(
        self,
        name: str,
        request: PictureRequest,
        stop: threading.Event,
        pieces: queue.SimpleQueue[Piece],
    ) -> None:
        try:
            pieces.put(self._drawn(name, request, stop, pieces))
        except AssistantError as error:
            pieces.put(Failed(error.code, str(error)))
        except Exception as error:  # noqa: BLE001 - the edge: told to the parent
            pieces.put(Failed(PictureError.code, f"{type(error).__name__}: {error}"))

    def _drawn(
        self,
        name: str,
        request: PictureRequest,
        stop: threading.Event,
        pieces: queue.SimpleQueue[Piece],
    ) -> Drawn:
        from assistant.imaging.encode import encoded, small  # noqa: PLC0415  only this side

        def show(progress: Progress) -> None:
            seen = None if progress.preview is None else encoded(progress.preview)
            pieces.put(Shown(progress.step, progress.steps, seen))

        engine = self._engine(name)
        began_s = time.perf_counter()
        picture = engine.draw(request, show, stop.is_set)
        height, width = picture.pixels.shape[:2]
        return Drawn(
            jpeg=encoded(picture.pixels),
            small=encoded(small(picture.pixels)),
            size=(width, height),
            engine=picture.engine,
            took_s=time.perf_counter() - began_s,
            notes=picture.notes,
        )

    def _engine(self, name: str) -> PictureEngine:
        if name not in self._engines:
            maker = self._makers[name]
            module, _, attribute = maker.factory.partition(":")
            self._engines[name] = getattr(import_module(module), attribute)(**maker.kwargs)
        return self._engines[name]
