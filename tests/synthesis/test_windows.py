"""How a voice cuts its frames into windows for its vocoder."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.synthesis.windows import FIRST, LONGEST, windows


@given(st.integers(1, 5000), st.integers(0, 20))
def test_windows_keep_each_frame_once_and_have_context_at_their_cuts(
    frames: int, context: int
) -> None:
    found = list(windows(frames, context))
    assert (found[0].begin, found[-1].end) == (0, frames)
    assert all(one.end == following.begin for one, following in pairwise(found))
    for one in found:
        assert 0 <= one.first <= one.begin < one.end <= one.last <= frames
        assert one.end - one.begin <= LONGEST
        assert one.first == 0 or one.begin - one.first == context
        assert one.last == frames or one.last - one.end == context


def test_the_first_window_is_short_and_no_frames_need_none() -> None:
    assert next(windows(500, 12)).last == FIRST + 12
    assert not list(windows(0, 12))
