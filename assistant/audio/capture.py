"""From a device's blocks to frames: which device, which channel, which rate, what time. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.audio.interface import FRAME_SAMPLES, RATE_HZ, Frame, Samples
from assistant.audio.resample import StreamResampler
from assistant.audio.system import DeviceInfo
from assistant.errors import DeviceError

RATES_HZ = (16_000, 48_000, 44_100, 32_000, 96_000, 22_050, 8_000)
REANCHOR_S = 0.05
"""A block this far from its expected time means lost sound, not jitter."""
DRIFT_SHARE = 0.02
"""How much of a block's deviation is believed: 1 s of 20 ms blocks follows a drift of the
device's clock, and jitter of milliseconds is gone."""


@dataclass(frozen=True, slots=True)
class ZoneSpec:
    """Where a zone's microphone is: a device's name or number ("" is the default), a channel."""

    zone: str
    device: str = ""
    channel: int = 0


def zone_spec(zone: str, text: str) -> ZoneSpec:
    """Return what a ``zone_devices`` setting means: ``NAME``, ``NAME:CHANNEL`` or ``:CHANNEL``.

    >>> zone_spec("driver", "USB Mic:1")
    ZoneSpec(zone='driver', device='USB Mic', channel=1)
    """
    device, colon, channel = text.rpartition(":")
    if colon and channel.isdigit():
        return ZoneSpec(zone, device.strip(), int(channel))
    return ZoneSpec(zone, text.strip())


def find_device(devices: tuple[DeviceInfo, ...], wanted: str, *, output: bool) -> DeviceInfo:
    """Return the device that a setting names: a number, a name, or an unambiguous part of one.

    Raises:
        DeviceError: none, or several; the message lists what there is.
    """
    kind = "speaker" if output else "microphone"
    usable = [d for d in devices if (d.outputs if output else d.inputs) > 0]
    if not usable:
        raise DeviceError(f"This machine has no {kind}.")
    if not wanted:
        preferred = [d for d in usable if (d.default_output if output else d.default_input)]
        return (preferred or usable)[0]
    if wanted.isdigit():
        found = [d for d in usable if d.index == int(wanted)]
    else:
        found = [d for d in usable if d.name == wanted]
        found = found or [d for d in usable if wanted.lower() in d.name.lower()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{d.index} ({d.name})" for d in found or usable)
    problem = "several devices are called" if found else f"there is no {kind}"
    raise DeviceError(f"{problem} {wanted!r}; choose one of: {names}.".capitalize())


def rates_to_try(device: DeviceInfo) -> tuple[int, ...]:
    """Return sample rates in the order to ask for: ours, the device's own, the common ones."""
    return tuple(dict.fromkeys((RATE_HZ, device.rate_hz, *RATES_HZ)))


class BlockClock:
    """Turns jittery block times into a steady time base that follows the device's clock."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._next: float | None = None

    def time(self, at_s: float, count: int) -> float:
        """Return the time of a block's first sample, given what the system says it is."""
        expected = at_s if self._next is None else self._next
        deviation = at_s - expected
        steady = at_s if abs(deviation) > REANCHOR_S else expected + DRIFT_SHARE * deviation
        self._next = steady + count / self._rate_hz
        return steady


class FrameCutter:
    """Cuts one zone's blocks into 20 ms frames at 16 kHz."""

    def __init__(self, zone: str, rate_hz: int) -> None:
        self._zone = zone
        self._rate_hz = rate_hz
        self._resampler = StreamResampler(rate_hz)
        self._left: Samples = np.zeros(0, dtype=np.int16)

    def feed(self, block: Samples, at_s: float) -> list[Frame]:
        """Take a mono block whose first sample was at ``at_s``; return the frames it fills."""
        self._left = np.concatenate((self._left, self._resampler.feed(block)))
        end_s = at_s + len(block) / self._rate_hz - self._resampler.delay_s
        start_s = end_s - len(self._left) / RATE_HZ
        count = len(self._left) // FRAME_SAMPLES
        frames = [
            Frame(
                self._zone,
                start_s + n * FRAME_SAMPLES / RATE_HZ,
                self._left[n * FRAME_SAMPLES : (n + 1) * FRAME_SAMPLES],
            )
            for n in range(count)
        ]
        self._left = self._left[count * FRAME_SAMPLES :]
        return frames
