"""What the screen and scripts are told of the cloud: the link, the endpoints, what is left."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from assistant.routing.cloud.cloud import Cloud
from assistant.routing.cloud.peer import Peer
from assistant.routing.use import Use


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """One endpoint: what it offers, whether it rests and why, what it took this month.

    ``answered`` is the share of recent requests that came to something.
    """

    name: str
    offers: tuple[str, ...]
    resting: bool
    reason: str
    answered: float
    bytes_used: int
    bytes_most: int
    money_used: float
    money_most: float


NOTHING: dict[str, Any] = {
    "state": "none",
    "reason": "",
    "round_trip_ms": 0.0,
    "bytes_per_s": None,
    "loss": 0.0,
    "metered": False,
    "signal": None,
    "endpoints": [],
}
"""What is told without endpoints."""


def report(cloud: Cloud | None) -> dict[str, Any]:
    """Return the state of the cloud as plain data."""
    if cloud is None:
        return NOTHING
    link = cloud.monitor.link
    return {
        "state": str(link.state),
        "reason": link.reason,
        "round_trip_ms": round(link.round_trip_s * 1000, 1),
        "bytes_per_s": link.bytes_per_s,
        "loss": round(link.loss, 3),
        "metered": link.metered,
        "signal": link.signal,
        "endpoints": [asdict(_endpoint(cloud, peer)) for peer in cloud.peers],
    }


def _endpoint(cloud: Cloud, peer: Peer) -> EndpointReport:
    spent, left = cloud.budgets.spent(peer.name), cloud.budgets.left(peer.settings)
    return EndpointReport(
        name=peer.name,
        offers=tuple(str(use) for use in Use if peer.model(use)),
        resting=peer.breaker.resting,
        reason=peer.reason,
        answered=round(peer.answered(cloud.now()), 2),
        bytes_used=spent.bytes,
        bytes_most=spent.bytes + left.bytes,
        money_used=round(spent.money, 4),
        money_most=round(spent.money + left.money, 4),
    )
