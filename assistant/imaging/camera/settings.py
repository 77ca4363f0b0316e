"""The table ``[camera]`` of the settings. Pure: loads no picture library."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.errors import ConfigError
from assistant.imaging.camera.source import Source, checked_devices

_RANGES = {"width": (160, 3840), "height": (120, 2160), "fps": (1, 120)}


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """The car's cameras by name; ``rear`` is that of the mirror.

    A camera is ``/dev/video0``, ``rtsp://HOST/PATH``, ``file:VIDEO`` (a recording, again and
    again; ``file-once:`` ends) or ``pattern:`` (a test picture). ``width``, ``height`` and
    ``fps`` (frames a second) are what is asked of devices, and the most that is shown.
    """

    devices: dict[str, str] = field(default_factory=dict)
    width: int = 640
    height: int = 480
    fps: int = 30

    @property
    def sources(self) -> dict[str, Source]:
        """The cameras by name.

        Raises:
            ConfigError: a name or a camera is wrong.
        """
        return checked_devices(self.devices)

    def check(self) -> None:
        """Do nothing when the settings are right.

        Raises:
            ConfigError: one of them is wrong; the message says what to write.
        """
        checked_devices(self.devices)
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigError(f"{name} must be {least} to {most}, not {value}")
