"""A scene program becomes a picture."""

from __future__ import annotations

import numpy as np
import skia

from assistant.errors import PictureError
from assistant.imaging.interface import Cancelled, Pixels, Size
from assistant.imaging.scene import weather
from assistant.imaging.scene.places import LANDSCAPES
from assistant.imaging.scene.program import SceneProgram
from assistant.imaging.scene.stage import HEIGHT, Layer, Stage
from assistant.imaging.scene.staging import subjects_on


def layers_of(stage: Stage) -> list[Layer]:
    """All sheets of a scene in drawing order."""
    land = LANDSCAPES[stage.program.place](stage)
    return [
        *land.back,
        *subjects_on(stage, land.ground),
        *land.front,
        *weather.before(stage, land.ground.horizon),
    ]


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
    for layer in layers_of(stage):
        if cancelled():
            raise PictureError("The picture was stopped.", code="picture_cancelled")
        layer.draw(canvas)
    return np.ascontiguousarray(pixels[:, :, :3])
