"""Flat illustration: as drawn, with a little grain so that gradients don't band."""

from __future__ import annotations

import numpy as np

from assistant.imaging.interface import Pixels
from assistant.imaging.scene import noise
from assistant.imaging.scene.stage import Stage

_GRAIN = 26
"""One part in how many of the noise is grain."""


def flat(pixels: Pixels, _: Stage) -> Pixels:
    """The picture with fine grain."""
    height, width = pixels.shape[:2]
    grain = (noise.tile(5, 220, 2).astype(np.int16) - 128) // _GRAIN
    tiles = (height // noise.TILE + 1, width // noise.TILE + 1)
    laid = np.tile(grain, tiles)[:height, :width, None]
    grained: Pixels = np.clip(pixels.astype(np.int16) + laid, 0, 255).astype(np.uint8)
    return grained
