"""How good the way to the cloud is, from measurements. Pure: times come in with them.

    link = step(link, Measurement(at_s=12.0, reached=True, round_trip_s=0.08))
    if link.state is LinkState.GOOD: ...

The state changes late on purpose: one lost answer is no dead zone, and one good one is no end
of it. It falls after two measurements that agree, and rises after three; the limits for
rising are stricter than those for staying. Only a captive portal counts at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

KEPT = 8
"""Measurements that are remembered."""

FALLING, RISING = 2, 3
"""Measurements in a row that it takes to change."""

STALE_S = 900.0
"""Older knowledge of a link is none."""


class LinkState(StrEnum):
    """What can be done over a link."""

    OFFLINE = "offline"
    POOR = "poor"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One look at the link, or what a request showed of it.

    ``reason`` says why nothing was reached: ``dns``, ``refused``, ``timeout``,
    ``certificate``, ``portal``, ``error``. ``loss`` is the share of what had to be sent
    again, 0 to 1; ``signal`` the vehicle's modem, in percent. None: not measured.
    """

    at_s: float
    reached: bool
    round_trip_s: float | None = None
    bytes_per_s: float | None = None
    loss: float | None = None
    metered: bool | None = None
    signal: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What is known of the link; ``reason`` says why it is offline or poor.

    Before the first measurement nothing good is assumed, and nothing is given up: it is poor.
    """

    state: LinkState = LinkState.POOR
    since_s: float = float("-inf")
    reason: str = "unmeasured"
    round_trip_s: float = 0.0
    bytes_per_s: float | None = None
    loss: float = 0.0
    metered: bool = False
    signal: float | None = None
    recent: tuple[Measurement, ...] = ()
    leaning: tuple[LinkState, int] | None = None

    @property
    def portal(self) -> bool:
        """True when somebody's login page answers instead of the endpoint."""
        return self.reason == "portal"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a good link has at least, or at most."""

    round_trip_s: float
    loss: float
    bytes_per_s: float
    signal: float


STAYING = Limits(round_trip_s=0.8, loss=0.2, bytes_per_s=20_000, signal=10)
ENTERING = Limits(round_trip_s=0.5, loss=0.1, bytes_per_s=40_000, signal=20)


def step(link: Link, new: Measurement) -> Link:
    """Return what is known after one more measurement."""
    back = link.state is LinkState.OFFLINE and new.reached  # what made it offline is over
    before = (m for m in link.recent if m.reached or not back)
    recent = tuple(m for m in (*before, new) if new.at_s - m.at_s <= STALE_S)[-KEPT:]
    link = _measured(link, recent, new)
    state, reason = _judged(link, new)
    if link.reason == "unmeasured" or reason == "portal":
        return _entered(link, state, reason, new.at_s)
    if state is link.state:
        return replace(link, leaning=None, reason=reason)
    count = 1 + (link.leaning[1] if link.leaning and link.leaning[0] is state else 0)
    if count < (RISING if _RANK[state] > _RANK[link.state] else FALLING):
        return replace(link, leaning=(state, count))
    return _entered(link, state, reason, new.at_s)


def at(link: Link, now_s: float) -> Link:
    """Return what is still known at a time: without measurements for long, nothing."""
    if link.recent and now_s - link.recent[-1].at_s <= STALE_S:
        return link
    return link if link.reason == "unmeasured" else Link(since_s=now_s)


def next_look_s(link: Link) -> float:
    """Return how long to wait before measuring again: data costs, a dead zone doesn't."""
    if link.leaning is not None:
        return 5.0
    waits = {LinkState.OFFLINE: 30.0, LinkState.POOR: 60.0, LinkState.GOOD: 300.0}
    return waits[link.state] * (2.0 if link.metered and link.state is LinkState.GOOD else 1.0)


_RANK = {LinkState.OFFLINE: 0, LinkState.POOR: 1, LinkState.GOOD: 2}


def _measured(link: Link, recent: tuple[Measurement, ...], new: Measurement) -> Link:
    trips = [m.round_trip_s for m in recent if m.round_trip_s is not None]
    speeds = [m.bytes_per_s for m in recent if m.bytes_per_s is not None]
    resent = [m.loss for m in recent if m.loss is not None]
    unanswered = sum(not m.reached for m in recent) / len(recent)
    return replace(
        link,
        recent=recent,
        round_trip_s=median(trips) if trips else 0.0,
        bytes_per_s=median(speeds) if speeds else None,
        loss=max(unanswered, median(resent) if resent else 0.0),
        metered=link.metered if new.metered is None else new.metered,
        signal=link.signal if new.signal is None else new.signal,
    )


def _judged(link: Link, new: Measurement) -> tuple[LinkState, str]:
    """Return what the measurements of now speak for, and why."""
    if not new.reached:
        return LinkState.OFFLINE, new.reason or "error"
    limits = STAYING if link.state is LinkState.GOOD else ENTERING
    slow = link.bytes_per_s is not None and link.bytes_per_s < limits.bytes_per_s
    weak = link.signal is not None and link.signal < limits.signal
    reasons = {
        "round_trip": link.round_trip_s > limits.round_trip_s,
        "loss": link.loss > limits.loss,
        "throughput": slow,
        "signal": weak,
    }
    reason = next((name for name, holds in reasons.items() if holds), "")
    return (LinkState.POOR if reason else LinkState.GOOD), reason


def _entered(link: Link, state: LinkState, reason: str, at_s: float) -> Link:
    since = link.since_s if state is link.state else at_s
    return replace(link, state=state, reason=reason, since_s=since, leaning=None)
