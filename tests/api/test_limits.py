from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.api.limits import MAX_KNOWN, Limiter, Rate


@given(st.lists(st.floats(0, 2), max_size=200))
def test_no_window_grants_more_than_the_burst_and_the_rate(pauses: list[float]) -> None:
    limiter, now, granted = Limiter(Rate(per_s=5, burst=10)), 0.0, 0
    for pause in pauses:
        now += pause
        granted += limiter.wait_s("a", now) == 0
    assert granted <= 10 + 5 * now + 1e-6


def test_waiting_as_told_is_enough() -> None:
    limiter = Limiter(Rate(per_s=2, burst=1))
    assert limiter.wait_s("a", 0.0) == 0
    wait = limiter.wait_s("a", 0.1)
    assert wait > 0
    assert limiter.wait_s("b", 0.1) == 0
    assert limiter.wait_s("a", 0.1 + wait) == 0


def test_it_forgets_rather_than_grows() -> None:
    limiter = Limiter(Rate(1, 1))
    for n in range(MAX_KNOWN + 50):
        limiter.wait_s(str(n), 0.0)
    assert len(limiter._buckets) == MAX_KNOWN
