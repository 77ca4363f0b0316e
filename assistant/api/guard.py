"""What every request passes before anything reads it: host, origin, token, rate and size.

A web page that somebody opens in the car can send requests to this port, and by DNS rebinding
even read the answers. So the ``Host`` must be one of ours, an ``Origin`` must be our own or a
configured one, and everything but the screen's files needs a token, which a page of another
origin doesn't have. There is no CORS: no header ever invites another origin.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.limits import Limiter
from assistant.api.problems import answer, problem
from assistant.api.scopes import Client
from assistant.api.tokens import TokenStore
from assistant.conversation.precedence import Precedence

PROTECTED = ("/api/", "/v1/", "/mcp")
"""Paths that need a token, by how they begin; the rest are the screen's own files."""

PUBLIC = ("/api/v1/openapi.json",)

BEARER_PROTOCOL = "bearer."
"""A browser's socket can't set headers: it offers ``bearer.<token>`` as a subprotocol."""

NOBODY = ""
"""Whose requests those without a token count as."""

MAX_BODY = 1_000_000
MAX_UPLOAD = 25_000_000
UPLOADS = ("/v1/audio/",)

BODY_S = 15.0
"""How long the next part of a body may take."""

_CLOSE = {"connection": "close"}
"""For answers to requests whose body was not read to its end."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
_CSP_DATA = "default-src 'none'; frame-ancestors 'none'"
_CSP_PAGE = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Doors:
    """Which names this service is called by: ``hosts`` without port, whole ``origins``."""

    hosts: frozenset[str]
    origins: frozenset[str]


class Guard:
    """ASGI middleware; puts the ``Client`` into ``scope["state"]["client"]``."""

    def __init__(
        self,
        app: ASGIApp,
        doors: Doors,
        tokens: TokenStore,
        limiter: Limiter,
        now: Callable[[], float],
        precedence: Precedence,
    ) -> None:
        self._app = app
        self._doors = doors
        self._tokens = tokens
        self._limiter = limiter
        self._now = now
        self._precedence = precedence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with a problem."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        secured = _secured(scope, send)
        try:
            self._admit(scope, Headers(scope=scope))
        except HTTPException as refusal:
            await _refuse(scope, receive, secured, refusal)
            return
        if scope["type"] == "http":
            if scope["method"] == "GET":  # a button that somebody pressed never waits
                await self._precedence.over()
            await self._app(scope, _bounded(scope, receive), secured)
        else:
            await self._app(scope, receive, send)

    def _admit(self, scope: Scope, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _hostname(hosts[0]) not in self._doors.hosts:
            raise HTTPException(421, "This service is not called by that host name.")
        origin = headers.get("origin")
        if origin is not None and origin not in self._doors.origins:
            raise HTTPException(403, "Requests from pages of another origin are refused.")
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:12]) > _max_body(scope["path"]):
            raise HTTPException(413, "The request's body is too large.")
        scope.setdefault("state", {})["client"] = None
        path: str = scope["path"]
        open_to_all = path in PUBLIC or not path.startswith(PROTECTED)
        client = None if open_to_all else self._client(headers)
        if client is None and not open_to_all:
            raise HTTPException(
                401,
                "A valid token is needed: make one with `assistant api token new`, and send it "
                "as `Authorization: Bearer TOKEN`.",
                {"www-authenticate": 'Bearer realm="assistant"'},
            )
        wait_s = self._limiter.wait_s(client.id if client else NOBODY, self._now())
        if wait_s > 0:
            retry = {"retry-after": str(max(1, round(wait_s + 0.5)))}
            raise HTTPException(429, "Too many requests: slow down.", retry)
        scope["state"]["client"] = client

    def _client(self, headers: Headers) -> Client | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            return self._tokens.client(token.strip())
        for offered in headers.get("sec-websocket-protocol", "").split(","):
            if offered.strip().startswith(BEARER_PROTOCOL):
                return self._tokens.client(offered.strip().removeprefix(BEARER_PROTOCOL))
        return None


def _hostname(host: str) -> str:
    """Return a ``Host`` without its port, in lower case; IPv6 keeps its brackets."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


def _max_body(path: str) -> int:
    return MAX_UPLOAD if path.startswith(UPLOADS) else MAX_BODY


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Return a ``receive`` that ends a body which is too large or too slow."""
    limit, taken, whole = _max_body(scope["path"]), 0, False

    async def bounded() -> Message:
        nonlocal taken, whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(BODY_S):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408, "The request's body came too slowly.", _CLOSE) from error
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if taken > limit:
            raise HTTPException(413, "The request's body is too large.", _CLOSE)
        return message

    return bounded


def _secured(scope: Scope, send: Send) -> Send:
    """Return a ``send`` that adds the headers which every answer has."""
    data = scope["path"].startswith(PROTECTED)

    async def secured(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("content-security-policy", _CSP_DATA if data else _CSP_PAGE)
            if data:
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return secured


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: HTTPException) -> None:
    headers = dict(refusal.headers) if refusal.headers else {}
    response = answer(problem(refusal.status_code, str(refusal.detail)), scope["path"], headers)
    if scope["type"] == "websocket":
        await _deny(scope, response.status_code, send)
        return
    if scope["method"] not in ("GET", "HEAD"):
        response.headers.update(_CLOSE)
    await response(scope, receive, send)


async def _deny(scope: Scope, status: int, send: Send) -> None:
    """Refuse a socket's handshake with an HTTP status."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    start = {"type": "websocket.http.response.start", "status": status, "headers": []}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": b""})


async def client_of(request: Request) -> Client:
    """Return who sends a request that passed the guard."""
    client: Client = request.state.client
    return client
