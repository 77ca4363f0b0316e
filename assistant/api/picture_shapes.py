"""Shapes of what ``/api/v1/pictures`` takes and answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from assistant.api.shapes import Language, SeatIn
from assistant.imaging.interface import LARGEST_SIDE, MAX_SEED, SMALLEST_SIDE

Side = Annotated[int, Field(ge=SMALLEST_SIDE, le=LARGEST_SIDE)]


class PictureIn(SeatIn):
    """What to draw; what is left out is chosen. ``width`` and ``height`` belong together."""

    prompt: str = Field(
        min_length=1, max_length=300, examples=["a snowy mountain road at night", "海边的灯塔"]
    )
    language: Language | None = None
    width: Side | None = None
    height: Side | None = None
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    steps: int = Field(default=0, ge=0, le=50)


class SavedIn(BaseModel):
    """Whether a picture is kept until it is deleted."""

    saved: bool


class PictureOut(BaseModel):
    """A picture, finished or not. ``image`` is the address of its JPEG file.

    ``step`` of ``steps`` are done (0: not known yet); ``notes`` are ``size_reduced``,
    ``steps_reduced`` (the machine was busy or hot) and ``not_kept`` (the disk is full).
    """

    id: str
    title: str
    language: str
    zone: str
    state: Literal["waiting", "drawing", "ready", "failed", "cancelled"]
    step: int = 0
    steps: int = 0
    preview: bool = False
    saved: bool = False
    seed: int
    engine: str
    width: int = 0
    height: int = 0
    took_s: float = 0.0
    made_at: str = ""
    notes: list[str] = []
    error: str | None = None
    image: str
