"""What ``assistant doctor`` says of the cameras: which there are, and whether they can be opened.

A camera is not opened for it: a running service may be using it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from assistant.imaging.camera.settings import CameraSettings
from assistant.imaging.camera.source import Source, SourceKind

ANSWER_S = 1.0
"""How long a camera on the network may take to take a connection."""

RTSP_PORTS = {"rtsp": 554, "rtsps": 322}

Row = tuple[str, str, str]
"""What was looked at, what was found, and what to do (empty: nothing)."""


def camera_rows(settings: CameraSettings, devices: Path = Path("/dev")) -> Iterator[Row]:
    """Yield what there is to say of the cameras.

    Raises:
        ConfigError: a camera of the settings is none.
    """
    sources = settings.sources
    if sources and find_spec("cv2") is None:
        yield "cameras", "OpenCV is not installed", "Install the `imaging` extra."
    for name, source in sources.items():
        yield (f"camera {name}", *_looked_at(source))
    named = {source.address for source in sources.values()}
    free = sorted(str(path) for path in devices.glob("video*") if str(path) not in named)
    if free:
        yield "cameras not in use", ", ".join(free), ""
    elif not sources:
        yield "cameras", "none (camera.devices)", ""


def _looked_at(source: Source) -> tuple[str, str]:
    """Return what was found, and what to do."""
    if source.kind is SourceKind.PATTERN:
        return "a test picture", ""
    if source.kind is SourceKind.STREAM:
        return _reached(source)
    path = Path(source.address).expanduser()
    if not path.exists():
        return f"{path} is not there", "Plug it in, or change camera.devices."
    if not os.access(path, os.R_OK):
        return f"{path} may not be opened", "Add this user to the group `video`."
    return str(path), ""


def _reached(source: Source) -> tuple[str, str]:
    parts = urlsplit(source.address)
    try:
        address = (parts.hostname or "", parts.port or RTSP_PORTS[parts.scheme])
        with socket.create_connection(address, ANSWER_S):
            return f"{source.shown} answers", ""
    except (OSError, ValueError):
        return f"{source.shown} does not answer", "Look at its power, its network and its address."
