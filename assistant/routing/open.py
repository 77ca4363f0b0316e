"""Put the cloud beside the local model: endpoints, the link to them, who answers what.

Without endpoints in the settings nothing of it is imported or started.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.config import Config
from assistant.conversation.phrases import phrase
from assistant.events import ConnectivityChanged, Event, Notice
from assistant.routing.connectivity import Link
from assistant.routing.late import LateAnswer, LateAnswers
from assistant.routing.privacy.gate import Gate
from assistant.routing.status import CloudStatus
from assistant.skillhost.services import Service
from assistant.understanding.llm import LanguageModel
from assistant.vehicle.interface import Vehicle

if TYPE_CHECKING:
    from assistant.routing.cloud.cloud import Cloud
    from assistant.routing.routed import RoutedModel


@dataclass(frozen=True, slots=True)
class RoutingParts:
    """What routing works with: the way out, the local model, and what the car knows."""

    gate: Gate
    model: LanguageModel | None
    vehicle: Vehicle
    services: tuple[Service, ...]
    emit: Callable[[Event], None]
    now: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Routing:
    """The running parts; ``cloud`` and ``routed`` are None without endpoints."""

    late: LateAnswers
    status: CloudStatus
    local: LanguageModel | None
    cloud: Cloud | None = None
    routed: RoutedModel | None = None

    @property
    def model(self) -> LanguageModel | None:
        """The model that a conversation asks."""
        return self.routed or self.local


@asynccontextmanager
async def open_routing(config: Config, parts: RoutingParts) -> AsyncIterator[Routing]:
    """Start to watch the link, if there are endpoints, and stop at the end."""
    late = LateAnswers(parts.now)
    if not config.cloud.endpoints:
        yield Routing(late, CloudStatus(late, None), parts.model)
        return
    async with _cloud(config, parts) as cloud:
        routed = _routed(cloud, parts, late)
        late.on_answer = _offering(parts)
        watching = asyncio.create_task(cloud.monitor.keep())
        try:
            status = CloudStatus(late, lambda: cloud.monitor.link)
            yield Routing(late, status, parts.model, cloud, routed)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await late.close()


@asynccontextmanager
async def _cloud(config: Config, parts: RoutingParts) -> AsyncIterator[Cloud]:
    """Yield the endpoints of the settings; nothing is sent before somebody asks."""
    from assistant.routing.cloud.cloud import Cloud  # noqa: PLC0415  # only who has a cloud pays
    from assistant.routing.cloud.look import Looker  # noqa: PLC0415
    from assistant.routing.probe import SIGNAL, LinkMonitor  # noqa: PLC0415

    gate = parts.gate

    def allowed() -> bool:
        consent = gate.consents.current
        return bool(consent.kinds) and not consent.guest

    looker = Looker(lambda: cloud, _reader(parts, SIGNAL))
    monitor = LinkMonitor(looker.look, allowed, parts.now, _telling(parts))
    gate.consents.listen(lambda _: monitor.look_soon())
    settings, folder = config.cloud, config.data_dir
    cloud = Cloud(settings, gate, folder, monitor, now=parts.now, wall=time.time)
    try:
        yield cloud
    finally:
        await cloud.close()


def _routed(cloud: Cloud, parts: RoutingParts, late: LateAnswers) -> RoutedModel:
    from assistant.routing.cloud.chat import CloudModel  # noqa: PLC0415  # only who has a cloud
    from assistant.routing.cloud.hiding import Hider  # noqa: PLC0415
    from assistant.routing.machine import Machine  # noqa: PLC0415
    from assistant.routing.privacy.known import known_names  # noqa: PLC0415
    from assistant.routing.routed import RoutedModel  # noqa: PLC0415

    machine = Machine(parts.now, _reader(parts, BATTERY))
    model = CloudModel(cloud, Hider(lambda: known_names(parts.services)))
    return RoutedModel(parts.model, model, machine, late, parts.now)


BATTERY = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"
"""The battery's charge, in percent."""

_FRESH_S = 30.0


def _reader(parts: RoutingParts, path: str) -> Callable[[], float | None]:
    """Return what reads a signal of the vehicle; None while it is unknown or old."""

    def read() -> float | None:
        reading = parts.vehicle.read(path)
        if reading is None or parts.now() - reading.at_s > _FRESH_S:
            return None
        return float(reading.value)

    return read


def _telling(parts: RoutingParts) -> Callable[[Link], None]:
    def tell(link: Link) -> None:
        parts.emit(
            ConnectivityChanged(
                at_s=parts.now(),
                state=str(link.state),
                reason=link.reason,
                round_trip_ms=round(link.round_trip_s * 1000, 1),
                metered=link.metered,
            )
        )

    return tell


def _offering(parts: RoutingParts) -> Callable[[LateAnswer], None]:
    def offer(answer: LateAnswer) -> None:
        text = phrase("late_answer", answer.language)
        parts.emit(Notice(at_s=parts.now(), kind="late_answer", text=text))

    return offer
