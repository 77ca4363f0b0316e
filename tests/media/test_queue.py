"""The queue: every order plays every track once, and the track that is on stays on."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assistant.media.interface import Track
from assistant.media.queue import (
    Queue,
    Repeat,
    added,
    filled,
    following,
    preceding,
    shuffled,
)

TRACKS = tuple(Track(f"/{n}", str(n)) for n in range(6))


def played(queue: Queue) -> list[str]:
    """What is heard from here to the end when nobody touches anything."""
    heard = []
    following_one: Queue | None = queue
    while following_one is not None and following_one.current is not None:
        heard.append(following_one.current.title)
        following_one = following(following_one, asked=False)
    return heard


@given(st.integers(0, 6), st.booleans(), st.integers())
def test_every_track_is_played_once(count: int, mixed: bool, seed: int) -> None:
    queue = filled(Queue(), TRACKS[:count], mixed, Random(seed))
    heard = played(queue)
    assert sorted(heard) == [str(n) for n in range(count)]
    assert mixed or heard == sorted(heard)


@given(st.integers(0, 5), st.integers())
def test_mixing_and_unmixing_keeps_the_track_that_is_on(at: int, seed: int) -> None:
    queue = Queue(TRACKS, tuple(range(6)), at)
    mixed = shuffled(queue, True, Random(seed))
    assert mixed.current == queue.current
    assert sorted(played(mixed)) == [str(n) for n in range(6)]
    assert shuffled(mixed, False, Random(seed)) == queue


def test_repeat_goes_round_and_one_stays_until_asked() -> None:
    last = Queue(TRACKS, tuple(range(6)), 5)
    assert following(last, asked=True) is None
    for mode, asked, title in (("all", False, "0"), ("one", False, "5"), ("one", True, "0")):
        queue = following(Queue(TRACKS, tuple(range(6)), 5, repeat=Repeat(mode)), asked=asked)
        assert queue is not None
        assert queue.current == TRACKS[int(title)]


def test_before_the_first_is_the_first_or_the_last() -> None:
    first = Queue(TRACKS, tuple(range(6)), 0)
    assert preceding(first).at == 0
    assert preceding(Queue(TRACKS, first.order, 0, repeat=Repeat.ALL)).at == 5
    assert preceding(Queue(TRACKS, first.order, 3)).at == 2
    assert preceding(Queue()).current is None


def test_more_tracks_come_next_or_last() -> None:
    queue = Queue(TRACKS[:3], (0, 1, 2), 1)
    assert played(added(queue, TRACKS[4:], next_up=True)) == ["1", "4", "5", "2"]
    assert played(added(queue, TRACKS[4:], next_up=False)) == ["1", "2", "4", "5"]
    assert played(added(Queue(), TRACKS[:2], next_up=True)) == ["0", "1"]
