"""What somebody asks to be drawn, and how far it is."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.errors import AssistantError
from assistant.events import Event
from assistant.imaging.effort import Machine
from assistant.imaging.gallery import Entry
from assistant.imaging.interface import PictureRequest, Size
from assistant.imaging.worker import Drawn


class State(StrEnum):
    """Where a picture is."""

    WAITING = "waiting"
    DRAWING = "drawing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"


OPEN = (State.WAITING, State.DRAWING)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for.

    ``seed`` None takes a new one, ``size`` None the default; ``steps`` 0 are the engine's own.
    ``slot`` names the cards that show it, the picture's own id when it is empty. ``owner`` is
    the API client that asks, empty for people in the car.
    """

    prompt: str
    language: str
    zone: str
    engine: str
    seed: int | None = None
    size: Size | None = None
    steps: int = 0
    program: dict[str, Any] | None = None
    slot: str = ""
    owner: str = ""


@dataclass(slots=True)
class Job:
    """A picture of this run. ``drawn`` holds its files until the gallery keeps them."""

    id: str
    order: Order
    seed: int
    state: State = State.WAITING
    step: int = 0
    steps: int = 0
    preview: bytes | None = None
    drawn: Drawn | None = None
    notes: tuple[str, ...] = ()
    error: AssistantError | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def slot(self) -> str:
        """The name of the cards that show it."""
        return self.order.slot or self.id


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What jobs take from outside: time, events, and how hard the machine works.

    ``now`` is monotonic seconds, ``made_at`` local ISO time.
    """

    emit: Callable[[Event], None]
    now: Callable[[], float]
    made_at: Callable[[], str]
    machine: Callable[[], Machine]


def new_id() -> str:
    """Return an id that no picture has."""
    return secrets.token_hex(6)


def entry_of(job: Job, request: PictureRequest, made_at: str) -> Entry:
    """Return what the gallery keeps of a drawn picture."""
    drawn = job.drawn
    assert drawn is not None
    return Entry(
        id=job.id,
        title=job.order.prompt,
        language=job.order.language,
        zone=job.order.zone,
        engine=drawn.engine,
        seed=job.seed,
        steps=request.steps,
        size=drawn.size,
        took_s=round(drawn.took_s, 3),
        made_at=made_at,
        notes=job.notes,
        program=job.order.program,
        owner=job.order.owner,
    )
