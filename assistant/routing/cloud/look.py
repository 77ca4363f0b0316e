"""Look once whether an endpoint can be reached, and how well. Carries nothing of a person."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx2

from assistant.errors import AssistantError, CloudError, ConfigError
from assistant.routing.cloud.client import Client, explained, is_foreign
from assistant.routing.cloud.cloud import Cloud
from assistant.routing.cloud.peer import Peer
from assistant.routing.connectivity import Measurement
from assistant.routing.network_manager import Network, network
from assistant.routing.probe import segments

LOOK_S = 6.0
"""How long one endpoint may take."""

LEAST_BYTES = 16_384
"""Shorter replies don't tell how fast bytes come."""


@dataclass(slots=True)
class _Times:
    """When, by the clock given, a request was sent and its reply began."""

    now: Callable[[], float]
    sent_s: float = 0.0
    answered_s: float = 0.0

    async def hear(self, name: str, _: object) -> None:
        """Take an event of httpcore."""
        if name.endswith("send_request_headers.started"):
            self.sent_s = self.now()
        elif name.endswith("receive_response_headers.complete"):
            self.answered_s = self.now()


class Looker:
    """Measures the first endpoint that answers. ``signal`` is the modem's, in percent."""

    def __init__(
        self, cloud: Callable[[], Cloud], signal: Callable[[], float | None] = lambda: None
    ) -> None:
        self._cloud = cloud
        self._signal = signal

    async def look(self) -> Measurement:
        """Return one measurement of the link."""
        cloud, known = self._cloud(), await network()
        found = Measurement(at_s=cloud.now(), reached=False, reason="error")
        for peer in cloud.peers:
            found = await reach(cloud, peer)
            if found.reached:
                break
        return _with(found, known, self._signal())


async def reach(cloud: Cloud, peer: Peer) -> Measurement:
    """Return what one small request to an endpoint shows."""
    try:
        client = await cloud.client(peer)
        async with asyncio.timeout(LOOK_S), cloud.gate.checking(peer.name, "link"):
            return await _asked(cloud, client, peer)
    except CloudError as error:
        reason = error.reason
    except ConfigError:  # its key or certificates can't be read
        reason = "key"
    except AssistantError as error:
        reason = error.code
    except Exception as error:
        if not is_foreign(error):
            raise
        ours = explained(error, peer.name)
        reason = ours.reason if isinstance(ours, CloudError) else ours.code
    return Measurement(at_s=cloud.now(), reached=False, reason=reason)


async def _asked(cloud: Cloud, client: Client, peer: Peer) -> Measurement:
    times = _Times(cloud.now)
    address = peer.settings.base_url.rstrip("/") + "/models"
    extensions = {"trace": times.hear}
    async with client.http.stream(
        "GET", address, headers=client.headers, extensions=extensions
    ) as response:
        connection = _socket_of(response)
        began, size = cloud.now(), 0
        async for chunk in response.aiter_raw():
            size += len(chunk)
        took = cloud.now() - began
        counted = segments(connection) if connection is not None else None
        return Measurement(
            at_s=cloud.now(),
            reached=_is_endpoint(response),
            round_trip_s=times.answered_s - times.sent_s,
            bytes_per_s=size / took if size >= LEAST_BYTES and took > 0 else None,
            loss=counted.loss if counted is not None else None,
            reason="" if _is_endpoint(response) else _stranger(response),
        )


def _is_endpoint(response: httpx2.Response) -> bool:
    """Return True for a reply in JSON, whatever it says: an endpoint is there."""
    return "json" in response.headers.get("Content-Type", "")


def _stranger(response: httpx2.Response) -> str:
    """Return who answers instead of an endpoint: a login page, or something broken."""
    broken = (
        response.is_server_error
        and response.status_code != httpx2.codes.NETWORK_AUTHENTICATION_REQUIRED
    )
    return "server" if broken else "portal"


def _socket_of(response: httpx2.Response) -> socket.socket | None:
    stream = response.extensions.get("network_stream")
    found = stream.get_extra_info("socket") if stream is not None else None
    return found if isinstance(found, socket.socket) else getattr(found, "_sock", None)


def _with(found: Measurement, known: Network, signal: float | None) -> Measurement:
    """Return a measurement with what the machine and the vehicle know besides."""
    portal = known.portal and not found.reached
    reason = "portal" if portal else found.reason
    return replace(found, metered=known.metered, signal=signal, reason=reason)
