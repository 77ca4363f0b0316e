"""What a decision rests on, and what it says. Data only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.policy.roles import Role
from assistant.policy.state import DrivingState, UxRestriction
from assistant.vehicle.interface import Value


class Verdict(StrEnum):
    """What to do with an effect, from mild to strict."""

    ALLOW = "allow"
    CONFIRM = "confirm"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """The policy's answer: the verdict, its reason, and what the reason is ``about``."""

    verdict: Verdict
    reason: str
    about: str = ""

    @property
    def spoken(self) -> str:
        """The key of the phrase that the car says about it; empty when allowed."""
        if self.verdict is Verdict.ALLOW:
            return ""
        return f"{self.reason}.{self.about}" if self.about else self.reason


@dataclass(frozen=True, slots=True)
class PolicyInput:
    """What a decision rests on.

    ``zone`` is the speaker's seat, ``role`` who sits there. ``speed_kmh`` is None when unknown.
    ``restrictions`` are those of the driver's screen. ``allowed_effects`` are the skill's
    declared signals and services, shell-style. ``recent_writes_s`` are the ages in seconds of
    the latest writes to the signal, or of effects of the same kind. ``readings`` are current
    values by path; one that is missing is unknown.
    """

    zone: str
    role: Role
    driving_state: DrivingState
    speed_kmh: float | None
    restrictions: frozenset[UxRestriction] = frozenset(UxRestriction)
    allowed_effects: tuple[str, ...] = ()
    recent_writes_s: tuple[float, ...] = ()
    market: str = ""
    readings: Mapping[str, Value] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """True while the car moves, or may."""
        return self.driving_state is DrivingState.MOVING


ALLOWED = Decision(Verdict.ALLOW, "policy.allowed")


def refuse(reason: str, about: str = "") -> Decision:
    """Return a refusal."""
    return Decision(Verdict.REFUSE, f"policy.{reason}", about)


def confirm(reason: str, about: str = "") -> Decision:
    """Return that the effect needs a yes first."""
    return Decision(Verdict.CONFIRM, f"policy.{reason}", about)


ONLY_PARKED = refuse("only_parked")
"""About a whole tool that wants a parked car."""


def number(value: Value | None) -> float | None:
    """Return a finite number; None for anything else."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None
