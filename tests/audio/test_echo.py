"""Echo cancellation on sound, in a synthetic cabin with a loudspeaker that distorts a little."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from assistant.audio.echo import EchoGuard
from assistant.audio.echo_check import EchoMode
from assistant.audio.fake import EchoRoom, cabin_response
from assistant.audio.interface import FRAME_SAMPLES, RATE_HZ, Frame, Samples
from assistant.audio.levels import rms_dbfs
from assistant.audio.recording import PlayOptions, RecordingInput
from assistant.audio.sink import NullOutput
from assistant.audio.voice_activity import SileroActivity
from assistant.audio.wavfile import read_recording, to_int16
from assistant.clock import MonotonicClock, run_virtual

Floats = npt.NDArray[np.float64]
LEAD = 2 * RATE_HZ


def speech_like(seconds: float, seed: int = 0) -> Floats:
    """Return noise with a speech's spectrum, syllables and pauses."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE_HZ)
    hz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    shape = np.fft.rfft(rng.normal(0, 1, count)) / (1 + (hz / 700) ** 1.5)
    syllables = np.interp(
        np.arange(count), np.arange(0, count, 2_000), rng.uniform(0, 1, -(-count // 2_000)) ** 2
    )
    sound = np.fft.irfft(shape, count) * syllables
    return np.asarray(0.08 * sound / np.sqrt(np.mean(sound**2)))


def in_cabin(played: Floats, delay_s: float = 0.006, noise_dbfs: float = -60.0) -> Floats:
    """Return what a microphone hears of the loudspeaker, which is driven a little too hard."""
    driven = np.tanh(1.5 * played) / 1.5
    echo = np.convolve(driven, cabin_response(delay_s))[: len(played)]
    noise = np.random.default_rng(9).normal(0, 10 ** (noise_dbfs / 20), len(played))
    return np.asarray(echo + noise)


def late(sound: Samples, samples: int) -> Samples:
    return np.concatenate((np.zeros(samples, dtype=np.int16), sound))[: len(sound)]


def run(
    guard: EchoGuard, near: Samples, reference: Samples, *, playing: bool = False
) -> tuple[Samples, list[EchoMode]]:
    """Let two seconds of quiet pass and then the sound; return the output, and the modes."""
    quiet = to_int16(np.random.default_rng(8).normal(0, 1e-3, LEAD))
    near = np.concatenate((quiet, near))
    reference = np.concatenate((np.zeros(LEAD, dtype=np.int16), reference))
    out, modes = [], []
    for start in range(0, len(near) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        stop = start + FRAME_SAMPLES
        now_playing = playing and start >= LEAD
        out.append(
            guard.process(
                near[start:stop], reference[start:stop], start / RATE_HZ, playing=now_playing
            )
        )
        modes.append(guard.state.mode)
    return np.concatenate(out)[LEAD:], modes[LEAD // FRAME_SAMPLES :]


def test_echo_is_cancelled_by_20_db_after_a_second() -> None:
    played = speech_like(12.0)
    near = to_int16(in_cabin(played))
    guard = EchoGuard("driver")
    out, modes = run(guard, near, to_int16(played))
    assert set(modes[55:]) == {EchoMode.FULL_DUPLEX}
    assert rms_dbfs(near[LEAD:]) - rms_dbfs(out[LEAD:]) > 20
    assert guard.state.erle_db is not None
    assert guard.state.erle_db > 20


def test_before_it_has_converged_the_zone_hears_nothing() -> None:
    played = speech_like(4.0)
    out, modes = run(EchoGuard(), to_int16(in_cabin(played)), to_int16(played))
    first_open = modes.index(EchoMode.FULL_DUPLEX) * FRAME_SAMPLES
    assert 0.9 * RATE_HZ <= first_open <= 2 * RATE_HZ
    assert not out[:first_open].any()


def test_a_silent_car_leaves_the_sound_untouched() -> None:
    person = to_int16(speech_like(3.0, seed=5))
    out, _ = run(EchoGuard(), person, np.zeros_like(person))
    assert np.array_equal(out, person)


@pytest.mark.parametrize(("gain_db", "alike"), [(-6, 0.4), (0, 0.5), (6, 0.6)])
def test_a_person_is_heard_over_the_car(gain_db: float, alike: float) -> None:
    played, person = speech_like(12.0), speech_like(12.0, seed=5)
    echo = in_cabin(played)
    person *= 10 ** (gain_db / 20) * np.sqrt(np.mean(echo**2) / np.mean(person**2))
    person[: 4 * RATE_HZ] = 0
    out, modes = run(EchoGuard(), to_int16(echo + person), to_int16(played))
    assert modes[-1] is EchoMode.FULL_DUPLEX
    late_by = 128  # the canceller's own delay, 8 ms
    heard, said = out[5 * RATE_HZ :], person[5 * RATE_HZ - late_by : -late_by]
    assert np.corrcoef(heard, said[: len(heard)])[0, 1] > alike


@pytest.mark.parametrize("shift", [320, 1_600], ids=["20 ms", "100 ms"])
def test_a_reference_that_comes_after_its_echo_leads_to_half_duplex(
    shift: int, caplog: pytest.LogCaptureFixture
) -> None:
    played = speech_like(12.0)
    guard = EchoGuard("driver")
    with caplog.at_level(logging.WARNING):
        out, modes = run(guard, to_int16(in_cabin(played)), late(to_int16(played), shift))
    assert EchoMode.HALF_DUPLEX in modes
    assert "half duplex" in caplog.text
    muted = np.repeat([m is EchoMode.HALF_DUPLEX for m in modes], FRAME_SAMPLES)
    assert not out[muted].any()


def test_an_output_without_a_reference_leads_to_half_duplex_within_two_seconds() -> None:
    played = speech_like(6.0)
    near = to_int16(in_cabin(played))
    out, modes = run(EchoGuard(), near, np.zeros_like(near), playing=True)
    assert not out.any()
    assert set(modes[2 * 50 :]) == {EchoMode.HALF_DUPLEX}


def test_half_duplex_lasts_for_the_tail_and_then_the_person_is_heard() -> None:
    played = np.concatenate((speech_like(6.0), np.zeros(2 * RATE_HZ)))
    near = to_int16(in_cabin(played))
    reference = np.zeros_like(near)
    guard = EchoGuard()
    run(guard, near[: 6 * RATE_HZ], reference[: 6 * RATE_HZ], playing=True)
    assert guard.state.mode is EchoMode.HALF_DUPLEX
    loud = np.full(FRAME_SAMPLES, 500, dtype=np.int16)
    silent = np.zeros(FRAME_SAMPLES, dtype=np.int16)
    at = [guard.process(loud, silent, 8.0 + n * 0.02).any() for n in range(50)]
    assert at.index(np.True_) == pytest.approx(0.3 / 0.02, abs=1)


def test_it_recovers_when_the_reference_is_right_again() -> None:
    played = speech_like(12.0)
    near, reference = to_int16(in_cabin(played)), to_int16(played)
    guard = EchoGuard()
    run(guard, near, np.zeros_like(near), playing=True)
    assert guard.state.mode is EchoMode.HALF_DUPLEX
    _, modes = run(guard, near, reference)
    assert modes[-1] is EchoMode.FULL_DUPLEX


def test_headphones_make_no_echo_and_need_no_half_duplex() -> None:
    played = speech_like(4.0)
    quiet = to_int16(np.random.default_rng(1).normal(0, 1e-3, len(played)))
    _, modes = run(EchoGuard(), quiet, to_int16(played))
    assert modes[-1] is EchoMode.FULL_DUPLEX


def test_in_the_room_with_a_paced_speaker_nothing_of_the_answer_is_left() -> None:
    async def answer() -> tuple[list[Frame], list[Samples]]:
        clock = MonotonicClock()
        speaker = NullOutput(clock)
        options = PlayOptions(tail_s=9.0)
        mic = RecordingInput(np.zeros(0, dtype=np.int16), "driver", clock, options)
        room, guard = EchoRoom(mic, speaker, cabin_response(0.012)), EchoGuard()
        heard: list[Frame] = []
        clean: list[Samples] = []
        async for frame in room.frames():
            if len(heard) == 50:
                await speaker.play(to_int16(speech_like(7.0)), RATE_HZ)
            heard.append(frame)
            reference = speaker.reference(frame.at_s, FRAME_SAMPLES)
            clean.append(guard.process(frame.samples, reference, frame.at_s))
        await room.close()
        await speaker.close()
        return heard, clean

    heard, clean = run_virtual(answer())
    part = slice(150, 390)
    before = rms_dbfs(np.concatenate([f.samples for f in heard[part]]))
    after = rms_dbfs(np.concatenate(clean[part]))
    assert before > -35
    assert before - after > 20


@pytest.mark.data
def test_real_speech_from_the_speaker_is_no_voice_any_more(shared_data: Path) -> None:
    clips = sorted((shared_data / "speech/read_librispeech").glob("*.wav"))[:3]
    played = np.concatenate([read_recording(path) for path in clips]) / 32_768.0
    near = to_int16(in_cabin(played))
    out, _ = run(EchoGuard(), near, to_int16(played))
    before, after = (
        float(np.mean([p > 0.5 for _, p in SileroActivity().feed(sound)])) for sound in (near, out)
    )
    assert before > 0.6
    assert after < 0.02
    assert rms_dbfs(near[LEAD:]) - rms_dbfs(out[LEAD:]) > 20
