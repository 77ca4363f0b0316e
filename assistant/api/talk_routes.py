"""REST ``/api/v1``, what clients do: thin routes over ``talk``."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from assistant.api import shapes, talk
from assistant.api.doors import Caller, Shared
from assistant.api.problems import documented
from assistant.api.scopes import Permission

router = APIRouter(prefix="/api/v1", tags=["talk"], responses=documented(404, 409, 503))


@router.post("/turns", response_model=shapes.TurnOut)
async def take_turn(body: shapes.TurnIn, hub: Shared, client: Caller) -> dict[str, Any]:
    """Ask in text; answers when the turn is over. Its events are on the socket meanwhile."""
    return await talk.turn(hub, client, body.text, body.language, body.zone, speak=body.speak)


@router.post("/talk/press", status_code=204)
async def press(body: shapes.SeatIn, hub: Shared, client: Caller) -> None:
    """Push-to-talk: listen at the seat's microphone now."""
    talk.press(hub, client, body.zone)


@router.post("/talk/release", status_code=204)
async def release(body: shapes.SeatIn, hub: Shared, client: Caller) -> None:
    """Push-to-talk: what was said until now is all."""
    talk.release(hub, client, body.zone)


@router.post("/cancel", status_code=204)
async def cancel(body: shapes.SeatIn, hub: Shared, client: Caller) -> None:
    """Stop listening, thinking and speaking."""
    talk.cancel(hub, client, body.zone)


@router.post("/confirm", response_model=shapes.TurnOut)
async def confirm(body: shapes.ConfirmIn, hub: Shared, client: Caller) -> dict[str, Any]:
    """Answer yes or no to the car's question, or to a program's call that waits under an id."""
    return await talk.confirm(
        hub, client, body.zone, body.confirmation, yes=body.yes, speak=body.speak
    )


@router.post("/choose", response_model=shapes.TurnOut)
async def choose(body: shapes.ChooseIn, hub: Shared, client: Caller) -> dict[str, Any]:
    """Choose an item of the last card, as if its words had been said."""
    return await talk.choose(hub, client, body.zone, body.item, speak=body.speak)


@router.put("/mute", status_code=204)
async def mute(body: shapes.MuteIn, hub: Shared, client: Caller) -> None:
    """Switch the microphones off or on."""
    talk.mute(hub, client, muted=body.muted)


@router.get("/history", response_model=shapes.HistoryOut)
async def history(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return the latest turns, if people agreed to keep them; none while driving restricts."""
    client.require(Permission.HISTORY)
    turns = () if hub.flags else hub.history.turns()
    return {"consent": hub.history.consent, "turns": turns}


@router.put("/history", status_code=204)
async def consent(body: shapes.ConsentIn, hub: Shared, client: Caller) -> None:
    """Agree to keep the latest turns in memory, or take it back and forget them."""
    client.require(Permission.HISTORY)
    hub.history.grant(body.consent)


@router.delete("/history", status_code=204)
async def forget(hub: Shared, client: Caller) -> None:
    """Forget the turns that were kept."""
    client.require(Permission.HISTORY)
    hub.history.forget()
