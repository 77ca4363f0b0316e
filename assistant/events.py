"""The one list of events: what the screen, the logs, the traces and the tests see.

Every turn starts with ``TurnStarted`` and ends with exactly one ``TurnEnded``, also on error
or cancel. Events are frozen; ``at_s`` is monotonic time in seconds. ``to_json`` gives the
dictionary that commands print with ``--json``; fields that hold what a person said are only
in events, never in log lines.

    >>> to_json(TurnStarted(at_s=1.0, turn_id="t1", zone="driver", source="text"))["type"]
    'turn_start'
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any, ClassVar

from assistant.vehicle.interface import Value


class EventType(StrEnum):
    """The ``type`` of an event as scripts see it."""

    SERVICE_STATE = "service_state"
    WAKE = "wake"
    TURN_START = "turn_start"
    SPEECH_START = "speech_start"
    SPEECH_END = "speech_end"
    PARTIAL = "partial_transcript"
    ENDPOINT = "endpoint"
    FINAL = "final_transcript"
    INTENT = "intent"
    POLICY = "policy"
    EFFECT = "effect"
    REPLY = "reply"
    CARD = "card"
    AUDIO_START = "audio_start"
    AUDIO_END = "audio_end"
    BARGE_IN = "barge_in"
    NOTICE = "notice"
    NAVIGATION = "navigation"
    PICTURE = "picture"
    CONNECTIVITY = "connectivity"
    MUTE = "mute"
    RESTRICTIONS = "restrictions"
    ERROR = "error"
    TURN_END = "turn_end"


class Outcome(StrEnum):
    """How a turn ended."""

    DONE = "done"  # an effect was carried out and seen
    ANSWERED = "answered"  # a question was answered; nothing changed
    ASKED = "asked"  # the car asked back and listens
    REFUSED = "refused"  # policy or missing ability
    FAILED = "failed"  # an engine, the vehicle or the input failed
    CANCELLED = "cancelled"  # the person stopped it, or said nothing


class Route(StrEnum):
    """What understood the request."""

    GRAMMAR = "grammar"
    FUZZY = "fuzzy"
    CONTEXT = "context"  # a correction or an answer to the car's question
    LLM = "llm"
    CLOUD = "cloud"  # the language model of an endpoint
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events."""

    type: ClassVar[EventType]
    at_s: float
    turn_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState(Event):
    """The service's state: ``starting``, ``listening``, ``degraded`` or ``stopped``."""

    type: ClassVar[EventType] = EventType.SERVICE_STATE
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake(Event):
    """A wake word was heard in a zone."""

    type: ClassVar[EventType] = EventType.WAKE
    zone: str
    word: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStarted(Event):
    """A turn began; ``source`` is ``wake``, ``push_to_talk``, ``follow_up`` or ``text``."""

    type: ClassVar[EventType] = EventType.TURN_START
    zone: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(Event):
    """The person began to speak."""

    type: ClassVar[EventType] = EventType.SPEECH_START
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded(Event):
    """The person stopped speaking; ``at_s`` is the acoustic end, before any waiting."""

    type: ClassVar[EventType] = EventType.SPEECH_END
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialTranscript(Event):
    """What was understood so far; the text may still change."""

    type: ClassVar[EventType] = EventType.PARTIAL
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Event):
    """The turn was taken; ``reason`` is why the car stopped waiting."""

    type: ClassVar[EventType] = EventType.ENDPOINT
    reason: str
    silence_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalTranscript(Event):
    """The text that the turn goes on with."""

    type: ClassVar[EventType] = EventType.FINAL
    text: str
    language: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentFound(Event):
    """What the person means: the tool and its arguments."""

    type: ClassVar[EventType] = EventType.INTENT
    intent: str
    slots: dict[str, Any]
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDecided(Event):
    """The policy's answer to one effect: ``allow``, ``confirm`` or ``refuse``, and why."""

    type: ClassVar[EventType] = EventType.POLICY
    path: str
    decision: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectDone(Event):
    """An effect was asked of the vehicle; ``verified`` is True when it was read back."""

    type: ClassVar[EventType] = EventType.EFFECT
    path: str
    value: Value
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Event):
    """A sentence of the spoken answer."""

    type: ClassVar[EventType] = EventType.REPLY
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Event):
    """What the screen may show with the answer."""

    type: ClassVar[EventType] = EventType.CARD
    card: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioStarted(Event):
    """The first sample of the answer left for the speaker."""

    type: ClassVar[EventType] = EventType.AUDIO_START


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioEnded(Event):
    """The answer was played, or stopped (``completed`` False)."""

    type: ClassVar[EventType] = EventType.AUDIO_END
    completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BargeIn(Event):
    """Speech during the answer: ``paused``, ``resumed`` (false alarm) or ``stopped``."""

    type: ClassVar[EventType] = EventType.BARGE_IN
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Event):
    """Something to tell outside a conversation: a timer rang, a device came back."""

    type: ClassVar[EventType] = EventType.NOTICE
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationChanged(Event):
    """How the trip goes on.

    ``state`` is ``started``, ``progress``, ``off_route``, ``rerouted``, ``stop``, ``arrived``,
    ``ended``, or ``lost`` and ``found`` (the receiver). ``text`` is the next manoeuvre, in
    ``ahead_m`` metres; ``left_m`` and ``left_s`` are what is left of the trip. ``side`` is that
    of the street on which a stop or the destination lies.
    """

    type: ClassVar[EventType] = EventType.NAVIGATION
    state: str
    text: str = ""
    ahead_m: float = 0.0
    left_m: float = 0.0
    left_s: float = 0.0
    side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureChanged(Event):
    """How a picture goes on; ``picture`` is its id, ``zone`` the seat that it is for.

    ``state`` is ``waiting``, ``drawing``, ``ready``, ``failed`` (``error`` says why),
    ``cancelled`` or ``deleted``. ``step`` of ``steps`` are done (0: not known yet); ``preview``
    tells that one can be fetched. A card with the same ``slot`` shows this picture from now on.
    ``notes`` are ``size_reduced``, ``steps_reduced`` and ``not_kept``.
    """

    type: ClassVar[EventType] = EventType.PICTURE
    picture: str
    slot: str
    zone: str
    state: str
    step: int = 0
    steps: int = 0
    preview: bool = False
    notes: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectivityChanged(Event):
    """The way to the cloud got better or worse: ``offline``, ``poor`` or ``good``.

    ``reason`` says why it is not good (docs/routing.md), ``portal`` for a login page that
    answers instead; ``metered`` is True when bytes cost.
    """

    type: ClassVar[EventType] = EventType.CONNECTIVITY
    state: str
    reason: str = ""
    round_trip_ms: float = 0.0
    metered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteChanged(Event):
    """The microphones were switched off (``muted``) or on again."""

    type: ClassVar[EventType] = EventType.MUTE
    muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionsChanged(Event):
    """What the driver's screen must not do now; ``driving`` is parked, idling or moving.

    ``flags`` are restriction flags of Android Automotive OS; the limits hold while the flags
    ``limit_string_length`` (characters) and ``limit_content`` (items, depth) are set.
    """

    type: ClassVar[EventType] = EventType.RESTRICTIONS
    driving: str
    flags: tuple[str, ...]
    market: str
    max_string: int
    max_items: int
    max_depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRaised(Event):
    """Something failed; ``code`` is stable, ``message`` says what to do."""

    type: ClassVar[EventType] = EventType.ERROR
    code: str
    message: str
    stage: str


@dataclass(frozen=True, slots=True)
class EffectRecord:
    """One effect in a turn's summary."""

    path: str
    value: Value
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded(Event):
    """The one last event of a turn, with its summary.

    ``first_audio_ms`` counts from the acoustic end of speech (from the request, for text) to
    the first sample out, None when nothing was said. ``stages_ms`` adds up to it. ``reason`` is
    the code of why the car or a cloud answered (docs/routing.md).
    """

    type: ClassVar[EventType] = EventType.TURN_END
    outcome: Outcome
    transcript: str = ""
    language: str = ""
    intent: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    effects: tuple[EffectRecord, ...] = ()
    reply: str = ""
    route: Route = Route.NONE
    reason: str = ""
    first_audio_ms: float | None = None
    stages_ms: dict[str, float] = field(default_factory=dict)
    error: str | None = None


def to_json(event: Event) -> dict[str, Any]:
    """Return the event as a JSON-ready dictionary, ``type`` first."""
    body = {f.name: _plain(getattr(event, f.name)) for f in fields(event)}
    return {"type": str(event.type), **body}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
