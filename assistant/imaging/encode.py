"""Pictures as files: JPEG and PNG, whole or small."""

from __future__ import annotations

import cv2
import numpy as np

from assistant.errors import InputError, PictureError
from assistant.imaging.interface import Pixels

SMALL_WIDTH = 320
"""The width in pixels of what a gallery shows."""

_QUALITY = 90
_FORMATS = {"jpeg": ".jpg", "jpg": ".jpg", "png": ".png", "webp": ".webp"}
FORMATS = tuple(_FORMATS)


def encoded(pixels: Pixels, kind: str = "jpeg", *, quality: int = _QUALITY) -> bytes:
    """Return a picture as a file of one of ``FORMATS``; ``quality`` (to 100) is that of JPEGs.

    Raises:
        InputError: there is no such format.
        PictureError: it can't be encoded.
    """
    if kind not in _FORMATS:
        raise InputError(f"Pictures are {', '.join(FORMATS)}; not {kind[:20]!r}.")
    settings = [cv2.IMWRITE_JPEG_QUALITY, quality] if kind.startswith("jp") else []
    try:
        worked, data = cv2.imencode(
            _FORMATS[kind], np.ascontiguousarray(pixels[..., ::-1]), settings
        )
    except cv2.error as error:
        raise PictureError(f"A picture can't be encoded as {kind}: {error}") from error
    if not worked:
        raise PictureError(f"A picture can't be encoded as {kind}.")
    return data.tobytes()


def decoded(content: bytes) -> Pixels:
    """Return the pixels of a picture file.

    Raises:
        PictureError: it is no picture that can be read.
    """
    try:
        bgr = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureError(f"A picture can't be read: {error}") from error
    if bgr is None:
        raise PictureError("A picture can't be read: it is damaged.")
    return np.ascontiguousarray(bgr[..., ::-1], dtype=np.uint8)


def small(pixels: Pixels) -> Pixels:
    """Return a picture at most ``SMALL_WIDTH`` wide."""
    height, width = pixels.shape[:2]
    if width <= SMALL_WIDTH:
        return pixels
    size = (SMALL_WIDTH, max(round(height * SMALL_WIDTH / width), 1))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
