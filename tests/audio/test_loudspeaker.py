"""The loudspeaker on a scripted sound system, under virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.audio.fake import FakeSoundSystem
from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.loudspeaker import REFERENCE_LEAD_S, DeviceOutput
from assistant.audio.system import DeviceInfo
from assistant.clock import run_virtual
from assistant.config import VoiceSettings
from assistant.errors import DeviceError

SPEAKER = DeviceInfo(1, "Dash", 0, 2, 48_000, default_output=True)
LATENCY_S = 0.03


def flat(seconds: float) -> Samples:
    return np.full(round(seconds * RATE_HZ), 1_000, dtype=np.int16)


@dataclass
class Scene:
    """A speaker whose device asks for a block every 10 ms, 30 ms ahead of the sound."""

    system: FakeSoundSystem = field(default_factory=lambda: FakeSoundSystem([SPEAKER]))
    notices: list[str] = field(default_factory=list)
    heard: list[tuple[float, Samples]] = field(default_factory=list)
    stuck: bool = False

    def run(self, script: Callable[[DeviceOutput], Awaitable[None]]) -> None:
        async def play() -> None:
            output = DeviceOutput(
                VoiceSettings(), self.system, lambda kind, _: self.notices.append(kind)
            )
            device = asyncio.create_task(self._device())
            try:
                await script(output)
            finally:
                device.cancel()
                await asyncio.gather(device, return_exceptions=True)
                await output.close()

        run_virtual(play())

    async def _device(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if self.system.open_streams() and not self.stuck:
                at_s = loop.time() + LATENCY_S
                self.heard.append((at_s, self.system.pull(480, at_s)))
            await asyncio.sleep(0.01)

    def sounding(self) -> list[float]:
        return [at_s for at_s, block in self.heard if block.any()]


def test_it_tells_when_the_first_sample_goes_out_and_waits_for_the_last() -> None:
    scene = Scene()
    told: list[float] = []

    async def script(output: DeviceOutput) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(1.0)
        told.append(await output.play(flat(0.5), RATE_HZ))
        assert output.playing
        told.append(await output.play(flat(0.5), RATE_HZ))
        assert await output.drained()
        told.append(loop.time())

    scene.run(script)
    first, second, end = told
    assert first == scene.sounding()[0]
    assert first == pytest.approx(1.0 + LATENCY_S, abs=0.011)
    assert second == pytest.approx(1.5, abs=0.05)
    assert end == pytest.approx(first + 1.0, abs=0.02)


def test_stop_and_pause_act_within_50_ms() -> None:
    scene = Scene()
    marks: list[float] = []

    async def script(output: DeviceOutput) -> None:
        loop = asyncio.get_running_loop()
        await output.play(flat(5.0), RATE_HZ)
        await asyncio.sleep(1.0)
        output.pause()
        marks.append(loop.time())
        await asyncio.sleep(1.0)
        output.resume()
        marks.append(loop.time())
        await asyncio.sleep(1.0)
        output.stop()
        marks.append(loop.time())
        assert not await output.drained()
        assert loop.time() == marks[-1]
        await asyncio.sleep(1.0)

    scene.run(script)
    paused, resumed, stopped = marks
    times = scene.sounding()
    assert max(t for t in times if t < resumed) <= paused + 0.05
    assert min(t for t in times if t > paused + 0.1) <= resumed + 0.05
    assert max(times) <= stopped + 0.05


def test_the_reference_runs_a_little_ahead_of_the_sound() -> None:
    scene = Scene()

    async def script(output: DeviceOutput) -> None:
        first = await output.play(flat(1.0), RATE_HZ)
        await asyncio.sleep(0.2)
        before = output.reference(first - 0.1, 320)
        around = output.reference(first - REFERENCE_LEAD_S - 0.01, 320)
        assert not before.any()
        assert not around[:159].any()
        assert around[165:].all()
        output.stop()

    scene.run(script)


def test_a_speaker_lost_in_mid_answer_is_told_and_used_again_for_the_next() -> None:
    scene = Scene()

    async def script(output: DeviceOutput) -> None:
        await output.play(flat(5.0), RATE_HZ)
        await asyncio.sleep(0.5)
        scene.system.unplug(SPEAKER.index)
        with pytest.raises(DeviceError, match="speaker is gone"):
            await output.drained()
        with pytest.raises(DeviceError):
            await output.play(flat(1.0), RATE_HZ)
        assert not output.playing
        scene.system.plugged.append(SPEAKER)
        await output.play(flat(0.2), RATE_HZ)
        assert await output.drained()

    scene.run(script)
    assert scene.notices == ["speaker_lost", "speaker_back"]


def test_a_speaker_that_no_longer_asks_for_sound_is_given_up() -> None:
    scene = Scene()

    async def script(output: DeviceOutput) -> None:
        await output.play(flat(5.0), RATE_HZ)
        scene.stuck = True
        with pytest.raises(DeviceError):
            await output.drained()
        assert asyncio.get_running_loop().time() < 2.0

    scene.run(script)
    assert scene.notices == ["speaker_lost"]


def test_without_a_speaker_it_says_so_at_once() -> None:
    with pytest.raises(DeviceError, match="no speaker"):
        DeviceOutput(VoiceSettings(), FakeSoundSystem([]))
