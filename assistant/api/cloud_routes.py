"""REST ``/api/v1/cloud``: the way to the cloud, the endpoints and what is left of their budgets."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from assistant.api.doors import Caller, Shared
from assistant.api.problems import documented
from assistant.api.scopes import Permission

router = APIRouter(prefix="/api/v1", tags=["look"], responses=documented(503))


class EndpointOut(BaseModel):
    """One endpoint; ``reason`` says why it rests, ``bytes_most`` and ``money_most`` are monthly."""

    name: str
    offers: list[str]
    resting: bool
    reason: str
    answered: float
    bytes_used: int
    bytes_most: int
    money_used: float
    money_most: float


class CloudOut(BaseModel):
    """``state`` is ``none`` without endpoints, else ``offline``, ``poor`` or ``good``."""

    state: str
    reason: str
    round_trip_ms: float
    bytes_per_s: float | None
    loss: float
    metered: bool
    signal: float | None
    endpoints: list[EndpointOut]


@router.get("/cloud", response_model=CloudOut)
async def cloud(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return the state of the link, the endpoints, and what is left of their budgets."""
    client.require(Permission.READ)
    from assistant.routing.report import report  # noqa: PLC0415  # loads what talks to endpoints

    clouded = hub.car.routing.clouded if hub.car.routing is not None else None
    return report(clouded.cloud if clouded is not None else None)
