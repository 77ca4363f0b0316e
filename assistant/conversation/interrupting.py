"""Interrupting an answer: voice while the car works or speaks pauses it; words take over.

Part of the pure state machine (``machine``).
"""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation.endpointing import endpoint_reached
from assistant.conversation.listening import commit, schedule_decode
from assistant.conversation.state import (
    Abort,
    Capture,
    Command,
    PauseSound,
    Phase,
    ResumeSound,
    State,
    Step,
    StopSound,
    TurnOptions,
)


def abort(state: State, reason: str) -> tuple[Command, ...]:
    """Return the commands that end the turn being performed, if any."""
    if state.turn_id is None or state.phase not in (Phase.BUSY, Phase.SPEAKING):
        return ()
    return StopSound(), Abort(state.turn_id, reason)


def interrupting(state: State, capture: Capture, now_s: float, options: TurnOptions) -> Step:
    """Voice while the car works or speaks: pause, find out what it is, then decide."""
    speech = capture.speech
    if speech.started_at is None:
        return replace(state, capture=None), ()
    commands: tuple[Command, ...] = ()
    if speech.run_s >= options.interrupt_after_s and not state.paused:
        state = replace(state, paused=True)
        if state.phase is Phase.SPEAKING:
            commands = (PauseSound(),)
    judged = judge_interruption(state, capture, now_s, options)
    if judged is not None:
        state, more = judged
        return state, (*commands, *more)
    if not state.paused:
        if speech.silence_s(now_s) > options.false_alarm_s:
            return replace(state, capture=None), commands
        return replace(state, capture=capture), commands
    state, more = schedule_decode(state, capture, now_s, options)
    return state, (*commands, *more)


def judge_interruption(
    state: State, capture: Capture, now_s: float, options: TurnOptions
) -> Step | None:
    """Take over or resume, once it is clear what the voice was; None: not yet."""
    found = capture.hypothesis
    if found is not None and found.covers(capture.speech, options.endpoint):
        meaning = found.meaning
        if meaning.understood and endpoint_reached(
            capture.speech, now_s, meaning.completeness, options.endpoint
        ):
            closing = abort(state, "interrupted")
            taken = replace(capture, turn_id=None, source="barge_in")
            state, more = commit(state, taken, found, now_s, "barge_in", options.turn_ids)
            return state, (*closing, *more)
    quiet = capture.speech.silence_s(now_s) >= options.false_alarm_s
    waited = now_s - capture.opened_at > options.interrupt_limit_s
    if capture.decoding_until is None and (waited or (quiet and state.paused)):
        resume = (ResumeSound(),) if state.paused else ()
        return replace(state, capture=None, paused=False), resume
    return None
