from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.decide import MAX_WRITES, PolicyInput, Verdict, decide
from assistant.policy.state import DrivingState, UxRestriction, driving_state, restrictions
from assistant.skillhost.sdk import Effect, set_signal
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Reading

ALL = ("*",)
PARKED = PolicyInput("driver", DrivingState.PARKED, 0.0, allowed_effects=ALL)
MOTORWAY = PolicyInput("driver", DrivingState.MOVING, 140.0, allowed_effects=ALL)
WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"

paths = st.sampled_from((*load_catalogue().paths, "Vehicle.Nonsense", "", "*"))
values = st.one_of(st.booleans(), st.integers(-200, 200), st.floats(), st.text(max_size=8))
effects = st.builds(
    Effect,
    kind=st.sampled_from(("set", "timer_start", "timer_cancel", "explode")),
    target=paths,
    value=values,
)
inputs = st.builds(
    PolicyInput,
    zone=st.sampled_from(("driver", "passenger", "rear_left", "rear_right", "boot")),
    driving_state=st.sampled_from(DrivingState),
    speed_kmh=st.one_of(st.none(), st.floats(allow_nan=True)),
    allowed_effects=st.sampled_from((ALL, (), ("Vehicle.Cabin.*",), ("timer",))),
    recent_writes_s=st.lists(st.floats(0, 100), max_size=20).map(tuple),
    market=st.sampled_from(("eu", "us", "cn", "mars")),
)


@given(effects, inputs)
def test_every_question_gets_an_answer_with_a_reason(effect: Effect, seen: PolicyInput) -> None:
    decision = decide(effect, seen)
    assert decision.verdict in Verdict
    assert decision.reason.startswith("policy.")


@given(effects, inputs)
def test_nothing_undeclared_is_ever_allowed(effect: Effect, seen: PolicyInput) -> None:
    bare = PolicyInput(seen.zone, seen.driving_state, seen.speed_kmh)
    assert decide(effect, bare).verdict is Verdict.REFUSE


@given(paths, values, st.one_of(st.none(), st.floats(0, 250)))
def test_moving_never_allows_what_parked_forbids(
    path: str, value: object, speed: float | None
) -> None:
    order = [Verdict.ALLOW, Verdict.CONFIRM, Verdict.REFUSE]
    effect = Effect("set", path, value)  # type: ignore[arg-type]  # any value may be asked for
    moving = PolicyInput("driver", DrivingState.MOVING, speed, allowed_effects=ALL)
    parked = decide(effect, PARKED).verdict
    assert order.index(decide(effect, moving).verdict) >= order.index(parked)


@pytest.mark.parametrize("path", [TRUNK, "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"])
def test_doors_are_confirmed_when_parked_and_refused_when_moving(path: str) -> None:
    assert decide(set_signal(path, True), PARKED).verdict is Verdict.CONFIRM
    assert decide(set_signal(path, True), MOTORWAY).reason == "policy.only_parked"


def test_windows_open_up_to_a_speed_and_close_at_any() -> None:
    slow = PolicyInput("driver", DrivingState.MOVING, 90.0, allowed_effects=ALL)
    assert decide(set_signal(WINDOW, 100), slow).verdict is Verdict.ALLOW
    assert decide(set_signal(WINDOW, 100), MOTORWAY).reason == "policy.too_fast"
    assert decide(set_signal(WINDOW, 0), MOTORWAY).verdict is Verdict.ALLOW


def test_unknown_speed_while_moving_counts_as_fast() -> None:
    unknown = PolicyInput("driver", DrivingState.MOVING, None, allowed_effects=ALL)
    assert decide(set_signal(WINDOW, 100), unknown).reason == "policy.too_fast"


def test_a_rear_passenger_may_not_change_the_drivers_seat() -> None:
    rear = PolicyInput("rear_left", DrivingState.PARKED, 0.0, allowed_effects=ALL)
    seat = "Vehicle.Cabin.Seat.Row1.DriverSide.Seating.HeatingCooling"
    own = "Vehicle.Cabin.Seat.Row2.DriverSide.Seating.HeatingCooling"
    assert decide(set_signal(seat, 100), rear).reason == "policy.not_your_seat"
    assert decide(set_signal(own, 100), rear).verdict is Verdict.ALLOW


def test_brakes_and_gears_are_never_set() -> None:
    for path in ("Vehicle.Chassis.ParkingBrake.IsEngaged", "Vehicle.Body.Hood.IsOpen"):
        assert decide(set_signal(path, False), PARKED).reason == "policy.forbidden"


def test_too_many_writes_are_refused() -> None:
    busy = PolicyInput(
        "driver", DrivingState.PARKED, 0.0, allowed_effects=ALL, recent_writes_s=(1.0,) * MAX_WRITES
    )
    assert decide(set_signal(WINDOW, 0), busy).reason == "policy.too_often"


@pytest.mark.parametrize(
    ("speed", "gear", "expected"),
    [
        (Reading(0.0, 10.0), Reading(126, 10.0), DrivingState.PARKED),
        (Reading(0.0, 10.0), Reading(127, 10.0), DrivingState.IDLING),
        (Reading(30.0, 10.0), Reading(126, 10.0), DrivingState.MOVING),
        (Reading(0.0, 7.0), Reading(126, 10.0), DrivingState.MOVING),
        (Reading(0.0, 10.0), Reading(126, 7.9), DrivingState.MOVING),
        (None, Reading(126, 10.0), DrivingState.MOVING),
        (Reading(0.0, 10.0), None, DrivingState.MOVING),
        (Reading(float("nan"), 10.0), Reading(126, 10.0), DrivingState.MOVING),
        (Reading("fast", 10.0), Reading(126, 10.0), DrivingState.MOVING),
    ],
)
def test_unknown_or_stale_is_moving(
    speed: Reading | None, gear: Reading | None, expected: DrivingState
) -> None:
    assert driving_state(speed, gear, 10.0) is expected


def test_an_unknown_market_gets_the_strictest_rules() -> None:
    assert restrictions(DrivingState.IDLING, "mars") == frozenset(UxRestriction)
    assert restrictions(DrivingState.PARKED, "mars") == frozenset()
