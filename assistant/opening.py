"""All parts of an assistant but its engines, opened around them. Only this module knows all parts.

Importing it takes more than a second: ``app`` starts the engines before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from assistant.car import Assistant, Parts
from assistant.config import Config
from assistant.engines import StartingEngines
from assistant.imaging.open import PictureParts, open_pictures
from assistant.navigation.service import Navigation
from assistant.observe.journal import Journal
from assistant.routing.history import open_history
from assistant.routing.open import RoutingParts, open_routing
from assistant.routing.privacy.open import open_privacy
from assistant.routing.privacy.service import Privacy
from assistant.services import start_services
from assistant.skillhost.opened import open_skills
from assistant.skillhost.services import Service
from assistant.understanding.installed import understand
from assistant.understanding.interface import DialogContext
from assistant.understanding.understand import Understanding
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.open import open_vehicle
from assistant.workers.memory import give_memory_back

if TYPE_CHECKING:
    from assistant.app import Tell

P = ParamSpec("P")
T = TypeVar("T")

WARMING = {"en": ("open my window", "is this on"), "zh": ("打开车窗", "这是什么")}
"""Texts that load what understanding loads lazily."""


def _warm(understanding: Understanding, languages: Sequence[str]) -> None:
    give_memory_back()  # of what was read and decoded for the start
    for language in languages:
        for text in WARMING[language]:
            understanding.interpret(text, language, DialogContext())


@asynccontextmanager
async def open_around(
    engines: StartingEngines, config: Config, tell: Tell, *, voice: bool
) -> AsyncIterator[Assistant]:
    """Open all other parts while the engines load, and close them at the end.

    Raises:
        AssistantError: an engine or a part can't be started, or a setting is wrong.
    """
    bus, now = tell.bus, tell.now
    journal = Journal(config.data_dir / "traces.jsonl")
    async with (
        open_privacy(config, bus, live=voice) as privacy,
        open_skills(config, service=voice) as skills,
        _in_thread(understand, config, skills.host.bundles) as understanding,
        open_vehicle(config.vehicle, load_catalogue(), now, tell.link) as vehicle,
        start_services(config, vehicle, bus, now, live=voice) as services,
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
                tell.health,
                live=voice,
                routed=routing.drawing,
                listening=bus.listening,
            ),
        ) as pictures,
    ):
        with bus.listening(privacy.unless_guest(journal.record)):
            _forget_guests(services, privacy)
            every = (*services, pictures, routing.status, privacy, *skills.services)
            words = await understanding
            parts = Parts(await engines.ready(), vehicle, skills, words, every, routing)
            skills.warm()
            # beside the first words that are said: this may not keep the car from listening
            async with _in_thread(_warm, words, config.voice.languages if voice else ()):
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
