"""REST ``/api/v1/privacy``: what may leave the car, what has left, what waits to leave.

Whoever may see this may also withdraw consent. To give it takes the driver's seat and a car
that stands: it should be read before it is given.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from assistant.api.doors import Caller, Shared
from assistant.api.hub import Hub
from assistant.api.privacy_shapes import ConsentChange, ConsentState, LedgerOut, OutboxOut, Removed
from assistant.api.problems import documented
from assistant.api.scopes import Client, Permission
from assistant.errors import ForbiddenError, NotFoundError
from assistant.policy.decision import Verdict
from assistant.policy.state import UxRestriction
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Mail
from assistant.routing.privacy.consent import Consent, Kind
from assistant.routing.privacy.ledger import Ledger
from assistant.routing.privacy.service import Privacy
from assistant.skillhost.sdk import Effect

router = APIRouter(prefix="/api/v1/privacy", tags=["privacy"], responses=documented(404, 503))

_DAY_S = 24 * 3600.0


@router.get("/consent", response_model=ConsentState)
async def consent(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return which kinds of data may leave the car."""
    client.require(Permission.READ)
    privacy = privacy_of(hub)
    return _state(privacy, privacy.consent)


@router.put("/consent", response_model=ConsentState)
async def change(body: ConsentChange, hub: Shared, client: Caller) -> dict[str, Any]:
    """Give or withdraw consent; what may not leave any more is gone from the outbox at once."""
    client.require(Permission.PRIVACY)
    privacy = privacy_of(hub)
    kinds = {Kind(kind): wanted for kind, wanted in body.kinds.items()}
    for kind in (kind for kind, wanted in kinds.items() if wanted):
        _permit(hub, client, Effect("privacy.give", kind))
    if body.guest is False and privacy.consent.guest:
        _permit(hub, client, Effect("privacy.guest_off"))
    return _state(privacy, await privacy.change(kinds, body.guest))


@router.get("/ledger", response_model=LedgerOut)
async def ledger(
    hub: Shared,
    client: Caller,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    days: Annotated[int, Query(ge=1, le=90)] = 30,
) -> dict[str, Any]:
    """Return what left the car in the last days, newest first."""
    client.require(Permission.PRIVACY)
    return await asyncio.to_thread(_ledger, privacy_of(hub).gate.ledger, limit, days)


@router.get("/outbox", response_model=OutboxOut)
async def outbox(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return what waits to leave, and what was dropped."""
    client.require(Permission.PRIVACY)
    return await asyncio.to_thread(_outbox, privacy_of(hub).outbox)


@router.delete("/outbox", response_model=Removed)
async def empty(
    hub: Shared, client: Caller, kind: Annotated[Mail | None, Query()] = None
) -> dict[str, int]:
    """Remove all that waits, or what is of one kind."""
    client.require(Permission.PRIVACY)
    mails = tuple(Mail) if kind is None else (kind,)
    return {"removed": await asyncio.to_thread(privacy_of(hub).outbox.remove, mails)}


def privacy_of(hub: Hub) -> Privacy:
    """Return the privacy service.

    Raises:
        NotFoundError: this car has none, hence sends nothing.
    """
    if hub.car.privacy is None:
        raise NotFoundError("This car sends nothing, so there is no consent to give.")
    return hub.car.privacy


def _permit(hub: Hub, client: Client, effect: Effect) -> None:
    """Ask the policy; where it wants a yes, the hand on the screen is one.

    Raises:
        ForbiddenError: the car moves, or the policy refuses.
    """
    if UxRestriction.NO_SETUP in hub.flags:
        raise ForbiddenError("Consent can be given while the car stands; withdrawn at any time.")
    decision = hub.car.calls.decide(effect, client.zone)
    if decision.verdict is Verdict.REFUSE:
        raise ForbiddenError(f"The policy refuses it: {decision.reason}.")


def _state(privacy: Privacy, now: Consent) -> dict[str, Any]:
    changed_s = privacy.gate.consents.changed_s
    return {
        "kinds": {kind: kind in now.kinds for kind in Kind},
        "guest": now.guest,
        "changed_at": _iso(changed_s) if changed_s is not None else None,
    }


def _ledger(kept: Ledger, limit: int, days: int) -> dict[str, Any]:
    since_s = time.time() - days * _DAY_S
    entries = [
        {
            "id": entry.id,
            "at": _iso(entry.at_s),
            "endpoint": entry.endpoint,
            "kind": entry.kind,
            "why": entry.why,
            "state": entry.state,
            "bytes_out": entry.bytes_out,
            "bytes_in": entry.bytes_in,
            "placeholders": entry.placeholders,
        }
        for entry in kept.entries(limit, since_s)
    ]
    return {"entries": entries, "totals": kept.totals(since_s), "rebuilt": kept.rebuilt}


def _outbox(kept: Outbox) -> dict[str, Any]:
    status = kept.status()
    return {
        "waiting": [
            {"kind": w.mail, "count": w.count, "bytes": w.bytes, "oldest": _iso(w.oldest_s)}
            for w in status.waiting
        ],
        "dropped": [
            {"kind": kind, "reason": reason, "count": count}
            for (kind, reason), count in status.dropped.items()
        ],
        "max_bytes": kept.max_bytes,
        "max_count": kept.max_count,
        "rebuilt": kept.rebuilt,
    }


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
