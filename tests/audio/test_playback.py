"""The queue behind every speaker: what goes out, what is cut, what is remembered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audio.interface import Samples
from assistant.audio.playback import FADE_S, REWIND_S, Playback

RATE_HZ = 16_000


def clip(count: int, first: int = 1) -> Samples:
    return np.arange(first, first + count, dtype=np.int16)


@given(
    clips=st.lists(st.integers(0, 400), max_size=5),
    pulls=st.lists(st.integers(1, 300), min_size=1, max_size=12),
)
def test_clips_go_out_in_order_and_are_remembered(clips: list[int], pulls: list[int]) -> None:
    playback, at_s, out = Playback(RATE_HZ), 5.0, []
    whole = np.concatenate([clip(n) for n in [*clips, 0]])
    for count in clips:
        playback.add(clip(count), RATE_HZ)
    assert playback.queued_s == pytest.approx(len(whole) / RATE_HZ)
    for count in pulls:
        out.append(playback.pull(count, at_s))
        at_s += count / RATE_HZ
    heard = np.concatenate(out)
    expected = np.concatenate((whole, np.zeros(4_000, dtype=np.int16)))[: len(heard)]
    assert heard.tolist() == expected.tolist()
    assert playback.reference(5.0, len(heard)).tolist() == heard.tolist()
    assert playback.empty == (len(heard) >= len(whole))


def test_pause_fades_out_holds_and_resumes_a_little_back() -> None:
    playback = Playback(RATE_HZ)
    playback.add(np.full(RATE_HZ, 1_000, dtype=np.int16), RATE_HZ)
    playback.pull(RATE_HZ // 2, 0.0)
    playback.pause()
    assert playback.paused
    assert not playback.playing
    block = playback.pull(1_600, 0.5)
    fade = round(FADE_S * RATE_HZ)
    assert block[0] == 1_000
    assert np.all(np.diff(block[:fade]) <= 0)
    assert not block[fade:].any()
    assert not playback.pull(1_600, 0.6).any()
    left = playback.queued_s
    playback.resume()
    assert playback.queued_s == pytest.approx(left + REWIND_S)
    again = playback.pull(1_600, 0.7)
    assert again[0] == 0
    assert np.all(np.diff(again[:fade]) >= 0)
    assert (again[fade:] == 1_000).all()


def test_resume_never_goes_back_beyond_the_start_of_the_clip() -> None:
    playback = Playback(RATE_HZ)
    playback.add(clip(16_000), RATE_HZ)
    playback.pull(160, 0.0)
    playback.pause()
    playback.resume()
    assert playback.pull(5, 0.01).tolist() == [1, 2, 3, 4, 5]


def test_stop_drops_everything_and_ends_a_pause() -> None:
    playback = Playback(RATE_HZ)
    playback.add(clip(1_000), RATE_HZ)
    playback.add(clip(1_000), RATE_HZ)
    playback.pull(100, 0.0)
    playback.pause()
    playback.stop()
    assert playback.empty
    assert not playback.paused
    playback.pull(100, 0.1)
    assert not playback.pull(1_000, 0.2).any()
    playback.add(clip(3), RATE_HZ)
    assert playback.pull(4, 1.0).tolist() == [1, 2, 3, 0]


def test_what_was_stopped_before_it_sounded_makes_no_sound() -> None:
    playback = Playback(RATE_HZ)
    playback.add(np.full(100, 1_000, dtype=np.int16), RATE_HZ)
    playback.stop()
    assert not playback.pull(100, 0.0).any()


@pytest.mark.parametrize("speaker_hz", [44_100, 48_000])
def test_the_reference_is_16_khz_whatever_the_speaker_needs(speaker_hz: int) -> None:
    playback = Playback(speaker_hz)
    tone = np.rint(8_000 * np.sin(np.arange(22_050) * 2 * np.pi * 300 / 22_050)).astype(np.int16)
    playback.add(tone, 22_050)
    at_s, block = 2.0, speaker_hz // 100
    for _ in range(100):
        playback.pull(block, at_s)
        at_s += block / speaker_hz
    ideal = 8_000 * np.sin(np.arange(16_000) * 2 * np.pi * 300 / 16_000)
    error = playback.reference(2.0, 16_000) - ideal
    assert np.abs(error[200:-200]).max() < 400
    assert playback.empty


def test_silence_between_clips_stays_silence_in_the_reference() -> None:
    playback = Playback(RATE_HZ)
    playback.add(clip(160), RATE_HZ)
    playback.pull(320, 0.0)
    playback.add(clip(160), RATE_HZ)
    playback.pull(160, 0.5)
    assert playback.reference(0.0, 160).tolist() == clip(160).tolist()
    assert not playback.reference(0.01, 7_840).any()
    assert playback.reference(0.5, 160).tolist() == clip(160).tolist()


@given(cuts=st.lists(st.integers(1, 4_000), max_size=4), pulled=st.integers(0, 900))
def test_pieces_of_a_clip_are_resampled_as_one(cuts: list[int], pulled: int) -> None:
    tone = (8_000 * np.sin(np.arange(4_000) / 9)).astype(np.int16)
    at_once, in_pieces = Playback(48_000), Playback(48_000)
    at_once.add(tone, 22_050)
    first, *others = np.split(tone, sorted(cuts))
    in_pieces.add(first[:0], 22_050, continued=True)
    in_pieces.add(first, 22_050)
    early = in_pieces.pull(min(pulled, len(first)), 0.0)
    for piece in others:
        in_pieces.add(piece, 22_050, continued=True)
    assert in_pieces.queued_s + len(early) / 48_000 == pytest.approx(at_once.queued_s)
    whole = at_once.pull(9_000, 0.0)
    heard = np.concatenate((early, in_pieces.pull(9_000 - len(early), len(early) / 48_000)))
    safe = max(0, len(early) - 400)  # an edge that went out before its neighbours came
    assert np.abs(heard[:safe].astype(int) - whole[:safe]).max(initial=0) <= 8
    later = slice(len(early) + 1, None)
    assert np.abs(heard[later].astype(int) - whole[later]).max(initial=0) <= 8


def test_a_piece_that_comes_late_goes_on_where_the_last_one_ended() -> None:
    playback = Playback(RATE_HZ)
    playback.add(clip(100), RATE_HZ)
    assert playback.pull(150, 0.0)[99:].tolist() == [100, *[0] * 50]
    playback.add(clip(100, 101), RATE_HZ, continued=True)
    assert playback.queued_s == pytest.approx(100 / RATE_HZ)
    assert playback.pull(100, 1.0).tolist() == clip(100, 101).tolist()


def test_what_was_stopped_does_not_go_on() -> None:
    playback = Playback(RATE_HZ)
    playback.add(clip(100), RATE_HZ)
    playback.stop()
    playback.add(clip(50, 101), RATE_HZ, continued=True)
    assert playback.queued_s == pytest.approx(50 / RATE_HZ)
