"""Put the picture service together: drawing process, gallery, slideshow."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from assistant.config import Config
from assistant.errors import StoreError
from assistant.events import Event
from assistant.imaging.drawer import Drawer
from assistant.imaging.drawing import Drawing
from assistant.imaging.gallery import Gallery
from assistant.imaging.jobs import Jobs
from assistant.imaging.looking import Lookout
from assistant.imaging.meaning import Meaning
from assistant.imaging.measure import measured
from assistant.imaging.orders import Surroundings
from assistant.imaging.settings import SCENE
from assistant.imaging.slideshow import Slideshow
from assistant.imaging.storyteller import Storyteller
from assistant.imaging.studio import Extras, Studio
from assistant.imaging.worker import EngineOf
from assistant.navigation.service import Navigation
from assistant.observe.bus import Listener
from assistant.skillhost.services import Service
from assistant.store.store import open_store
from assistant.understanding.llm import LanguageModel
from assistant.vehicle.interface import Vehicle
from assistant.workers.process import OnHealth, ignore_health

_LOGGER = logging.getLogger(__name__)

SCENE_ENGINE = EngineOf("assistant.imaging.scene.engine:SceneEngine", {})
GENERATIVE = "assistant.imaging.diffusion.engine:DiffusionEngine"
WARM_AFTER_S = 15.0
"""So long after the start the word lists are loaded: first comes what a voice needs."""

_LIBRARIES = ("cv2", "skia")


def installed() -> bool:
    """Return whether the libraries that draw are here (the extra ``imaging``)."""
    return all(importlib.util.find_spec(name) is not None for name in _LIBRARIES)


def engines(config: Config, chosen: str) -> dict[str, EngineOf]:
    """Return the engines by name: scenes, and the chosen model where it is installed."""
    found = {SCENE: SCENE_ENGINE}
    if chosen != SCENE:
        try:
            folder = open_store(config).path(chosen)
        except StoreError as error:
            _LOGGER.warning("Pictures are drawn as scenes: %s", error)
        else:
            found[chosen] = EngineOf(GENERATIVE, {"folder": folder})
    return found


def _nothing_happens(_: Listener) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class PictureParts:
    """What the service works with.

    ``services`` are the others; navigation among them knows the land around. ``model`` writes
    scenes where words fail; ``now`` is the time of events and readings. ``live`` is True in a
    running service, which loads the word lists before anybody asks. ``routed`` puts a cloud
    beside what draws here. ``listening`` tells of events, for the duration of a block.
    """

    vehicle: Vehicle
    services: tuple[Service, ...]
    model: LanguageModel | None
    emit: Callable[[Event], None]
    now: Callable[[], float]
    on_health: OnHealth = ignore_health
    live: bool = False
    routed: Callable[[Drawing], Drawing] | None = None
    listening: Callable[[Listener], AbstractContextManager[None]] = _nothing_happens


@asynccontextmanager
async def open_pictures(config: Config, parts: PictureParts) -> AsyncIterator[Studio]:
    """Yield the service; nothing is loaded before somebody asks for a picture."""
    settings = config.imaging

    def wall() -> datetime:
        return datetime.now().astimezone()

    def made_at() -> str:
        return wall().isoformat(timespec="milliseconds")

    async def takes_any() -> bool:
        return chosen != SCENE and (await drawer.capabilities(chosen)).open_vocabulary

    around = Surroundings(parts.emit, parts.now, made_at, measured)
    able = engines(config, settings.engine)
    chosen = settings.engine if settings.engine in able else SCENE
    gallery = Gallery(config.data_dir / "pictures", settings.gallery_mb * 1_000_000)
    drawer = Drawer(able, idle_s=settings.idle_s, on_health=parts.on_health)
    drawing = drawer if parts.routed is None else parts.routed(drawer)
    jobs = Jobs(drawing, gallery, around, limit_s=settings.limit_s)
    navigation = next((one for one in parts.services if isinstance(one, Navigation)), None)
    lookout = Lookout(parts.vehicle, navigation, parts.now, wall)
    extras = Extras(Slideshow(jobs, lookout.look, settings.slideshow_s), Storyteller(parts.model))
    meaning = Meaning(parts.model, takes_any)
    studio = Studio(jobs, gallery, meaning, around, extras, chosen if installed() else None)
    warming = asyncio.create_task(_warm_later(studio)) if parts.live else None
    try:
        with parts.listening(studio.hear):
            yield studio
        if not parts.live:  # one command: what it asked for is still drawn
            await studio.jobs.settle(settings.limit_s)
    finally:
        if warming is not None:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
        await studio.close()


async def _warm_later(studio: Studio) -> None:
    await asyncio.sleep(WARM_AFTER_S)
    await studio.warm()
