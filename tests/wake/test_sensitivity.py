"""Sensitivity and the time after a detection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.wake.sensitivity import REFRACTORY_S, Refractory, cutoff

unit = st.floats(0.0, 1.0)


@given(own=st.floats(0.02, 0.99), floor=st.floats(0.01, 0.6), low=unit, high=unit)
def test_more_sensitive_never_means_a_higher_cutoff(
    own: float, floor: float, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    assert cutoff(own, floor, high) <= cutoff(own, floor, low) + 1e-12
    assert 0.0 < cutoff(own, floor, high) < 1.0


@given(own=st.floats(0.02, 0.99))
def test_the_middle_is_the_models_own_and_the_ends_are_where_they_should_be(own: float) -> None:
    assert cutoff(own, 0.5, 0.5) == pytest.approx(own)
    assert cutoff(own, 0.5, 1.0) == pytest.approx(min(own, 0.5))
    assert 1 - cutoff(own, 0.5, 0.0) == pytest.approx(0.2 * (1 - own))


def test_nothing_is_detected_for_a_while_after_a_detection() -> None:
    state = Refractory().after(3.0)
    assert state.ready
    state = state.detected()
    assert not state.after(REFRACTORY_S - 0.01).ready
    assert state.after(REFRACTORY_S).ready
