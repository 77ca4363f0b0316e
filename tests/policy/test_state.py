"""Driving state and restrictions: strict when in doubt."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.state import (
    FULLY_RESTRICTED,
    DrivingState,
    UxRestriction,
    driving_state,
    restrictions,
)
from assistant.vehicle.interface import Reading, Value

NOW = 100.0


def at(value: Value, age_s: float = 0.5) -> Reading:
    """Return a reading of some age."""
    return Reading(value, NOW - age_s)


@pytest.mark.parametrize(
    ("speed", "gear", "state"),
    [
        (at(0.0), at(126), DrivingState.PARKED),
        (at(0.0, 2.0), at(126, 2.0), DrivingState.PARKED),
        (at(0), at(127), DrivingState.IDLING),
        (at(0.0), at(0), DrivingState.IDLING),
        (at(0.0), at(-1), DrivingState.IDLING),
        (at(0.4), at(127), DrivingState.MOVING),
        (at(-5.0), at(-1), DrivingState.MOVING),
        (at(50.0), at(126), DrivingState.MOVING),
        (at(0.0, 2.01), at(126), DrivingState.MOVING),
        (at(0.0), at(126, 2.01), DrivingState.MOVING),
        (at(0.0, -1.0), at(126), DrivingState.MOVING),
        (None, at(126), DrivingState.MOVING),
        (at(0.0), None, DrivingState.MOVING),
        (None, None, DrivingState.MOVING),
        (at(math.nan), at(126), DrivingState.MOVING),
        (at("0"), at(126), DrivingState.MOVING),
        (at(False), at(126), DrivingState.MOVING),
        (at(0.0), at("P"), DrivingState.MOVING),
    ],
)
def test_only_fresh_agreeing_readings_make_a_car_stand(
    speed: Reading | None, gear: Reading | None, state: DrivingState
) -> None:
    assert driving_state(speed, gear, NOW) is state


READINGS = st.none() | st.builds(
    Reading, st.booleans() | st.integers() | st.floats() | st.text(), st.floats()
)


@given(READINGS, READINGS, st.floats())
def test_a_state_comes_back_whatever_is_read(
    speed: Reading | None, gear: Reading | None, now_s: float
) -> None:
    state = driving_state(speed, gear, now_s)
    if state is not DrivingState.MOVING:
        assert speed is not None
        assert gear is not None
        assert speed.value == 0
        assert abs(now_s - speed.at_s) <= 2.0


def test_restrictions_follow_the_state_and_the_market() -> None:
    idling = {UxRestriction.NO_VIDEO, UxRestriction.NO_SETUP}
    assert restrictions(DrivingState.PARKED, "eu") == frozenset()
    assert restrictions(DrivingState.IDLING, "eu") == idling
    assert restrictions(DrivingState.IDLING, "us") == FULLY_RESTRICTED
    assert restrictions(DrivingState.IDLING, "atlantis") == FULLY_RESTRICTED
    assert restrictions(DrivingState.MOVING, "eu") == FULLY_RESTRICTED
    assert len(FULLY_RESTRICTED) == 9


@given(st.text())
def test_a_faster_state_is_never_less_restricted(market: str) -> None:
    parked, idling, moving = (restrictions(state, market) for state in DrivingState)
    assert parked <= idling <= moving
