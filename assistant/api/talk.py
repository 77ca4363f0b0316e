"""What clients do: turns, push-to-talk, cancel, confirm, choose, mute. Used by REST and socket.

Each function checks the client's permission and seat first; the policy of effects comes after,
where it always is.
"""

from __future__ import annotations

from typing import Any

from assistant.api.hub import Hub
from assistant.api.scopes import Client, Permission
from assistant.api.view import hears, visible
from assistant.conversation.calls import Confirmation
from assistant.errors import ForbiddenError, InputError, NotFoundError
from assistant.events import TurnEnded, to_json
from assistant.skillhost.services import Asker


async def turn(
    hub: Hub, client: Client, text: str, language: str | None, zone: str | None, *, speak: bool
) -> dict[str, Any]:
    """Perform a typed turn and return its end event, as the client may see it.

    Raises:
        ForbiddenError: the client may not talk, or not for this seat.
        TextError: the text can't be a request.
    """
    client.require(Permission.TALK)
    seat = client.seat(zone)
    ended = await hub.car.ask(text, language, seat, speak=speak)
    return shown(hub, client, ended, seat)


def press(hub: Hub, client: Client, zone: str | None) -> None:
    """Listen to a seat from now on, without a wake word.

    Raises:
        ForbiddenError: as ``turn``.
        DeviceError: there is no microphone, it is muted, or none is at that seat.
    """
    client.require(Permission.TALK)
    seat = client.seat(zone)
    devices = hub.devices
    if devices.microphones.muted:
        raise InputError("The microphones are muted.", code="muted")
    if seat not in hub.car.config.voice.zones:
        raise InputError(f"There is no microphone at the seat {seat}.")
    devices.session.press(seat)


def release(hub: Hub, client: Client, zone: str | None) -> None:
    """What was said since ``press`` is all.

    Raises:
        ForbiddenError: as ``turn``.
        DeviceError: there is no microphone.
    """
    client.require(Permission.TALK)
    seat = client.seat(zone)
    if hub.devices.session.zone == seat:
        hub.devices.session.release()


def cancel(hub: Hub, client: Client, zone: str | None) -> None:
    """Cancel what goes on in a seat; without one, a screen cancels all.

    Raises:
        ForbiddenError: as ``turn``.
    """
    client.require(Permission.TALK)
    everything = zone is None and client.may(Permission.WORDS)
    hub.car.cancel(None if everything else client.seat(zone))


async def confirm(
    hub: Hub,
    client: Client,
    zone: str | None,
    confirmation: str | None,
    *,
    yes: bool,
    speak: bool = False,
) -> dict[str, Any]:
    """Answer the question of the conversation, or the call that waits under an id.

    Raises:
        ForbiddenError: the client may not confirm, or not for this seat.
        NotFoundError: nothing waits under the id.
    """
    client.require(Permission.CONFIRM)
    seat = client.seat(zone)
    if confirmation is None:
        ended = await hub.car.control("confirm" if yes else "deny", seat, speak=speak)
        return shown(hub, client, ended, seat)
    waits = waiting(hub, client, confirmation)
    done = await hub.car.calls.answer(waits.id, Asker(seat, waits.asker.language), yes=yes)
    return shown(hub, client, done.turn, waits.asker.zone)


def waiting(hub: Hub, client: Client, confirmation: str) -> Confirmation:
    """Return the call that waits under an id, for a client that may answer it.

    Raises:
        NotFoundError: nothing waits under the id, as far as the client may know.
    """
    found = next((c for c in hub.confirmations(client) if c.id == confirmation), None)
    if found is None:
        raise NotFoundError("No call waits for a yes under this id any more.")
    return found


async def choose(
    hub: Hub, client: Client, zone: str | None, item: int, *, speak: bool = False
) -> dict[str, Any]:
    """Say the item of the last card that was chosen, as if it had been said.

    Raises:
        ForbiddenError: as ``turn``, or the card belongs to another seat.
        NotFoundError: the last card has no such item.
    """
    client.require(Permission.TALK)
    seat = client.seat(zone)
    card = hub.board.card
    if card is not None and not hears(client, hub.board.zone):
        raise ForbiddenError("The last card belongs to another seat.")
    items = card.card.get("items", []) if card is not None else []
    if item >= len(items):
        raise NotFoundError("The last card has no such item.")
    return await turn(hub, client, spoken(items[item]), None, seat, speak=speak)


def spoken(item: Any) -> str:
    """Return what choosing an item says: its ``say``, else its ``title``, else itself."""
    if isinstance(item, dict):
        return str(item.get("say") or item.get("title") or item.get("label") or "")
    return str(item)


def mute(hub: Hub, client: Client, *, muted: bool) -> None:
    """Switch the car's microphones off or on.

    Raises:
        ForbiddenError: the client may not.
        DeviceError: there is no microphone.
    """
    client.require(Permission.MUTE)
    hub.mute(muted)


def shown(hub: Hub, client: Client, ended: TurnEnded, zone: str) -> dict[str, Any]:
    """Return a turn's end as the client may see it now."""
    return visible(to_json(ended), zone, client, hub.flags)
