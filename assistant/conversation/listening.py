"""Listening for a request: when to decode, when the person has finished, what was only noise.

Part of the pure state machine (``machine``).
"""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation.endpointing import SpeechState, covers, endpoint_reached
from assistant.conversation.state import (
    Capture,
    CloseTurn,
    Command,
    Decode,
    Hypothesis,
    OpenTurn,
    Perform,
    Phase,
    State,
    Step,
    TurnOptions,
)
from assistant.understanding.interface import Completeness


def sliding_start(capture: Capture, now_s: float, options: TurnOptions) -> Capture:
    """Keep the capture's start a pre-roll before now while nobody speaks."""
    return replace(capture, from_s=max(capture.from_s, now_s - options.pre_roll_s))


def without_wake_word(capture: Capture, now_s: float, options: TurnOptions) -> Capture:
    """After a pause behind the wake word, listen afresh without it."""
    if not capture.fresh_wake:
        return capture
    quiet_since = max(capture.speech.last_voiced_at, capture.opened_at)
    spoken_after = capture.speech.last_voiced_at - capture.opened_at
    if spoken_after > options.wake_gap_s:
        return replace(capture, fresh_wake=False)
    if now_s - quiet_since < options.wake_gap_s:
        return capture
    start = now_s - options.wake_gap_s / 2
    return replace(
        capture,
        fresh_wake=False,
        speech=SpeechState(),
        hypothesis=None,
        from_s=start,
        decoded_until=start,
    )


def listening(state: State, capture: Capture, now_s: float, options: TurnOptions) -> Step:
    """Return what follows from the latest sound: the turn begins, ends unheard, or a decode."""
    ended = try_endpoint(state, capture, now_s, options)
    if ended is not None:
        return ended
    quiet_from = max(capture.opened_at, capture.speech.last_voiced_at)
    limit = options.endpoint.no_speech_s
    if capture.turn_id is None and not state.expects_answer:
        limit = options.follow_up_s
    if now_s - quiet_from >= limit and capture.decoding_until is None:
        closing = (CloseTurn(capture.turn_id, "no_speech"),) if capture.turn_id else ()
        return State(zone=state.zone, turns=state.turns), closing
    return schedule_decode(state, capture, now_s, options)


def try_endpoint(state: State, capture: Capture, now_s: float, options: TurnOptions) -> Step | None:
    """Perform what was said when the person has finished; None: wait for more."""
    found = capture.hypothesis
    if found is None:
        return None
    too_long = found.until_s - capture.from_s > options.endpoint.max_utterance_s
    if not too_long and not found.covers(capture.speech, options.endpoint):
        return None
    meaning = found.meaning
    reached = endpoint_reached(capture.speech, now_s, meaning.completeness, options.endpoint)
    if not (reached or too_long) or capture.decoding_until is not None:
        return None
    if not found.transcript.text:
        return _forget_noise(state, capture, now_s)
    if capture.turn_id is None and not (meaning.understood or state.expects_answer):
        return _forget_noise(state, capture, now_s)
    reason = "too_long" if too_long else str(meaning.completeness)
    return commit(state, capture, found, now_s, reason, options.turn_ids)


def _forget_noise(state: State, capture: Capture, now_s: float) -> Step:
    """Keep listening as if nothing had been heard: it was no speech to the car."""
    clean = replace(
        capture, speech=SpeechState(), hypothesis=None, from_s=now_s, decoded_until=now_s
    )
    return replace(state, capture=clean), ()


def commit(
    state: State,
    capture: Capture,
    found: Hypothesis,
    now_s: float,
    reason: str,
    turn_ids: str,
) -> Step:
    """Hand over what was heard to be performed; a turn is opened when none is."""
    turns = state.turns
    opening: tuple[Command, ...] = ()
    turn_id = capture.turn_id
    if turn_id is None:
        turns += 1
        turn_id = f"{turn_ids}{turns}"
        opening = (OpenTurn(turn_id, capture.zone, capture.source, capture.opened_at),)
    perform = Perform(
        turn_id,
        capture.zone,
        capture.source,
        found,
        capture.speech.last_voiced_at,
        now_s,
        reason,
    )
    busy = State(phase=Phase.BUSY, turn_id=turn_id, zone=capture.zone, turns=turns)
    return busy, (*opening, perform)


def schedule_decode(state: State, capture: Capture, now_s: float, options: TurnOptions) -> Step:
    """Decode at each pause, so that the text is there at the endpoint; partials in between."""
    speech, limits = capture.speech, options.endpoint
    if capture.decoding_until is not None or speech.voiced_s < limits.min_speech_s:
        return replace(state, capture=capture), ()
    found = capture.hypothesis
    whole = found.meaning.completeness if found is not None else Completeness.UNKNOWN
    fresh = not covers(capture.decoded_until, speech, whole, limits)
    pausing = fresh and speech.silence_s(now_s) >= limits.decode_after_s
    started = now_s if speech.started_at is None else speech.started_at
    since = now_s - max(capture.decoded_until, started)
    in_between = speech.speaking and since >= limits.partial_every_s
    if not (pausing or in_between):
        return replace(state, capture=capture), ()
    busy = replace(capture, decoding_until=now_s, decoded_until=now_s)
    decode = Decode(capture.zone, capture.from_s, now_s, language=capture.language)
    return replace(state, capture=busy), (decode,)
