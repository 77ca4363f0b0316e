from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assistant.synthesis.trim import LEAD_S, TAIL_S, Trimmer

RATE = 22_050


def trimmed(samples: npt.NDArray[np.int16], *cuts: int) -> npt.NDArray[np.int16]:
    """Return what comes out of a sound that comes in pieces."""
    trimmer = Trimmer(RATE)
    pieces = [trimmer.feed(piece) for piece in np.split(samples, sorted(cuts))]
    return np.concatenate([*pieces, trimmer.feed(samples[:0], last=True)])


def test_silence_around_the_sound_goes_and_clicks_too() -> None:
    tone = (8000 * np.sin(np.arange(RATE) / 20)).astype(np.int16)
    quiet = np.random.default_rng(1).integers(-20, 20, RATE).astype(np.int16)
    sound = trimmed(np.concatenate([quiet, tone, quiet]))
    first = int(np.flatnonzero(np.abs(sound) > 1000)[0])
    assert 0 < first / RATE <= LEAD_S + 0.006
    assert abs(len(sound) / RATE - (1.0 + LEAD_S + TAIL_S)) < 0.02
    assert abs(int(sound[0])) < 5
    assert abs(int(sound[-1])) < 5


def test_silence_is_no_sound() -> None:
    assert len(trimmed(np.zeros(RATE, np.int16))) == 0
    assert len(trimmed(np.zeros(3, np.int16))) == 0


@given(arrays(np.int16, st.integers(0, 2000)))
def test_it_never_grows(samples: npt.NDArray[np.int16]) -> None:
    assert len(trimmed(samples)) <= len(samples)


@given(
    arrays(np.int16, st.integers(0, 4000), elements=st.integers(-400, 400)),
    st.lists(st.integers(0, 4000), max_size=5),
)
def test_pieces_sound_as_the_whole(samples: npt.NDArray[np.int16], cuts: list[int]) -> None:
    sound = trimmed(samples, *(min(cut, len(samples)) for cut in cuts))
    at_once = trimmed(samples)
    assert len(sound) == 0 or len(at_once) > 0
    assert len(sound) <= len(samples)


def test_a_pause_inside_stays_and_pieces_have_no_seam() -> None:
    tone = (8000 * np.sin(np.arange(RATE) / 20)).astype(np.int16)
    pause = np.zeros(RATE // 2, np.int16)
    said = np.concatenate([tone, pause, tone])
    for cut in (3000, RATE + 50, RATE + 6000, len(said) - 2):
        assert np.array_equal(trimmed(said, cut), trimmed(said))


def test_nothing_audible_is_held_back_but_what_may_fade() -> None:
    tone = (8000 * np.sin(np.arange(RATE) / 20)).astype(np.int16)
    assert len(Trimmer(RATE).feed(tone)) > RATE - RATE // 100
