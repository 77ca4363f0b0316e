"""The one way out: whatever leaves for a cloud passes here, is allowed, counted and noted.

    async with gate.leaving(Kind.TEXT, "home", "chat") as counted:
        counted.note(redacted.counts)
        await client.chat.completions.create(...)  # its transport is a CountingTransport

A ``CountingTransport`` writes nothing outside of such a block, and stops in the middle of a
request when the consent is withdrawn. Bytes are those of HTTP, headers included, as they are
handed to the socket (before TLS, whose own bytes say nothing).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import httpcore2
import httpx2

from assistant.errors import AssistantError, ConsentError
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.ledger import Ledger

_LOGGER = logging.getLogger(__name__)

CHECK = "check"
"""The ledger's word for what carries nothing of a person: is the endpoint there, how fast?"""


class Counted:
    """What one request wrote and read so far, in bytes."""

    def __init__(self, permit: Callable[[], None]) -> None:
        self._permit = permit
        self.bytes_out = 0
        self.bytes_in = 0
        self.placeholders: Counter[str] = Counter()

    def note(self, placeholders: Mapping[str, int]) -> None:
        """Note how many values of which kinds were replaced before sending."""
        self.placeholders.update(placeholders)

    def out(self, size: int) -> None:
        """Count bytes that are about to be written.

        Raises:
            ConsentError: the consent was withdrawn meanwhile.
        """
        self._permit()
        self.bytes_out += size

    def came(self, size: int) -> None:
        """Count bytes that were read."""
        self.bytes_in += size


_CURRENT: ContextVar[Counted | None] = ContextVar("counted", default=None)


class Gate:
    """Lets data leave when there is consent, and notes it in the ledger."""

    def __init__(self, consents: ConsentStore, ledger: Ledger) -> None:
        self.consents = consents
        self.ledger = ledger

    def allows(self, kind: Kind) -> bool:
        """Return True when data of this kind may leave now."""
        return self.consents.current.allows(kind)

    @asynccontextmanager
    async def leaving(self, kind: Kind, endpoint: str, why: str) -> AsyncIterator[Counted]:
        """Let data of a kind leave for an endpoint within a block; ``why`` is a short code.

        Raises:
            ConsentError: it may not leave, or no longer.
            AssistantError: the ledger can't be written; then nothing leaves.
        """

        def permit() -> None:
            self.consents.current.require(kind)

        async with self._noted(permit, endpoint, kind, why) as counted:
            yield counted

    @asynccontextmanager
    async def checking(self, endpoint: str, why: str) -> AsyncIterator[Counted]:
        """Let a request leave that carries nothing of a person, e.g. to measure a link.

        Raises:
            ConsentError: guest mode is on.
            AssistantError: the ledger can't be written; then nothing leaves.
        """

        def permit() -> None:
            if self.consents.current.guest:
                raise ConsentError("Guest mode is on: nothing leaves the car.")

        async with self._noted(permit, endpoint, CHECK, why) as counted:
            yield counted

    @asynccontextmanager
    async def _noted(
        self, permit: Callable[[], None], endpoint: str, kind: str, why: str
    ) -> AsyncIterator[Counted]:
        permit()
        number = await asyncio.to_thread(self.ledger.begin, endpoint, kind, why)
        counted = Counted(permit)
        before = _CURRENT.get()
        _CURRENT.set(counted)
        try:
            yield counted
        finally:
            # A token can't be used here: a generator may be closed in another context.
            _CURRENT.set(before)
            await asyncio.shield(asyncio.to_thread(self._end, number, counted))

    def _end(self, number: int, counted: Counted) -> None:
        try:
            self.ledger.end(number, counted.bytes_out, counted.bytes_in, counted.placeholders)
        except AssistantError as error:
            _LOGGER.warning("The ledger could not be brought up to date: %s", error.code)


class CountingTransport(httpx2.AsyncHTTPTransport):
    """An HTTP/1.1 transport that writes only within ``Gate.leaving`` and counts each byte.

    It goes through no proxy of the environment: nobody but the endpoint is told anything.
    """

    def __init__(self, verify: ssl.SSLContext, max_connections: int = 8) -> None:
        super().__init__(verify=verify)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=verify,
            max_connections=max_connections,
            keepalive_expiry=30.0,
            network_backend=_CountingBackend(),
        )


class _CountingBackend(httpcore2.AsyncNetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        _now_leaving()
        return _CountingStream(
            await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _CountingStream(httpcore2.AsyncNetworkStream):
    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner
        self._counted: Counted | None = None

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
    ) -> bytes:
        data = await self._inner.read(max_bytes, timeout)
        if self._counted is not None:
            self._counted.came(len(data))
        return data

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
    ) -> None:
        self._counted = _now_leaving()
        self._counted.out(len(buffer))
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
    ) -> httpcore2.AsyncNetworkStream:
        return _CountingStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _now_leaving() -> Counted:
    counted = _CURRENT.get()
    if counted is None:
        raise ConsentError("Nothing leaves the car but through the gate.")
    return counted
