"""Serve the API inside the service's event loop: on loopback, or beyond it with TLS only."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from assistant.api.address import host_in_url, listening_socket, own_address, scheme_of
from assistant.api.app import open_app
from assistant.api.guard import Doors
from assistant.api.hub import Hub
from assistant.api.limits import Rate
from assistant.config import ApiSettings
from assistant.errors import ConfigError

HEADER_S = 10.0
"""How long a connection may take to send the head of a request."""

MAX_HEAD = 64 * 1024
"""Bytes of a request's head that may come before it ends."""

MAX_CONNECTIONS = 1024
MAX_MESSAGE = 256 * 1024
"""Bytes of one socket message: more than a second of 96 kHz sound."""

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@asynccontextmanager
async def serving(hub: Hub, settings: ApiSettings) -> AsyncIterator[str]:
    """Serve for the duration of a block; yields the address, e.g. ``http://127.0.0.1:8765``.

    Raises:
        ConfigError: the address is taken or not allowed, or the certificate can't be used.
    """
    listening = listening_socket(settings)
    port = int(listening.getsockname()[1])
    doors = doors_of(settings, port)
    rate = Rate(settings.rate_per_s, settings.rate_per_s * 2)
    with closing(listening):
        async with open_app(hub, doors, rate) as app, _serve(app, settings, listening):
            yield own_address(settings, port)


@asynccontextmanager
async def _serve(
    app: ASGIApp, settings: ApiSettings, listening: socket.socket
) -> AsyncIterator[None]:
    server = _Server(
        uvicorn.Config(
            app,
            http=TimelyProtocol,
            ws="websockets-sansio",
            ws_max_size=MAX_MESSAGE,
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_graceful_shutdown=1,
            ssl_certfile=settings.tls_certificate or None,
            ssl_keyfile=settings.tls_key or None,
        )
    )
    work = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await _started(server, work)
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(work, return_exceptions=True)


def doors_of(settings: ApiSettings, port: int) -> Doors:
    """Return the names that this service answers to."""
    hosts = {*_LOOPBACK, host_in_url(settings.host).lower(), *(h.lower() for h in settings.hosts)}
    scheme = scheme_of(settings)
    own = {f"{scheme}://{host}:{port}" for host in hosts}
    return Doors(frozenset(hosts), frozenset(own | set(settings.origins)))


class _Server(uvicorn.Server):
    """A server inside a service that handles signals itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the service."""
        yield


async def _started(server: uvicorn.Server, work: asyncio.Task[None]) -> None:
    while not server.started:
        if work.done():
            reason = work.exception() if not work.cancelled() else None
            raise ConfigError(f"The local API can't start: {reason or 'see the log'}") from reason
        await asyncio.sleep(0.01)


class TimelyProtocol(HttpToolsProtocol):
    """HTTP/1.1 that closes connections whose request heads never end: slow ones and huge ones."""

    _late: asyncio.TimerHandle | None = None
    _taken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the first head its time."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the head has become too large."""
        self._taken += len(data)
        super().data_received(data)
        if self._late is not None and self._taken > MAX_HEAD and not self.transport.is_closing():
            self.send_400_response("The request's head is too large.")

    def on_message_begin(self) -> None:
        """Give a head that has begun its time."""
        super().on_message_begin()
        if self._late is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """Take the time back: the head is whole."""
        self._stop()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._taken = 0
        self._late = asyncio.get_running_loop().call_later(HEADER_S, self.transport.close)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
