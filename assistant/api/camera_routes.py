"""``/api/v1/cameras`` and ``/api/v1/mirror``: what the car's cameras see, as it happens.

MJPEG for whatever shows it (`curl`, media players), a WebSocket of JPEGs for pages, which can't
put a token on an image. A viewer that is slow gets fewer pictures, never older ones.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Path, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from assistant.api.doors import Caller, Shared
from assistant.api.guard import BEARER_PROTOCOL
from assistant.api.hub import Hub
from assistant.api.problems import documented
from assistant.api.scopes import Client, Permission
from assistant.errors import AssistantError, ForbiddenError, NotFoundError
from assistant.imaging.camera.feed import told
from assistant.imaging.camera.presence import Trouble
from assistant.imaging.camera.shot import Shot
from assistant.imaging.camera.source import MIRROR, NAME
from assistant.policy.cameras import decide_camera, use_of
from assistant.policy.decision import Verdict

BOUNDARY = "frame"
MJPEG = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
PROTOCOL = "assistant.camera.v1"
HIDDEN, REVOKED = 4403, 4401
"""Close codes: the picture may no longer be shown; the token was revoked."""

router = APIRouter(prefix="/api/v1", tags=["camera"], responses=documented(404))

Name = Annotated[str, Path(pattern=f"^{NAME.pattern}$", examples=["front"])]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"multipart/x-mixed-replace": {"schema": {"type": "string"}}}}
}


class CameraOut(BaseModel):
    """One camera. ``shown``: its picture may be sent to this token now."""

    name: str = Field(examples=["rear"])
    mirror: bool = Field(description="It is the mirror's, at /api/v1/mirror.", examples=[True])
    live: bool = Field(description="It is a camera and no recording.", examples=[True])
    shown: bool = Field(examples=[True])
    stream: str = Field(examples=["/api/v1/mirror.mjpeg"])


@router.get("/cameras", response_model=list[CameraOut])
async def cameras(hub: Shared, client: Caller) -> list[dict[str, Any]]:
    """Return the car's cameras, and whether they may be shown now."""
    client.require(Permission.CAMERA)
    return [
        {
            "name": name,
            "mirror": name == MIRROR,
            "live": source.live,
            "shown": _may_show(hub, client, name),
            "stream": "/api/v1/mirror.mjpeg" if name == MIRROR else f"/api/v1/cameras/{name}.mjpeg",
        }
        for name, source in hub.cameras.sources.items()
    ]


@router.get("/mirror.mjpeg", response_class=StreamingResponse, responses=_STREAM)
async def mirror(hub: Shared, client: Caller) -> StreamingResponse:
    """Stream the rear camera as a mirror, with guidance, speed limit and warnings, as MJPEG."""
    return await _stream(hub, client, MIRROR)


@router.get("/cameras/{name}.mjpeg", response_class=StreamingResponse, responses=_STREAM)
async def camera(hub: Shared, client: Caller, name: Name) -> StreamingResponse:
    """Stream a camera as MJPEG; not on the driver's screen while driving."""
    return await _stream(hub, client, name)


@router.websocket("/mirror")
async def mirror_socket(socket: WebSocket) -> None:
    """Send the mirror's pictures, each a binary message with a JPEG."""
    await _serve(socket, MIRROR)


@router.websocket("/cameras/{name}")
async def camera_socket(socket: WebSocket, name: str) -> None:
    """Send a camera's pictures, each a binary message with a JPEG."""
    await _serve(socket, name)


async def _stream(hub: Hub, client: Client, name: str) -> StreamingResponse:
    _admit(hub, client, name)

    async def parts() -> AsyncIterator[bytes]:
        async with aclosing(_shots(hub, client, name)) as shots:
            async for shot in shots:
                head = f"--{BOUNDARY}\r\ncontent-type: image/jpeg\r\n"
                head += f"content-length: {len(shot.jpeg)}\r\n\r\n"
                yield head.encode() + shot.jpeg + b"\r\n"

    return StreamingResponse(parts(), media_type=MJPEG)


async def _serve(socket: WebSocket, name: str) -> None:
    """Send shots until either side ends; a text message tells when the picture is lost or back."""
    hub: Hub = socket.app.state.hub
    client: Client = socket.state.client
    offered = socket.scope.get("subprotocols", [])
    chosen = next((p for p in offered if not p.startswith(BEARER_PROTOCOL)), None)
    await socket.accept(chosen if chosen == PROTOCOL else None)
    try:
        _admit(hub, client, name)
    except AssistantError as error:
        await socket.close(HIDDEN if isinstance(error, ForbiddenError) else 1008, str(error)[:120])
        return
    told_before: dict[str, Any] = {}
    try:
        async with aclosing(_shots(hub, client, name)) as shots:
            async for shot in shots:
                facts = {"type": "picture", "size": shot.size, "trouble": shot.trouble}
                if facts != told_before:
                    await socket.send_text(json.dumps(facts))
                    told_before = facts
                await socket.send_bytes(shot.jpeg)
        held = hub.tokens.holds(client)
        await socket.close(HIDDEN if held else REVOKED, "not now" if held else "token revoked")
    except WebSocketDisconnect:
        return


async def _shots(hub: Hub, client: Client, name: str) -> AsyncGenerator[Shot]:
    """Yield shots while the token holds and the policy allows; the last one says that it ends.

    A page that keeps the last picture of an ended stream must not keep one of the road.
    """
    async with hub.cameras.watching(name) as feed, aclosing(feed.shots()) as shots:
        async for shot in shots:
            if not hub.tokens.holds(client) or not _may_show(hub, client, name):
                language = hub.car.config.voice.languages[0]
                yield await asyncio.to_thread(told, Trouble.HIDDEN, language, hub.cameras.size)
                return
            yield shot


def _admit(hub: Hub, client: Client, name: str) -> None:
    """Do nothing when the client may see the camera now.

    Raises:
        ForbiddenError: its token may not, or the policy refuses.
        NotFoundError: there is no such camera.
    """
    client.require(Permission.CAMERA)
    if name not in hub.cameras.sources:
        raise NotFoundError(f"There is no camera {name[:40]!r}; name it under [camera].")
    if not _may_show(hub, client, name):
        raise ForbiddenError("Not on the driver's screen while driving; docs/policy.md says why.")


def _may_show(hub: Hub, client: Client, name: str) -> bool:
    config = hub.car.config
    simulated = config.vehicle.backend == "simulated"  # there a recording stands for the camera
    live = simulated or hub.cameras.sources[name].live
    use = use_of(rear=name == MIRROR, live=live)
    decision = decide_camera(use, hub.flags, config.market, driver_sees=client.faces_driver)
    return decision.verdict is Verdict.ALLOW
