"""Pictures that are being drawn, and those of this run: progress, previews, files.

One is drawn at a time; the others wait in the order in which they were asked for. A seat that
asks again does not wait for what it asked before: that is stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.errors import (
    AssistantError,
    DiskFullError,
    NotFoundError,
    PictureError,
    PictureRequestError,
)
from assistant.events import PictureChanged
from assistant.imaging.drawing import Drawing
from assistant.imaging.effort import fitted, spared
from assistant.imaging.gallery import Entry, Gallery
from assistant.imaging.interface import DEFAULT_SIZE, MAX_SEED, PictureRequest
from assistant.imaging.orders import (
    OPEN,
    Job,
    Order,
    State,
    Surroundings,
    entry_of,
    new_id,
)
from assistant.imaging.settings import SCENE
from assistant.imaging.worker import Drawn, Shown

_LOGGER = logging.getLogger(__name__)

MOST_WAITING = 8
"""Pictures that may wait or be drawn at a time; further ones are refused."""

REMEMBERED = 32
"""Pictures of this run that are remembered when they failed or could not be kept."""


class Jobs:
    """Runs orders on a drawer and keeps what comes of them. ``limit_s`` bounds each."""

    def __init__(
        self, drawer: Drawing, gallery: Gallery, around: Surroundings, *, limit_s: float
    ) -> None:
        self._drawer = drawer
        self._gallery = gallery
        self._around = around
        self._limit_s = limit_s
        self._jobs: dict[str, Job] = {}

    @property
    def open(self) -> tuple[Job, ...]:
        """The pictures that wait or are being drawn, in their order."""
        return tuple(job for job in self._jobs.values() if job.state in OPEN)

    def get(self, picture: str) -> Job | None:
        """Return a picture of this run, or None."""
        return self._jobs.get(picture)

    @property
    def elsewhere(self) -> bool:
        """Whether words that can't be drawn here would be drawn elsewhere now."""
        return self._drawer.elsewhere(self._limit_s)

    @property
    def elsewhere_later(self) -> bool:
        """Whether they would be drawn elsewhere once there is a good connection."""
        return self._drawer.elsewhere_later(self._limit_s)

    async def put_off(self, order: Order) -> None:
        """Have an order drawn elsewhere once there is a good connection.

        Raises:
            PictureError: nothing elsewhere draws, or too much is waiting.
        """
        await self._drawer.put_off(order.prompt, order.language, order.zone)

    async def add(self, order: Order, picture: str, drawn: Drawn) -> None:
        """Keep what was drawn elsewhere while nobody waited, and tell of it."""
        job = self._jobs[picture] = Job(picture, order, 0, State.DRAWING)
        await self._keep(job, drawn, PictureRequest(order.prompt, order.language, drawn.size))
        self._end(job, State.READY, None)

    async def prepare(self, engine: str) -> None:
        """Load an engine, so that the next picture begins at once; failures show then."""
        with contextlib.suppress(AssistantError):
            await self._drawer.ready(engine)

    def begin(self, order: Order, picture: str = "") -> Job:
        """Take an order and return at once; ``picture`` is the id to use, if it is still free.

        Raises:
            PictureError: ``picture_busy``: too many are waiting.
        """
        if len(self.open) >= MOST_WAITING:
            message = f"{MOST_WAITING} pictures are waiting already: ask again in a moment."
            raise PictureError(message, code="picture_busy")
        free = picture and picture not in self._jobs and self._gallery.get(picture) is None
        seed = order.seed if order.seed is not None else secrets.randbelow(MAX_SEED)
        job = Job(picture if free else new_id(), order, seed)
        self._jobs[job.id] = job
        self._forget_old()
        job.task = asyncio.create_task(self._run(job))
        self._tell(job)
        return job

    async def finished(self, picture: str) -> Job:
        """Wait until a picture is done, and return it.

        Raises:
            NotFoundError: there is no such picture in this run.
            AssistantError: it failed or was stopped.
        """
        job = self._jobs.get(picture)
        if job is None:
            raise NotFoundError("There is no such picture.")
        await job.ended.wait()
        if job.error is not None:
            raise job.error
        return job

    def cancel(self, picture: str) -> bool:
        """Stop a picture; return False when it was not being drawn."""
        job = self._jobs.get(picture)
        if job is None or job.state not in OPEN or job.task is None:
            return False
        job.task.cancel()
        error = PictureError("The picture was stopped.", code="picture_cancelled")
        self._end(job, State.CANCELLED, error)
        return True

    def delete(self, picture: str) -> bool:
        """Stop a picture or remove it from the gallery; return False when there is none."""
        job = self._jobs.get(picture)
        if job is not None and job.state in OPEN:
            self.cancel(picture)
        entry = self._gallery.get(picture)
        if entry is not None:
            self._gallery.delete(picture)
        if job is None and entry is None:
            return False
        self._jobs.pop(picture, None)
        zone = job.order.zone if job is not None else entry.zone if entry is not None else ""
        slot = job.slot if job is not None else picture
        self._emit(picture, slot, zone, State.DELETED)
        return True

    def drop(self, picture: str) -> None:
        """Forget a finished picture that nobody saved, without telling."""
        entry = self._gallery.get(picture)
        if entry is not None and not entry.saved:
            self._gallery.delete(picture)
            self._jobs.pop(picture, None)

    def shown(self, entry: Entry) -> None:
        """Tell that a kept picture is looked at again."""
        self._emit(entry.id, entry.id, entry.zone, State.READY, notes=entry.notes)

    async def settle(self, limit_s: float) -> None:
        """Wait until nothing is drawn any more, but no longer than ``limit_s``."""
        tasks = [job.task for job in self.open if job.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=limit_s)

    async def close(self) -> None:
        """Stop everything."""
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._drawer.close()

    # --- one picture ----------------------------------------------------------------------

    async def _run(self, job: Job) -> None:
        def show(shown: Shown) -> None:
            if job.state not in OPEN:
                return
            job.state, job.step, job.steps = State.DRAWING, shown.step, shown.steps
            job.preview = shown.preview or job.preview
            self._tell(job)

        try:
            try:
                await self._draw(job, job.order.engine, show)
            except PictureError as error:
                strange = error.code == PictureRequestError.code and job.order.program is not None
                if not strange or job.order.engine == SCENE:
                    raise
                await self._draw(job, SCENE, show)  # the words are a scene, if not the model's
        except AssistantError as error:
            self._end(job, State.FAILED, error)
        else:
            self._end(job, State.READY, None)

    async def _draw(self, job: Job, engine: str, show: Callable[[Shown], None]) -> None:
        request, notes = await self._request(job, engine)
        drawn = await self._drawer.draw(engine, request, self._limit_s, show)
        job.notes = tuple(dict.fromkeys((*notes, *drawn.notes)))
        await self._keep(job, drawn, request)

    async def _request(self, job: Job, engine: str) -> tuple[PictureRequest, tuple[str, ...]]:
        """Return what the engine is asked for, as the machine has room for it now."""
        order = job.order
        able = await self._drawer.capabilities(engine)
        wanted = fitted(order.size or DEFAULT_SIZE, able.max_size)
        effort = spared(self._around.machine(), wanted, order.steps or able.steps_default)
        request = PictureRequest(
            order.prompt, order.language, effort.size, job.seed, effort.steps, order.program
        )
        return request, effort.notes

    async def _keep(self, job: Job, drawn: Drawn, request: PictureRequest) -> None:
        """Put a picture into the gallery; when that has no room, it is there until the end."""
        job.drawn = drawn
        entry = entry_of(job, request, self._around.made_at())
        try:
            await asyncio.to_thread(self._gallery.put, entry, drawn.jpeg, drawn.small)
        except DiskFullError as error:
            _LOGGER.warning("A picture could not be kept: %s", error)
            job.notes = (*job.notes, "not_kept")
        else:
            job.drawn = replace(drawn, jpeg=b"", small=b"")

    def _end(self, job: Job, state: State, error: AssistantError | None) -> None:
        if job.state not in OPEN:
            return
        job.state, job.error, job.preview = state, error, None
        job.ended.set()
        self._tell(job)

    def _forget_old(self) -> None:
        """Forget the oldest pictures that are over; what the gallery keeps, it still has."""
        over = [job.id for job in self._jobs.values() if job.state not in OPEN]
        for picture in over[: max(len(self._jobs) - REMEMBERED, 0)]:
            del self._jobs[picture]

    # --- telling --------------------------------------------------------------------------

    def _tell(self, job: Job) -> None:
        self._emit(
            job.id,
            job.slot,
            job.order.zone,
            job.state,
            step=job.step,
            steps=job.steps,
            preview=job.preview is not None,
            notes=job.notes,
            error=job.error.code if job.error is not None else None,
        )

    def _emit(self, picture: str, slot: str, zone: str, state: State, **more: Any) -> None:
        at_s = self._around.now()
        self._around.emit(
            PictureChanged(
                at_s=at_s, picture=picture, slot=slot, zone=zone, state=str(state), **more
            )
        )
