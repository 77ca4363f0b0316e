"""From blocks to frames: devices, channels, rates and times."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.audio.capture import (
    BlockClock,
    FrameCutter,
    ZoneSpec,
    find_device,
    rates_to_try,
    zone_spec,
)
from assistant.audio.interface import FRAME_S, RATE_HZ
from assistant.audio.system import DeviceInfo
from assistant.errors import DeviceError

DEVICES = (
    DeviceInfo(0, "HDA Intel: ALC257", 2, 2, 44_100),
    DeviceInfo(1, "USB Mic", 1, 0, 48_000, default_input=True),
    DeviceInfo(2, "USB Mic Array", 8, 0, 16_000),
    DeviceInfo(3, "HDMI", 0, 2, 48_000, default_output=True),
)


@pytest.mark.parametrize(
    ("text", "device", "channel"),
    [
        ("", "", 0),
        ("USB Mic", "USB Mic", 0),
        ("USB Mic:3", "USB Mic", 3),
        (":1", "", 1),
        ("2:1", "2", 1),
        ("HDA Intel: ALC257", "HDA Intel: ALC257", 0),
        ("HDA Intel: ALC257:1", "HDA Intel: ALC257", 1),
        ("hw:1,0", "hw:1,0", 0),
    ],
)
def test_a_zone_is_a_device_and_a_channel(text: str, device: str, channel: int) -> None:
    assert zone_spec("driver", text) == ZoneSpec("driver", device, channel)


@pytest.mark.parametrize(
    ("wanted", "output", "index"),
    [("", False, 1), ("", True, 3), ("2", False, 2), ("USB Mic", False, 1), ("array", False, 2)],
)
def test_a_device_is_found_by_number_name_or_part(wanted: str, output: bool, index: int) -> None:
    assert find_device(DEVICES, wanted, output=output).index == index


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("usb", r"Several .*'usb'.*1 \(USB Mic\), 2 \(USB Mic Array\)"),
        ("bluetooth", r"no microphone 'bluetooth'; choose one of: 0 \(HDA"),
        ("3", "no microphone '3'"),
    ],
)
def test_a_wrong_name_gets_the_list(wanted: str, says: str) -> None:
    with pytest.raises(DeviceError, match=f"(?i){says}"):
        find_device(DEVICES, wanted, output=False)


def test_a_machine_without_a_microphone_says_so() -> None:
    with pytest.raises(DeviceError, match="no microphone"):
        find_device(DEVICES[3:], "", output=False)


def test_16_khz_is_asked_for_first_then_the_devices_own_rate() -> None:
    assert rates_to_try(DEVICES[0])[:3] == (16_000, 44_100, 48_000)
    assert len(set(rates_to_try(DEVICES[1]))) == len(rates_to_try(DEVICES[1]))


def test_jitter_is_smoothed_drift_followed_and_a_jump_believed() -> None:
    clock, rng = BlockClock(RATE_HZ), np.random.default_rng(0)
    drift = 1 + 100e-6
    true = [100 + n * 0.02 * drift for n in range(3_000)]
    steady = [clock.time(t + rng.normal(0, 0.002), 320) for t in true]
    errors = np.array(steady) - np.array(true)
    assert np.abs(errors[200:]).max() < 0.001
    assert np.abs(np.diff(steady) - 0.02).max() < 0.0002
    assert clock.time(true[-1] + 1.0, 320) == true[-1] + 1.0


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("block", [160, 333, 1_024])
def test_an_event_keeps_its_time_through_resampling_and_cutting(rate_hz: int, block: int) -> None:
    sound = np.zeros(2 * rate_hz, dtype=np.int16)
    click_s = 1.2345
    sound[round(click_s * rate_hz)] = 20_000
    cutter = FrameCutter("driver", rate_hz)
    frames = [
        frame
        for start in range(0, len(sound), block)
        for frame in cutter.feed(sound[start : start + block], 50.0 + start / rate_hz)
    ]
    assert all(len(f.samples) == 320 for f in frames)
    steps = np.diff([f.at_s for f in frames])
    assert np.abs(steps - FRAME_S).max() < 1e-6
    loudest = max(frames, key=lambda f: int(np.abs(f.samples).max()))
    found = loudest.at_s + np.abs(loudest.samples).argmax() / RATE_HZ
    assert found == pytest.approx(50.0 + click_s, abs=0.0003)
