"""Guidance along routes made by hand: prompts, arrival, and what goes wrong on the way."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.navigation.guidance.distances import Units
from assistant.navigation.guidance.events import (
    Arrived,
    Cue,
    Event,
    OffRoute,
    Say,
    StopReached,
)
from assistant.navigation.guidance.machine import again, begin, feed
from assistant.navigation.guidance.plan import Plan, plan_of
from assistant.navigation.interface import Point
from assistant.navigation.position.fix import Fix
from assistant.navigation.position.heading import moved
from assistant.navigation.routes.interface import Kind, Side
from assistant.navigation.simulated_drive import drive, received
from tests.navigation.guidance.made import START, exact, fed, kinds, made, prompts

CORNER = plan_of(made([(Kind.START, 0, 1500), (Kind.RIGHT, 90, 900)], Side.RIGHT))
DENSE = plan_of(
    made(
        [
            (Kind.START, 0, 600),
            (Kind.LEFT, 270, 30),
            (Kind.RIGHT, 0, 70),
            (Kind.RIGHT, 90, 500),
        ]
    )
)
RING = plan_of(
    made(
        [
            (Kind.START, 0, 400),
            (Kind.ROUNDABOUT_ENTER, 45, 50),
            (Kind.ROUNDABOUT_EXIT, 0, 30),
            (Kind.LEFT, 270, 400),
        ]
    )
)
WITH_STOP = plan_of(made([(Kind.START, 0, 500), (Kind.DESTINATION, 0, 0), (Kind.START, 0, 500)]))
HAIRPIN = plan_of(made([(Kind.START, 0, 600), (Kind.UTURN_LEFT, 270, 25), (Kind.LEFT, 180, 500)]))


def at(along_m: float, at_s: float, *, speed: float = 12.0, beside_m: float = 0.0) -> Fix:
    """Return a fix on the first, northward part of a route, or beside it (to the east)."""
    point = moved(moved(START, 0, along_m), 90, beside_m)
    return Fix(point, at_s, speed, 0.0, accuracy_m=5.0)


def test_a_turn_is_announced_near_and_right_before_it() -> None:
    _, happened = fed(begin(CORNER), exact(list(drive(CORNER))))
    heard = [(one.cue, one.manoeuvre, one.text) for one in prompts(happened)]
    assert heard == [
        (Cue.PRE, 0, "Start onto a street."),
        (Cue.POST, 0, "Continue on a for one and a half kilometers."),
        (Cue.NEAR, 1, "In two hundred meters, right onto a street."),
        (Cue.PRE, 1, "Right onto a street."),
        (Cue.POST, 1, "Continue on a for eight hundred meters."),
        (Cue.NEAR, 2, "In two hundred meters, you will arrive."),
        (Cue.PRE, 2, "You have arrived."),
    ]
    assert kinds(happened) == ["Arrived"]
    assert happened[-1][1] == Arrived(Side.RIGHT)


def test_at_speed_a_turn_is_announced_from_far() -> None:
    fast = [at(20 * second, second, speed=20.0) for second in range(74)]
    _, happened = fed(begin(CORNER), fast)
    cues = [one.cue for one in prompts(happened) if one.manoeuvre == 1]
    assert cues == [Cue.FAR, Cue.NEAR, Cue.PRE]


@pytest.mark.parametrize("speed", [5.0, 12.0, 25.0])
def test_there_is_time_to_say_it_before_the_turn(speed: float) -> None:
    fixes = [at(speed * second, second, speed=speed) for second in range(int(1490 / speed))]
    _, happened = fed(begin(CORNER), fixes)
    for time_s, event in happened:
        if isinstance(event, Say) and (event.prompt.manoeuvre, event.prompt.cue) == (1, Cue.PRE):
            assert 3.4 <= 1500 / speed - time_s <= 10.0


def test_turns_in_a_row_are_said_together_and_not_again_in_full() -> None:
    _, happened = fed(begin(DENSE), exact(list(drive(DENSE))))
    texts = {one.manoeuvre: one.text for one in prompts(happened) if one.cue is Cue.PRE}
    assert texts[1] == ("Left onto a street. Then right onto a street.")
    assert 2 in texts
    assert texts[2].startswith("Right. Then, in seventy meters, right onto")


def test_a_roundabout_tells_what_comes_after_it() -> None:
    _, happened = fed(begin(RING), exact(list(drive(RING))))
    enter = next(one for one in prompts(happened) if (one.cue, one.manoeuvre) == (Cue.PRE, 1))
    assert (
        enter.text == "Roundabout enter onto a street. Then, in eighty meters, left onto a street."
    )
    assert all(one.cue is Cue.PRE for one in prompts(happened) if one.manoeuvre == 2)


def test_mandarin_frames() -> None:
    plan = plan_of(replace(CORNER.route, language="zh"))
    _, happened = fed(begin(plan), exact(list(drive(plan))))
    texts = [one.text for one in prompts(happened)]
    assert any(text.startswith("前方二百米，") for text in texts)
    assert any(text.startswith("沿a继续行驶") for text in texts)


def test_miles_where_they_are_used() -> None:
    _, happened = fed(begin(CORNER, Units.IMPERIAL), exact(list(drive(CORNER))))
    assert any("six hundred feet" in one.text for one in prompts(happened))


def test_a_stop_on_the_way_is_passed_and_the_way_goes_on() -> None:
    _, happened = fed(begin(WITH_STOP), exact(list(drive(WITH_STOP))))
    assert kinds(happened) == ["StopReached", "Arrived"]
    assert StopReached(0, Side.LEFT) in [event for _, event in happened]


def test_a_hairpin_is_followed_round() -> None:
    state, happened = fed(begin(HAIRPIN), exact(list(drive(HAIRPIN))))
    assert kinds(happened) == ["Arrived"]
    assert state.progress.left_m < 30


def test_a_turn_round_at_the_start_is_not_skipped() -> None:
    turn = plan_of(made([(Kind.START, 0, 25), (Kind.UTURN_LEFT, 180, 700)]))
    noisy = [received(one, 5.0, random.Random(one.at_s)) for one in drive(turn)]
    _, happened = fed(begin(turn), noisy)
    assert (prompts(happened)[0].cue, prompts(happened)[0].manoeuvre) == (Cue.PRE, 0)
    assert kinds(happened) == ["Arrived"]


def test_who_is_there_already_arrives_at_once() -> None:
    here = plan_of(made([(Kind.START, 0, 0)]))
    _, happened = fed(begin(here), [at(0, s, speed=0.0) for s in range(3)])
    assert kinds(happened) == ["Arrived"]


# --- leaving the route ----------------------------------------------------------------------


def test_who_drives_straight_on_is_noticed_within_five_seconds() -> None:
    fixes = [at(12 * second, second) for second in range(140)]
    _, happened = fed(begin(CORNER), fixes)
    time_s, off = next((t, e) for t, e in happened if isinstance(e, OffRoute))
    left_s = (1500 + 12) / 12
    assert time_s - left_s <= 5.0
    assert off.heading == 0.0
    assert off.stops_passed == 0


def test_off_route_is_asked_again_but_not_all_the_time_and_prompts_stop() -> None:
    fixes = [at(12 * second, second) for second in range(165)]
    _, happened = fed(begin(CORNER), fixes)
    times = [t for t, event in happened if isinstance(event, OffRoute)]
    assert len(times) > 1
    assert min(b - a for a, b in pairwise(times)) >= 10
    last_prompt = max(t for t, event in happened if isinstance(event, Say))
    assert last_prompt < times[0]


def test_back_on_the_route_before_a_new_one_is_there() -> None:
    out = [at(12 * s, s, beside_m=0 if s < 20 else 80) for s in range(30)]
    back = [at(12 * s, s) for s in range(30, 40)]
    _, happened = fed(begin(CORNER), [*out, *back])
    assert kinds(happened) == ["OffRoute", "BackOnRoute"]


def test_one_wild_fix_is_no_reason_for_anything() -> None:
    fixes = [at(12 * s, s, beside_m=5000 if s == 20 else 0) for s in range(40)]
    state, happened = fed(begin(CORNER), fixes)
    assert kinds(happened) == []
    assert state.along_m == pytest.approx(12 * 39, abs=15)


def test_a_leap_that_lasts_is_believed() -> None:
    fixes = [at(12 * s, s, beside_m=0 if s < 20 else 5000) for s in range(40)]
    _, happened = fed(begin(CORNER), fixes)
    assert kinds(happened)[0] == "OffRoute"


def test_who_starts_the_wrong_way_gets_a_new_route() -> None:
    south = [Fix(moved(START, 180, 8 * s), float(s), 8.0, 180.0, accuracy_m=5.0) for s in range(8)]
    _, happened = fed(begin(CORNER), south)
    off = next(event for _, event in happened if isinstance(event, OffRoute))
    assert off.heading == 180.0


def test_a_car_park_beside_the_start_is_not_off_the_route() -> None:
    parked = [at(0, s, speed=0.0, beside_m=55) for s in range(20)]
    leaving = [at(0, 20.0 + s, speed=3.0, beside_m=55 - 3 * s) for s in range(18)]
    leaving = [replace(fix, heading=270.0) for fix in leaving]
    driving = [at(12 * s, 40.0 + s) for s in range(10)]
    _, happened = fed(begin(CORNER), [*parked, *leaving, *driving])
    assert kinds(happened) == []


def test_a_bad_receiver_is_given_room() -> None:
    good = [at(12 * s, s, beside_m=45) for s in range(12)]
    bad = [replace(fix, accuracy_m=20.0) for fix in good]
    start = [at(0, -1.0)]
    assert kinds(fed(begin(CORNER), [*start, *good])[1]) == ["OffRoute"]
    assert kinds(fed(begin(CORNER), [*start, *bad])[1]) == []


def test_a_new_route_is_told_with_its_first_turn_and_no_compass() -> None:
    near = plan_of(made([(Kind.START, 0, 250), (Kind.RIGHT, 90, 900)]), onward=True)
    _, happened = fed(begin(near), [at(12 * s, s) for s in range(20)])
    assert [one.text for one in prompts(happened)] == [
        "New route. In two hundred fifty meters, right onto a street.",
        "Right onto a street.",
    ]


def test_who_drives_against_a_new_route_is_told_to_turn_round_not_asked_for_another() -> None:
    ahead = plan_of(made([(Kind.START, 0, 900), (Kind.RIGHT, 90, 900)]), onward=True)
    against = [
        Fix(moved(START, 180, 8 * s), float(s), 8.0, 180.0, accuracy_m=5.0) for s in range(9)
    ]
    _, happened = fed(begin(ahead), against)
    assert [one.text for one in prompts(happened)] == ["Turn around when you can."]
    assert "OffRoute" not in kinds(happened)


def test_who_does_not_turn_round_gets_another_route_in_the_end() -> None:
    ahead = plan_of(made([(Kind.START, 0, 900), (Kind.RIGHT, 90, 900)]), onward=True)
    against = [
        Fix(moved(START, 180, 8 * s), float(s), 8.0, 180.0, accuracy_m=5.0) for s in range(20)
    ]
    _, happened = fed(begin(ahead), against)
    assert kinds(happened)[-1] == "OffRoute"


# --- lost receivers, odd clocks ---------------------------------------------------------------


def test_in_a_tunnel_the_speed_leads_on_and_the_turn_is_announced() -> None:
    before = [at(12 * s, s) for s in range(90)]
    inside = [replace(at(12 * s, s), reckoned=True) for s in range(90, 124)]
    state, happened = fed(begin(CORNER), [*before, *inside])
    assert kinds(happened) == ["FixLost"]
    assert (Cue.PRE, 1) in [(one.cue, one.manoeuvre) for one in prompts(happened)]
    assert state.along_m == pytest.approx(12 * 123, abs=20)
    out = Fix(CORNER.line.position(1700), 141.0, 12.0, 90.0, 5.0)
    state, events = feed(state, out, 141.0)
    assert "FixBack" in [type(event).__name__ for event in events]
    assert state.along_m == pytest.approx(1700, abs=20)


def test_off_the_route_nothing_is_reckoned_along_it() -> None:
    off = [at(12 * s, s, beside_m=0 if s < 20 else 90) for s in range(30)]
    lost = [replace(at(12 * s, s, beside_m=90), reckoned=True) for s in range(30, 130)]
    state, happened = fed(begin(CORNER), [*off, *lost])
    assert kinds(happened) == ["OffRoute", "FixLost"]
    assert state.along_m < 300


def test_silence_is_told_once() -> None:
    state, _ = fed(begin(CORNER), [at(0, 0.0)])
    told: list[Event] = []
    for second in range(1, 20):
        state, events = feed(state, None, float(second))
        told += events
    assert [type(event).__name__ for event in told] == ["FixLost"]
    _, events = feed(state, at(100, 20.0), 20.0)
    assert "FixBack" in [type(event).__name__ for event in events]


@pytest.mark.parametrize("jump_s", [-3600.0, 3600.0, 86_400.0])
def test_a_clock_that_jumps_changes_nothing(jump_s: float) -> None:
    fixes = [at(12 * s, s if s < 30 else s + jump_s) for s in range(60)]
    state, happened = fed(begin(CORNER), fixes)
    assert kinds(happened) == []
    assert state.along_m == pytest.approx(12 * 59, abs=20)


def test_a_doubled_or_late_fix_changes_nothing() -> None:
    state, _ = fed(begin(CORNER), [at(12 * s, s) for s in range(10)])
    assert feed(state, at(108, 9.0), 9.5) == (state, ())
    assert feed(state, at(96, 8.0), 9.5) == (state, ())


@pytest.mark.parametrize(
    "point", [Point(math.nan, 20.0), Point(math.inf, 0.0), Point(91.0, 0.0), Point(0.0, 181.0)]
)
def test_what_is_no_position_is_ignored(point: Point) -> None:
    state, _ = fed(begin(CORNER), [at(12 * s, s) for s in range(5)])
    after, events = feed(state, Fix(point, 5.0), 5.0)
    assert (after, events) == (state, ())


def test_a_red_light_near_the_end_is_no_arrival_but_a_halt_at_it_is() -> None:
    plan = plan_of(made([(Kind.START, 0, 600)]))
    there = [at(12 * s, s) for s in range(45)]
    red = [at(540, 45.0 + s, speed=0.0) for s in range(30)]
    state, happened = fed(begin(plan), [*there, *red])
    assert kinds(happened) == []
    onward = [at(540 + 5 * s, 75.0 + s, speed=5.0) for s in range(8)]
    halt = [at(575, 83.0 + s, speed=0.0) for s in range(10)]
    assert kinds(fed(state, [*onward, *halt])[1]) == ["Arrived"]


def test_repeat_says_the_next_turn_from_here() -> None:
    state, _ = fed(begin(CORNER), [at(12 * s, s) for s in range(60)])
    assert again(state, 60.0).text == "In eight hundred meters, right onto a street."


# --- properties -------------------------------------------------------------------------------

_NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
_MAYBE = st.none() | _NUMBERS
_ANY_FIX = st.none() | st.builds(
    Fix,
    st.builds(Point, _NUMBERS, _NUMBERS),
    _NUMBERS,
    _MAYBE,
    _MAYBE,
    _NUMBERS,
    st.booleans(),
)
_NEAR_FIX = st.builds(
    lambda along, beside, at_s, speed, heading, accuracy, reckoned: replace(
        at(along, at_s, speed=speed, beside_m=beside),
        heading=heading,
        accuracy_m=accuracy,
        reckoned=reckoned,
    ),
    st.floats(-100, 2600),
    st.floats(-80, 80),
    st.floats(0, 300),
    st.floats(0, 40),
    st.none() | st.floats(0, 360),
    st.floats(0, 60),
    st.booleans(),
)


@given(
    st.lists(st.one_of(_ANY_FIX, _NEAR_FIX), max_size=40), st.sampled_from([CORNER, DENSE, RING])
)
def test_whatever_comes_nothing_breaks(fixes: list[Fix | None], plan: Plan) -> None:
    state = begin(plan)
    along_m, arrived = 0.0, False
    for second, fix in enumerate(fixes):
        state, events = feed(state, fix, float(second))
        assert not (arrived and events)
        assert state.along_m >= along_m
        along_m = state.along_m
        assert 0 <= state.progress.left_m <= state.plan.line.length_m
        assert state.progress.left_s >= 0
        arrived = arrived or any(isinstance(event, Arrived) for event in events)
        assert not any(isinstance(event, Arrived) for event in events[:-1])


@given(st.lists(st.floats(0, 30), min_size=1, max_size=120))
def test_no_prompt_is_due_twice(speeds: list[float]) -> None:
    along_m, fixes = 0.0, []
    for second, speed in enumerate(speeds):
        along_m += speed
        point = CORNER.line.position(min(along_m, CORNER.line.length_m))
        heading = CORNER.line.heading(min(along_m, CORNER.line.length_m))
        fixes.append(Fix(point, float(second), speed, heading, 3.0))
    _, happened = fed(begin(CORNER), fixes)
    due = [(one.manoeuvre, one.cue) for one in prompts(happened)]
    assert len(due) == len(set(due))
    assert kinds(happened) in ([], ["Arrived"])


def test_a_turn_is_not_announced_far_when_it_is_announced_near_soon_after() -> None:
    late = [at(1100 + 20 * second, second, speed=20.0) for second in range(20)]
    _, happened = fed(begin(CORNER), late)
    assert [one.cue for one in prompts(happened) if one.manoeuvre == 1] == [Cue.NEAR, Cue.PRE]
