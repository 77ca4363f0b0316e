"""All endpoints together: which one is asked, under which limits, and what each request showed.

async with cloud.request(peer, Use.CHAT, "question", cost) as exchange:
    await exchange.client.chat.completions.create(...)
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError, CloudError, ConfigError
from assistant.routing import breaker as breakers
from assistant.routing.cloud.budget import Budgets
from assistant.routing.cloud.client import Client, explained, is_foreign, open_client
from assistant.routing.cloud.peer import Peer
from assistant.routing.connectivity import Measurement
from assistant.routing.decide import There
from assistant.routing.privacy.gate import Counted, Gate
from assistant.routing.probe import LinkMonitor
from assistant.routing.settings import CloudSettings
from assistant.routing.use import Use

_LOGGER = logging.getLogger(__name__)

BUDGETS = "cloud/budgets.json"
"""Where in the data folder is kept what the endpoints took."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request is likely to take: bytes both ways, and money."""

    bytes: int
    money: float = 0.0


@dataclass(slots=True)
class Exchange:
    """One request to one endpoint while it runs.

    ``money`` is what it cost, as far as that is known; ``headers`` go with each attempt.
    """

    client: Client
    model: str
    counted: Counted
    money: float
    headers: dict[str, str]


class Cloud:
    """The endpoints of the settings, in their order."""

    def __init__(
        self,
        settings: CloudSettings,
        gate: Gate,
        folder: Path,
        monitor: LinkMonitor,
        *,
        now: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.gate = gate
        self.monitor = monitor
        self.peers = tuple(Peer(endpoint) for endpoint in settings.endpoints)
        self.budgets = Budgets(folder / BUDGETS, wall)
        self.now = now

    def offering(self, use: Use) -> tuple[Peer, ...]:
        """Return the endpoints that offer a use, those that may be asked now first."""
        offering = [peer for peer in self.peers if peer.model(use)]
        return tuple(sorted(offering, key=lambda peer: not self._free(peer)))

    def there(self, use: Use, cost: Callable[[Peer], Cost]) -> There | None:
        """Return what the first endpoint that offers a use is likely to take, None: there is none.

        The one that is described is the one that would be asked.
        """
        offering = [(peer, cost(peer)) for peer in self.offering(use)]
        if not offering:
            return None
        peer, price = next((one for one in offering if self._can_pay(*one)), offering[0])
        left, now = self.budgets.left(peer.settings), self.now()
        return There(
            seconds=peer.seconds(use, self.monitor.link.round_trip_s, now),
            bytes=price.bytes,
            money=price.money,
            bytes_left=left.bytes,
            money_left=left.money,
            resting=not self._free(peer),
            answered=peer.answered(now),
        )

    def may_ask(self, peer: Peer, cost: Cost) -> bool:
        """Return True while an endpoint neither rests nor has used up its budget."""
        return self._free(peer) and self._can_pay(peer, cost)

    @asynccontextmanager
    async def request(
        self, peer: Peer, use: Use, why: str, cost: Cost, key: str = ""
    ) -> AsyncIterator[Exchange]:
        """Let one request go to an endpoint; whatever happens counts for its future.

        ``key`` is the same for all attempts at one thing, so that nothing is done twice there.

        Raises:
            ConsentError: this kind of data may not leave, or no longer.
            CloudError: the endpoint, the network, or the reply failed.
        """
        peer.breaker = breakers.trying(peer.breaker, self.now())
        try:
            client = await self._opened(peer)
            async with self.gate.leaving(use.kind, peer.name, why) as counted:
                headers = {"Idempotency-Key": key or uuid.uuid4().hex}
                exchange = Exchange(client, peer.model(use), counted, cost.money, headers)
                try:
                    yield exchange
                finally:
                    await self._settle(peer, exchange)
        except CloudError as error:
            self._failed(peer, error.reason)
            raise
        except AssistantError:
            peer.breaker = breakers.abandoned(peer.breaker)
            raise
        except Exception as error:
            if not is_foreign(error):
                raise
            ours = explained(error, peer.name)
            if isinstance(ours, CloudError):
                self._failed(peer, ours.reason)
            raise ours from error
        except BaseException:  # cancelled: the other side of a race won
            peer.breaker = breakers.abandoned(peer.breaker)
            raise
        peer.worked(self.now())

    def began(self, peer: Peer, use: Use, started_s: float) -> None:
        """Note that the first of an answer came: the link works, and so fast is the endpoint."""
        now = self.now()
        peer.began(use, now - started_s, now)
        self.monitor.note(Measurement(at_s=now, reached=True))

    async def close(self) -> None:
        """Close all connections."""
        for peer in self.peers:
            if peer.client is not None:
                await peer.client.close()

    async def client(self, peer: Peer) -> Client:
        """Return an endpoint's client, made when it is first needed.

        Raises:
            ConfigError: its key or its certificates can't be read.
        """
        async with peer.opening:
            if peer.client is None:
                peer.client = await open_client(peer.settings)
            return peer.client

    async def _opened(self, peer: Peer) -> Client:
        try:
            return await self.client(peer)
        except ConfigError as error:
            _LOGGER.warning("The endpoint %s can't be used: %s", peer.name, error)
            raise CloudError(str(error), reason="key") from error

    def _free(self, peer: Peer) -> bool:
        return breakers.may_try(peer.breaker, self.now())

    def _can_pay(self, peer: Peer, cost: Cost) -> bool:
        left = self.budgets.left(peer.settings)
        return cost.bytes <= left.bytes and cost.money <= left.money

    def _failed(self, peer: Peer, reason: str) -> None:
        peer.failed(reason, self.now())
        _LOGGER.info("The endpoint %s failed: %s", peer.name, reason)
        self.monitor.look_soon()

    async def _settle(self, peer: Peer, exchange: Exchange) -> None:
        counted = exchange.counted
        size = counted.bytes_out + counted.bytes_in
        money = exchange.money if counted.bytes_in else 0.0
        taking = asyncio.to_thread(self.budgets.take, peer.name, size, money)
        try:
            await asyncio.shield(taking)
        except OSError as error:
            _LOGGER.warning("What the cloud took could not be written: %s", error.strerror)
