"""The state of the link: late to change, never wrong about nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.routing.connectivity import (
    FALLING,
    KEPT,
    RISING,
    STALE_S,
    Link,
    LinkState,
    Measurement,
    at,
    next_look_s,
    step,
)

GOOD = Measurement(at_s=0.0, reached=True, round_trip_s=0.05)
SLOW = replace(GOOD, round_trip_s=1.5)
LOST = Measurement(at_s=0.0, reached=False, reason="timeout")
PORTAL = Measurement(at_s=0.0, reached=False, reason="portal")


def after(*measurements: Measurement, link: Link | None = None) -> Link:
    link = link or Link()
    start = link.recent[-1].at_s + 1 if link.recent else 0.0
    for index, one in enumerate(measurements):
        link = step(link, replace(one, at_s=start + index))
    return link


def states(link: Link, measurements: Iterable[Measurement]) -> list[LinkState]:
    seen = []
    for one in measurements:
        link = after(one, link=link)
        seen.append(link.state)
    return seen


def test_unmeasured_is_poor_and_the_first_measurement_counts_at_once() -> None:
    assert Link().state is LinkState.POOR
    assert Link().reason == "unmeasured"
    assert after(GOOD).state is LinkState.GOOD
    assert after(SLOW).state is LinkState.POOR
    assert after(LOST).reason == "timeout"


def test_one_lost_answer_is_no_dead_zone_and_one_good_one_no_end_of_it() -> None:
    good = after(*[GOOD] * 4)
    assert states(good, [LOST, GOOD, LOST, GOOD])[-1] is not LinkState.OFFLINE
    assert states(good, [LOST] * FALLING)[-1] is LinkState.OFFLINE
    dead = after(*[LOST] * KEPT)
    assert states(dead, [GOOD] * (RISING - 1)) == [LinkState.OFFLINE] * (RISING - 1)
    assert states(dead, [GOOD] * RISING)[-1] is LinkState.GOOD


def test_between_the_limits_the_state_stays_what_it_was() -> None:
    between = replace(GOOD, round_trip_s=0.65)
    assert after(*[GOOD] * 3, *[between] * 10).state is LinkState.GOOD
    assert after(*[SLOW] * 3, *[between] * 10).state is LinkState.POOR


def test_loss_throughput_and_signal_make_a_link_poor_and_say_so() -> None:
    for one, reason in (
        (replace(GOOD, loss=0.3), "loss"),
        (replace(GOOD, bytes_per_s=10_000), "throughput"),
        (replace(GOOD, signal=5), "signal"),
        (SLOW, "round_trip"),
    ):
        link = after(*[GOOD] * 2, *[one] * 8)
        assert (link.state, link.reason) == (LinkState.POOR, reason)


def test_a_third_of_requests_lost_is_poor_not_good() -> None:
    assert after(*[GOOD, GOOD, LOST] * 6).state is LinkState.POOR


def test_a_portal_counts_at_once_and_ends_like_any_dead_zone() -> None:
    link = after(*[GOOD] * 5, PORTAL)
    assert link.portal
    assert link.state is LinkState.OFFLINE
    assert not after(*[GOOD] * RISING, link=link).portal


def test_old_knowledge_is_none() -> None:
    link = after(GOOD)
    assert at(link, STALE_S - 1).state is LinkState.GOOD
    assert at(link, STALE_S + 1).reason == "unmeasured"


def test_a_link_is_looked_at_before_what_is_known_gets_stale() -> None:
    for link in (after(GOOD), after(LOST), after(SLOW), after(replace(GOOD, metered=True))):
        assert 5 <= next_look_s(link) < STALE_S
    assert next_look_s(after(GOOD, GOOD, LOST)) == 5


measurements = st.builds(
    Measurement,
    at_s=st.just(0.0),
    reached=st.booleans(),
    round_trip_s=st.floats(0, 5),
    bytes_per_s=st.none() | st.floats(0, 1e7),
    loss=st.none() | st.floats(0, 1),
    metered=st.none() | st.booleans(),
    signal=st.none() | st.floats(0, 100),
    reason=st.sampled_from(("", "dns", "timeout")),
)


@given(st.lists(measurements, min_size=1, max_size=40))
def test_the_state_never_changes_sooner_than_the_counts_say(seen: list[Measurement]) -> None:
    link = after(seen[0])
    since = 1
    for one in seen[1:]:
        before, link = link.state, after(one, link=link)
        if link.state is before:
            since += 1
            continue
        rank = [LinkState.OFFLINE, LinkState.POOR, LinkState.GOOD]
        rising = rank.index(link.state) > rank.index(before)
        assert since >= (RISING if rising else FALLING) - 1
        since = 1
    assert len(link.recent) <= KEPT
