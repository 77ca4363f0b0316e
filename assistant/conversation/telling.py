"""What the turn machine's commands look like to who listens on the bus. Pure."""

from __future__ import annotations

from assistant.conversation.state import CloseTurn, OpenTurn, Perform, ShowPartial
from assistant.events import (
    Endpoint,
    Event,
    FinalTranscript,
    Outcome,
    PartialTranscript,
    SpeechEnded,
    TurnEnded,
    TurnStarted,
)


def told(command: OpenTurn | ShowPartial | CloseTurn, now_s: float) -> Event:
    """Return the event of a turn that opens, has words, or is closed without being performed."""
    match command:
        case OpenTurn(turn_id, zone, source, at_s):
            return TurnStarted(at_s=at_s, turn_id=turn_id, zone=zone, source=source)
        case ShowPartial(turn_id, found):
            return PartialTranscript(
                at_s=now_s,
                turn_id=turn_id,
                text=found.text,
                language=found.transcript.language,
            )
        case CloseTurn(turn_id, reason):
            return TurnEnded(at_s=now_s, turn_id=turn_id, outcome=Outcome.CANCELLED, error=reason)


def told_heard(command: Perform, speech_end_s: float) -> tuple[Event, ...]:
    """Return the events of a finished utterance whose sound ended at ``speech_end_s``."""
    turn_id, transcript = command.turn_id, command.hypothesis.transcript
    return (
        SpeechEnded(at_s=speech_end_s, turn_id=turn_id, zone=command.zone),
        Endpoint(
            at_s=command.at_s,
            turn_id=turn_id,
            reason=command.reason,
            silence_ms=(command.at_s - speech_end_s) * 1000,
        ),
        FinalTranscript(
            at_s=command.at_s,
            turn_id=turn_id,
            text=transcript.text,
            language=transcript.language,
            confidence=transcript.confidence,
        ),
    )
