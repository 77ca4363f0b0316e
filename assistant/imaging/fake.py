"""An engine that paints plain stripes: no art, but steps, previews and faults on demand."""

from __future__ import annotations

import os
import time
import zlib

import numpy as np

from assistant.errors import PictureError
from assistant.imaging.interface import (
    Cancelled,
    Capabilities,
    OnProgress,
    Picture,
    PictureRequest,
    Pixels,
    Progress,
    Size,
)

_STEPS = 4
_PREVIEW_PART = 4
_STRIPES = 8


class FakeEngine:
    """Draws stripes whose colours depend on prompt and seed.

    ``step_s`` is how long each step takes. Prompts may ask for trouble: "unknown" (nothing to
    draw), "fault" (the engine fails), "hang" (it never answers), "crash" (its process ends).
    """

    def __init__(self, step_s: float = 0.0) -> None:
        self._step_s = step_s

    @property
    def capabilities(self) -> Capabilities:
        """It knows all words and makes nothing of them."""
        return Capabilities("fake", ("en", "zh"), (2048, 2048), _STEPS, open_vocabulary=True)

    def draw(
        self, request: PictureRequest, on_progress: OnProgress, cancelled: Cancelled
    ) -> Picture:
        """Return stripes after ``steps`` steps.

        Raises:
            PictureError: as the prompt asks, or cancelled.
        """
        began_s = time.perf_counter()
        _misbehave(request.prompt)
        steps = request.steps or _STEPS
        width, height = request.size
        small = (max(width // _PREVIEW_PART, 1), max(height // _PREVIEW_PART, 1))
        for step in range(steps):
            if cancelled():
                raise PictureError("The picture was stopped.", code="picture_cancelled")
            on_progress(Progress(step, steps, _stripes(request, small) if step == 0 else None))
            time.sleep(self._step_s)
        pixels = _stripes(request, request.size)
        return Picture(pixels, request, "fake", time.perf_counter() - began_s)


def _misbehave(prompt: str) -> None:
    if "unknown" in prompt:
        raise PictureError("Nothing here can be drawn.", code="picture_unknown")
    if "fault" in prompt:
        raise PictureError("The engine failed, as it was asked to.")
    if "crash" in prompt:
        os._exit(1)
    while "hang" in prompt:
        time.sleep(1.0)


def _stripes(request: PictureRequest, size: Size) -> Pixels:
    width, height = size
    colours = np.random.default_rng([zlib.crc32(request.prompt.encode()), request.seed])
    table = colours.integers(0, 256, (_STRIPES, 3), dtype=np.uint8)
    rows = table[np.arange(height) * _STRIPES // height]
    return np.repeat(rows[:, None, :], width, axis=1)
