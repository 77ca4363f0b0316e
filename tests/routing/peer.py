"""An endpoint that speaks the wire for real, written by hand: it can fail at every byte.

async with Peer() as peer:
    peer.answers = ["The sky", " is blue."]
    peer.cut_at = 120        # close the connection after so many bytes of the reply's body
"""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.routing.loopback import LoopbackServer


@dataclass
class Asked:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


Raw = Callable[[Asked], bytes | None]


@dataclass
class Peer(LoopbackServer):
    """A server on a free port of loopback. ``raw`` may answer with any bytes at all.

    ``echo`` says the last message again, letter by letter, and as arguments of the tool ``say``.
    """

    answers: Sequence[str] = ("The sky is blue. ", "Light is scattered.")
    tool: tuple[str, dict[str, Any]] | None = None
    raw: Raw = lambda _: None
    echo: bool = False
    picture: bytes = b""
    heard: str = ""
    cut_at: int | None = None
    silent_at: int | None = None
    first_s: float = 0.0
    piece_s: float = 0.0
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    bytes_in: int = 0

    @property
    def questions(self) -> list[Asked]:
        """What was asked besides looks at the link."""
        return [one for one in self.asked if not one.path.endswith("/models")]

    def stream(self) -> bytes:
        """Return the body of a streamed answer."""
        return (
            b"".join(event(chunk(text)) for text in self.answers)
            + event(chunk(None, "stop"))
            + b"data: [DONE]\n\n"
        )

    def events(self) -> list[bytes]:
        return [*self.stream().split(b"\n\n")[:-1]]

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while (asked := await self._read(reader)) is not None:
                self.asked.append(asked)
                await self._answer(asked, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _read(self, reader: asyncio.StreamReader) -> Asked | None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.decode().split("\r\n")[:-2]
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.bytes_in += len(head) + len(body)
        method, path, _ = first.split(" ")
        return Asked(method, path, headers, body)

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        if self.echo and "json" in asked.headers.get("content-type", ""):
            said = str(asked.data["messages"][-1]["content"])
            self.answers, self.tool = [*said], ("say", {"all": said, "list": [said]})
        raw = self.raw(asked)
        if raw is not None:
            writer.write(raw)
            await writer.drain()
            raise ConnectionError
        if asked.path.endswith("/models"):
            await self._whole(writer, {"object": "list", "data": [{"id": "m", "object": "model"}]})
        elif asked.path.endswith("/images/generations"):
            await asyncio.sleep(self.first_s)
            picture = base64.b64encode(self.picture).decode()
            await self._whole(writer, {"created": 0, "data": [{"b64_json": picture}]})
        elif asked.path.endswith("/audio/transcriptions"):
            await asyncio.sleep(self.first_s)
            await self._whole(writer, {"text": self.heard})
        elif asked.data.get("stream"):
            await asyncio.sleep(self.first_s)
            await self._stream(writer)
        else:
            await asyncio.sleep(self.first_s)
            await self._whole(writer, self._completion())

    def _completion(self) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": "".join(self.answers)}
        if self.tool is not None:
            name, arguments = self.tool
            function = {"name": name, "arguments": json.dumps(arguments)}
            calls = [{"id": "c", "type": "function", "function": function}]
            message |= {"content": None, "tool_calls": calls}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [choice],
        }

    async def _whole(self, writer: asyncio.StreamWriter, data: dict[str, Any]) -> None:
        writer.write(reply(json.dumps(data).encode()))
        await writer.drain()

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        """Send a chunked body piece by piece, up to where it is cut or falls silent."""
        kind = b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(b"HTTP/1.1 200 OK\r\n" + kind)
        sent = 0
        for part in self.events():
            text = part + b"\n\n"
            for limit in (self.cut_at, self.silent_at):
                if limit is not None and sent + len(text) > limit:
                    writer.write(chunked(text[: limit - sent]))
                    await writer.drain()
                    await asyncio.sleep(0 if limit == self.cut_at else 3600)
                    raise ConnectionError
            writer.write(chunked(text))
            await writer.drain()
            sent += len(text)
            await asyncio.sleep(self.piece_s)
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def chunk(text: str | None, finish: str | None = None) -> dict[str, Any]:
    delta = {} if text is None else {"content": text}
    choice: dict[str, Any] = {"delta": delta} | ({"finish_reason": finish} if finish else {})
    return {"choices": [choice]}


def event(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def chunked(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""


def reply(
    body: bytes, status: str = "200 OK", kind: str = "application/json", more: str = ""
) -> bytes:
    """Return a whole HTTP reply."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body
