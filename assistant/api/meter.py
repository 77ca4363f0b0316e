"""How loud the seat is that the car listens to: for a screen that shows it while somebody speaks.

A level is no event: it has no number, nobody keeps it, and only sockets that ask for it get it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from assistant.api.board import Standing
from assistant.api.hub import Hub
from assistant.api.scopes import Client
from assistant.api.view import hears
from assistant.policy.state import UxRestriction

EACH_S = 1 / 30
CALM_S = 1.0
"""How often a level comes, and how often to a screen that may not show moving pictures."""

IDLE_S = 0.1
"""How often it is looked whether the car listens."""


async def tell_levels(
    hub: Hub, client: Client, send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """Send levels while the car listens to a seat that the client may hear; never returns."""
    while True:
        board = hub.board
        if board.standing is not Standing.LISTENING or not hears(client, board.zone):
            await asyncio.sleep(IDLE_S)
            continue
        level = round(hub.car.loudness(board.zone or ""), 4)
        await send({"type": "level", "zone": board.zone, "rms": level})
        still = client.faces_driver and UxRestriction.NO_VIDEO in hub.flags
        await asyncio.sleep(CALM_S if still else EACH_S)
