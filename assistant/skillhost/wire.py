"""The pipes of a skill's process as a transport of the Model Context Protocol, bounded.

The library's own stdio transport starts the process itself and reads without limit. This one
takes a process that runs already, reads lines up to a length, and gives a process a budget of
bytes between calls, so that endless output ends the process and not the assistant.
"""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import IO

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client._transport import TransportStreams
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

from assistant.skillhost.sandbox import Child

MAX_LINE_BYTES = 256 * 1024
MAX_BYTES = 1024 * 1024
"""What a process may write between two calls, on both streams."""

_TAIL_BYTES = 500
_LOGGER = logging.getLogger(__name__)


class PipeTransport:
    """Carries messages to and from a child; an async context manager, as ``mcp`` wants it."""

    def __init__(self, child: Child) -> None:
        self.ended = asyncio.Event()
        self.too_much = False
        self.last_words = ""
        self._child = child
        self._left = MAX_BYTES
        self._tasks: list[asyncio.Task[None]] = []
        self._open_pipes: list[asyncio.BaseTransport] = []

    def refill(self) -> None:
        """Give the process a new budget of bytes: a call begins."""
        self._left = MAX_BYTES

    async def __aenter__(self) -> TransportStreams:
        loop = asyncio.get_running_loop()
        lines, errors = await self._open(self._child.stdout), await self._open(self._child.stderr)
        transport, flow = await loop.connect_write_pipe(
            lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), self._child.stdin
        )
        self._open_pipes.append(transport)
        self._writer = asyncio.StreamWriter(transport, flow, None, loop)
        received, inbox = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        outbox, to_send = anyio.create_memory_object_stream[SessionMessage](0)
        self._tasks = [
            loop.create_task(self._read(lines, received)),
            loop.create_task(self._write(to_send)),
            loop.create_task(self._overhear(errors)),
        ]
        return inbox, outbox

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.kill()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in self._open_pipes:
            transport.close()

    async def _open(self, pipe: IO[bytes]) -> asyncio.StreamReader:
        reader = asyncio.StreamReader(MAX_LINE_BYTES)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        self._open_pipes.append(transport)
        return reader

    async def _read(
        self,
        lines: asyncio.StreamReader,
        received: MemoryObjectSendStream[SessionMessage | Exception],
    ) -> None:
        async with received:
            try:
                while True:
                    line = await lines.readuntil()
                    self._count(len(line))
                    try:
                        message = jsonrpc_message_adapter.validate_json(line, by_name=False)
                    except ValueError:
                        continue  # a stray print, not a message
                    await received.send(SessionMessage(message))
            except asyncio.LimitOverrunError:
                self.too_much = True
            except _ENDED:
                pass
            finally:
                self.ended.set()

    async def _write(self, to_send: MemoryObjectReceiveStream[SessionMessage]) -> None:
        async with to_send:
            try:
                async for item in to_send:
                    text = item.message.model_dump_json(by_alias=True, exclude_unset=True)
                    self._writer.write(text.encode() + b"\n")
                    await self._writer.drain()
            except OSError:
                self.ended.set()

    async def _overhear(self, errors: asyncio.StreamReader) -> None:
        """Keep the last words of the error stream, for when it doesn't start."""
        tail = b""
        try:
            while piece := await errors.read(4096):
                self._count(len(piece))
                tail = (tail + piece)[-_TAIL_BYTES:]
                self.last_words = tail.decode(errors="replace").strip()
        except _TooMuch:
            self.ended.set()

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            self.too_much = True
            self._child.kill()
            raise _TooMuch


class _TooMuch(Exception):  # noqa: N818  not an error: a way out of the reading loop
    """The process wrote more than its budget."""


_ENDED = (
    asyncio.IncompleteReadError,
    OSError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    _TooMuch,
)
"""How reading ends when the process did, by itself or by us."""
