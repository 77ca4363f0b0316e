"""A picture service for tests: real drawing process and gallery, a machine that is as told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.events import Event, PictureChanged
from assistant.imaging.drawer import SILENT_S, Drawer
from assistant.imaging.effort import Machine
from assistant.imaging.gallery import Gallery
from assistant.imaging.jobs import Jobs
from assistant.imaging.meaning import Meaning
from assistant.imaging.open import SCENE_ENGINE
from assistant.imaging.orders import Job, Surroundings
from assistant.imaging.scenery import Around
from assistant.imaging.slideshow import Slideshow
from assistant.imaging.storyteller import Storyteller
from assistant.imaging.studio import Extras, Studio
from assistant.imaging.worker import EngineOf
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker
from assistant.understanding.llm import LanguageModel

QUIET = Machine(load=0.1, celsius=40.0, free_mb=8000.0)
KIDS = Asker("rear_left", "en")


@dataclass
class Painting:
    """An open service, what it told, and the machine and the land that it sees."""

    folder: Path
    engine: str = "scene"
    step_s: float = 0.0
    machine: Machine = QUIET
    around: Around = field(default_factory=lambda: Around(hour=12.0, month=7))
    model: LanguageModel | None = None
    limit_bytes: int = 20_000_000
    silent_s: float = SILENT_S
    idle_s: float = 60.0
    every_s: float = 0.2
    told: list[PictureChanged] = field(default_factory=list)
    tell_on: Callable[[Event], None] | None = None
    studio: Studio = field(init=False)
    drawer: Drawer = field(init=False)

    async def draw(self, prompt: str, asker: Asker = KIDS, **args: Any) -> Job:
        """Draw as a skill asks for it, and wait until it is done."""
        picture = await self.begin(prompt, asker, **args)
        return await self.studio.jobs.finished(picture)

    async def begin(self, prompt: str, asker: Asker = KIDS, **args: Any) -> str:
        """Begin to draw as a skill asks for it; return the picture's id."""
        picture = str(self.studio.seen()["next"])
        await self.apply("draw", picture, asker, prompt=prompt, **args)
        return picture

    async def apply(
        self, verb: str, target: str = "", asker: Asker = KIDS, value: Any = None, **args: Any
    ) -> Applied:
        return await self.studio.apply(Effect(f"picture.{verb}", target, value, args), asker)

    def states(self, picture: str) -> list[str]:
        """The states of a picture in their order, each once."""
        return list(dict.fromkeys(e.state for e in self.told if e.picture == picture))

    def note(self, event: Event) -> None:
        assert isinstance(event, PictureChanged)
        self.told.append(event)
        if self.tell_on is not None:
            self.tell_on(event)

    async def takes_any(self) -> bool:
        return self.engine == "fake"

    async def look(self) -> Around:
        return self.around

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Painting]:
        fake = EngineOf("assistant.imaging.fake:FakeEngine", {"step_s": self.step_s})
        engines = {"scene": SCENE_ENGINE, "fake": fake}

        def made_at() -> str:
            return datetime.now().astimezone().isoformat()

        around = Surroundings(self.note, time.monotonic, made_at, lambda: self.machine)
        gallery = Gallery(self.folder / "pictures", self.limit_bytes)
        self.drawer = Drawer(engines, idle_s=self.idle_s, silent_s=self.silent_s)
        jobs = Jobs(self.drawer, gallery, around, limit_s=1.0)
        self.studio = Studio(
            jobs,
            gallery,
            Meaning(self.model, self.takes_any),
            around,
            Extras(Slideshow(jobs, self.look, self.every_s), Storyteller(self.model)),
            self.engine,
        )
        try:
            yield self
        finally:
            await self.studio.close()


async def until(what: Any, limit_s: float = 10.0) -> None:
    """Wait until ``what()`` is true."""
    async with asyncio.timeout(limit_s):
        while not what():  # noqa: ASYNC110  a test looks from outside
            await asyncio.sleep(0.01)
