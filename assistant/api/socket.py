"""The event socket, ``/api/v1/events``: a snapshot, then every event with its number.

    {"type": "snapshot", "v": 1, "stream": "9f…", "seq": 41, "state": "idle", …}
    {"type": "turn_start", "at_s": 12.1, "turn_id": "s1-3", "zone": "driver", …, "seq": 42}

A client that was away asks with ``?after=SEQ&stream=STREAM`` for what came since; when that is
no longer there, or was another run of the service, it gets a snapshot again. Commands come in
as JSON with an ``id``; each is answered by one ``result`` with that id. With ``?level=true``
``level`` messages come while the car listens. ``docs/asyncapi.yaml`` is the whole list.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from assistant.api import shapes, talk
from assistant.api.feed import LaggedError
from assistant.api.guard import BEARER_PROTOCOL
from assistant.api.hub import Hub
from assistant.api.meter import tell_levels
from assistant.api.problems import FieldProblem, Problem, problem, problem_of
from assistant.api.scopes import Client, Permission
from assistant.api.sound import SoundError, SoundLine
from assistant.api.view import view_of
from assistant.errors import AssistantError, InputError

PROTOCOL = "assistant.v1"
TOO_SLOW = 4408
"""The close code of a client that did not keep up; it comes back with ``after``."""

BAD_SOUND = 4400
REVOKED = 4401
"""The close code of a client whose token was revoked."""

MAX_SOCKETS = 256
"""Open sockets of one client."""

LOOK_S = 1.0
"""How often it is looked whether a socket's token still holds."""

MAX_COMMANDS = 8
"""Turns of one socket that run or wait at a time."""

_TURNS = ("turn", "confirm", "choose")

router = APIRouter()


@router.websocket("/api/v1/events")
async def events(
    socket: WebSocket, after: int | None = None, stream: str = "", *, level: bool = False
) -> None:
    """Serve one client until it goes."""
    hub: Hub = socket.app.state.hub
    client: Client = socket.state.client
    offered = socket.scope.get("subprotocols", [])
    chosen = next((p for p in offered if not p.startswith(BEARER_PROTOCOL)), None)
    await socket.accept(chosen if chosen == PROTOCOL else None)
    if not client.may(Permission.READ):
        await socket.close(1008, "no scope for events")
        return
    if hub.sockets[client.id] >= MAX_SOCKETS:
        await socket.close(1013, "too many sockets of this token")
        return
    with hub.counted(client):
        await Connection(hub, client, socket).serve(after, stream, level=level)


class Connection:
    """One open socket."""

    def __init__(self, hub: Hub, client: Client, socket: WebSocket) -> None:
        self._hub = hub
        self._client = client
        self._socket = socket
        self._commands: set[asyncio.Task[None]] = set()
        self._sound: SoundLine | None = None

    async def serve(self, after: int | None, stream: str, *, level: bool) -> None:
        """Send events (and levels) and take commands until either side ends."""
        work = [
            asyncio.create_task(self._tell(after, stream)),
            asyncio.create_task(self._listen()),
            asyncio.create_task(self._watch()),
        ]
        if level:
            work.append(asyncio.create_task(tell_levels(self._hub, self._client, self._send)))
        try:
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*work, *self._commands):
                task.cancel()
            if self._sound is not None:
                await self._sound.close()
            await asyncio.gather(*work, *self._commands, return_exceptions=True)

    # --- out ------------------------------------------------------------------------------

    async def _tell(self, after: int | None, stream: str) -> None:
        feed = self._hub.feed
        known = stream in ("", feed.stream)
        if after is not None and known and feed.has(after):
            seq = after
        else:
            seq = feed.seq
            await self._write(self._hub.told(self._client))
        try:
            while True:
                for entry in await feed.news(seq):
                    view = view_of(entry.zone, self._client, self._hub.flags)
                    await self._write(entry.text(view))
                    seq = entry.seq
                if seq < feed.seq:
                    await asyncio.sleep(0)  # a turn goes before what a reader has missed
        except LaggedError:
            self._hub.metrics.dropped.inc()
            await self._socket.close(TOO_SLOW, "too slow: come back with ?after=")

    async def _watch(self) -> None:
        """End the link soon after its token was revoked."""
        while True:
            await asyncio.sleep(LOOK_S)
            if not self._hub.tokens.holds(self._client):
                await self._socket.close(REVOKED, "the token was revoked")
                return

    async def _send(self, body: dict[str, Any]) -> None:
        await self._write(json.dumps(body, ensure_ascii=False))

    async def _write(self, text: str) -> None:
        await self._socket.send({"type": "websocket.send", "text": text})

    # --- in -------------------------------------------------------------------------------

    async def _listen(self) -> None:
        try:
            while True:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                if message.get("bytes") is not None:
                    self._hear(message["bytes"])
                else:
                    await self._take(message.get("text") or "")
        except SoundError as error:
            await self._socket.close(BAD_SOUND, str(error))
        except WebSocketDisconnect:
            return

    def _hear(self, frame: bytes) -> None:
        if self._sound is None:
            raise SoundError("send a listen command before sound")
        self._sound.take(frame)

    async def _take(self, text: str) -> None:
        """Carry out a command; those that take a turn's time go on beside the others."""
        try:
            command = json.loads(text)
        except ValueError:
            command = None
        if not isinstance(command, dict):
            await self._fail(None, problem(400, "A command is a JSON object."))
        elif command.get("type") not in _TURNS:
            await self._run(command)
        elif len(self._commands) >= MAX_COMMANDS:
            await self._fail(command.get("id"), problem(429, "Too many turns at a time."))
        else:
            task = asyncio.create_task(self._run(command))
            self._commands.add(task)
            task.add_done_callback(self._commands.discard)

    async def _run(self, command: dict[str, Any]) -> None:
        command_id = command.pop("id", None)
        kind = command.pop("type", None)
        if not self._hub.tokens.holds(self._client):
            await self._fail(command_id, problem(401, "The token was revoked."))
            return
        run = self._kinds.get(kind) if isinstance(kind, str) else None
        if run is None:
            known = ", ".join(sorted(self._kinds))
            await self._fail(command_id, problem(400, f"Unknown command; known are {known}."))
            return
        try:
            turn = await run(command)
        except ValidationError as error:
            fields = tuple(
                FieldProblem(field=".".join(map(str, one["loc"])), message=one["msg"])
                for one in error.errors()
            )
            told = problem(422, "The command has wrong or missing fields.", fields=fields)
            await self._fail(command_id, told)
        except AssistantError as error:
            await self._fail(command_id, problem_of(error))
        else:
            await self._send({"type": "result", "id": command_id, "ok": True, "turn": turn})

    async def _fail(self, command_id: Any, told: Problem) -> None:
        body = {"type": "result", "id": command_id, "ok": False, "problem": told.model_dump()}
        await self._send(body)

    # --- commands -------------------------------------------------------------------------

    @property
    def _kinds(self) -> dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]]:
        return {
            "turn": self._turn,
            "press": self._press,
            "release": self._release,
            "cancel": self._cancel,
            "confirm": self._confirm,
            "choose": self._choose,
            "mute": self._mute,
            "listen": self._open_line,
            "hang_up": self._hang_up,
        }

    async def _turn(self, command: dict[str, Any]) -> dict[str, Any]:
        body = shapes.TurnIn.model_validate(command)
        return await talk.turn(
            self._hub, self._client, body.text, body.language, body.zone, speak=body.speak
        )

    async def _press(self, command: dict[str, Any]) -> None:
        zone = shapes.SeatIn.model_validate(command).zone
        if self._sound is not None:
            self._sound.press()
        else:
            talk.press(self._hub, self._client, zone)

    async def _release(self, command: dict[str, Any]) -> None:
        zone = shapes.SeatIn.model_validate(command).zone
        if self._sound is not None:
            self._sound.release()
        else:
            talk.release(self._hub, self._client, zone)

    async def _cancel(self, command: dict[str, Any]) -> None:
        zone = shapes.SeatIn.model_validate(command).zone
        if self._sound is not None:
            self._sound.cancel()
        talk.cancel(self._hub, self._client, zone)

    async def _confirm(self, command: dict[str, Any]) -> dict[str, Any]:
        body = shapes.ConfirmIn.model_validate(command)
        return await talk.confirm(
            self._hub, self._client, body.zone, body.confirmation, yes=body.yes, speak=body.speak
        )

    async def _choose(self, command: dict[str, Any]) -> dict[str, Any]:
        body = shapes.ChooseIn.model_validate(command)
        return await talk.choose(self._hub, self._client, body.zone, body.item, speak=body.speak)

    async def _mute(self, command: dict[str, Any]) -> None:
        talk.mute(self._hub, self._client, muted=shapes.MuteIn.model_validate(command).muted)

    async def _open_line(self, command: dict[str, Any]) -> None:
        body = shapes.ListenIn.model_validate(command)
        self._client.require(Permission.TALK)
        if self._sound is not None:
            raise InputError("This socket listens already: send hang_up first.")
        seat = self._client.seat(body.zone)
        self._sound = SoundLine(self._hub.car, seat, self._socket.send_bytes, wake=body.wake)

    async def _hang_up(self, command: dict[str, Any]) -> None:
        shapes.Request.model_validate(command)
        line, self._sound = self._sound, None
        if line is not None:
            await line.close()
