"""The machine's sound system: which devices there are, and streams from and to them.

``SoundSystem`` is the port; ``PortAudioSystem`` is the real one, on the ``sounddevice``
library. Callbacks run in a thread of the sound system and must be short.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.audio.interface import Samples
from assistant.errors import DeviceError

BLOCK_S = 0.02
"""Blocks that are asked for; a device may give others."""

_QUIET_BEFORE_REFRESH_S = 1.0

InputCallback = Callable[[Samples, float], None]
"""Takes a block, int16 of shape (n, channels), and the monotonic time of its first sample."""

OutputCallback = Callable[[int, float], Samples]
"""Returns ``count`` mono samples that go out from a monotonic time on."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A sound device as the system lists it; ``rate_hz`` is its own default."""

    index: int
    name: str
    inputs: int
    outputs: int
    rate_hz: int
    default_input: bool = False
    default_output: bool = False


class Stream(Protocol):
    """An open stream."""

    @property
    def active(self) -> bool:
        """False when it was closed or its device is gone."""
        ...

    def close(self) -> None:
        """Stop it and release the device."""
        ...


class SoundSystem(Protocol):
    """Lists and opens sound devices. All methods may block for some tenths of a second."""

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return the devices that were there at the last ``refresh``.

        Raises:
            DeviceError: the sound system itself is missing.
        """
        ...

    def open_input(
        self, device: int, channels: int, rate_hz: int, callback: InputCallback
    ) -> Stream:
        """Open a device for recording.

        Raises:
            DeviceError: it is gone, busy, or can't do that rate or number of channels.
        """
        ...

    def open_output(self, device: int, rate_hz: int, callback: OutputCallback) -> Stream:
        """Open a device for mono playback.

        Raises:
            DeviceError: it is gone, busy, or can't do that rate.
        """
        ...

    def refresh(self) -> None:
        """Look for devices anew. Streams that are open may end (``active`` is False then)."""
        ...


class PortAudioSystem:
    """PortAudio by way of ``sounddevice``, imported on first use.

    Raises:
        DeviceError: the PortAudio library is not installed.
    """

    def __init__(self) -> None:
        self._sd = _import_sounddevice()
        self._sounded_at = 0.0

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return the devices that PortAudio knows."""
        default_in, default_out = self._sd.default.device
        try:
            found = self._sd.query_devices()
        except self._sd.PortAudioError as error:
            raise DeviceError(f"The sound devices can't be listed: {error}") from error
        return tuple(
            DeviceInfo(
                index=number,
                name=str(entry["name"]),
                inputs=int(entry["max_input_channels"]),
                outputs=int(entry["max_output_channels"]),
                rate_hz=int(entry["default_samplerate"]),
                default_input=number == default_in,
                default_output=number == default_out,
            )
            for number, entry in enumerate(found)
        )

    def open_input(
        self, device: int, channels: int, rate_hz: int, callback: InputCallback
    ) -> Stream:
        """Open a device for recording with small blocks and low latency."""

        def take(block: Any, count: int, when: Any, _status: Any) -> None:
            ago_s = when.currentTime - when.inputBufferAdcTime
            if not 0.0 < ago_s < 1.0:  # some systems don't tell
                ago_s = count / rate_hz
            callback(block.copy(), time.monotonic() - ago_s)

        return self._open(self._sd.InputStream, device, channels, rate_hz, take)

    def open_output(self, device: int, rate_hz: int, callback: OutputCallback) -> Stream:
        """Open a device for playback with small blocks and low latency."""

        def give(out: Any, count: int, when: Any, _status: Any) -> None:
            ahead_s = when.outputBufferDacTime - when.currentTime
            if not 0.0 <= ahead_s < 1.0:
                ahead_s = 0.0
            now = time.monotonic()
            block = callback(count, now + ahead_s)
            out[:, 0] = block
            if block.any():
                self._sounded_at = now

        return self._open(self._sd.OutputStream, device, 1, rate_hz, give)

    def refresh(self) -> None:
        """Make PortAudio list its devices again, unless something sounds right now.

        PortAudio looks for devices only when it starts, and starting it again ends all
        streams.
        """
        if time.monotonic() - self._sounded_at < _QUIET_BEFORE_REFRESH_S:
            return
        try:
            # sounddevice has no public call for it; its documentation names these two.
            self._sd._terminate()  # noqa: SLF001
            self._sd._initialize()  # noqa: SLF001
        except self._sd.PortAudioError as error:
            raise DeviceError(f"The sound system can't be started again: {error}") from error

    def _open(
        self, kind: Any, device: int, channels: int, rate_hz: int, callback: Callable[..., None]
    ) -> Stream:
        try:
            stream = kind(
                samplerate=rate_hz,
                blocksize=round(BLOCK_S * rate_hz),
                device=device,
                channels=channels,
                dtype="int16",
                latency="low",
                callback=callback,
            )
            stream.start()
        except (self._sd.PortAudioError, ValueError) as error:
            raise DeviceError(f"Sound device {device} at {rate_hz} Hz: {error}") from error
        return _PortAudioStream(stream, self._sd.PortAudioError)


class _PortAudioStream:
    def __init__(self, stream: Any, error: type[Exception]) -> None:
        self._stream = stream
        self._error = error

    @property
    def active(self) -> bool:
        try:
            return bool(self._stream.active)
        except self._error:
            return False

    def close(self) -> None:
        self._stream.close(ignore_errors=True)


@functools.cache
def portaudio() -> PortAudioSystem:
    """Return the process's one PortAudio.

    Raises:
        DeviceError: the PortAudio library is not installed.
    """
    return PortAudioSystem()


def list_devices() -> tuple[DeviceInfo, ...]:
    """Return the machine's sound devices, for ``doctor``.

    Raises:
        DeviceError: the PortAudio library is not installed.
    """
    return portaudio().devices()


def _import_sounddevice() -> Any:
    try:
        import sounddevice  # noqa: PLC0415  # its import fails where PortAudio is missing
    except ImportError as error:
        raise DeviceError(
            "The Python package sounddevice is missing: install in-vehicle-assistant[voice]."
        ) from error
    except OSError as error:
        raise DeviceError(
            "The PortAudio library is missing, so no microphone or speaker can be used:"
            " run `apt-get install libportaudio2`."
        ) from error
    return sounddevice
