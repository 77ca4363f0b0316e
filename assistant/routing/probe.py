"""Measure the link to the cloud: requests to the endpoint itself, and what the machine knows."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.routing.connectivity import Link, Measurement, at, next_look_s, step

SOON_S = 1.0
"""How long after a failure the link is looked at."""

Look = Callable[[], Awaitable[Measurement]]
OnLink = Callable[[Link], None]


class LinkMonitor:
    """Keeps the state of the link; ``look`` measures it once, ``allowed`` says whether it may.

    ``on_change`` is told when the state, or the portal in front of it, changes.
    """

    def __init__(
        self,
        look: Look,
        allowed: Callable[[], bool],
        now: Callable[[], float],
        on_change: OnLink = lambda _: None,
    ) -> None:
        self._look = look
        self._allowed = allowed
        self._now = now
        self._on_change = on_change
        self._soon = asyncio.Event()
        self._link = Link()

    @property
    def link(self) -> Link:
        """What is known of the link now."""
        return at(self._link, self._now())

    def note(self, measurement: Measurement) -> None:
        """Take a measurement, from a look or from a real request."""
        before = self.link
        self._link = step(before, measurement)
        if (before.state, before.portal) != (self._link.state, self._link.portal):
            self._on_change(self._link)

    def look_soon(self) -> None:
        """Measure soon: something failed."""
        self._soon.set()

    async def measure(self) -> Link:
        """Measure once now, and return what is known then."""
        self.note(await self._look())
        return self.link

    async def keep(self) -> None:
        """Measure again and again, for ever; not at all while nothing may leave."""
        while True:
            if self._allowed():
                await self.measure()
            await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(next_look_s(self.link)):
                await self._soon.wait()
        except TimeoutError:
            return
        self._soon.clear()
        await asyncio.sleep(SOON_S)


@dataclass(frozen=True, slots=True)
class Segments:
    """What TCP counted on one connection: segments sent, and sent again."""

    out: int
    again: int

    @property
    def loss(self) -> float | None:
        """The share that was sent again; None when too few were sent to tell."""
        return min(1.0, self.again / self.out) if self.out >= _LEAST_SEGMENTS else None


_LEAST_SEGMENTS = 5
_TCP_INFO_BYTES = 144
_TOTAL_RETRANS_AT, _SEGS_OUT_AT = 100, 136
"""Where Linux's ``struct tcp_info`` has ``tcpi_total_retrans`` and ``tcpi_segs_out``."""


def segments(connection: socket.socket) -> Segments | None:
    """Return what the kernel counted on a TCP connection; None where it doesn't tell."""
    option = getattr(socket, "TCP_INFO", None)
    if option is None:
        return None
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, option, _TCP_INFO_BYTES)
    except OSError:
        return None
    if len(info) < _TCP_INFO_BYTES:
        return None
    (again,) = struct.unpack_from("=I", info, _TOTAL_RETRANS_AT)
    (out,) = struct.unpack_from("=I", info, _SEGS_OUT_AT)
    return Segments(out, again)
