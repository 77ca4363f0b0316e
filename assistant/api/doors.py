"""What route functions ask FastAPI for: the hub and the calling client.

The functions are asynchronous because FastAPI takes others to a thread, which costs more than
answering most requests does.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from assistant.api.guard import client_of
from assistant.api.hub import Hub
from assistant.api.scopes import Client


async def hub_of(request: Request) -> Hub:
    """Return the hub of the app that serves a request."""
    hub: Hub = request.app.state.hub
    return hub


Caller = Annotated[Client, Depends(client_of)]
Shared = Annotated[Hub, Depends(hub_of)]
