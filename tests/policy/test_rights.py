"""Who may do what, and how often: seats, roles, services."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.phone.service import EMERGENCY
from assistant.policy.decide import decide, within_rate
from assistant.policy.decision import Verdict
from assistant.policy.roles import Role, role_of, seat_of
from assistant.policy.rules import EMERGENCY_NUMBERS, Rate
from assistant.policy.state import DrivingState, restrictions
from assistant.skillhost.sdk import Effect, set_signal
from tests.policy.situations import (
    CHILD_LOCK,
    HAZARD,
    LOCK,
    OWN_WINDOW,
    PARKED,
    SEAT,
    SEAT_HEAT,
    SUNROOF,
    TEMPERATURE,
    WINDOW,
    moving,
    reads,
    reason,
)


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
    seen = replace(PARKED, zone=zone, readings={CHILD_LOCK: False})
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


def test_a_child_may_do_what_is_harmless() -> None:
    child = reads(replace(PARKED, zone="rear_left", role=Role.CHILD), {CHILD_LOCK: False})
    assert reason(TEMPERATURE.format(2, "Driver"), 20, child) == "allowed"
    assert reason("Vehicle.Cabin.Light.IsDomeOn", True, child) == "allowed"
    assert reason(WINDOW.format(2, "Driver"), 0, child) == "not_for_children"
    assert reason(SEAT.format(2, "Driver"), 0, child) == "not_for_children"
    at_the_wheel = replace(child, zone="driver")
    assert reason(LOCK, True, at_the_wheel) == "not_for_children"
    assert reason(HAZARD, True, at_the_wheel) == "not_for_children"


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("media.play", {Role.DRIVER, Role.PASSENGER, Role.CHILD, Role.GUEST}),
        ("navigation.start", {Role.DRIVER, Role.PASSENGER, Role.GUEST}),
        ("calendar.add", {Role.DRIVER, Role.PASSENGER}),
        ("phone.call", {Role.DRIVER, Role.PASSENGER}),
    ],
)
def test_whose_a_service_is(kind: str, allowed: set[Role]) -> None:
    decisions = {role: decide(Effect(kind), replace(PARKED, role=role)) for role in Role}
    assert {role for role, got in decisions.items() if got.verdict is Verdict.ALLOW} == allowed
    refused = {got.reason for role, got in decisions.items() if role not in allowed}
    assert refused <= {"policy.not_for_children", "policy.not_for_guests"}


@pytest.mark.parametrize("number", sorted(EMERGENCY_NUMBERS))
def test_anybody_may_call_for_help(number: str) -> None:
    behind = replace(moving(None), zone="rear_left", role=Role.CHILD)
    call = Effect("phone.call", args={"number": number})
    assert decide(call, behind).verdict is Verdict.ALLOW
    assert decide(Effect("phone.call", args={"number": "1120"}), behind).verdict is Verdict.REFUSE
    assert decide(replace(call, kind="message.send"), behind).verdict is Verdict.REFUSE


def test_the_phones_emergency_numbers_are_known() -> None:
    assert {number for market in EMERGENCY.values() for number in market.values()} <= (
        EMERGENCY_NUMBERS
    )


def test_a_seats_role_is_the_operators_or_follows_from_the_seat() -> None:
    assert role_of("driver", {}) is Role.DRIVER
    assert role_of("rear_left", {}) is Role.PASSENGER
    assert role_of("rear_left", {"rear_left": "child"}) is Role.CHILD
    assert role_of("driver", {"driver": "guest"}) is Role.GUEST
    assert role_of("passenger", {"passenger": "king"}) is Role.CHILD
    assert role_of("roof rack", {"roof rack": "driver"}) is Role.CHILD


def test_who_drives_sees_no_pictures_on_the_road() -> None:
    show = Effect("picture.show")
    driving = replace(moving(50.0), restrictions=restrictions(DrivingState.MOVING, "eu"))
    assert decide(show, driving).reason == "policy.picture"
    assert decide(show, replace(driving, zone="rear_left")).verdict is Verdict.ALLOW
    parked = replace(PARKED, restrictions=restrictions(DrivingState.PARKED, "eu"))
    assert decide(show, parked).verdict is Verdict.ALLOW


def test_timers_need_no_car_but_a_declaration() -> None:
    effect = Effect("timer.start", "t1", args={"seconds": 60})
    assert decide(effect, moving(None)).verdict is Verdict.ALLOW
    declared = replace(PARKED, allowed_effects=("timer",))
    assert decide(effect, declared).verdict is Verdict.ALLOW
    undeclared = replace(PARKED, allowed_effects=("Vehicle.*",))
    assert decide(effect, undeclared).reason == "policy.undeclared"


def test_too_many_writes_in_a_rules_time_are_refused() -> None:
    assert within_rate([0.5] * 9, Rate(10, 10.0))
    assert not within_rate([0.5] * 10, Rate(10, 10.0))
    assert within_rate([0.5] * 9 + [10.1] * 50, Rate(10, 10.0))
    assert reason(OWN_WINDOW, 0, replace(PARKED, recent_writes_s=(0.1,) * 10)) == "too_often"
    assert reason(LOCK, True, replace(PARKED, recent_writes_s=(0.1,) * 4)) == "too_often"
    texted = replace(PARKED, recent_writes_s=(50.0,) * 5)
    assert decide(Effect("message.send"), texted).reason == "policy.too_often"
    help_call = Effect("phone.call", args={"number": "112"})
    assert decide(help_call, texted).verdict is Verdict.ALLOW
