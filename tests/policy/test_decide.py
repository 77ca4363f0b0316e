"""The table of signals by example."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from assistant.conversation.phrases import phrases
from assistant.policy.decide import SPOKEN, decide
from assistant.policy.decision import PolicyInput, Verdict
from assistant.skillhost.sdk import Effect, set_signal
from assistant.vehicle.catalogue import SignalKind, load_catalogue
from assistant.vehicle.interface import Value
from tests.policy.situations import (
    CHARGING,
    CHILD_LOCK,
    COLUMN,
    DAYLIGHT,
    DEFROSTER,
    DOOR,
    FRONT_FOG,
    HAZARD,
    HIGH_BEAM,
    IDLING,
    LIGHT_SWITCH,
    LOCK,
    LOW_BEAM,
    MIRROR,
    OWN_WINDOW,
    PARKED,
    RAIN,
    REAR_FOG,
    RECLINE,
    SEAT,
    SUNROOF,
    TEMPERATURE,
    TRUNK,
    WINDOW,
    WIPERS,
    moving,
    reads,
    reason,
)


@pytest.mark.parametrize(
    ("seen", "value", "expected"),
    [
        (PARKED, 100, "allowed"),
        (IDLING, 100, "allowed"),
        (replace(moving(114.0), market="us"), 100, "window_speed"),
        (replace(moving(81.0), market="atlantis"), 100, "window_speed"),
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


@pytest.mark.parametrize(
    ("path", "value", "seen", "expected"),
    [
        (DEFROSTER, True, moving(100.0), "allowed"),
        (DEFROSTER, False, moving(100.0), "confirm_off"),
        (DEFROSTER, False, IDLING, "allowed"),
        (DEFROSTER, "off", PARKED, "bad_value"),
        (WIPERS, "OFF", moving(50.0), "confirm_off"),
        (WIPERS, "OFF", reads(moving(50.0), {RAIN: 3}), "confirm_off"),
        (WIPERS, "OFF", reads(moving(50.0), {RAIN: 0}), "allowed"),
        (WIPERS, "FAST", moving(50.0), "allowed"),
        (WIPERS, "OFF", IDLING, "allowed"),
        (WIPERS, False, PARKED, "bad_value"),
    ],
)
def test_before_the_view_gets_worse_on_the_move_the_car_asks(
    path: str, value: Value, seen: PolicyInput, expected: str
) -> None:
    assert reason(path, value, seen) == expected


@pytest.mark.parametrize(
    ("path", "value", "seen", "expected"),
    [
        (LIGHT_SWITCH, "AUTO", moving(50.0), "allowed"),
        (LIGHT_SWITCH, "BEAM", moving(50.0), "allowed"),
        (LIGHT_SWITCH, "OFF", reads(moving(50.0), {DAYLIGHT: 100}), "lights_moving"),
        (LIGHT_SWITCH, "POSITION", moving(50.0), "lights_moving"),
        (LIGHT_SWITCH, "OFF", IDLING, "lights_dark"),
        (LIGHT_SWITCH, "OFF", reads(IDLING, {DAYLIGHT: 10}), "lights_dark"),
        (LIGHT_SWITCH, "OFF", reads(IDLING, {DAYLIGHT: 80}), "allowed"),
        (LIGHT_SWITCH, "OFF", PARKED, "allowed"),
        (LIGHT_SWITCH, 0, PARKED, "bad_value"),
        (LOW_BEAM, False, PARKED, "forbidden"),
        (HIGH_BEAM, True, moving(50.0), "needs_light"),
        (HIGH_BEAM, True, reads(moving(50.0), {LIGHT_SWITCH: "POSITION"}), "needs_light"),
        (HIGH_BEAM, True, reads(moving(50.0), {LIGHT_SWITCH: "BEAM"}), "allowed"),
        (HIGH_BEAM, True, reads(moving(50.0), {LOW_BEAM: True}), "allowed"),
        (HIGH_BEAM, False, moving(50.0), "allowed"),
        (FRONT_FOG, True, reads(PARKED, {LIGHT_SWITCH: "POSITION"}), "allowed"),
        (FRONT_FOG, True, reads(PARKED, {LIGHT_SWITCH: "OFF"}), "needs_light"),
        (REAR_FOG, True, reads(PARKED, {LIGHT_SWITCH: "POSITION"}), "needs_light"),
        (REAR_FOG, True, reads(PARKED, {FRONT_FOG: True}), "allowed"),
        (HIGH_BEAM, True, reads(PARKED, {FRONT_FOG: True}), "needs_light"),
        (REAR_FOG, False, moving(50.0), "allowed"),
        (HAZARD, True, moving(None), "allowed"),
        (HAZARD, False, moving(None), "allowed"),
        (HAZARD, True, replace(PARKED, zone="rear_left"), "front_only"),
    ],
)
def test_the_lights_outside_stay_within_the_law(
    path: str, value: Value, seen: PolicyInput, expected: str
) -> None:
    assert reason(path, value, seen) == expected


@pytest.mark.parametrize(
    ("path", "value", "seen", "expected"),
    [
        (SEAT.format(1, "Driver"), 100, IDLING, "allowed"),
        (SEAT.format(1, "Driver"), 100, moving(5.0), "not_while_moving"),
        (SEAT.format(1, "Passenger"), 100, moving(5.0), "allowed"),
        (SEAT.format(1, "Driver"), 100, replace(PARKED, zone="rear_left"), "not_your_seat"),
        (SEAT.format(1, "Driver"), 100, replace(PARKED, zone="passenger"), "not_your_seat"),
        (SEAT.format(1, "Passenger"), "far", PARKED, "bad_value"),
        (RECLINE.format(1, "Driver"), 20, moving(5.0), "not_while_moving"),
        (RECLINE.format(2, "Passenger"), 20, moving(5.0), "allowed"),
        (RECLINE.format(2, "Passenger"), 60, moving(5.0), "not_while_moving"),
        (RECLINE.format(2, "Passenger"), 60, IDLING, "allowed"),
        (MIRROR, True, moving(5.0), "not_while_moving"),
        (MIRROR, False, moving(5.0), "allowed"),
        (MIRROR, True, IDLING, "allowed"),
        (MIRROR, True, replace(PARKED, zone="passenger"), "driver_only"),
        (COLUMN, 40, moving(5.0), "not_while_moving"),
        (COLUMN, 40, IDLING, "allowed"),
    ],
)
def test_what_the_driver_needs_to_drive_stays_in_place_on_the_move(
    path: str, value: Value, seen: PolicyInput, expected: str
) -> None:
    assert reason(path, value, seen) == expected


@pytest.mark.parametrize(
    ("path", "value", "seen", "expected"),
    [
        (f"{CHARGING}IsFlapOpen", True, PARKED, "allowed"),
        (f"{CHARGING}IsFlapOpen", True, IDLING, "only_parked"),
        (f"{CHARGING}IsFlapOpen", False, moving(50.0), "allowed"),
        (f"{CHARGING}IsChargingCableLocked", False, PARKED, "allowed"),
        (f"{CHARGING}IsChargingCableLocked", False, moving(50.0), "only_parked"),
        (f"{CHARGING}IsChargingCableLocked", True, moving(50.0), "allowed"),
        (CHILD_LOCK, True, moving(50.0), "allowed"),
        (CHILD_LOCK, False, moving(50.0), "only_parked"),
        (CHILD_LOCK, False, PARKED, "confirm_unlock"),
        (CHILD_LOCK, False, replace(PARKED, zone="rear_left"), "front_only"),
    ],
)
def test_flap_cable_and_child_lock_wait_for_park(
    path: str, value: Value, seen: PolicyInput, expected: str
) -> None:
    assert reason(path, value, seen) == expected


@pytest.mark.parametrize("path", [TRUNK, DOOR, LOCK])
def test_a_refusal_names_the_thing(path: str) -> None:
    got = decide(set_signal(path, path != LOCK), moving(30.0))
    assert got.spoken == f"policy.only_parked.{got.about}"
    assert phrases("en")[got.spoken] != phrases("en")[got.reason]


def test_a_child_lock_keeps_the_back_windows_shut_against_the_back_seats_only() -> None:
    window = WINDOW.format(2, "Driver")
    behind = reads(replace(PARKED, zone="rear_left"), {CHILD_LOCK: True})
    assert reason(window, 100, behind) == "child_lock"
    assert reason(window, 0, behind) == "allowed"
    assert reason(window, 100, replace(behind, zone="driver")) == "allowed"
    assert reason(window, 100, reads(behind, {})) == "child_lock"
    assert reason(window, 100, reads(behind, {CHILD_LOCK: False})) == "allowed"


@pytest.mark.parametrize(
    "path",
    [
        "Vehicle.Powertrain.Transmission.SelectedGear",
        "Vehicle.Chassis.ParkingBrake.IsEngaged",
        "Vehicle.Speed",
        "Vehicle.ADAS.CruiseControl.IsActive",
        "Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling",
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
    assert reason("Vehicle.Acceleration.Longitudinal", 1, PARKED) == "unknown_effect"
    assert decide(Effect("explode", OWN_WINDOW, 0), PARKED).reason == "policy.unknown_effect"


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
