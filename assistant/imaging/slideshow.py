"""The slideshow of the journey: pictures of what the car drives through, one after the other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from assistant.errors import AssistantError
from assistant.imaging.jobs import Jobs
from assistant.imaging.orders import Order
from assistant.imaging.scenery import Around, scenery, title
from assistant.skillhost.services import Asker

SLOT = "journey"
"""The slot of the cards that show it."""

Look = Callable[[], Awaitable[Around]]
"""Looks at the surroundings."""


class Slideshow:
    """Draws what ``look`` sees, every ``every_s`` seconds, until it is stopped.

    Each picture makes the one before it go, unless somebody saved that.
    """

    def __init__(self, jobs: Jobs, look: Look, every_s: float) -> None:
        self._jobs = jobs
        self._look = look
        self._every_s = every_s
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether pictures come."""
        return self._task is not None and not self._task.done()

    def start(self, asker: Asker, engine: str) -> None:
        """Begin with a picture now; one that runs goes on for who asks now."""
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(self._run(asker, engine))

    async def stop(self) -> None:
        """Draw no further pictures, and stop the one that is being drawn."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, asker: Asker, engine: str) -> None:
        before = ""
        while True:
            scene = scenery(await self._look())
            order = Order(
                prompt=title(scene, asker.language),
                language=asker.language,
                zone=asker.zone,
                engine=engine,
                program=scene,
                slot=SLOT,
            )
            with contextlib.suppress(AssistantError):  # told by the picture's event
                shown = await self._one(order)
                self._jobs.drop(before)
                before = shown
            await asyncio.sleep(self._every_s)

    async def _one(self, order: Order) -> str:
        """Draw one picture, and return its id."""
        job = self._jobs.begin(order)
        try:
            await self._jobs.finished(job.id)
        except asyncio.CancelledError:
            self._jobs.cancel(job.id)
            raise
        return job.id
