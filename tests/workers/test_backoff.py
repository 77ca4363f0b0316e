from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.workers.backoff import WINDOW_S, restart_delay_s


def test_the_first_deaths_are_free_and_repeated_ones_cost_more() -> None:
    deaths = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    delays = [restart_delay_s(deaths[: n + 1], 6.0) for n in range(7)]
    assert delays == [0.0, 0.0, 0.5, 2.0, 8.0, 20.0, 20.0]


def test_old_deaths_are_forgiven() -> None:
    assert restart_delay_s([0.0] * 9, WINDOW_S + 1) == 0.0


@given(st.lists(st.floats(0, 1000)), st.floats(0, 1000))
def test_it_is_total_and_bounded(deaths: list[float], now: float) -> None:
    assert 0 <= restart_delay_s(deaths, now) <= 20
