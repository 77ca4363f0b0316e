"""A recording as a microphone: exact times, zones, quiet before and after."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from assistant.audio.interface import FRAME_S, FRAME_SAMPLES, RATE_HZ, Frame, Samples
from assistant.audio.levels import rms_dbfs
from assistant.audio.recording import PlayOptions, RecordingInput
from assistant.clock import MonotonicClock, run_virtual

COUNTING = np.arange(1, 16_001, dtype=np.int16)


async def _listen(input_: RecordingInput) -> list[tuple[float, Frame]]:
    clock = MonotonicClock()
    return [(clock.now(), frame) async for frame in input_.frames()]


async def _play(
    samples: Samples, options: PlayOptions, start_s: float = 0.0
) -> list[tuple[float, Frame]]:
    await asyncio.sleep(start_s)
    return await _listen(RecordingInput(samples, "driver", MonotonicClock(), options))


def test_every_sample_stands_at_its_time_and_comes_when_it_was_captured() -> None:
    options = PlayOptions(lead_s=0.25, tail_s=0.5, noise_dbfs=None)
    heard = run_virtual(_play(COUNTING, options, start_s=3.0))
    assert len(heard) == round(1.75 / FRAME_S + 0.5)
    for n, (now, frame) in enumerate(heard):
        assert frame.at_s == pytest.approx(3.0 + n * FRAME_S, abs=1e-9)
        assert now == pytest.approx(frame.at_s + FRAME_S, abs=1e-9)
        assert len(frame.samples) == FRAME_SAMPLES
    whole = np.concatenate([frame.samples for _, frame in heard])
    assert not whole[:4_000].any()
    assert np.array_equal(whole[4_000:20_000], COUNTING)
    assert not whole[20_000:].any()


def test_ten_minutes_do_not_drift() -> None:
    heard = run_virtual(_play(np.zeros(600 * RATE_HZ, dtype=np.int16), PlayOptions(tail_s=0)))
    assert len(heard) == 30_000
    assert heard[-1][0] == pytest.approx(600.0, abs=1e-6)


def test_as_fast_as_possible_keeps_the_times() -> None:
    heard = run_virtual(_play(COUNTING, PlayOptions(real_time=False, tail_s=0)))
    assert [now for now, _ in heard] == [0.0] * 50
    assert heard[-1][1].at_s == pytest.approx(0.98)


def test_zones_sound_together_and_the_shorter_goes_quiet() -> None:
    async def play() -> list[tuple[float, Frame]]:
        zones = {"driver": COUNTING, "passenger": -COUNTING[:8_000]}
        options = PlayOptions(tail_s=0.1, noise_dbfs=None)
        return await _listen(RecordingInput.of_zones(zones, MonotonicClock(), options))

    heard = run_virtual(play())
    times = [now for now, _ in heard]
    assert times == sorted(times)
    by_zone = {
        zone: np.concatenate([f.samples for _, f in heard if f.zone == zone])
        for zone in ("driver", "passenger")
    }
    assert np.array_equal(by_zone["driver"][:16_000], COUNTING)
    assert np.array_equal(by_zone["passenger"][:8_000], -COUNTING[:8_000])
    assert not by_zone["passenger"][8_000:].any()
    assert len(by_zone["driver"]) == len(by_zone["passenger"])


def test_the_quiet_is_that_of_a_microphone() -> None:
    quiet = [f.samples for _, f in run_virtual(_play(COUNTING[:0], PlayOptions(tail_s=3)))]
    assert rms_dbfs(np.concatenate(quiet)) == pytest.approx(-70, abs=0.5)


def test_without_an_end_it_lasts_until_it_is_closed() -> None:
    async def play() -> tuple[int, float]:
        clock = MonotonicClock()
        mic = RecordingInput(COUNTING, "driver", clock)
        listening = asyncio.create_task(_listen(mic))
        await clock.sleep_until(60.005)
        await mic.close()
        return len(await listening), clock.now()

    count, ended_at = run_virtual(play())
    assert count == 3_000
    assert ended_at == pytest.approx(60.02)


def test_it_tells_when_a_part_of_it_sounds() -> None:
    async def play() -> tuple[float, float | None]:
        await asyncio.sleep(1.0)
        mic = RecordingInput(
            COUNTING, "driver", MonotonicClock(), PlayOptions(lead_s=0.5, tail_s=0)
        )
        with pytest.raises(RuntimeError):
            mic.heard_at(0.0)
        assert mic.started_at is mic.sound_ends_at is None
        await _listen(mic)
        return mic.heard_at(0.25), mic.sound_ends_at

    assert run_virtual(play()) == (1.75, 2.5)
