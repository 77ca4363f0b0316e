"""The scene renderer as a picture engine: words or a program in, a small picture first."""

from __future__ import annotations

import time
from dataclasses import replace

from assistant.errors import PictureError
from assistant.imaging.interface import (
    LARGEST_SIDE,
    Cancelled,
    Capabilities,
    OnProgress,
    Picture,
    PictureRequest,
    Progress,
)
from assistant.imaging.scene.program import SceneError, SceneProgram, from_json
from assistant.imaging.scene.render import render

NAME = "scene"
_STEPS = 2
_PREVIEW_PART = 4


class SceneEngine:
    """Draws scenes: landscapes at all hours, in all weathers, with things in them."""

    @property
    def capabilities(self) -> Capabilities:
        """It knows the words of scenes in English and Mandarin, and no others."""
        return Capabilities(
            NAME, ("en", "zh"), (LARGEST_SIDE, LARGEST_SIDE), 0, open_vocabulary=False
        )

    def draw(
        self, request: PictureRequest, on_progress: OnProgress, cancelled: Cancelled
    ) -> Picture:
        """Return the scene of the request's program, or of its words where it has none.

        Raises:
            PictureError: ``picture_unknown`` (no word of it can be drawn),
                ``picture_cancelled``, ``picture_engine`` (the program is wrong).
        """
        began_s = time.perf_counter()
        program = scene_of(request)
        width, height = request.size
        small = (max(width // _PREVIEW_PART, 1), max(height // _PREVIEW_PART, 1))
        on_progress(Progress(1, _STEPS, render(program, small, cancelled)))
        pixels = render(program, request.size, cancelled)
        return Picture(pixels, request, NAME, time.perf_counter() - began_s)


def scene_of(request: PictureRequest) -> SceneProgram:
    """The scene program of a request; its seed is the request's.

    Raises:
        PictureError: ``picture_unknown`` or ``picture_engine``.
    """
    if request.program is not None:
        try:
            return replace(from_json(request.program), seed=request.seed)
        except SceneError as error:
            raise PictureError(str(error)) from error
    from assistant.imaging.scene.words import program_of  # noqa: PLC0415  most bring a program

    reading = program_of(request.prompt, request.language, request.seed)
    if reading.program is None:
        words = ", ".join(reading.unknown) or "no words of a scene"
        raise PictureError(
            f"Nothing in it can be drawn ({words}): name a place, a season or a thing.",
            code="picture_unknown",
        )
    return reading.program
