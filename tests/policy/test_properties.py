"""What holds for any effect in any situation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.decide import SPOKEN, decide
from assistant.policy.decision import PolicyInput, Verdict
from assistant.policy.markets import MARKETS
from assistant.policy.roles import DRIVER_POSITION, ZONES, Role, role_of
from assistant.policy.rules import EMERGENCY_NUMBERS, SERVICE_RULES
from assistant.policy.state import DrivingState, UxRestriction
from assistant.skillhost.sdk import Effect
from assistant.vehicle.catalogue import load_catalogue
from tests.policy.situations import (
    ALL,
    CHILD_LOCK,
    DAYLIGHT,
    FRONT_FOG,
    LIGHT_SWITCH,
    LOW_BEAM,
    OWN_WINDOW,
    PARKED,
    RAIN,
    strictness,
)

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
