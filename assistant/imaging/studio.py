"""The service ``picture``: what skills see of drawn pictures, and what they may ask for."""

from __future__ import annotations

import asyncio
import math
import secrets
from dataclasses import dataclass
from typing import Any

from assistant.errors import InputError, NotFoundError, PictureError
from assistant.events import Event, PartialTranscript
from assistant.imaging.early import speaks_of_drawing
from assistant.imaging.effort import Strain, strain
from assistant.imaging.gallery import Entry, Gallery
from assistant.imaging.interface import MAX_SEED
from assistant.imaging.jobs import Jobs
from assistant.imaging.meaning import UNKNOWN, Answer, Meaning, Meant
from assistant.imaging.orders import Job, Order, Surroundings, new_id
from assistant.imaging.slideshow import Slideshow
from assistant.imaging.storyteller import Storyteller
from assistant.imaging.verbs import VERBS
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

SHOWN_PICTURES = 24
"""So many of the newest pictures go with every call of a skill."""

MAX_PROMPT = 300
LOOK_UP_S = 1.9
"""Below what a lookup may take (conversation/lookup.py)."""

RECENT_S = 180.0
"""So long after a picture was asked for, what is said may still be about it."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class Extras:
    """What pictures are made for besides being asked for one by one."""

    slideshow: Slideshow
    storyteller: Storyteller


class Studio:
    """Implements ``Service`` and ``Searchable``.

    ``engine`` is the name of the one that draws unless an order names another; None: the
    libraries that draw are not installed.
    """

    def __init__(
        self,
        jobs: Jobs,
        gallery: Gallery,
        meaning: Meaning,
        around: Surroundings,
        extras: Extras,
        engine: str | None,
    ) -> None:
        self.jobs = jobs
        self.gallery = gallery
        self.meaning = meaning
        self.slideshow = extras.slideshow
        self.storyteller = extras.storyteller
        self._around = around
        self._engine = engine
        self._preparing: asyncio.Task[None] | None = None
        self._asked_at_s = -math.inf

    @property
    def name(self) -> str:
        """``picture``."""
        return "picture"

    @property
    def ongoing(self) -> bool:
        """True while a picture is drawn, a slideshow runs, or a picture was asked for just now.

        Then "stop" may mean it, and "in winter" a change of it.
        """
        recent = self._around.now() - self._asked_at_s <= RECENT_S
        return bool(self.jobs.open) or self.slideshow.running or recent

    def seen(self) -> dict[str, Any]:
        """Return the newest pictures first, what is being drawn, and an id for the next one."""
        kept = [_told(entry) for entry in reversed(self.gallery.entries) if not entry.owner]
        return {
            "available": self._engine is not None,
            "next": new_id(),
            "drawing": [
                {"id": job.id, "title": job.order.prompt, "zone": job.order.zone}
                for job in self.jobs.open
                if not job.order.owner
            ],
            "pictures": kept[:SHOWN_PICTURES],
            "slideshow": self.slideshow.running,
            "story": self.storyteller.seen(),
        }

    async def look_up(self, tool: str, arguments: dict[str, Any], asker: Asker) -> Any:
        """Return what a request to draw means (see ``meaning.Meant``), as plain data.

        ``imagined`` tells that the scene is the language model's guess, ``strained`` that the
        machine is busy or hot, so that the picture will be smaller.
        """
        self._prepare()
        try:
            async with asyncio.timeout(LOOK_UP_S):
                meant = await self._meant(tool, arguments, asker)
        except TimeoutError:  # the word lists are still being loaded: drawing waits for them
            meant = Meant(Answer.DRAW)
        return {
            "answer": str(meant.answer),
            "program": meant.program,
            "left_out": list(meant.left_out),
            "reason": meant.reason,
            "imagined": meant.imagined,
            "strained": strain(self._around.machine()) is not Strain.NONE,
        }

    async def _meant(self, tool: str, arguments: dict[str, Any], asker: Asker) -> Meant:
        if tool == "another":
            return Meant(Answer.DRAW)
        if tool == "change":
            return await self._change(arguments, asker)
        prompt = str(arguments.get("what", ""))[:MAX_PROMPT]
        meant = await self.meaning.of(prompt, asker.language)
        if meant.answer is not Answer.UNKNOWN or not prompt:
            return meant
        if self.jobs.elsewhere:
            return Meant(Answer.ELSEWHERE)
        return Meant(Answer.LATER) if self.jobs.elsewhere_later else meant

    def hear(self, event: Event) -> None:
        """Begin to load the engine when somebody starts to speak of drawing."""
        if isinstance(event, PartialTranscript) and speaks_of_drawing(event.text):
            self._prepare()

    def _prepare(self) -> None:
        """Begin to load the engine while the request is still being said or thought about."""
        if self._engine is not None and (self._preparing is None or self._preparing.done()):
            self._preparing = asyncio.create_task(self.jobs.prepare(self._engine))

    async def warm(self) -> None:
        """Load the word lists, so that the first request is not late."""
        if self._engine is not None:
            await self.meaning.read("", "en")

    async def _change(self, arguments: dict[str, Any], asker: Asker) -> Meant:
        """Return what a change of the seat's last picture comes to."""
        was = self.last(asker.zone)
        if was is None or was.program is None:
            return UNKNOWN
        how, without = str(arguments.get("how", ""))[:MAX_PROMPT], bool(arguments.get("without"))
        return await self.meaning.of_change(was.program, how, asker.language, without=without)

    def last(self, zone: str) -> Entry | None:
        """Return the newest picture of a seat, else of any in the car."""
        entries = [one for one in reversed(self.gallery.entries) if not one.owner]
        own = (one for one in entries if one.zone == zone)
        return next(own, entries[0] if entries else None)

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        """Carry out one of ``VERBS``; ``target`` is a picture's id.

        Raises:
            PictureError: it can't be drawn.
            InputError: the arguments are wrong, there is no such picture, or no such effect.
            DiskFullError: what is known of it can't be written.
        """
        self._asked_at_s = self._around.now()
        act = VERBS.get(effect.kind.removeprefix("picture."))
        if act is None:
            raise InputError(f"Pictures can {', '.join(sorted(VERBS))}; not {effect.kind!r}.")
        return await act(self, effect, asker)

    # --- what the API and the command line ask for, too -----------------------------------

    def begin(self, order: Order, picture: str = "") -> Job:
        """Take an order; what a seat asked for before for the same cards is stopped.

        Raises:
            PictureError: too many are waiting, or nothing here can draw.
        """
        for job in self.jobs.open:
            replaced = (job.order.zone, job.order.slot) == (order.zone, order.slot)
            if replaced and not (job.order.owner or order.owner):
                self.jobs.cancel(job.id)
        return self.jobs.begin(order, picture)

    async def order(
        self,
        prompt: str,
        asker: Asker,
        *,
        program: dict[str, Any] | None = None,
        seed: int | None = None,
        **wanted: Any,
    ) -> Order:
        """Return the order that a prompt comes to; ``wanted`` are further fields of it.

        ``program`` is a scene that was found before; without one the words are read, and what
        they leave open is chosen by the seed.

        Raises:
            PictureRequestError: it can't be drawn, or is drawn for nobody.
            PictureError: nothing here can draw.
        """
        words = " ".join(prompt.split())[:MAX_PROMPT]
        self.meaning.decent(words).or_raise()
        chosen = seed if seed is not None else secrets.randbelow(MAX_SEED)
        if program is None:
            program = (await self.meaning.of(words, asker.language)).or_raise()
        if program is None:
            program = (await self.meaning.read(words, asker.language, chosen)).program
        return Order(
            prompt=words,
            language=asker.language,
            zone=asker.zone,
            engine=wanted.pop("engine", "") or self.engine,
            program=program,
            seed=chosen,
            **wanted,
        )

    def order_elsewhere(self, prompt: str, asker: Asker) -> Order:
        """Return the order for words that nothing here knows, after a yes to asking the cloud.

        Raises:
            PictureRequestError: it is drawn for nobody.
            PictureError: nothing here can draw.
        """
        words = " ".join(prompt.split())[:MAX_PROMPT]
        self.meaning.decent(words).or_raise()
        return Order(words, asker.language, asker.zone, self.engine)

    @property
    def engine(self) -> str:
        """The engine that draws unless an order names another.

        Raises:
            PictureError: the libraries that draw are not installed.
        """
        if self._engine is None:
            raise PictureError("Pictures need the extra `imaging`: run `make setup`.")
        return self._engine

    def entry(self, picture: str) -> Entry:
        """Return what is known of a finished picture.

        Raises:
            NotFoundError: there is none.
        """
        entry = self.gallery.get(picture)
        if entry is None:
            raise NotFoundError("There is no such picture.")
        return entry

    async def close(self) -> None:
        """Stop everything."""
        await self.slideshow.stop()
        await self.storyteller.close()
        await self.meaning.close()
        if self._preparing is not None:
            await asyncio.gather(self._preparing, return_exceptions=True)
        await self.jobs.close()


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "zone": entry.zone,
        "saved": entry.saved,
        "program": entry.program,
        "made_at": entry.made_at,
    }
