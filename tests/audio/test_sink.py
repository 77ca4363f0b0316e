"""Outputs without a device, under virtual time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.sink import FileOutput, NullOutput
from assistant.audio.wavfile import read_recording
from assistant.clock import MonotonicClock, run_virtual


def flat(seconds: float, level: int = 1_000) -> Samples:
    return np.full(round(seconds * RATE_HZ), level, dtype=np.int16)


def heard_spans(output: FileOutput) -> list[tuple[float, float]]:
    """Return the start and end of each stretch of sound, in seconds of the file."""
    loud = np.concatenate(([False], output.sound() != 0, [False]))
    edges = np.flatnonzero(loud[1:] != loud[:-1]) / output.rate_hz
    return list(zip(edges[::2], edges[1::2], strict=True))


def test_sound_stands_at_its_time_in_the_file(tmp_path: Path) -> None:
    async def talk() -> FileOutput:
        clock = MonotonicClock()
        output = FileOutput(clock, RATE_HZ)
        await clock.sleep_until(1.0)
        assert await output.play(flat(0.5), RATE_HZ) == 1.0
        assert output.playing
        assert await output.play(flat(0.25), RATE_HZ) == pytest.approx(1.5)
        assert await output.drained()
        assert clock.now() == pytest.approx(1.75, abs=0.011)
        assert not output.playing
        await clock.sleep_until(3.0)
        assert await output.play(flat(0.1), RATE_HZ) == 3.0
        assert await output.drained()
        output.write(tmp_path / "reply.wav")
        await output.close()
        return output

    output = run_virtual(talk())
    assert heard_spans(output) == [(1.0, 1.75), (3.0, 3.1)]
    assert len(read_recording(tmp_path / "reply.wav")) == round(3.1 * RATE_HZ)


def test_stop_silences_within_50_ms_and_nothing_comes_after() -> None:
    async def talk() -> tuple[FileOutput, bool, Samples]:
        clock = MonotonicClock()
        output = FileOutput(clock, RATE_HZ)
        await output.play(flat(5.0), RATE_HZ)
        await output.play(flat(5.0), RATE_HZ)
        waiting = asyncio.create_task(output.drained())
        await clock.sleep_until(1.234)
        output.stop()
        assert not output.playing
        whole = await waiting
        assert clock.now() == 1.234
        await clock.sleep_until(4.0)
        reference = output.reference(1.3, RATE_HZ)
        await output.close()
        return output, whole, reference

    output, whole, reference = run_virtual(talk())
    ((start, end),) = heard_spans(output)
    assert start == 0.0
    assert 1.234 <= end <= 1.234 + 0.05
    assert not whole
    assert not reference.any()


def test_stop_is_remembered_for_one_who_asks_later() -> None:
    async def talk() -> list[bool]:
        output = NullOutput(MonotonicClock())
        answers = [await output.drained()]
        await output.play(flat(1.0), RATE_HZ)
        output.stop()
        answers.append(await output.drained())
        await output.play(flat(1.0), RATE_HZ)
        answers.append(await output.drained())
        output.stop()
        answers.append(await output.drained())
        await output.close()
        return answers

    assert run_virtual(talk()) == [True, False, True, True]


def test_a_cough_pauses_and_the_sound_goes_on_a_little_back() -> None:
    async def talk() -> FileOutput:
        clock = MonotonicClock()
        output = FileOutput(clock, RATE_HZ)
        await output.play(flat(2.0), RATE_HZ)
        await clock.sleep_until(1.0)
        output.pause()
        assert not output.playing
        await clock.sleep_until(4.0)
        output.resume()
        assert output.playing
        assert await output.drained()
        await output.close()
        return output

    (first, second) = heard_spans(run_virtual(talk()))
    assert first == pytest.approx((0.0, 1.0), abs=0.02)
    assert second == pytest.approx((4.0, 5.25), abs=0.02)


def test_a_paused_answer_can_be_stopped() -> None:
    async def talk() -> tuple[bool, float]:
        clock = MonotonicClock()
        output = NullOutput(clock)
        await output.play(flat(2.0), RATE_HZ)
        await clock.sleep_until(0.5)
        output.pause()
        waiting = asyncio.create_task(output.drained())
        await clock.sleep_until(1.0)
        output.stop()
        answer = await waiting, clock.now()
        await output.close()
        return answer

    assert run_virtual(talk()) == (False, 1.0)


def test_the_reference_is_what_went_out() -> None:
    async def talk() -> tuple[Samples, Samples]:
        clock = MonotonicClock()
        output = NullOutput(clock, 22_050)
        await clock.sleep_until(0.5)
        await output.play(flat(1.0), RATE_HZ)
        await clock.sleep_until(1.0)
        middle = output.reference(0.7, 320)
        await output.drained()
        around = output.reference(0.4, 3_200)
        await output.close()
        return middle, around

    middle, around = run_virtual(talk())
    assert np.abs(middle - 1_000).max() < 20
    assert not around[:1_590].any()
    assert np.abs(around[1_700:] - 1_000).max() < 20


def test_an_empty_clip_is_no_sound() -> None:
    async def talk() -> bool:
        output = NullOutput(MonotonicClock())
        await output.play(flat(0.0), RATE_HZ)
        playing = output.playing
        assert await output.drained()
        await output.close()
        return playing

    assert not run_virtual(talk())
