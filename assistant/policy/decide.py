"""Is this effect allowed, for this seat, at this speed, from this skill?

Pure and total: every effect gets a decision with a reason, whatever it holds; what no rule
allows is refused. Nothing that a language model or a skill says can go around it, because the
engine asks here before each write.

Every refusal and every question names a phrase that the car says; ``SPOKEN`` lists them.

    >>> seen = PolicyInput("driver", DrivingState.PARKED, 0.0, allowed_effects=("Vehicle.*",))
    >>> decide(Effect("set", "Vehicle.Body.Trunk.Rear.IsOpen", True), seen).reason
    'policy.confirm_open'
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from assistant.policy.rules import (
    MAX_OPENING_KMH,
    MAX_WRITES,
    ROOF_CLOSING,
    RULES,
    SERVICE_RULES,
    WRITE_WINDOW_S,
    Control,
    Place,
    Rule,
    ServiceRule,
)
from assistant.policy.state import DrivingState, UxRestriction
from assistant.skillhost.sdk import Effect, is_declared
from assistant.vehicle.interface import Value

DRIVER_POSITION = "Vehicle.Cabin.DriverPosition"

_FRONT = ("driver", "passenger")
_REAR = ("rear_left", "rear_right")

# `.Driver` and `.Passenger` are the climate stations, `.DriverSide` and so on seats and doors.
_SEAT_PATH = re.compile(r"\.Row(?P<row>[12])\.(?P<side>Driver|Passenger)(?:Side)?\.")


class Verdict(StrEnum):
    """What to do with an effect, from mild to strict."""

    ALLOW = "allow"
    CONFIRM = "confirm"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """The policy's answer. ``spoken`` is the phrase to say, empty when allowed."""

    verdict: Verdict
    reason: str

    @property
    def spoken(self) -> str:
        """The key of the phrase that the car says about it; empty when allowed."""
        return "" if self.verdict is Verdict.ALLOW else self.reason


@dataclass(frozen=True, slots=True)
class PolicyInput:
    """What a decision rests on.

    ``zone`` is the speaker's seat. ``speed_kmh`` is None when unknown. ``allowed_effects``
    are the skill's declared signals and services, shell-style. ``recent_writes_s`` are the
    ages of the latest writes to the signal, or of effects of the same kind. ``readings`` are
    current values by path; without a window's position, every position but closed counts as
    opening it.
    """

    zone: str
    driving_state: DrivingState
    speed_kmh: float | None
    restrictions: frozenset[UxRestriction] = frozenset()
    allowed_effects: tuple[str, ...] = ()
    recent_writes_s: tuple[float, ...] = ()
    market: str = ""
    readings: Mapping[str, Value] = field(default_factory=dict)


ALLOWED = Decision(Verdict.ALLOW, "policy.allowed")

SPOKEN = (
    "policy.confirm_open",  # asked back before a door, the trunk or the hood opens
    "policy.confirm_unlock",  # asked back before a door is unlocked
    "policy.confirm_effect",  # asked back when the skill has no question of its own
    "policy.undeclared",  # the skill did not declare the signal
    "policy.unknown_effect",  # no rule names the signal, or no such kind of effect
    "policy.bad_value",  # a value of the wrong kind
    "policy.forbidden",  # driving and child safety: never by voice
    "policy.too_often",
    "policy.driver_only",
    "policy.front_only",  # not from the back seats
    "policy.not_your_seat",
    "policy.window_speed",  # too fast to open a window
    "policy.roof_speed",  # too fast to open or tilt the sunroof
    "policy.child_lock",  # the back window's child lock is on
    "policy.visibility",  # a defroster is not switched off while moving
    "policy.only_parked",
)
"""All that ``Decision.spoken`` can be when something is asked back or refused."""


def decide(effect: Effect, seen: PolicyInput) -> Decision:
    """Return whether the effect may happen. Never raises."""
    if not is_declared(effect, seen.allowed_effects):
        return _refuse("undeclared")
    if effect.kind != "set":
        return _service(effect, seen)
    rule = rule_for(effect.target)
    if rule is None:
        return _refuse("unknown_effect")
    if rule.control is Control.FORBIDDEN:
        return _refuse("forbidden")
    if not within_rate(seen.recent_writes_s):
        return _refuse("too_often")
    return _by_place(rule, effect.target, seen) or _by_control(rule.control, effect, seen)


def rule_for(path: str) -> Rule | None:
    """Return the table's line for a signal, or None."""
    return next((rule for rule in RULES if fnmatchcase(path, rule.pattern)), None)


def within_rate(recent_writes_s: Iterable[float]) -> bool:
    """Return True when one more write is not too often, given the ages of earlier ones."""
    return sum(age_s <= WRITE_WINDOW_S for age_s in recent_writes_s) < MAX_WRITES


def seat_of(path: str, readings: Mapping[str, Value]) -> str | None:
    """Return the zone that a seat's signal belongs to; the driver sits left unless told."""
    found = _SEAT_PATH.search(path)
    if found is None:
        return None
    driver_side = found["side"] == "Driver"
    if found["row"] == "1":
        return "driver" if driver_side else "passenger"
    driver_left = readings.get(DRIVER_POSITION) != "RIGHT"
    return "rear_left" if driver_side == driver_left else "rear_right"


def _service(effect: Effect, seen: PolicyInput) -> Decision:
    rule = next((r for r in SERVICE_RULES if fnmatchcase(effect.kind, r.pattern)), None)
    if rule is None:
        return _refuse("unknown_effect")
    if not within_rate(seen.recent_writes_s):
        return _refuse("too_often")
    elsewhere = _by_place(rule, effect.target, seen)
    if elsewhere is not None:
        return elsewhere
    return Decision(Verdict.CONFIRM, "policy.confirm_effect") if rule.confirm else ALLOWED


def _by_place(rule: Rule | ServiceRule, path: str, seen: PolicyInput) -> Decision | None:
    """Return a refusal when the speaker's seat may not use the control."""
    if seen.zone == "driver":
        return None
    if seen.zone not in (*_FRONT, *_REAR) or rule.place is Place.DRIVER:
        return _refuse("driver_only")
    if rule.place is Place.FRONT and seen.zone not in _FRONT:
        return _refuse("front_only")
    if rule.place is Place.SEAT:
        owner = seat_of(path, seen.readings)
        shared = seen.zone == "passenger" and owner in _REAR
        if owner != seen.zone and not shared:
            return _refuse("not_your_seat")
    return None


def _by_control(control: Control, effect: Effect, seen: PolicyInput) -> Decision:
    match control:
        case Control.COMFORT:
            return ALLOWED if effect.value is not None else _refuse("bad_value")
        case Control.VISIBILITY:
            return _visibility(effect.value, seen)
        case Control.WINDOW:
            return _window(effect, seen)
        case Control.ROOF:
            return _roof(effect.value, seen)
        case Control.CLOSURE:
            return _when_parked(effect.value, True, "confirm_open", seen)
        case Control.LOCK:
            return _when_parked(effect.value, False, "confirm_unlock", seen)
        case _:
            return _refuse("forbidden")


def _visibility(value: Value | None, seen: PolicyInput) -> Decision:
    if not isinstance(value, bool):
        return _refuse("bad_value")
    if not value and seen.driving_state is DrivingState.MOVING:
        return _refuse("visibility")
    return ALLOWED


def _window(effect: Effect, seen: PolicyInput) -> Decision:
    position = _number(effect.value)
    if position is None:
        return _refuse("bad_value")
    opens = position > (_number(seen.readings.get(effect.target)) or 0.0)
    if not opens:
        return ALLOWED
    lock = effect.target.removesuffix("Window.Position") + "IsChildLockActive"
    if seen.zone in _REAR and seen.readings.get(lock) is True:
        return _refuse("child_lock")
    return _refuse("window_speed") if _too_fast(seen) else ALLOWED


def _roof(value: Value | None, seen: PolicyInput) -> Decision:
    if not isinstance(value, str):
        return _refuse("bad_value")
    if value not in ROOF_CLOSING and _too_fast(seen):
        return _refuse("roof_speed")
    return ALLOWED


def _when_parked(value: Value | None, risky: bool, question: str, seen: PolicyInput) -> Decision:
    """Allow the harmless value always; ask back for the other when parked, else refuse it."""
    if not isinstance(value, bool):
        return _refuse("bad_value")
    if value is not risky:
        return ALLOWED
    if seen.driving_state is DrivingState.PARKED:
        return Decision(Verdict.CONFIRM, f"policy.{question}")
    return _refuse("only_parked")


def _too_fast(seen: PolicyInput) -> bool:
    """Return True above the limit; a moving car of unknown speed is too fast."""
    if seen.driving_state is not DrivingState.MOVING:
        return False
    speed_kmh = _number(seen.speed_kmh)
    return not speed_kmh or abs(speed_kmh) > MAX_OPENING_KMH


def _number(value: Value | None) -> float | None:
    if value is None or isinstance(value, (bool, str)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _refuse(reason: str) -> Decision:
    return Decision(Verdict.REFUSE, f"policy.{reason}")
