"""Shapes of what ``/api/v1/privacy`` takes and answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kinds = dict[Literal["text", "audio", "pictures", "history", "telemetry"], bool]


class ConsentChange(BaseModel):
    """What may leave from now on; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    kinds: Kinds = Field(default={}, examples=[{"text": True, "audio": False}])
    guest: bool | None = Field(default=None, examples=[False])


class ConsentState(BaseModel):
    """Which kinds of data may leave the car.

    In guest mode nothing leaves and nothing is kept, whatever ``kinds`` says.
    """

    kinds: Kinds = Field(
        examples=[
            {"text": True, "audio": False, "pictures": False, "history": False, "telemetry": False}
        ]
    )
    guest: bool
    changed_at: str | None = Field(examples=["2026-05-04T10:00:00+00:00"])


class EntryOut(BaseModel):
    """One request that left; never its content.

    ``state`` is ``open``, ``done``, or ``cut`` when power or the service ended in between.
    ``placeholders`` counts the values that were replaced before it left.
    """

    id: int
    at: str = Field(examples=["2026-05-04T10:00:00+00:00"])
    endpoint: str = Field(examples=["home"])
    kind: str = Field(examples=["text"])
    why: str = Field(examples=["question"])
    state: Literal["open", "done", "cut"]
    bytes_out: int
    bytes_in: int
    placeholders: dict[str, int] = Field(examples=[{"PERSON": 1, "PHONE": 1}])


class TotalOut(BaseModel):
    """All of one kind that went to one endpoint."""

    endpoint: str
    kind: str
    requests: int
    bytes_out: int
    bytes_in: int


class LedgerOut(BaseModel):
    """What left, newest first; ``rebuilt``: the file was damaged and begun anew."""

    entries: list[EntryOut]
    totals: list[TotalOut]
    rebuilt: bool


class WaitingOut(BaseModel):
    """How much of a kind waits."""

    kind: Literal["feedback", "history", "telemetry", "pictures"]
    count: int
    bytes: int
    oldest: str


class DroppedOut(BaseModel):
    """How many items were never delivered, and why."""

    kind: str
    reason: Literal["expired", "crowded", "withdrawn", "refused", "removed"]
    count: int


class OutboxOut(BaseModel):
    """What waits to leave."""

    waiting: list[WaitingOut]
    dropped: list[DroppedOut]
    max_bytes: int
    max_count: int
    rebuilt: bool


class Removed(BaseModel):
    """How many items were removed."""

    removed: int
