"""May this effect happen now? One pure, total function; every answer has a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from assistant.policy.rules import RULES, Rule
from assistant.policy.state import DrivingState, UxRestriction
from assistant.skillhost.sdk import Effect

MAX_WRITES = 10
WRITES_WITHIN_S = 10.0
"""More writes to one signal in this time are refused: no person asks so often."""

TIMERS = ("timer_start", "timer_cancel")


class Verdict(StrEnum):
    """What the policy says."""

    ALLOW = "allow"
    CONFIRM = "confirm"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class PolicyInput:
    """What the decision depends on. ``speed_kmh`` None: unknown.

    ``allowed_effects`` are the patterns of the skill's manifest; ``recent_writes_s`` the ages
    of the latest writes to the same signal.
    """

    zone: str
    driving_state: DrivingState
    speed_kmh: float | None
    restrictions: frozenset[UxRestriction] = frozenset()
    allowed_effects: tuple[str, ...] = ()
    recent_writes_s: tuple[float, ...] = ()
    market: str = "eu"


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, its stable reason, and the key of what the car says about it."""

    verdict: Verdict
    reason: str

    @property
    def spoken(self) -> str:
        """The key of the phrase that explains the decision."""
        return self.reason


ALLOWED = Decision(Verdict.ALLOW, "policy.allowed")


def decide(effect: Effect, seen: PolicyInput) -> Decision:
    """Return whether ``effect`` may happen, must be confirmed, or is refused, and why."""
    wanted = "timer" if effect.kind in TIMERS else effect.target
    if not any(fnmatchcase(wanted, pattern) for pattern in seen.allowed_effects):
        return _refused("policy.undeclared")
    if effect.kind in TIMERS:
        return ALLOWED
    if effect.kind != "set":
        return _refused("policy.unknown_effect")
    rule = next((r for r in RULES if fnmatchcase(effect.target, r.pattern)), None)
    if rule is None or rule.never:
        return _refused("policy.forbidden")
    if seen.zone not in rule.zones:
        return _refused("policy.not_your_seat")
    if sum(age < WRITES_WITHIN_S for age in seen.recent_writes_s) >= MAX_WRITES:
        return _refused("policy.too_often")
    return _while_driving(effect, rule, seen)


def _while_driving(effect: Effect, rule: Rule, seen: PolicyInput) -> Decision:
    if rule.parked_only and seen.driving_state is not DrivingState.PARKED:
        return _refused("policy.only_parked")
    if rule.max_opening_kmh is not None and opens(effect):
        fast = seen.speed_kmh is None or seen.speed_kmh > rule.max_opening_kmh
        if fast and seen.driving_state is DrivingState.MOVING:
            return _refused("policy.too_fast")
    if rule.confirm:
        return Decision(Verdict.CONFIRM, "policy.confirm")
    return ALLOWED


def opens(effect: Effect) -> bool:
    """Return True for an effect that opens something further; closing is always safe."""
    if isinstance(effect.value, str):
        return effect.value not in ("ONE_SHOT_CLOSE", "TILT_DOWN")
    return effect.value is None or effect.value > 0


def _refused(reason: str) -> Decision:
    return Decision(Verdict.REFUSE, reason)
