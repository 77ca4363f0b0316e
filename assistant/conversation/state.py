"""What the turn machine remembers, what comes in, and what goes out. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from assistant.conversation.endpointing import EndpointOptions, SpeechState, covers
from assistant.recognition.interface import Transcript
from assistant.understanding.interface import Interpretation


class Phase(StrEnum):
    """What the engine does now."""

    IDLE = "idle"
    LISTENING = "listening"
    BUSY = "busy"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """How turns are taken. ``interrupt_after_s`` of unbroken voice counts as interrupting.

    ``turn_ids`` begins the id of each turn: sessions of one service have one each.
    """

    endpoint: EndpointOptions = field(default_factory=EndpointOptions)
    pre_roll_s: float = 0.3
    wake_back_s: float = 1.6
    wake_gap_s: float = 0.22
    follow_up_s: float = 6.0
    barge_in: bool = True
    interrupt_after_s: float = 0.16
    false_alarm_s: float = 0.7
    interrupt_limit_s: float = 4.0
    turn_ids: str = "t"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A transcript, its meaning, and the audio it covers (from, until: monotonic seconds).

    ``thorough`` is that of the ``Decode`` that it answers.
    """

    transcript: Transcript
    meaning: Interpretation
    from_s: float
    until_s: float
    ready_at: float
    thorough: bool = False

    @property
    def text(self) -> str:
        """The words, as understanding cleaned them where it did."""
        return self.meaning.text or self.transcript.text

    def covers(self, speech: SpeechState, options: EndpointOptions) -> bool:
        """Return True when it holds all that was said so far."""
        return covers(self.until_s, speech, self.meaning.completeness, options)


@dataclass(frozen=True, slots=True)
class Capture:
    """An utterance in the making.

    ``fresh_wake`` is True while the capture may hold nothing but the wake word.
    ``decoding_until`` is the end of the audio being decoded now, None when none is.
    """

    zone: str
    source: str
    from_s: float
    opened_at: float
    turn_id: str | None = None
    speech: SpeechState = field(default_factory=SpeechState)
    hypothesis: Hypothesis | None = None
    fresh_wake: bool = False
    decoding_until: float | None = None
    decoded_until: float = 0.0

    @property
    def language(self) -> str | None:
        """The language of what was said so far; None while there is doubt."""
        heard = self.hypothesis.transcript if self.hypothesis is not None else None
        return heard.language if heard and heard.text and heard.language_sure else None


@dataclass(frozen=True, slots=True)
class State:
    """The machine's whole memory. ``turn_id`` is the turn being performed."""

    phase: Phase = Phase.IDLE
    capture: Capture | None = None
    turn_id: str | None = None
    zone: str = "driver"
    paused: bool = False
    expects_answer: bool = False
    turns: int = 0


# --- happenings: what comes in ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WakeHeard:
    """A wake word ended at ``at_s`` in a zone."""

    at_s: float
    zone: str


@dataclass(frozen=True, slots=True)
class TalkPressed:
    """The push-to-talk button of a zone was pressed."""

    at_s: float
    zone: str


@dataclass(frozen=True, slots=True)
class TalkReleased:
    """The button was let go: what was said until now is all."""

    at_s: float


@dataclass(frozen=True, slots=True)
class VoiceHeard:
    """One voice activity chunk that ended at ``at_s``."""

    at_s: float
    zone: str
    probability: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """The recognizer's answer to a ``Decode``; None when it failed."""

    at_s: float
    hypothesis: Hypothesis | None


@dataclass(frozen=True, slots=True)
class SoundStarted:
    """The answer's first sample went out."""

    at_s: float
    turn_id: str


@dataclass(frozen=True, slots=True)
class TurnPerformed:
    """The turn's work and its answer are over; ``asked`` when the car waits for a reply."""

    at_s: float
    turn_id: str
    asked: bool = False
    listen: bool = True


@dataclass(frozen=True, slots=True)
class CancelPressed:
    """A button or another program cancels whatever goes on."""

    at_s: float


Happening = (
    WakeHeard
    | TalkPressed
    | TalkReleased
    | VoiceHeard
    | Decoded
    | SoundStarted
    | TurnPerformed
    | CancelPressed
)


def is_waited_for(state: State) -> bool:
    """Tell whether somebody has spoken, and waits for the first sound of the answer."""
    if state.phase is Phase.BUSY:
        return True
    capture = state.capture
    return capture is not None and capture.speech.voiced_s > 0 and not capture.speech.speaking


# --- commands: what goes out --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A turn begins: announce it."""

    turn_id: str
    zone: str
    source: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Decode:
    """Recognize a zone's audio from ``from_s`` to ``until_s``.

    ``thorough`` asks for a second, slower look at words that made no sense. ``language`` is
    known from what was said so far; None: detect it.
    """

    zone: str
    from_s: float
    until_s: float
    thorough: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ShowPartial:
    """Show the words so far."""

    turn_id: str
    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class Perform:
    """The person has finished: act on the hypothesis."""

    turn_id: str
    zone: str
    source: str
    hypothesis: Hypothesis
    speech_end_s: float
    at_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class CloseTurn:
    """A turn that came to nothing ends: nothing was said, or recognition failed."""

    turn_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Abort:
    """Stop performing a turn: it was cancelled or superseded."""

    turn_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PauseSound:
    """Hold the answer: somebody speaks."""


@dataclass(frozen=True, slots=True)
class ResumeSound:
    """Go on with the answer: it was a false alarm."""


@dataclass(frozen=True, slots=True)
class StopSound:
    """Drop the answer."""


Command = (
    OpenTurn
    | Decode
    | ShowPartial
    | Perform
    | CloseTurn
    | Abort
    | PauseSound
    | ResumeSound
    | StopSound
)
Step = tuple[State, tuple[Command, ...]]
