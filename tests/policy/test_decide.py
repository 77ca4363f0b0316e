"""The policy: the table by example, and what holds for any input."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.config import ZONES
from assistant.conversation.phrases import phrases
from assistant.policy.decide import (
    SPOKEN,
    Decision,
    PolicyInput,
    Verdict,
    decide,
    seat_of,
    within_rate,
)
from assistant.policy.state import DrivingState
from assistant.skillhost.sdk import Effect, set_signal
from assistant.vehicle.catalogue import SignalKind, load_catalogue
from assistant.vehicle.interface import Value

ALL = ("*",)
PARKED = PolicyInput("driver", DrivingState.PARKED, 0.0, allowed_effects=ALL)
IDLING = replace(PARKED, driving_state=DrivingState.IDLING)
STRICTNESS = list(Verdict)

TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row{}.{}.Temperature"
SEAT_HEAT = "Vehicle.Cabin.Seat.Row{}.{}Side.Seating.HeatingCooling"
WINDOW = "Vehicle.Cabin.Door.Row{}.{}Side.Window.Position"
OWN_WINDOW = WINDOW.format(1, "Driver")
SUNROOF = "Vehicle.Cabin.Sunroof.Switch"
TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"
DOOR = "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"
LOCK = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"


def moving(speed_kmh: float | None) -> PolicyInput:
    """Return the driver's situation at a speed."""
    return replace(PARKED, driving_state=DrivingState.MOVING, speed_kmh=speed_kmh)


def strictness(decision: Decision) -> int:
    """Return 0 for allow to 2 for refuse."""
    return STRICTNESS.index(decision.verdict)


def reason(path: str, value: Value, seen: PolicyInput) -> str:
    """Return the decision's reason without its prefix."""
    return decide(set_signal(path, value), seen).reason.removeprefix("policy.")


# --- the table by example --------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [TEMPERATURE, SEAT_HEAT, WINDOW])
@pytest.mark.parametrize(
    ("zone", "allowed"),
    [
        ("driver", {"driver", "passenger", "rear_left", "rear_right"}),
        ("passenger", {"passenger", "rear_left", "rear_right"}),
        ("rear_left", {"rear_left"}),
        ("rear_right", {"rear_right"}),
        ("roof rack", set()),
    ],
)
def test_who_may_use_whose_controls(pattern: str, zone: str, allowed: set[str]) -> None:
    seats = {
        "driver": (1, "Driver"),
        "passenger": (1, "Passenger"),
        "rear_left": (2, "Driver"),
        "rear_right": (2, "Passenger"),
    }
    seen = replace(PARKED, zone=zone)
    got = {
        owner
        for owner, where in seats.items()
        if decide(set_signal(pattern.format(*where), 20), seen).verdict is Verdict.ALLOW
    }
    assert got == allowed


def test_in_a_right_hand_drive_car_the_drivers_side_is_the_right_one() -> None:
    path = WINDOW.format(2, "Driver")
    assert seat_of(path, {}) == "rear_left"
    assert seat_of(path, {"Vehicle.Cabin.DriverPosition": "RIGHT"}) == "rear_right"
    assert seat_of(SUNROOF, {}) is None


@pytest.mark.parametrize(
    ("seen", "value", "expected"),
    [
        (PARKED, 100, "allowed"),
        (IDLING, 100, "allowed"),
        (moving(120.0), 100, "allowed"),
        (moving(120.1), 100, "window_speed"),
        (moving(-130.0), 100, "window_speed"),
        (moving(200.0), 0, "allowed"),
        (moving(None), 100, "window_speed"),
        (moving(0.0), 100, "window_speed"),
        (moving(math.nan), 100, "window_speed"),
        (moving(None), 0, "allowed"),
        (replace(moving(130.0), readings={OWN_WINDOW: 80}), 50, "allowed"),
        (replace(moving(130.0), readings={OWN_WINDOW: 20}), 50, "window_speed"),
        (PARKED, "up", "bad_value"),
        (PARKED, math.nan, "bad_value"),
        (PARKED, True, "bad_value"),
    ],
)
def test_windows_close_always_and_open_below_a_speed(
    seen: PolicyInput, value: Value, expected: str
) -> None:
    assert reason(OWN_WINDOW, value, seen) == expected


@pytest.mark.parametrize(
    ("seen", "value", "expected"),
    [
        (PARKED, "ONE_SHOT_OPEN", "allowed"),
        (moving(100.0), "TILT_UP", "allowed"),
        (moving(121.0), "TILT_UP", "roof_speed"),
        (moving(121.0), "ONE_SHOT_OPEN", "roof_speed"),
        (moving(121.0), "ONE_SHOT_CLOSE", "allowed"),
        (moving(None), "TILT_DOWN", "allowed"),
        (moving(None), "OPEN", "roof_speed"),
        (replace(PARKED, zone="rear_left"), "ONE_SHOT_OPEN", "front_only"),
        (PARKED, 1, "bad_value"),
    ],
)
def test_the_sunroof_likewise(seen: PolicyInput, value: Value, expected: str) -> None:
    assert reason(SUNROOF, value, seen) == expected


@pytest.mark.parametrize("path", [TRUNK, DOOR, "Vehicle.Body.Hood.IsOpen"])
def test_what_opens_the_body_is_asked_back_when_parked_and_refused_otherwise(path: str) -> None:
    assert decide(set_signal(path, True), PARKED).verdict is Verdict.CONFIRM
    assert reason(path, True, PARKED) == "confirm_open"
    assert reason(path, True, IDLING) == "only_parked"
    assert reason(path, True, moving(30.0)) == "only_parked"
    assert reason(path, False, moving(30.0)) == "allowed"
    assert reason(path, True, replace(PARKED, zone="passenger")) == "driver_only"
    assert reason(path, 1, PARKED) == "bad_value"


def test_doors_lock_always_and_unlock_when_parked_after_a_yes() -> None:
    assert reason(LOCK, True, moving(100.0)) == "allowed"
    assert reason(LOCK, False, PARKED) == "confirm_unlock"
    assert reason(LOCK, False, IDLING) == "only_parked"
    assert reason(LOCK, True, replace(PARKED, zone="rear_left")) == "front_only"


def test_the_view_is_not_taken_away_on_the_move() -> None:
    path = "Vehicle.Cabin.HVAC.IsFrontDefrosterActive"
    assert reason(path, True, moving(100.0)) == "allowed"
    assert reason(path, False, moving(100.0)) == "visibility"
    assert reason(path, False, IDLING) == "allowed"
    assert reason(path, "off", PARKED) == "bad_value"


def test_a_child_lock_keeps_its_window_shut_against_the_back_seat_only() -> None:
    window = WINDOW.format(2, "Driver")
    locked = {"Vehicle.Cabin.Door.Row2.DriverSide.IsChildLockActive": True}
    child = replace(PARKED, zone="rear_left", readings=locked)
    assert reason(window, 100, child) == "child_lock"
    assert reason(window, 0, child) == "allowed"
    assert reason(window, 100, replace(child, zone="driver")) == "allowed"


@pytest.mark.parametrize(
    "path",
    [
        "Vehicle.Powertrain.Transmission.SelectedGear",
        "Vehicle.Chassis.ParkingBrake.IsEngaged",
        "Vehicle.Speed",
        "Vehicle.Body.Mirrors.DriverSide.IsFolded",
        "Vehicle.Cabin.Door.Row2.DriverSide.IsChildLockActive",
    ],
)
@pytest.mark.parametrize("value", [True, False, 0, 126])
def test_driving_and_child_safety_are_never_done_by_voice(path: str, value: Value) -> None:
    assert reason(path, value, PARKED) == "forbidden"


def test_what_is_not_declared_or_not_in_the_table_is_refused() -> None:
    nothing = replace(PARKED, allowed_effects=())
    climate = replace(PARKED, allowed_effects=("Vehicle.Cabin.HVAC.*",))
    assert reason(OWN_WINDOW, 0, nothing) == "undeclared"
    assert reason(OWN_WINDOW, 0, climate) == "undeclared"
    assert reason(TEMPERATURE.format(1, "Driver"), 20, climate) == "allowed"
    assert reason("Vehicle.ADAS.CruiseControl.IsActive", True, PARKED) == "unknown_effect"
    assert decide(Effect("explode", OWN_WINDOW, 0), PARKED).reason == "policy.unknown_effect"


def test_timers_need_no_car_but_a_declaration() -> None:
    effect = Effect("timer.start", "t1", args={"seconds": 60})
    assert decide(effect, moving(None)).verdict is Verdict.ALLOW
    declared = replace(PARKED, allowed_effects=("timer",))
    assert decide(effect, declared).verdict is Verdict.ALLOW
    undeclared = replace(PARKED, allowed_effects=("Vehicle.*",))
    assert decide(effect, undeclared).reason == "policy.undeclared"


def test_ten_writes_in_ten_seconds_are_enough() -> None:
    assert within_rate([0.5] * 9)
    assert not within_rate([0.5] * 10)
    assert within_rate([0.5] * 9 + [10.1] * 50)
    seen = replace(PARKED, recent_writes_s=(0.1,) * 10)
    assert reason(OWN_WINDOW, 0, seen) == "too_often"


def test_every_actuator_of_the_catalogue_is_in_the_table_and_no_sensor_is_allowed() -> None:
    for signal in load_catalogue().signals.values():
        got = decide(set_signal(signal.path, True), PARKED)
        if signal.kind is SignalKind.ACTUATOR:
            assert got.reason != "policy.unknown_effect", signal.path
        else:
            assert got.verdict is Verdict.REFUSE, signal.path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_car_can_say_every_reason(language: str) -> None:
    assert [key for key in SPOKEN if key not in phrases(language)] == []


# --- what holds for any input ----------------------------------------------------------------

VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["ONE_SHOT_OPEN", "TILT_UP", "ONE_SHOT_CLOSE"])
)
PATHS = st.sampled_from(load_catalogue().paths) | st.text()
EFFECTS = st.builds(Effect, st.just("set") | st.text(), PATHS, VALUES)
SITUATIONS = st.builds(
    PolicyInput,
    zone=st.sampled_from(ZONES) | st.text(),
    driving_state=st.sampled_from(DrivingState),
    speed_kmh=st.none() | st.floats(),
    allowed_effects=st.lists(st.sampled_from(["*", "Vehicle.*"]) | st.text(), max_size=3).map(
        tuple
    ),
    recent_writes_s=st.lists(st.floats(), max_size=12).map(tuple),
    market=st.text(),
    readings=st.dictionaries(PATHS, st.booleans() | st.integers() | st.floats() | st.text()),
)


@given(EFFECTS, SITUATIONS)
def test_there_is_always_a_decision_with_a_reason(effect: Effect, seen: PolicyInput) -> None:
    got = decide(effect, seen)
    assert got.verdict in Verdict
    assert got.reason == "policy.allowed" or got.reason in SPOKEN
    assert got.spoken == ("" if got.verdict is Verdict.ALLOW else got.reason)


@given(EFFECTS, SITUATIONS)
def test_not_knowing_is_never_more_permissive(effect: Effect, seen: PolicyInput) -> None:
    unknown = replace(seen, driving_state=DrivingState.MOVING, speed_kmh=None)
    assert strictness(decide(effect, unknown)) >= strictness(decide(effect, seen))


@given(EFFECTS, SITUATIONS, st.sampled_from(ZONES))
def test_nobody_may_do_more_than_the_driver(effect: Effect, seen: PolicyInput, zone: str) -> None:
    other = decide(effect, replace(seen, zone=zone))
    assert strictness(other) >= strictness(decide(effect, replace(seen, zone="driver")))


@given(EFFECTS, SITUATIONS, st.floats(0, 300), st.floats(0, 300))
def test_faster_is_never_more_permissive(
    effect: Effect, seen: PolicyInput, speed: float, more: float
) -> None:
    slow = replace(seen, driving_state=DrivingState.MOVING, speed_kmh=1.0 + speed)
    fast = replace(slow, speed_kmh=1.0 + speed + more)
    assert strictness(decide(effect, fast)) >= strictness(decide(effect, slow))


@given(EFFECTS, SITUATIONS)
def test_without_a_declaration_nothing_is_allowed(effect: Effect, seen: PolicyInput) -> None:
    got: Any = decide(effect, replace(seen, allowed_effects=()))
    assert got.reason == "policy.undeclared"


@given(EFFECTS, SITUATIONS)
def test_the_same_question_gets_the_same_answer(effect: Effect, seen: PolicyInput) -> None:
    assert decide(effect, seen) == decide(effect, seen)
