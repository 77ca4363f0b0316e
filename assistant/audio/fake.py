"""Sound without hardware: a scripted sound system, and a cabin in which the speaker echoes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from assistant.audio.interface import RATE_HZ, AudioInput, AudioOutput, Frame, Samples
from assistant.audio.system import DeviceInfo, InputCallback, OutputCallback
from assistant.errors import DeviceError


@dataclass(slots=True)
class FakeStream:
    """A stream of the fake system; the script drives its callback."""

    device: int
    rate_hz: int
    channels: int
    take: InputCallback | None = None
    give: OutputCallback | None = None
    active: bool = True

    def close(self) -> None:
        """End it."""
        self.active = False


@dataclass(slots=True)
class FakeSoundSystem:
    """Devices that are plugged and unplugged by a script. ``rates_hz`` is what they can do.

    A device that was plugged in shows up at the next ``refresh``, as with PortAudio.
    """

    plugged: list[DeviceInfo] = field(default_factory=list)
    rates_hz: tuple[int, ...] = (16_000, 48_000)
    streams: list[FakeStream] = field(default_factory=list)
    refreshes: int = 0
    _known: tuple[DeviceInfo, ...] = ()

    def __post_init__(self) -> None:
        self._known = tuple(self.plugged)

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return what was plugged in at the last refresh."""
        return self._known

    def refresh(self) -> None:
        """Look at what is plugged in now."""
        self.refreshes += 1
        self._known = tuple(self.plugged)

    def open_input(
        self, device: int, channels: int, rate_hz: int, callback: InputCallback
    ) -> FakeStream:
        """Open a microphone."""
        return self._open(FakeStream(device, rate_hz, channels, take=callback))

    def open_output(self, device: int, rate_hz: int, callback: OutputCallback) -> FakeStream:
        """Open a speaker."""
        return self._open(FakeStream(device, rate_hz, 1, give=callback))

    def unplug(self, device: int) -> None:
        """Take a device away: its streams end."""
        self.plugged = [info for info in self.plugged if info.index != device]
        for stream in self.streams:
            if stream.device == device:
                stream.active = False

    def open_streams(self) -> list[FakeStream]:
        """Return the streams that are open now."""
        return [stream for stream in self.streams if stream.active]

    def record(self, block: Samples, at_s: float) -> None:
        """Let all open microphones hear a block, int16 of shape (n,) or (n, channels)."""
        shaped = block if block.ndim == 2 else block[:, np.newaxis]  # noqa: PLR2004  # axes
        for stream in self.open_streams():
            if stream.take is not None:
                stream.take(shaped, at_s)

    def pull(self, count: int, at_s: float) -> Samples:
        """Let the open speaker play a block and return it.

        Raises:
            DeviceError: no speaker is open.
        """
        for stream in self.open_streams():
            if stream.give is not None:
                return stream.give(count, at_s)
        raise DeviceError("No speaker is open.")

    def _open(self, stream: FakeStream) -> FakeStream:
        if all(info.index != stream.device for info in self.plugged):
            raise DeviceError(f"Device {stream.device} is gone.")
        if stream.rate_hz not in self.rates_hz:
            raise DeviceError(f"Device {stream.device} can't do {stream.rate_hz} Hz.")
        self.streams.append(stream)
        return stream


class EchoRoom:
    """An ``AudioInput`` in a cabin: what the speaker plays is heard by every microphone.

    ``impulse_response`` is the way from speaker to microphone at 16 kHz, its delay included.
    """

    def __init__(
        self,
        microphones: AudioInput,
        speaker: AudioOutput,
        impulse_response: npt.NDArray[np.float64],
    ) -> None:
        self._microphones = microphones
        self._speaker = speaker
        self._response = impulse_response

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield the microphones' frames with the speaker's echo in them."""
        async for frame in self._microphones.frames():
            echo = self._echo(frame.at_s, len(frame.samples))
            mixed = (frame.samples + np.rint(echo)).clip(-32_768, 32_767).astype(np.int16)
            yield Frame(frame.zone, frame.at_s, mixed)

    async def close(self) -> None:
        """Close the microphones."""
        await self._microphones.close()

    def _echo(self, at_s: float, count: int) -> npt.NDArray[np.float64]:
        before = len(self._response) - 1
        played = self._speaker.reference(at_s - before / RATE_HZ, before + count)
        if not played.any():
            return np.zeros(count)
        return np.convolve(played.astype(np.float64), self._response, mode="valid")


def cabin_response(
    delay_s: float = 0.006, reverberation_s: float = 0.08, gain: float = 0.5
) -> npt.NDArray[np.float64]:
    """Return a synthetic cabin's impulse response at 16 kHz: a direct path and a decaying tail.

    ``reverberation_s`` is the time in which the tail falls by 60 dB (small cabins have 0.05
    to 0.1 s); the energy is ``gain`` squared.
    """
    count = round(1.2 * reverberation_s * RATE_HZ)
    decay = 10.0 ** (-3.0 * np.arange(count) / (reverberation_s * RATE_HZ))
    tail = np.random.default_rng(1).normal(0.0, 1.0, count) * decay
    tail[0] = 4.0
    tail *= gain / np.sqrt(np.square(tail).sum())
    return np.concatenate((np.zeros(round(delay_s * RATE_HZ)), tail))
