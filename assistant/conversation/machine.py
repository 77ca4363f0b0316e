"""The turn engine's core: a pure state machine of turn-taking, fed with timestamps.

``step(state, happening, options)`` returns the next state and the commands to carry out. It
does no I/O and reads no clock, so ten minutes of dialogue run in seconds and always alike.

    idle ──wake / push-to-talk──► listening ──endpoint──► busy ──first sound──► speaking
      ▲                              │ nothing said                                │
      │◄─────────────────────────────┘◄──── quiet ──── listening (follow-up) ◄─────┘

While busy or speaking, a second ``Capture`` listens for an interruption: speech pauses the
answer; words stop it and take over; a cough resumes it. What happens while the car listens is
in ``listening``, while it works or speaks in ``interrupting``.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation.endpointing import observe
from assistant.conversation.interrupting import abort, interrupting, judge_interruption
from assistant.conversation.listening import (
    listening,
    sliding_start,
    try_endpoint,
    without_wake_word,
)
from assistant.conversation.state import (
    CancelPressed,
    Capture,
    CloseTurn,
    Command,
    Decode,
    Decoded,
    Happening,
    Hypothesis,
    OpenTurn,
    Phase,
    ResumeSound,
    ShowPartial,
    SoundStarted,
    State,
    Step,
    TalkPressed,
    TalkReleased,
    TurnOptions,
    TurnPerformed,
    VoiceHeard,
    WakeHeard,
)


def step(state: State, happening: Happening, options: TurnOptions) -> Step:
    """Return what the machine is after ``happening``, and what has to be done."""
    match happening:
        case VoiceHeard():
            return _voice(state, happening, options)
        case Decoded():
            return _decoded(state, happening, options)
        case WakeHeard(at_s, zone):
            start = at_s - options.wake_back_s
            capture = Capture(zone, "wake", start, at_s, fresh_wake=True)
            return _take_floor(state, capture, options)
        case TalkPressed(at_s, zone):
            capture = Capture(zone, "push_to_talk", at_s - options.pre_roll_s, at_s)
            return _take_floor(state, capture, options)
        case TalkReleased(at_s):
            return _released(state, at_s)
        case SoundStarted():
            speaking = state.phase is Phase.BUSY and state.turn_id == happening.turn_id
            return (replace(state, phase=Phase.SPEAKING) if speaking else state), ()
        case TurnPerformed():
            return _performed(state, happening)
        case CancelPressed():
            return _cancel(state)


def _take_floor(state: State, capture: Capture, options: TurnOptions) -> Step:
    """Open a turn for ``capture``, ending whatever goes on."""
    if state.phase is Phase.LISTENING and state.capture and state.capture.turn_id:
        if state.capture.zone == capture.zone and capture.source == "wake":
            return state, ()  # the wake word again while already listening
        closing: tuple[Command, ...] = (CloseTurn(state.capture.turn_id, "superseded"),)
    else:
        closing = abort(state, "interrupted")
    turn_id = f"{options.turn_ids}{state.turns + 1}"
    opened = State(
        phase=Phase.LISTENING,
        capture=replace(capture, turn_id=turn_id),
        zone=capture.zone,
        turns=state.turns + 1,
    )
    start = OpenTurn(turn_id, capture.zone, capture.source, capture.opened_at)
    return opened, (*closing, start)


def _cancel(state: State) -> Step:
    commands = abort(state, "cancelled")
    if state.phase is Phase.LISTENING and state.capture and state.capture.turn_id:
        commands = (CloseTurn(state.capture.turn_id, "cancelled"),)
    return State(zone=state.zone, turns=state.turns), commands


def _performed(state: State, done: TurnPerformed) -> Step:
    if state.turn_id != done.turn_id:
        return state, ()
    idle = State(zone=state.zone, turns=state.turns, expects_answer=done.asked)
    if not done.listen:
        return idle, ()
    capture = state.capture or Capture(state.zone, "follow_up", done.at_s, done.at_s)
    capture = replace(capture, source="follow_up", opened_at=done.at_s)
    return replace(idle, phase=Phase.LISTENING, capture=capture), ()


# --- voice --------------------------------------------------------------------------------


def _voice(state: State, heard: VoiceHeard, options: TurnOptions) -> Step:
    if state.phase is Phase.IDLE or heard.zone != state.zone:
        return state, ()
    capture = state.capture
    if capture is None:
        if not options.barge_in:
            return state, ()
        start = heard.at_s - options.pre_roll_s
        capture = Capture(state.zone, "barge_in", start, heard.at_s)
    speech = observe(capture.speech, heard.at_s, heard.probability, options.endpoint)
    capture = replace(capture, speech=speech)
    if speech.started_at is None and capture.source != "push_to_talk":
        capture = sliding_start(capture, heard.at_s, options)
    capture = without_wake_word(capture, heard.at_s, options)
    state = replace(state, capture=capture)
    if state.phase is Phase.LISTENING:
        return listening(state, capture, heard.at_s, options)
    return interrupting(state, capture, heard.at_s, options)


# --- recognition results ------------------------------------------------------------------


def _decoded(state: State, result: Decoded, options: TurnOptions) -> Step:
    capture = state.capture
    if capture is None or capture.decoding_until is None:
        return state, ()
    capture = replace(capture, decoding_until=None)
    found = result.hypothesis
    if found is None:
        return _recognition_failed(state, capture)
    if found.from_s < capture.from_s:
        return replace(state, capture=capture), ()  # of sound that was dropped meanwhile
    capture = replace(capture, hypothesis=found)
    state = replace(state, capture=capture)
    commands: tuple[Command, ...] = ()
    if capture.turn_id is not None and found.transcript.text:
        commands = (ShowPartial(capture.turn_id, found),)
    if _deserves_second_look(found, capture, options):
        closer = Decode(capture.zone, found.from_s, found.until_s, thorough=True)
        again = replace(capture, decoding_until=found.until_s)
        return replace(state, capture=again), (*commands, closer)
    if state.phase is Phase.LISTENING:
        ended = try_endpoint(state, capture, result.at_s, options)
    else:
        ended = judge_interruption(state, capture, result.at_s, options)
    if ended is None:
        return state, commands
    return ended[0], (*commands, *ended[1])


def _deserves_second_look(found: Hypothesis, capture: Capture, options: TurnOptions) -> bool:
    """Tell whether to decode again with more care: a text that parses is evidence enough."""
    whole = found.covers(capture.speech, options.endpoint)
    return whole and not found.thorough and not found.meaning.understood


def _recognition_failed(state: State, capture: Capture) -> Step:
    if state.phase is not Phase.LISTENING:
        resume = (ResumeSound(),) if state.paused else ()
        return replace(state, capture=None, paused=False), resume
    idle = State(zone=state.zone, turns=state.turns)
    if capture.turn_id is None:
        return idle, ()
    return idle, (CloseTurn(capture.turn_id, "recognition_failed"),)


def _released(state: State, at_s: float) -> Step:
    capture = state.capture
    if state.phase is not Phase.LISTENING or capture is None or capture.turn_id is None:
        return state, ()
    if capture.speech.started_at is None:
        idle = State(zone=state.zone, turns=state.turns)
        return idle, (CloseTurn(capture.turn_id, "no_speech"),)
    if capture.decoding_until is not None:
        return state, ()
    busy = replace(capture, decoding_until=at_s, decoded_until=at_s)
    decode = Decode(capture.zone, capture.from_s, at_s, language=capture.language)
    return replace(state, capture=busy), (decode,)
