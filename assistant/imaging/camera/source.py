"""What a setting says of a camera: where it is, and of which kind. Pure.

>>> source_of("/dev/video0").kind
<SourceKind.DEVICE: 'device'>
>>> source_of("rtsp://user:secret@10.0.0.7/rear").shown
'rtsp://10.0.0.7/rear'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from assistant.errors import ConfigError

HELP = (
    'a camera is "/dev/video0" (a device), "rtsp://HOST/PATH" (over the network), '
    '"file:VIDEO" or "file-once:VIDEO" (a recording) or "pattern:" (a test picture)'
)
NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
"""What a camera may be called: it stands in addresses."""

MIRROR = "rear"
"""The camera of the mirror."""


ENVIRONMENT = {
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "rtsp_transport;tcp|fflags;nobuffer|flags;low_delay",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",
    "OPENCV_LOG_LEVEL": "OFF",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
}
"""What OpenCV is to find in its process's environment: frames as they come, and no chatter."""


class SourceKind(StrEnum):
    """Where frames come from."""

    DEVICE = "device"
    STREAM = "stream"
    FILE = "file"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Source:
    """One camera: its kind and address. ``once``: a recording that doesn't begin anew."""

    kind: SourceKind
    address: str
    once: bool = False

    @property
    def live(self) -> bool:
        """True when it sees what is so now, as far as a setting can tell."""
        return self.kind in (SourceKind.DEVICE, SourceKind.STREAM)

    @property
    def shown(self) -> str:
        """The address without the user's name and password, for messages."""
        if self.kind is not SourceKind.STREAM:
            return self.address or self.kind
        parts = urlsplit(self.address)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def source_of(text: str) -> Source:
    """Return what a setting means.

    Raises:
        ConfigError: it is no camera.
    """
    head, colon, rest = text.partition(":")
    if text.startswith("/dev/"):
        return Source(SourceKind.DEVICE, text)
    if head in ("rtsp", "rtsps"):
        if not _has_host(text):
            raise ConfigError(f"The address {head}:… names no host; {HELP}.")
        return Source(SourceKind.STREAM, text)
    if head in ("file", "file-once") and rest:
        return Source(SourceKind.FILE, rest.removeprefix("//"), once=head == "file-once")
    if head == "pattern" and colon:
        return Source(SourceKind.PATTERN, rest)
    raise ConfigError(f"{text[:60]!r} is no camera; {HELP}.")


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def checked_devices(devices: dict[str, str]) -> dict[str, Source]:
    """Return the cameras of the settings by name.

    Raises:
        ConfigError: a name or a camera is wrong.
    """
    found = {}
    for name, text in devices.items():
        if not NAME.fullmatch(name):
            raise ConfigError(f"A camera can't be called {name!r}: use small letters, 0-9 and _.")
        if not isinstance(text, str):
            raise ConfigError(f"The camera {name} is given as {text!r}; {HELP}.")
        try:
            found[name] = source_of(text)
        except ConfigError as error:
            raise ConfigError(f"camera {name}: {error}") from error
    return found
