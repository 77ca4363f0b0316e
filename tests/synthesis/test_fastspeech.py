"""How the Mandarin voice cuts a spectrogram into windows for its vocoder."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.synthesis.fastspeech import CONTEXT, LONGEST, phone_ids, windows


@given(st.integers(1, 5000))
def test_windows_keep_each_frame_once_and_have_context_at_their_cuts(frames: int) -> None:
    found = windows(frames)
    assert (found[0].begin, found[-1].end) == (0, frames)
    assert all(one.end == following.begin for one, following in pairwise(found))
    assert len({one.last - one.first for one in found}) == 1
    for one in found:
        assert 0 <= one.first <= one.begin < one.end <= one.last <= frames
        assert one.last - one.first <= LONGEST
        assert one.first == 0 or one.begin - one.first >= CONTEXT
        assert one.last == frames or one.last - one.end >= CONTEXT


def test_an_ordinary_reply_is_one_window() -> None:
    assert len(windows(134)) == 1


def test_characters_are_read_as_a_car_says_them() -> None:
    syllables = {one: [one, ""] for one in ("tiao", "gao", "chang", "an")}
    symbols = {one: number for number, one in enumerate(syllables)}
    assert phone_ids("调高", symbols, syllables) == [0, 1]
    assert phone_ids("长按", symbols, syllables) == [2, 3]
