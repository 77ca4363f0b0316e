"""The OpenAI SDK's client of one endpoint, and what its failures mean."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from assistant.errors import AssistantError, CloudError, ConfigError
from assistant.routing.cloud.keys import key_of
from assistant.routing.cloud.transport import LimitedTransport, TooLargeError
from assistant.routing.settings import Endpoint

if TYPE_CHECKING:
    from openai import AsyncOpenAI

CONNECT_S = 4.0
READ_S = 20.0
"""Until a connection stands, and between two parts of a reply. Callers have shorter limits."""

NO_KEY = "none"
"""What the SDK is given for endpoints that want no key."""

_STATUS = {401: "key", 403: "key", 404: "model", 402: "busy", 429: "busy", 511: "portal"}
_FOREIGN = (httpx2.HTTPError, OSError, ValueError, TypeError, AttributeError, LookupError)


@dataclass(frozen=True, slots=True)
class Client:
    """The SDK's client, the connections under it, and what a bare request must carry."""

    sdk: AsyncOpenAI
    http: httpx2.AsyncClient
    headers: dict[str, str]

    async def close(self) -> None:
        """Close the connections."""
        await self.sdk.close()


async def open_client(endpoint: Endpoint) -> Client:
    """Return a client; the first one loads the SDK, in a thread, for half a second.

    Raises:
        ConfigError: the key or the certificates can't be read, or the SDK isn't installed.
    """
    return await asyncio.to_thread(_open, endpoint)


def _open(endpoint: Endpoint) -> Client:
    try:
        from openai import AsyncOpenAI  # noqa: PLC0415  # heavy: only who uses it pays
    except ImportError as error:
        raise ConfigError("The cloud needs the extra `cloud`: run `make setup`.") from error
    key = key_of(endpoint)
    try:
        verify = ssl.create_default_context()
        if endpoint.ca_file:
            verify.load_verify_locations(Path(endpoint.ca_file).expanduser())
    except OSError as error:
        raise ConfigError(f"{endpoint.ca_file}: no certificates ({error}).") from error
    limits = httpx2.Timeout(READ_S, connect=CONNECT_S)
    http = httpx2.AsyncClient(transport=LimitedTransport(verify), timeout=limits, trust_env=False)
    sdk = AsyncOpenAI(
        api_key=key or NO_KEY,
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=limits,
        http_client=http,
    )
    return Client(sdk, http, {"Authorization": f"Bearer {key or NO_KEY}"})


def explained(error: Exception, endpoint: str) -> AssistantError:
    """Return what a failure of the SDK, of HTTP or of reading a reply is among our errors.

    An error of our own is returned as it is. ``CloudError.reason`` is one of ``dns``,
    ``refused``, ``timeout``, ``certificate``, ``cut``, ``portal``, ``busy``, ``key``,
    ``model``, ``server``, ``request``, ``garbage``, ``too_large``.
    """
    ours = next((e for e in _causes(error) if isinstance(e, AssistantError)), None)
    if ours is not None:
        return ours
    reason = _reason(error)
    return CloudError(f"The endpoint {endpoint!r} gave no answer ({reason}).", reason=reason)


def is_foreign(error: Exception) -> bool:
    """Return True for what an endpoint, the network or a reply can cause."""
    return isinstance(error, _FOREIGN) or type(error).__module__.partition(".")[0] == "openai"


def _reason(error: Exception) -> str:
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _status_reason(status)
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (TooLargeError, "too_large"),
        (ssl.SSLCertVerificationError, "certificate"),
        (socket.gaierror, "dns"),
        (TimeoutError, "timeout"),
        (httpx2.TimeoutException, "timeout"),
        (ConnectionRefusedError, "refused"),
        (httpx2.TransportError, "cut"),
        (OSError, "cut"),
    )
    causes = list(_causes(error))
    found = (name for kind, name in kinds if any(isinstance(cause, kind) for cause in causes))
    return next(found, "garbage")


def _status_reason(status: int) -> str:
    if status in _STATUS:
        return _STATUS[status]
    if 300 <= status < 400:  # noqa: PLR2004  # no endpoint sends us elsewhere
        return "portal"
    return "server" if status >= 500 else "request"  # noqa: PLR2004


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield now
        now = now.__cause__ or now.__context__
