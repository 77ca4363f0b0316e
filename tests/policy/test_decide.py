"""The policy: the table by example, and what holds for any input."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.phrases import phrases
from assistant.phone.service import EMERGENCY
from assistant.policy.decide import SPOKEN, decide, within_rate
from assistant.policy.decision import Decision, PolicyInput, Verdict
from assistant.policy.markets import MARKETS
from assistant.policy.roles import DRIVER_POSITION, ZONES, Role, role_of, seat_of
from assistant.policy.rules import EMERGENCY_NUMBERS, SERVICE_RULES, Rate
from assistant.policy.state import DrivingState, UxRestriction, restrictions
from assistant.skillhost.sdk import Effect, set_signal
from assistant.vehicle.catalogue import SignalKind, load_catalogue
from assistant.vehicle.interface import Value

ALL = ("*",)
PARKED = PolicyInput(
    "driver", Role.DRIVER, DrivingState.PARKED, 0.0, allowed_effects=ALL, market="eu"
)
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
CHILD_LOCK = "Vehicle.Cabin.IsWindowChildLockEngaged"
DEFROSTER = "Vehicle.Cabin.HVAC.IsFrontDefrosterActive"
WIPERS = "Vehicle.Body.Windshield.Front.Wiping.Mode"
RAIN = "Vehicle.Body.Raindetection.Intensity"
LIGHT_SWITCH = "Vehicle.Body.Lights.LightSwitch"
LOW_BEAM = "Vehicle.Body.Lights.Beam.Low.IsOn"
HIGH_BEAM = "Vehicle.Body.Lights.Beam.High.IsOn"
FRONT_FOG = "Vehicle.Body.Lights.Fog.Front.IsOn"
REAR_FOG = "Vehicle.Body.Lights.Fog.Rear.IsOn"
HAZARD = "Vehicle.Body.Lights.Hazard.IsSignaling"
DAYLIGHT = "Vehicle.Cabin.Light.PerceivedAmbientLight"
SEAT = "Vehicle.Cabin.Seat.Row{}.{}Side.Position"
RECLINE = "Vehicle.Cabin.Seat.Row{}.{}Side.Backrest.Recline"
MIRROR = "Vehicle.Body.Mirrors.DriverSide.IsFolded"
COLUMN = "Vehicle.Chassis.SteeringWheel.Tilt"
CHARGING = "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition."


def moving(speed_kmh: float | None) -> PolicyInput:
    """Return the driver's situation at a speed."""
    return replace(PARKED, driving_state=DrivingState.MOVING, speed_kmh=speed_kmh)


def reads(seen: PolicyInput, readings: dict[str, Value]) -> PolicyInput:
    """Return a situation in which the car reports these readings."""
    return replace(seen, readings=readings)


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


# --- roles -----------------------------------------------------------------------------------


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
    | st.sampled_from(["ONE_SHOT_OPEN", "TILT_UP", "ONE_SHOT_CLOSE", "OFF", "POSITION", "AUTO"])
)
PATHS = st.sampled_from(load_catalogue().paths) | st.text()
SERVICES = [rule.pattern.replace("*", "x") for rule in SERVICE_RULES]
ARGS = st.dictionaries(
    st.sampled_from(["number", "text"]) | st.text(),
    VALUES | st.lists(VALUES) | st.sampled_from(sorted(EMERGENCY_NUMBERS)),
    max_size=2,
)
EFFECTS = st.builds(Effect, st.just("set"), PATHS, VALUES) | st.builds(
    Effect, st.sampled_from(SERVICES) | st.text(), PATHS, VALUES, ARGS
)
STATES = [LIGHT_SWITCH, LOW_BEAM, FRONT_FOG, DAYLIGHT, RAIN, CHILD_LOCK, OWN_WINDOW]
READINGS = st.dictionaries(
    st.sampled_from(STATES) | PATHS,
    st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["BEAM", "OFF"]),
)
SITUATIONS = st.builds(
    PolicyInput,
    zone=st.sampled_from(ZONES) | st.text(),
    role=st.sampled_from(Role),
    driving_state=st.sampled_from(DrivingState),
    speed_kmh=st.none() | st.floats(),
    restrictions=st.frozensets(st.sampled_from(UxRestriction)),
    allowed_effects=st.sampled_from([ALL, ("Vehicle.*",), ()])
    | st.lists(st.text(), max_size=3).map(tuple),
    recent_writes_s=st.lists(st.floats(), max_size=12).map(tuple),
    market=st.sampled_from(sorted(MARKETS)) | st.text(),
    readings=READINGS,
)


@given(EFFECTS, SITUATIONS)
def test_there_is_always_a_decision_with_a_reason(effect: Effect, seen: PolicyInput) -> None:
    got = decide(effect, seen)
    assert got.reason.startswith("policy.")
    assert got.spoken in SPOKEN if got.verdict is not Verdict.ALLOW else got.spoken == ""


@given(PATHS, st.sampled_from(SERVICES), st.lists(VALUES) | st.dictionaries(VALUES, VALUES))
def test_values_of_no_kind_are_decided_on_too(path: str, kind: str, value: Any) -> None:
    """Another process's answer may hold anything."""
    assert decide(Effect("set", path, value), PARKED).verdict is Verdict.REFUSE
    assert decide(Effect(kind, path, value, {"number": value}), PARKED).verdict in Verdict


@given(EFFECTS, SITUATIONS)
def test_not_knowing_the_speed_is_never_more_permissive(effect: Effect, seen: PolicyInput) -> None:
    unknown = replace(
        seen,
        driving_state=DrivingState.MOVING,
        speed_kmh=None,
        restrictions=frozenset(UxRestriction),
    )
    assert strictness(decide(effect, unknown)) >= strictness(decide(effect, seen))


@given(EFFECTS, SITUATIONS, st.data())
def test_not_knowing_a_reading_is_never_more_permissive(
    effect: Effect, seen: PolicyInput, data: st.DataObject
) -> None:
    """Which side the driver sits on is a fact of the car; unknown, it is the left."""
    lost = data.draw(st.sets(st.sampled_from(sorted(seen.readings)))) if seen.readings else set()
    kept = {path: v for path, v in seen.readings.items() if path not in lost - {DRIVER_POSITION}}
    unknown = replace(seen, readings=kept)
    assert strictness(decide(effect, unknown)) >= strictness(decide(effect, seen))


@given(EFFECTS, SITUATIONS, st.text())
def test_an_unknown_market_is_never_more_permissive(
    effect: Effect, seen: PolicyInput, market: str
) -> None:
    nowhere = replace(seen, market=f"unknown {market}")
    assert strictness(decide(effect, nowhere)) >= strictness(decide(effect, seen))


@given(EFFECTS, SITUATIONS)
def test_nobody_may_do_more_than_the_driver(effect: Effect, seen: PolicyInput) -> None:
    driver = replace(seen, zone="driver", role=Role.DRIVER)
    if not effect.kind.startswith("picture."):  # which only who drives must not look at
        assert strictness(decide(effect, seen)) >= strictness(decide(effect, driver))


@given(EFFECTS, SITUATIONS, st.text())
def test_an_unknown_seat_may_do_no_more_than_any_other(
    effect: Effect, seen: PolicyInput, zone: str
) -> None:
    stranger = replace(seen, zone=f"unknown {zone}", role=role_of(f"unknown {zone}", {}))
    assert strictness(decide(effect, stranger)) >= strictness(decide(effect, seen))


@given(EFFECTS, SITUATIONS, st.floats(0, 300), st.floats(0, 300))
def test_faster_is_never_more_permissive(
    effect: Effect, seen: PolicyInput, speed: float, more: float
) -> None:
    slow = replace(seen, driving_state=DrivingState.MOVING, speed_kmh=1.0 + speed)
    fast = replace(slow, speed_kmh=1.0 + speed + more)
    assert strictness(decide(effect, fast)) >= strictness(decide(effect, slow))
    standing = [replace(seen, driving_state=state, speed_kmh=0.0) for state in DrivingState]
    parked, idling, _ = (strictness(decide(effect, one)) for one in standing)
    assert parked <= idling <= strictness(decide(effect, slow))


@given(EFFECTS, SITUATIONS)
def test_without_a_declaration_nothing_is_allowed(effect: Effect, seen: PolicyInput) -> None:
    assert decide(effect, replace(seen, allowed_effects=())).reason == "policy.undeclared"
