"""What requests and answers of the REST API hold. Unknown fields are refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Zone = Literal["driver", "passenger", "rear_left", "rear_right"]
Language = Literal["en", "zh"]


class Request(BaseModel):
    """Base of all request bodies."""

    model_config = ConfigDict(extra="forbid")


class TurnIn(Request):
    """A typed request. ``speak``: the answer is also said on the car's loudspeaker."""

    text: str = Field(max_length=2000, examples=["open my window", "打开我的车窗"])
    language: Language | None = None
    zone: Zone | None = None
    speak: bool = False


class SeatIn(Request):
    """Which seat; the token's own when left out."""

    zone: Zone | None = None


class ConfirmIn(SeatIn):
    """An answer to the car's question, or to a program's call: ``confirmation`` is its id."""

    yes: bool
    confirmation: str | None = Field(default=None, max_length=64)
    speak: bool = False


class ChooseIn(SeatIn):
    """A choice from the last card: the number of its item, from 0."""

    item: Annotated[int, Field(ge=0, le=99)]
    speak: bool = False


class ListenIn(SeatIn):
    """Begin to take sound over the socket; ``wake``: also wait for the wake word."""

    wake: bool = False


class MuteIn(Request):
    """Whether the microphones are off."""

    muted: bool


class ConsentIn(Request):
    """Whether the latest turns are kept."""

    consent: bool


class Effect(BaseModel):
    """An effect of a turn; ``verified``: the car was seen to do it."""

    path: str
    value: bool | int | float | str
    verified: bool


class TurnOut(BaseModel):
    """How a turn ended: the ``turn_end`` event."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "turn_end",
                "at_s": 12.5,
                "turn_id": "x1",
                "outcome": "done",
                "transcript": "open my window",
                "language": "en",
                "intent": "windows.set_window",
                "slots": {"seat": "driver", "position": 100},
                "effects": [
                    {
                        "path": "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position",
                        "value": 100,
                        "verified": True,
                    }
                ],
                "reply": "Your window is open.",
                "route": "grammar",
                "first_audio_ms": None,
                "stages_ms": {"understanding": 3.1},
                "error": None,
            }
        }
    )

    type: Literal["turn_end"]
    at_s: float
    turn_id: str | None
    outcome: Literal["done", "answered", "asked", "refused", "failed", "cancelled"]
    transcript: str
    language: str
    intent: str | None
    slots: dict[str, Any]
    effects: list[Effect]
    reply: str
    route: str
    first_audio_ms: float | None
    stages_ms: dict[str, float]
    error: str | None


class Snapshot(BaseModel):
    """Where the assistant stands: the first message of the event socket."""

    type: Literal["snapshot"]
    v: int
    stream: str
    seq: int
    state: Literal["idle", "listening", "thinking", "speaking", "confirming"]
    turn_id: str | None
    zone: str | None
    muted: bool
    microphone: bool
    failing: list[str]
    languages: list[str]
    restrictions: dict[str, Any]
    partial: dict[str, Any] | None
    card: dict[str, Any] | None
    asks: Literal["yes_no", "choice", "open"] | None
    turn_end: dict[str, Any] | None
    confirmations: list[dict[str, Any]]
    timers: list[dict[str, Any]]


class Past(BaseModel):
    """One turn of the history."""

    turn_id: str
    at: str
    zone: str
    language: str
    transcript: str
    reply: str
    outcome: str
    intent: str | None


class HistoryOut(BaseModel):
    """The latest turns, newest first; none without consent, or while the car moves."""

    consent: bool
    turns: list[Past]


class ModelOut(BaseModel):
    """A model of the catalogue; ``state`` is installed, outdated, damaged or missing.

    ``fetched_bytes`` are those of its files that are here; it grows while somebody pulls it.
    """

    id: str
    title: str
    use: str
    languages: list[str]
    tiers: list[str]
    bytes: int
    fetched_bytes: int
    memory_mb: int
    licence: str
    state: str


class ToolOut(BaseModel):
    """What a skill can do."""

    name: str
    description: str
    parameters: dict[str, Any]
    changes_state: bool


class SkillOut(BaseModel):
    """A skill; ``name`` by language."""

    id: str
    version: str
    name: dict[str, str]
    languages: list[str]
    tools: list[ToolOut]


class SignalOut(BaseModel):
    """A signal of the car. ``age_s`` is how old the reading is; None: never reported."""

    path: str
    value: bool | int | float | str | None
    unit: str
    age_s: float | None
    writable: bool


class TimerOut(BaseModel):
    """A running timer or reminder."""

    id: str
    kind: str
    label: str
    due_iso: str
    remaining_s: int


class HealthOut(BaseModel):
    """``degraded`` while a part is down; ``failing`` names it."""

    status: Literal["ok", "degraded"]
    failing: list[str]
    microphone: bool
    uptime_s: float
    version: str


class CheckOut(BaseModel):
    """One finding of ``assistant doctor``."""

    what: str
    found: str
    remedy: str


class TraceOut(BaseModel):
    """One turn's events, without what was said."""

    turn_id: str
    events: list[dict[str, Any]]
