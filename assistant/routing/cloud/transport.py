"""What every request to an endpoint goes through: counted, limited, and telling little of us."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import httpx2

from assistant.routing.privacy.gate import CountingTransport

MAX_BYTES = 1_000_000
MAX_PICTURE_BYTES = 24_000_000
"""The longest replies that are read."""

AGENT = "in-vehicle-assistant"
_TELLING = ("x-stainless", "openai-organization", "openai-project")


class TooLargeError(httpx2.TransportError):
    """A reply is longer than any that makes sense."""


class LimitedTransport(httpx2.AsyncBaseTransport):
    """Passes requests on without headers that tell of this machine; cuts replies off that grow.

    It asks for replies without compression, so that a small one can't unfold to a large one.
    """

    def __init__(self, verify: ssl.SSLContext) -> None:
        self._inner = CountingTransport(verify)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response, whose body raises ``TooLargeError`` when it gets too long."""
        for name in [name for name in request.headers if name.lower().startswith(_TELLING)]:
            del request.headers[name]
        request.headers["User-Agent"] = AGENT
        request.headers["Accept-Encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        most = MAX_PICTURE_BYTES if "/images/" in request.url.path else MAX_BYTES
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _LimitedStream(response.stream, most)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _LimitedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, most: int) -> None:
        self._inner = inner
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLargeError("The reply is too long.")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
