"""The control socket: how a command on the same machine talks to the running service.

A Unix socket in the data folder that only its owner may open. One request a connection, a
JSON line ``{"command": "ask", ...}``; the answer is one JSON line an event, closed by
``{"type": "end"}`` or ``{"type": "failure", "code", "message"}``. Sound never crosses it.
Commands are ``ask``, ``hear``, ``skills`` (what runs) and ``skills_changed`` (read them anew).

    async for line in request(path, {"command": "ask", "text": "open my window"}):
        print(line["type"])
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, InputError

MAX_REQUEST_BYTES = 256 * 1024
MAX_LINE_BYTES = 1024 * 1024

Send = Callable[[dict[str, Any]], None]
Handler = Callable[[dict[str, Any], Send], Awaitable[None]]

_LOGGER = logging.getLogger(__name__)


class ControlServer:
    """Serves requests with a handler that sends lines."""

    def __init__(self, path: Path, handler: Handler) -> None:
        self._path = path
        self._handler = handler
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Open the socket; a socket file left behind by a dead service is replaced."""
        self._path.unlink(missing_ok=True)
        old_mask = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(
                self._serve, str(self._path), limit=MAX_REQUEST_BYTES
            )
        finally:
            os.umask(old_mask)

    async def close(self) -> None:
        """Close the socket."""
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def send(line: dict[str, Any]) -> None:
            writer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

        try:
            request = _parsed(await reader.readline())
            await self._handler(request, send)
            send({"type": "end"})
        except AssistantError as error:
            send({"type": "failure", "code": error.code, "message": str(error)})
        except ValueError:
            send({"type": "failure", "code": "input", "message": "The request is too long."})
        except Exception:  # the outermost loop of a connection: the service stays up
            _LOGGER.exception("A control request failed")
            send({"type": "failure", "code": "error", "message": "Internal error; see the log."})
        finally:
            await _finish(writer)


async def _finish(writer: asyncio.StreamWriter) -> None:
    try:
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    except OSError:
        _LOGGER.info("A client went away before its answer")


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except ValueError as error:
        raise InputError("A request is one line of JSON.") from error
    if not isinstance(request, dict):
        raise InputError("A request is a JSON object.")
    return request


async def ask_about_skills(path: Path, *, changed: bool) -> dict[str, Any] | None:
    """Return what the running service tells of its skills; None when no service runs.

    With ``changed`` it reads the folders of skills anew before it answers, and uses what it
    finds from then on; see ``assistant.skillhost.report`` for the answer.

    Raises:
        AssistantError: the service refused, with its code and message.
    """
    body = {"command": "skills_changed" if changed else "skills"}
    try:
        answers = [line async for line in request(path, body)]
    except ConnectionError:
        return None
    return next((line for line in answers if line["type"] == "skills"), None)


async def request(path: Path, body: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Send a request to the running service and yield its lines.

    Raises:
        ConnectionError: no service listens on ``path``.
        AssistantError: the service refused the request, with its code and message.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(str(path), limit=MAX_LINE_BYTES)
    except (FileNotFoundError, OSError) as error:
        raise ConnectionError(str(error)) from error
    try:
        writer.write(json.dumps(body).encode() + b"\n")
        await writer.drain()
        while line := await reader.readline():
            answer: dict[str, Any] = json.loads(line)
            if answer["type"] == "end":
                return
            if answer["type"] == "failure":
                raise AssistantError(answer["message"], code=answer["code"])
            yield answer
        raise AssistantError("The service stopped before it answered.", code="service_stopped")
    finally:
        writer.close()
