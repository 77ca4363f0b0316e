"""The composition root: settings in, a running assistant out. Only this module knows all parts.

async with open_assistant(load_config(), Needs(voice=True)) as car:
ended = await car.ask("open my window")
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from assistant.car import Assistant, Parts
from assistant.clock import MonotonicClock
from assistant.config import Config
from assistant.engines import start_engines
from assistant.events import ServiceState
from assistant.imaging.open import PictureParts, open_pictures
from assistant.navigation.service import Navigation
from assistant.observe.bus import EventBus
from assistant.observe.journal import Journal
from assistant.routing.history import open_history
from assistant.routing.open import RoutingParts, open_routing
from assistant.routing.privacy.open import open_privacy
from assistant.routing.privacy.service import Privacy
from assistant.services import start_services
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.opened import open_skills
from assistant.skillhost.services import Service
from assistant.understanding.compiled import compiled
from assistant.understanding.interface import DialogContext
from assistant.understanding.understand import Understanding
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.link import LinkState
from assistant.vehicle.open import open_vehicle
from assistant.workers.process import WorkerHealth, WorkerState

P = ParamSpec("P")
T = TypeVar("T")

WARMING = {"en": ("open my window", "is this on"), "zh": ("打开车窗", "这是什么")}
"""Texts that load what understanding loads lazily."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a command needs running: ``voice`` for recognizer and synthesizer.

    ``model``: True loads the language model at once, False when it is first asked, None
    never: what needs it is declined.
    """

    voice: bool = False
    model: bool | None = False


def understand(config: Config, bundles: Sequence[Bundle], *, warm: bool = False) -> Understanding:
    """Return the understanding of all skills' sentences; ``warm`` loads all that it needs.

    Raises:
        SkillError: a sentence or a manifest is wrong.
    """
    languages = config.voice.languages
    made = compiled(bundles, languages, config.cache_dir / "sentences")
    if warm:
        for language in languages:
            for text in WARMING[language]:
                made.interpret(text, language, DialogContext())
    return made


@asynccontextmanager
async def open_assistant(config: Config, needs: Needs) -> AsyncIterator[Assistant]:
    """Start what ``needs`` asks for, and stop all of it at the end.

    Raises:
        AssistantError: a model is missing or damaged, a setting is wrong, or memory is short.
    """
    bus, now = EventBus(), MonotonicClock().now
    journal = Journal(config.data_dir / "traces.jsonl")

    def on_health(health: WorkerHealth) -> None:
        if health.state in (WorkerState.FAILED, WorkerState.READY):
            state = "degraded" if health.state is WorkerState.FAILED else "ready"
            detail = f"{health.name}: {health.reason}".removesuffix(": ")
            bus.emit(ServiceState(at_s=now(), state=state, detail=detail))

    def on_link(link: LinkState) -> None:
        state = "ready" if link.connected else "degraded"
        bus.emit(ServiceState(at_s=now(), state=state, detail=f"vehicle: {link.detail}"))

    async with (
        open_privacy(config, bus, live=needs.voice) as privacy,
        open_skills(config, service=needs.voice) as skills,
        _in_thread(understand, config, skills.host.bundles, warm=needs.voice) as understanding,
        start_engines(config, needs.voice, needs.model, on_health) as engines,
        open_vehicle(config.vehicle, load_catalogue(), now, on_link) as vehicle,
        start_services(config, vehicle, bus, now, live=needs.voice) as services,
        open_history(config, bus, privacy, services),
        open_routing(
            config,
            RoutingParts(
                privacy.gate, engines.model, vehicle, services, bus.emit, now, privacy.outbox
            ),
        ) as routing,
        open_pictures(
            config,
            PictureParts(
                vehicle,
                services,
                engines.model,
                bus.emit,
                now,
                on_health,
                live=needs.voice,
                routed=routing.drawing,
                listening=bus.listening,
            ),
        ) as pictures,
    ):
        with bus.listening(privacy.unless_guest(journal.record)):
            _forget_guests(services, privacy)
            every = (*services, pictures, routing.status, privacy, *skills.services)
            parts = Parts(engines, vehicle, skills, await understanding, every, routing)
            yield Assistant(config, bus, parts)


def _forget_guests(services: Iterable[Service], privacy: Privacy) -> None:
    for service in services:
        if isinstance(service, Navigation):
            service.keeps = privacy.keeps


@asynccontextmanager
async def _in_thread(
    work: Callable[P, T], *args: P.args, **options: P.kwargs
) -> AsyncIterator[asyncio.Future[T]]:
    """Yield the result to come of ``work``, which begins at once; wait for its end at the end."""
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **options))
    try:
        yield task
    finally:
        await asyncio.gather(task, return_exceptions=True)
