"""A scene program becomes a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from assistant.errors import PictureError
from assistant.imaging.interface import Cancelled, Pixels, Size
from assistant.imaging.scene import weather
from assistant.imaging.scene.places import LANDSCAPES
from assistant.imaging.scene.program import SceneProgram, Style
from assistant.imaging.scene.stage import HEIGHT, Layer, Stage
from assistant.imaging.scene.staging import subjects_on
from assistant.imaging.scene.styles import FINISHES
from assistant.imaging.scene.styles.papercut import draw_cut

_WET = {Style.WATERCOLOR, Style.INK, Style.CRAYON}
"""Styles that rework the whole picture; rain and snow are spattered over it afterwards."""
_RIM = 24.0


def layers_of(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """All sheets of a scene in drawing order: the scene itself, and what falls before it."""
    land = LANDSCAPES[stage.program.place](stage)
    horizon = land.ground.horizon
    scene = [
        *land.back,
        *subjects_on(stage, land.ground),
        *land.front,
        *weather.fog(stage, horizon),
    ]
    return scene, weather.falling(stage, horizon)


def render(program: SceneProgram, size: Size, cancelled: Cancelled = lambda: False) -> Pixels:
    """The picture of a program; the same program and size give the same pixels.

    ``cancelled`` is asked before each sheet.

    Raises:
        PictureError: ``picture_cancelled``.
    """
    width, height = size
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0])
    canvas = surface.getCanvas()
    scale = height / HEIGHT
    canvas.scale(scale, scale)
    stage = Stage(program, width / scale)
    scene, falling = layers_of(stage)
    finish = FINISHES[program.style]
    if program.style not in _WET:
        _draw(canvas, stage, [*scene, *falling], cancelled)
        return finish(np.ascontiguousarray(pixels[:, :, :3]), stage)
    _draw(canvas, stage, scene, cancelled)
    surface.notifyContentWillChange(skia.Surface.kRetain_ContentChangeMode)
    pixels[:, :, :3] = finish(np.ascontiguousarray(pixels[:, :, :3]), stage)
    if program.style is Style.WATERCOLOR:
        canvas.clipRect(skia.Rect.MakeLTRB(_RIM, _RIM, stage.width - _RIM, HEIGHT - _RIM))
    _draw(canvas, stage, falling, cancelled)
    return np.ascontiguousarray(pixels[:, :, :3])


def _draw(canvas: skia.Canvas, stage: Stage, layers: Sequence[Layer], cancelled: Cancelled) -> None:
    for layer in layers:
        if cancelled():
            raise PictureError("The picture was stopped.", code="picture_cancelled")
        if stage.program.style is Style.PAPERCUT:
            draw_cut(canvas, layer, stage)
        else:
            layer.draw(canvas)
