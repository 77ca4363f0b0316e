"""Make the camera that a setting names."""

from __future__ import annotations

from assistant.imaging.camera.interface import Camera
from assistant.imaging.camera.opencv import OpenCvCamera
from assistant.imaging.camera.pattern import PatternCamera
from assistant.imaging.camera.source import SourceKind, source_of
from assistant.imaging.interface import Size


def make_camera(text: str, size: Size, fps: int) -> Camera:
    """Return the camera, not opened yet.

    Raises:
        ConfigError: the setting names none.
    """
    source = source_of(text)
    if source.kind is SourceKind.PATTERN:
        return PatternCamera(size, fps)
    return OpenCvCamera(source, size, fps)
