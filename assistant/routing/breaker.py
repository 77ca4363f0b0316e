"""When to leave an endpoint alone that fails, and when to try it again. Pure: times come in.

    breaker = failed(breaker, now)      # after the third failure in a row it rests
    if may_try(breaker, now):           # at the end of the rest, for one trial at a time
        breaker = trying(breaker, now)

Libraries for this measure with the wall clock, which leaps in a car, and let every request
through after the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FAILURES = 3
"""Failures in a row after which an endpoint rests."""

RESTS_S = (5.0, 15.0, 60.0, 120.0)
"""How long it rests, longer after each trial that fails."""

TRIAL_S = 30.0
"""A trial of which nothing is heard for so long has failed by itself."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of an endpoint: failures in a row, since when it rests, the running trial."""

    failures: int = 0
    rested_at_s: float | None = None
    rests: int = 0
    trial_at_s: float | None = None

    @property
    def resting(self) -> bool:
        """True while it is only tried."""
        return self.rested_at_s is not None


def may_try(breaker: Breaker, now_s: float) -> bool:
    """Return True when a request may go there now."""
    if breaker.rested_at_s is None:
        return True
    if breaker.trial_at_s is not None and now_s - breaker.trial_at_s < TRIAL_S:
        return False
    return now_s >= breaker.rested_at_s + rest_s(breaker)


def rest_s(breaker: Breaker) -> float:
    """Return how long the present rest lasts, in seconds."""
    return RESTS_S[min(max(breaker.rests - 1, 0), len(RESTS_S) - 1)]


def trying(breaker: Breaker, now_s: float) -> Breaker:
    """Return the breaker while a request is on its way; one at a time at the end of a rest."""
    return replace(breaker, trial_at_s=now_s) if breaker.resting else breaker


def abandoned(breaker: Breaker) -> Breaker:
    """Return the breaker after a request that we gave up ourselves: it tells nothing."""
    return replace(breaker, trial_at_s=None)


def succeeded(_: Breaker) -> Breaker:
    """Return the breaker after a success: all is forgotten."""
    return Breaker()


def failed(breaker: Breaker, now_s: float) -> Breaker:
    """Return the breaker after a failure."""
    failures = breaker.failures + 1
    if failures < FAILURES and not breaker.resting:
        return replace(breaker, failures=failures)
    return Breaker(failures, rested_at_s=now_s, rests=breaker.rests + 1)
