"""Microphones on a scripted sound system, under virtual time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.audio.fake import FakeSoundSystem
from assistant.audio.interface import RATE_HZ, Frame, Samples
from assistant.audio.microphone import MAX_WAITING, DeviceInput
from assistant.audio.system import DeviceInfo
from assistant.clock import run_virtual
from assistant.config import VoiceSettings
from assistant.errors import DeviceError

ARRAY = DeviceInfo(4, "Ceiling Array", 2, 0, 48_000, default_input=True)
LAPEL = DeviceInfo(5, "Lapel", 1, 0, 48_000)


@dataclass
class Scene:
    """A microphone input that is listened to, and what it gave and told."""

    system: FakeSoundSystem
    settings: VoiceSettings = field(default_factory=VoiceSettings)
    frames: list[Frame] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)

    def run(self, script: Callable[[DeviceInput], Awaitable[None]]) -> None:
        async def listen() -> None:
            mic = DeviceInput(self.settings, self.system, lambda k, d: self.notices.append((k, d)))

            async def collect() -> None:
                async for frame in mic.frames():
                    self.frames.append(frame)

            listening = asyncio.create_task(collect())
            await self.opened()
            await script(mic)
            await mic.close()
            await listening

        run_virtual(listen())

    async def opened(self, count: int = 1) -> None:
        """Wait until so many streams are open."""
        for _ in range(1_000):
            if len(self.system.open_streams()) >= count:
                return
            await asyncio.sleep(0.01)
        pytest.fail("not opened within 10 s")

    async def sound(self, seconds: float, level: int = 100) -> None:
        """Let 20 ms blocks come in at the stream's rate."""
        loop = asyncio.get_running_loop()
        for _ in range(round(seconds / 0.02)):
            at_s = loop.time()
            await asyncio.sleep(0.02)
            for stream in self.system.open_streams():
                shape = (round(stream.rate_hz * 0.02), stream.channels)
                levels = np.arange(1, stream.channels + 1) * level
                self.system.record(np.broadcast_to(levels, shape).astype(np.int16), at_s)

    def zone(self, name: str) -> Samples:
        parts = [f.samples for f in self.frames if f.zone == name]
        return np.concatenate([np.zeros(0, dtype=np.int16), *parts])


@pytest.mark.parametrize("rates", [(16_000,), (48_000,), (44_100, 48_000)])
def test_any_rate_becomes_16_khz_in_time(rates: tuple[int, ...]) -> None:
    scene = Scene(FakeSoundSystem([ARRAY], rates_hz=rates))

    async def script(_mic: DeviceInput) -> None:
        await scene.sound(2.0)

    scene.run(script)
    assert scene.system.streams[0].rate_hz == (48_000 if 48_000 in rates else rates[0])
    sound = scene.zone("driver")
    assert len(sound) == pytest.approx(2 * RATE_HZ, abs=640)
    assert np.abs(sound[2_000:-2_000] - 100).max() <= 1
    steps = np.diff([f.at_s for f in scene.frames])
    assert np.abs(steps - 0.02).max() < 1e-3
    assert not scene.notices


def test_two_zones_are_two_channels_of_one_device_and_a_third_another() -> None:
    places = {"driver": "Ceiling:1", "passenger": "Ceiling:0", "rear_left": "Lapel"}
    settings = VoiceSettings(zones=tuple(places), zone_devices=places)
    scene = Scene(FakeSoundSystem([ARRAY, LAPEL], rates_hz=(16_000,)), settings)

    async def script(_mic: DeviceInput) -> None:
        await scene.opened(2)
        ceiling, lapel = scene.system.open_streams()
        for n in range(10):
            assert ceiling.take is not None
            assert lapel.take is not None
            ceiling.take(np.tile(np.array([[1, 2]], dtype=np.int16), (320, 1)), n * 0.02)
            lapel.take(np.full((320, 1), 3, dtype=np.int16), n * 0.02)
        await asyncio.sleep(0.1)

    scene.run(script)
    assert [set(scene.zone(z).tolist()) for z in places] == [{2}, {1}, {3}]
    assert len(scene.system.streams) == 2


def test_a_lost_microphone_is_found_again_without_a_restart() -> None:
    scene = Scene(FakeSoundSystem([ARRAY]))
    times: list[float] = []

    async def script(_mic: DeviceInput) -> None:
        loop = asyncio.get_running_loop()
        await scene.sound(1.0, level=10)
        scene.system.unplug(ARRAY.index)
        await asyncio.sleep(20.0)
        assert scene.notices == [("microphone_lost", "driver")]
        times.append(loop.time())
        scene.system.plugged.append(ARRAY)
        await scene.opened()
        times.append(loop.time())
        await scene.sound(1.0, level=20)

    scene.run(script)
    assert scene.notices == [("microphone_lost", "driver"), ("microphone_back", "driver")]
    assert times[1] - times[0] <= 4.3
    assert {10, 20} <= set(scene.zone("driver").tolist())
    # A try every 4 s at most: not a busy loop.
    assert scene.system.refreshes <= 10


def test_a_microphone_that_hangs_is_opened_again() -> None:
    scene = Scene(FakeSoundSystem([ARRAY]))

    async def script(_mic: DeviceInput) -> None:
        await scene.sound(0.5)
        await asyncio.sleep(3.0)
        await scene.sound(0.5)

    scene.run(script)
    assert scene.notices[:2] == [("microphone_lost", "driver"), ("microphone_back", "driver")]
    assert not scene.system.streams[0].active


def test_a_slow_event_loop_loses_old_sound_and_says_so() -> None:
    scene = Scene(FakeSoundSystem([ARRAY], rates_hz=(16_000,)))
    lost: list[int] = []

    async def script(mic: DeviceInput) -> None:
        (stream,) = scene.system.open_streams()
        assert stream.take is not None
        for n in range(1_000):
            stream.take(np.full((320, 1), n, dtype=np.int16), n * 0.02)
        await asyncio.sleep(0.1)
        lost.append(mic.dropped)

    scene.run(script)
    assert lost == [1_000 - MAX_WAITING]
    assert len(scene.frames) == MAX_WAITING


def test_blocks_come_from_another_thread() -> None:
    scene = Scene(FakeSoundSystem([ARRAY], rates_hz=(16_000,)))

    async def script(_mic: DeviceInput) -> None:
        def feed() -> None:
            for n in range(50):
                scene.system.record(np.full(320, n, dtype=np.int16), n * 0.02)

        thread = threading.Thread(target=feed)
        thread.start()
        await asyncio.to_thread(thread.join)
        await asyncio.sleep(0.1)

    scene.run(script)
    assert scene.zone("driver")[::320].tolist() == list(range(50))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (VoiceSettings(zone_devices={"driver": "Bluetooth"}), "no microphone 'bluetooth'"),
        (VoiceSettings(zone_devices={"driver": "Ceiling:2"}), r"channel 2 does not exist.*0 to 1"),
    ],
)
def test_a_wrong_setting_is_told_at_once(settings: VoiceSettings, says: str) -> None:
    with pytest.raises(DeviceError, match=says):
        DeviceInput(settings, FakeSoundSystem([ARRAY]))


def test_a_microphone_that_can_do_no_rate_is_an_error_at_the_start() -> None:
    async def listen() -> None:
        mic = DeviceInput(VoiceSettings(), FakeSoundSystem([ARRAY], rates_hz=()))
        async for _ in mic.frames():
            pass

    with pytest.raises(DeviceError, match="16000 Hz"):
        run_virtual(listen())
