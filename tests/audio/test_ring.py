"""The ring buffer, against a plain list of everything that was ever appended."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.audio.interface import RATE_HZ
from assistant.audio.ring import RingBuffer

SIZE = 400


@given(
    blocks=st.lists(st.integers(0, 900), min_size=1, max_size=12),
    start=st.integers(0, 10**6),
    ask=st.tuples(st.integers(-50, 3000), st.integers(0, 1500)),
)
def test_it_reads_what_a_long_list_would_give(
    blocks: list[int], start: int, ask: tuple[int, int]
) -> None:
    ring = RingBuffer(SIZE / RATE_HZ)
    whole = np.arange(sum(blocks), dtype=np.int64).astype(np.int16)
    done = 0
    for count in blocks:
        ring.append(whole[done : done + count], (start + done) / RATE_HZ)
        done += count
    remembered = whole[max(0, done - SIZE) :]
    first = done - len(remembered)
    assert ring.latest(SIZE * 2).tolist() == remembered.tolist()
    assert ring.latest(7).tolist() == whole[max(first, done - 7) :].tolist()
    offset, count = ask
    from_s, until_s = (start + offset) / RATE_HZ, (start + offset + count) / RATE_HZ
    wanted = whole[max(first, offset) : max(first, offset + count, 0)]
    assert ring.between(from_s, until_s).tolist() == wanted.tolist()
    padded = ring.padded(from_s, count)
    assert len(padded) == count
    inside = [whole[i] if first <= i < done else 0 for i in range(offset, offset + count)]
    assert padded.tolist() == inside


def test_lost_time_reads_as_silence() -> None:
    ring = RingBuffer(1.0)
    ring.append(np.full(160, 5, dtype=np.int16), 10.0)
    ring.append(np.full(160, 7, dtype=np.int16), 10.5)
    assert ring.end_s == 10.51
    assert ring.between(10.0, 10.01).tolist() == [5] * 160
    assert not ring.between(10.01, 10.5).any()
    assert ring.since(10.5).tolist() == [7] * 160


def test_a_gap_longer_than_the_buffer_empties_it() -> None:
    ring = RingBuffer(0.1)
    ring.append(np.full(160, 5, dtype=np.int16), 10.0)
    ring.append(np.full(160, 7, dtype=np.int16), 9_999.0)
    assert ring.between(0.0, 9_999.0).any() == np.False_
    assert ring.since(9_999.0).tolist() == [7] * 160


def test_jittery_times_do_not_tear_the_sound() -> None:
    ring = RingBuffer(1.0)
    for n, jitter in enumerate((0.0, 0.004, -0.003, 0.01)):
        ring.append(np.full(320, n + 1, dtype=np.int16), 1.0 + n * 0.02 + jitter)
    assert ring.since(0.0).tolist() == [1] * 320 + [2] * 320 + [3] * 320 + [4] * 320


def test_it_is_empty_at_first() -> None:
    ring = RingBuffer(1.0)
    assert ring.end_s is None
    assert len(ring.latest(5)) == len(ring.since(0.0)) == 0
    assert ring.padded(3.0, 4).tolist() == [0, 0, 0, 0]
