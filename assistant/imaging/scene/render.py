"""A scene program becomes a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import skia
from numpy.typing import NDArray

from assistant.imaging.scene import weather
from assistant.imaging.scene.places import LANDSCAPES
from assistant.imaging.scene.program import SceneProgram
from assistant.imaging.scene.stage import HEIGHT, Layer, Stage

Pixels = NDArray[np.uint8]


def render(program: SceneProgram, size: tuple[int, int]) -> Pixels:
    """The picture of a program, (height, width, 3) RGB; the same each time."""
    width, height = size
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0])
    canvas = surface.getCanvas()
    scale = height / HEIGHT
    canvas.scale(scale, scale)
    stage = Stage(program, width / scale)
    land = LANDSCAPES[program.place](stage)
    for layer in [*land.back, *land.front, *weather.before(stage, land.ground.horizon)]:
        layer.draw(canvas)
    return np.ascontiguousarray(pixels[:, :, :3])
