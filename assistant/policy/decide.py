"""Is this effect allowed, for this seat and role, at this speed, from this skill?

Pure and total: every effect gets a decision with a reason, whatever it holds; what no rule
allows is refused. Nothing that a language model or a skill says can go around it, because the
engine asks here before each write.

Every refusal and every question names a phrase that the car says; ``SPOKEN`` lists them.

    >>> from assistant.policy.state import DrivingState
    >>> seen = PolicyInput(
    ...     "driver", Role.DRIVER, DrivingState.PARKED, 0.0, allowed_effects=("Vehicle.*",)
    ... )
    >>> decide(Effect("set", "Vehicle.Body.Trunk.Rear.IsOpen", True), seen).reason
    'policy.confirm_open'
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from assistant.policy.controls import WHEN_PARKED, decide_control
from assistant.policy.decision import ALLOWED, Decision, PolicyInput, confirm, refuse
from assistant.policy.roles import FRONT_ZONES, NO_CHILD, REAR_ZONES, ZONES, Role, seat_of
from assistant.policy.rules import (
    EMERGENCY_NUMBERS,
    RULES,
    SERVICE_RULES,
    Control,
    Place,
    Rate,
    Rule,
    ServiceRule,
)
from assistant.policy.state import UxRestriction
from assistant.skillhost.sdk import Effect, is_declared

SPOKEN = (
    *(f"policy.{question}.{what}" for what, (_, question) in WHEN_PARKED.items() if question),
    "policy.confirm_off.view",  # asked back before a defroster goes off on the move
    "policy.confirm_off.wipers",
    "policy.confirm_effect",  # asked back when the skill has no question of its own
    "policy.undeclared",  # the skill did not declare the signal or the service
    "policy.unknown_effect",  # no rule names it
    "policy.bad_value",  # a value of the wrong kind
    "policy.forbidden",  # driving itself
    "policy.too_often",
    "policy.driver_only",
    "policy.front_only",  # not from the back seats
    "policy.not_your_seat",
    "policy.not_for_children",
    "policy.not_for_guests",
    "policy.window_speed",  # too fast to open a window
    "policy.roof_speed",  # too fast to open or tilt the sunroof
    "policy.child_lock",  # the back windows' child lock is on
    "policy.lights_moving",  # no less light on the move
    "policy.lights_dark",  # no less light in the dark
    *(f"policy.needs_light.{lamp}" for lamp in ("high_beam", "front_fog", "rear_fog")),
    *(f"policy.not_while_moving.{what}" for what in ("mirrors", "position", "seat", "recline")),
    "policy.only_parked",  # a whole tool of a skill
    *(f"policy.only_parked.{what}" for what in WHEN_PARKED),
    "policy.picture",  # no pictures for who drives
)
"""All that ``Decision.spoken`` can be when something is asked back or refused."""


def decide(effect: Effect, seen: PolicyInput) -> Decision:
    """Return whether the effect may happen. Never raises."""
    if not is_declared(effect, seen.allowed_effects):
        return refuse("undeclared")
    rule = rule_for(effect.target) if effect.kind == "set" else service_rule_for(effect.kind)
    if rule is None:
        return refuse("unknown_effect")
    if _calls_for_help(effect):
        return ALLOWED
    if not within_rate(seen.recent_writes_s, rule.rate):
        return refuse("too_often")
    if isinstance(rule, ServiceRule):
        return _by_place(rule, effect.target, seen) or _service(rule, seen)
    if rule.control is Control.FORBIDDEN:
        return refuse("forbidden")
    return (
        _by_place(rule, effect.target, seen)
        or _by_role(rule, seen.role)
        or decide_control(rule.control, effect, seen)
    )


def rule_for(path: str) -> Rule | None:
    """Return the table's line for a signal, or None."""
    return next((rule for rule in RULES if fnmatchcase(path, rule.pattern)), None)


def service_rule_for(kind: str) -> ServiceRule | None:
    """Return the table's line for a service's effect, or None."""
    return next((rule for rule in SERVICE_RULES if fnmatchcase(kind, rule.pattern)), None)


def within_rate(recent_writes_s: Iterable[float], rate: Rate) -> bool:
    """Return True when one more write is not too often, given the ages of earlier ones."""
    return sum(age_s <= rate.window_s for age_s in recent_writes_s) < rate.count


def _calls_for_help(effect: Effect) -> bool:
    """Return True for an emergency call, which anybody may make from any seat, however often."""
    return effect.kind == "phone.call" and str(effect.args.get("number")) in EMERGENCY_NUMBERS


def _by_place(rule: Rule | ServiceRule, path: str, seen: PolicyInput) -> Decision | None:
    """Return a refusal when the speaker's seat may not use the control."""
    if seen.zone == "driver":
        return None
    if seen.zone not in ZONES or rule.place is Place.DRIVER:
        return refuse("driver_only")
    if rule.place is Place.FRONT and seen.zone not in FRONT_ZONES:
        return refuse("front_only")
    if rule.place is Place.SEAT:
        owner = seat_of(path, seen.readings)
        shared = seen.zone == "passenger" and owner in REAR_ZONES
        if owner != seen.zone and not shared:
            return refuse("not_your_seat")
    return None


def _by_role(rule: Rule, role: Role) -> Decision | None:
    """Return a refusal when a child wants more than comfort at its seat or in the cabin."""
    if role in NO_CHILD:
        return None
    harmless = rule.control is Control.COMFORT and rule.place in (Place.SEAT, Place.CABIN)
    return None if harmless else refuse("not_for_children")


def _service(rule: ServiceRule, seen: PolicyInput) -> Decision:
    if seen.role not in rule.roles:
        return refuse("not_for_guests" if seen.role in NO_CHILD else "not_for_children")
    if rule.picture and seen.zone == "driver" and UxRestriction.NO_VIDEO in seen.restrictions:
        return refuse("picture")
    return confirm("confirm_effect") if rule.confirm else ALLOWED
