"""Put the cloud beside the local model: endpoints, the link to them, who answers what.

Without endpoints in the settings nothing of it is imported or started.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.config import Config
from assistant.events import ConnectivityChanged, Event
from assistant.recognition.interface import Recognizer
from assistant.routing.connectivity import Link
from assistant.routing.late import LateAnswers
from assistant.routing.outbox import Outbox
from assistant.routing.privacy.consent import Kind
from assistant.routing.privacy.gate import Gate
from assistant.routing.status import CloudStatus
from assistant.routing.use import Use
from assistant.skillhost.services import Service
from assistant.understanding.llm import LanguageModel
from assistant.vehicle.interface import Vehicle

if TYPE_CHECKING:
    from assistant.imaging.drawing import Drawing
    from assistant.routing.cloud.cloud import Cloud
    from assistant.routing.cloud.hiding import Hider
    from assistant.routing.cloud.pictures import CloudPictures
    from assistant.routing.machine import Machine
    from assistant.routing.pictures_later import PicturesLater
    from assistant.routing.routed import RoutedModel


@dataclass(frozen=True, slots=True)
class RoutingParts:
    """What routing works with: the way out, the local model, and what the car knows.

    ``outbox`` keeps what is asked for without a connection.
    """

    gate: Gate
    model: LanguageModel | None
    vehicle: Vehicle
    services: tuple[Service, ...]
    emit: Callable[[Event], None]
    now: Callable[[], float]
    outbox: Outbox


@dataclass(frozen=True, slots=True)
class Clouded:
    """What a car with endpoints has besides: they, its own standing, and what draws there."""

    cloud: Cloud
    machine: Machine
    hider: Hider
    model: RoutedModel
    pictures: CloudPictures
    later: PicturesLater


@dataclass(frozen=True, slots=True)
class Routing:
    """Who answers, draws and listens; without endpoints (``clouded`` None) always the car."""

    late: LateAnswers
    status: CloudStatus
    local: LanguageModel | None
    clouded: Clouded | None = None

    @property
    def model(self) -> LanguageModel | None:
        """The model that a conversation asks."""
        return self.local if self.clouded is None else self.clouded.model

    def drawing(self, local: Drawing) -> Drawing:
        """Return what draws: the car's own, with endpoints beside it where they offer that."""
        if self.clouded is None or not self.clouded.cloud.offering(Use.PICTURE):
            return local
        from assistant.routing.drawing import RoutedDrawing  # noqa: PLC0415  # who has one

        it = self.clouded
        return RoutedDrawing(local, it.pictures, it.machine, it.later)

    def hearing(self, local: Recognizer) -> Recognizer:
        """Return what listens: the car's own, with endpoints beside it where they offer that."""
        if self.clouded is None or not self.clouded.cloud.offering(Use.RECOGNITION):
            return local
        from assistant.routing.cloud.recognition import CloudRecognizer  # noqa: PLC0415  # as above
        from assistant.routing.hearing import RoutedRecognizer  # noqa: PLC0415

        recognizer = CloudRecognizer(self.clouded.cloud)
        return RoutedRecognizer(local, recognizer, self.clouded.machine)


@asynccontextmanager
async def open_routing(config: Config, parts: RoutingParts) -> AsyncIterator[Routing]:
    """Start to watch the link, if there are endpoints, and stop at the end."""
    late = LateAnswers(parts.now)
    if not config.cloud.endpoints:
        yield Routing(late, CloudStatus(late, None), parts.model)
        return
    signal, tell = _reader(parts, SIGNAL), _telling(parts)
    async with open_cloud(config, parts.gate, parts.now, signal, tell) as cloud:
        parts.gate.consents.listen(lambda _: cloud.monitor.look_soon())
        clouded = _clouded(cloud, parts, late)
        watching = asyncio.create_task(_watch(clouded, config.voice.languages))
        try:
            status = CloudStatus(late, lambda: cloud.monitor.link)
            yield Routing(late, status, parts.model, clouded)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await late.close()


async def _watch(clouded: Clouded, languages: Sequence[str]) -> None:
    """Measure the link for ever; load before what the first question would wait for."""
    if clouded.cloud.gate.allows(Kind.TEXT):
        await clouded.hider.warm(languages)
    await clouded.cloud.monitor.keep()


@asynccontextmanager
async def open_cloud(
    config: Config,
    gate: Gate,
    now: Callable[[], float],
    signal: Callable[[], float | None] = lambda: None,
    on_change: Callable[[Link], None] = lambda _: None,
) -> AsyncIterator[Cloud]:
    """Yield the endpoints of the settings; nothing is sent before somebody asks.

    ``signal`` returns that of the vehicle's modem in percent; ``on_change`` is told of the link.
    """
    from assistant.routing.cloud.cloud import Cloud  # noqa: PLC0415  # only who has a cloud pays
    from assistant.routing.cloud.look import Looker  # noqa: PLC0415
    from assistant.routing.probe import LinkMonitor  # noqa: PLC0415

    def allowed() -> bool:
        consent = gate.consents.current
        return bool(consent.kinds) and not consent.guest

    monitor = LinkMonitor(Looker(lambda: cloud, signal).look, allowed, now, on_change)
    cloud = Cloud(config.cloud, gate, config.data_dir, monitor, now=now, wall=time.time)
    try:
        yield cloud
    finally:
        await cloud.close()


def _clouded(cloud: Cloud, parts: RoutingParts, late: LateAnswers) -> Clouded:
    from assistant.routing.cloud.chat import CloudModel  # noqa: PLC0415  # only who has a cloud
    from assistant.routing.cloud.hiding import Hider  # noqa: PLC0415
    from assistant.routing.cloud.pictures import CloudPictures  # noqa: PLC0415
    from assistant.routing.machine import Machine  # noqa: PLC0415
    from assistant.routing.pictures_later import PicturesLater  # noqa: PLC0415
    from assistant.routing.privacy.known import known_names  # noqa: PLC0415
    from assistant.routing.routed import RoutedModel  # noqa: PLC0415

    machine = Machine(parts.now, _reader(parts, BATTERY))
    hider = Hider(lambda: known_names(parts.services))
    model = RoutedModel(parts.model, CloudModel(cloud, hider), machine, late, parts.now)
    pictures = CloudPictures(cloud, hider)
    later = PicturesLater(parts.outbox, pictures)
    return Clouded(cloud, machine, hider, model, pictures, later)


SIGNAL = "Vehicle.Private.Connectivity.SignalStrength"
BATTERY = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"
"""The modem's signal and the battery's charge, in percent."""

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
