"""The picture's size follows the load: down soon, up late, never to and fro."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.imaging.camera.load import LARGER_AFTER, SCALES, Load, after_frame, scaled

FRAME_S = 1 / 30


def after(load: Load, shares: Iterable[float]) -> Load:
    for share in shares:
        load = after_frame(load, share * FRAME_S, FRAME_S)
    return load


def test_it_shrinks_within_half_a_second_of_overload() -> None:
    assert after(Load(), [1.5] * 15).scale < 1.0


def test_one_slow_frame_changes_nothing() -> None:
    assert after(Load(), [0.3] * 20 + [4.0] + [0.3] * 20).scale == 1.0


def test_it_grows_again_when_there_is_room_for_the_larger_picture() -> None:
    small = after(Load(), [1.5] * 15)
    assert after(small, [0.1] * (LARGER_AFTER - 5)).level == small.level
    assert after(small, [0.1] * (LARGER_AFTER + 15)).level == small.level - 1


@settings(max_examples=30)
@given(cost=st.floats(0.05, 3.0))
def test_under_a_steady_load_it_settles(cost: float) -> None:
    load, levels = Load(), []
    for _ in range(1500):
        load = after_frame(load, cost * load.scale**2 * FRAME_S, FRAME_S)
        levels.append(load.level)
    assert len(set(levels[900:])) == 1
    share = cost * load.scale**2
    assert share <= 0.81 or load.level == len(SCALES) - 1


@given(st.sampled_from(SCALES), st.integers(160, 3840), st.integers(120, 2160))
def test_sizes_are_even_and_keep_their_shape(scale: float, width: int, height: int) -> None:
    small = scaled((width, height), scale)
    assert all(side % 2 == 0 for side in small)
    assert abs(small[0] - width * scale) <= 1
    assert abs(small[1] - height * scale) <= 1
