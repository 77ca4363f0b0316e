"""REST ``/api/v1``, what clients look at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from assistant.api import shapes
from assistant.api.doors import Caller, Shared
from assistant.api.fetched import fetched_bytes
from assistant.api.hub import service_version
from assistant.api.metrics import MEDIA_TYPE
from assistant.api.problems import documented
from assistant.api.scopes import Permission
from assistant.car import Assistant
from assistant.observe.journal import Journal
from assistant.store.store import open_store
from assistant.vehicle.catalogue import SignalKind

router = APIRouter(prefix="/api/v1", tags=["look"], responses=documented(503))


@router.get("/state", response_model=shapes.Snapshot)
async def state(hub: Shared, client: Caller) -> Response:
    """Return where the assistant stands: what the event socket sends first."""
    client.require(Permission.READ)
    return Response(hub.told(client), media_type="application/json")


@router.get("/skills", response_model=list[shapes.SkillOut])
async def skills(hub: Shared, client: Caller) -> list[dict[str, Any]]:
    """Return the skills and their tools."""
    client.require(Permission.READ)
    return list(_skills(hub.car))


@router.get("/models", response_model=list[shapes.ModelOut])
async def models(hub: Shared, client: Caller) -> list[dict[str, Any]]:
    """Return the models of the catalogue and which are installed."""
    client.require(Permission.READ)
    return await asyncio.to_thread(_models, hub.car)


@router.get("/timers", response_model=list[shapes.TimerOut])
async def timers(hub: Shared, client: Caller) -> list[dict[str, Any]]:
    """Return the running timers and reminders, soonest first."""
    client.require(Permission.READ)
    return hub.timers(client)


@router.get("/signals", response_model=list[shapes.SignalOut])
async def signals(
    hub: Shared,
    client: Caller,
    prefix: Annotated[str, Query(max_length=200, examples=["Vehicle.Cabin.HVAC"])] = "",
) -> list[dict[str, Any]]:
    """Return the car's signals that this token may read, by the beginning of their path."""
    client.require(Permission.READ)
    paths = (p for p in hub.car.catalogue.paths if p.startswith(prefix) and client.may_read(p))
    return [_signal(hub.car, path) for path in paths]


@router.get("/health", response_model=shapes.HealthOut)
async def health(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return whether all parts of the service work."""
    client.require(Permission.READ)
    return {
        "status": "degraded" if hub.board.failing else "ok",
        "failing": hub.board.failing,
        "microphone": hub.car.devices is not None,
        "uptime_s": round(hub.car.now() - hub.started_at, 1),
        "version": service_version(),
    }


@router.get("/doctor", response_model=list[shapes.CheckOut])
async def doctor(hub: Shared, client: Caller) -> list[dict[str, str]]:
    """Return what `assistant doctor` finds, with what to do about it."""
    client.require(Permission.DIAGNOSE)
    return await asyncio.to_thread(hub.doctor)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(hub: Shared, client: Caller) -> Response:
    """Return counts, times and codes for Prometheus."""
    client.require(Permission.DIAGNOSE)
    page = await asyncio.to_thread(hub.metrics.page)
    return Response(page, media_type=MEDIA_TYPE)


@router.get("/traces", response_model=list[shapes.TraceOut])
async def traces(
    hub: Shared, client: Caller, limit: Annotated[int, Query(ge=1, le=50)] = 20
) -> list[dict[str, Any]]:
    """Return the latest turns as timelines, newest first, without what was said."""
    client.require(Permission.TRACES)
    journal = Journal(hub.car.config.data_dir / "traces.jsonl")
    return await asyncio.to_thread(journal.latest, limit)


def _skills(car: Assistant) -> Iterator[dict[str, Any]]:
    for bundle in car.bundles:
        tools = [tool for tool in car.tools if tool.name.partition(".")[0] == bundle.id]
        yield {
            "id": bundle.id,
            "version": bundle.version,
            "name": bundle.name,
            "languages": bundle.languages,
            "tools": [
                {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.parameters,
                    "changes_state": car.changes_state(tool.name),
                }
                for tool in tools
            ],
        }


def _models(car: Assistant) -> list[dict[str, Any]]:
    store = open_store(car.config)
    return [
        {
            "id": model.id,
            "title": model.title,
            "use": model.use,
            "languages": model.languages,
            "tiers": model.tiers,
            "bytes": model.bytes,
            "fetched_bytes": fetched_bytes(store.layout, model),
            "memory_mb": model.memory_mb,
            "licence": model.licence.spdx,
            "state": str(store.state(model)),
        }
        for model in store.catalogue.models
    ]


def _signal(car: Assistant, path: str) -> dict[str, Any]:
    signal, reading = car.catalogue.signals[path], car.vehicle.read(path)
    return {
        "path": path,
        "value": reading.value if reading is not None else None,
        "unit": signal.unit,
        "age_s": round(car.now() - reading.at_s, 2) if reading is not None else None,
        "writable": signal.kind is SignalKind.ACTUATOR,
    }
