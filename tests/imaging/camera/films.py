"""Real recordings for tests: made with OpenCV, frame n is told by its brightness."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

STEP = 12


def make_film(
    path: Path, frames: int = 16, fps: float = 25.0, size: tuple[int, int] = (96, 64)
) -> Path:
    """Write a film whose frame n is grey of 20 + 12 n, with a white mark on its left side."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), fps, size)
    assert writer.isOpened()
    for number in range(frames):
        pixels = np.full((size[1], size[0], 3), 20 + STEP * number, np.uint8)
        pixels[:, : size[0] // 4] = 255
        writer.write(pixels)
    writer.release()
    return path


def number_of(pixels: np.ndarray) -> int:
    """Return which frame of ``make_film`` this is, by the right half of its upright picture."""
    half = pixels[:, pixels.shape[1] // 2 :]
    return round((float(half.mean()) - 20) / STEP)
