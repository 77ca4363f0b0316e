"""An endpoint that fails is left alone, and tried again one request at a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.routing import breaker as b
from assistant.routing.breaker import Breaker


def rested(now_s: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(b.FAILURES):
        breaker = b.failed(breaker, now_s)
    return breaker


def test_it_rests_after_failures_in_a_row_only() -> None:
    two = b.failed(b.failed(Breaker(), 0), 1)
    assert b.may_try(two, 1)
    assert b.may_try(b.failed(b.succeeded(two), 2), 2)
    assert not b.may_try(b.failed(two, 2), 2)


def test_the_end_of_a_rest_lets_one_trial_through() -> None:
    breaker = rested()
    assert not b.may_try(breaker, b.RESTS_S[0] - 0.1)
    assert b.may_try(breaker, b.RESTS_S[0])
    out = b.trying(breaker, b.RESTS_S[0])
    assert not b.may_try(out, b.RESTS_S[0] + 1)
    assert b.may_try(b.abandoned(out), b.RESTS_S[0] + 1)
    assert b.may_try(out, b.RESTS_S[0] + b.TRIAL_S)


def test_a_trial_ends_the_rest_or_makes_it_longer() -> None:
    out = b.trying(rested(), 10)
    assert b.succeeded(out) == Breaker()
    again = b.failed(out, 10)
    assert b.rest_s(again) == b.RESTS_S[1]
    for _ in range(10):
        again = b.failed(again, 10)
    assert b.rest_s(again) == b.RESTS_S[-1]


@given(st.lists(st.sampled_from(["ok", "fail", "gone", "wait"]), max_size=60))
def test_it_always_comes_back(happenings: list[str]) -> None:
    breaker, now = Breaker(), 0.0
    for what in happenings:
        now += 3.0
        if what == "wait" or not b.may_try(breaker, now):
            continue
        breaker = b.trying(breaker, now)
        if what == "ok":
            breaker = b.succeeded(breaker)
        elif what == "fail":
            breaker = b.failed(breaker, now)
        else:
            breaker = b.abandoned(breaker)
    assert b.may_try(breaker, now + b.RESTS_S[-1] + b.TRIAL_S)
