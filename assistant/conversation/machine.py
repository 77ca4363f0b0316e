"""The turn engine's core: a pure state machine of turn-taking, fed with timestamps.

``step(state, happening, options)`` returns the next state and the commands to carry out. It
does no I/O and reads no clock, so ten minutes of dialogue run in seconds and always alike.

    idle ──wake / push-to-talk──► listening ──endpoint──► busy ──first sound──► speaking
      ▲                              │ nothing said                                │
      │◄─────────────────────────────┘◄──── quiet ──── listening (follow-up) ◄─────┘

While busy or speaking, a second ``Capture`` listens for an interruption: speech pauses the
answer; words stop it and take over; a cough resumes it.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation.endpointing import (
    SpeechState,
    covers,
    endpoint_reached,
    observe,
)
from assistant.conversation.state import (
    Abort,
    CancelPressed,
    Capture,
    CloseTurn,
    Command,
    Decode,
    Decoded,
    Happening,
    Hypothesis,
    OpenTurn,
    PauseSound,
    Perform,
    Phase,
    ResumeSound,
    ShowPartial,
    SoundStarted,
    State,
    Step,
    StopSound,
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
        closing = _abort(state, "interrupted")
    turn_id = f"{options.turn_ids}{state.turns + 1}"
    opened = State(
        phase=Phase.LISTENING,
        capture=replace(capture, turn_id=turn_id),
        zone=capture.zone,
        turns=state.turns + 1,
    )
    start = OpenTurn(turn_id, capture.zone, capture.source, capture.opened_at)
    return opened, (*closing, start)


def _abort(state: State, reason: str) -> tuple[Command, ...]:
    """Return the commands that end the turn being performed, if any."""
    if state.turn_id is None or state.phase not in (Phase.BUSY, Phase.SPEAKING):
        return ()
    return StopSound(), Abort(state.turn_id, reason)


def _cancel(state: State) -> Step:
    commands = _abort(state, "cancelled")
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
        capture = _sliding_start(capture, heard.at_s, options)
    capture = _drop_wake_word(capture, heard.at_s, options)
    state = replace(state, capture=capture)
    if state.phase is Phase.LISTENING:
        return _listening(state, capture, heard.at_s, options)
    return _interrupting(state, capture, heard.at_s, options)


def _sliding_start(capture: Capture, now_s: float, options: TurnOptions) -> Capture:
    """Keep the capture's start a pre-roll before now while nobody speaks."""
    return replace(capture, from_s=max(capture.from_s, now_s - options.pre_roll_s))


def _drop_wake_word(capture: Capture, now_s: float, options: TurnOptions) -> Capture:
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


def _listening(state: State, capture: Capture, now_s: float, options: TurnOptions) -> Step:
    ended = _try_endpoint(state, capture, now_s, options)
    if ended is not None:
        return ended
    quiet_from = max(capture.opened_at, capture.speech.last_voiced_at)
    limit = options.endpoint.no_speech_s
    if capture.turn_id is None and not state.expects_answer:
        limit = options.follow_up_s
    if now_s - quiet_from >= limit and capture.decoding_until is None:
        closing = (CloseTurn(capture.turn_id, "no_speech"),) if capture.turn_id else ()
        return State(zone=state.zone, turns=state.turns), closing
    return _schedule_decode(state, capture, now_s, options)


def _try_endpoint(
    state: State, capture: Capture, now_s: float, options: TurnOptions
) -> Step | None:
    found = capture.hypothesis
    if found is None:
        return None
    too_long = found.until_s - capture.from_s > options.endpoint.max_utterance_s
    if not too_long and not covers(found.until_s, capture.speech, options.endpoint):
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
    return _commit(state, capture, found, now_s, reason, options.turn_ids)


def _forget_noise(state: State, capture: Capture, now_s: float) -> Step:
    """Keep listening as if nothing had been heard: it was no speech to the car."""
    clean = replace(
        capture, speech=SpeechState(), hypothesis=None, from_s=now_s, decoded_until=now_s
    )
    return replace(state, capture=clean), ()


def _commit(
    state: State,
    capture: Capture,
    found: Hypothesis,
    now_s: float,
    reason: str,
    turn_ids: str,
) -> Step:
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


def _schedule_decode(state: State, capture: Capture, now_s: float, options: TurnOptions) -> Step:
    """Decode at each pause, so that the text is there at the endpoint; partials in between."""
    speech, limits = capture.speech, options.endpoint
    if capture.decoding_until is not None or speech.voiced_s < limits.min_speech_s:
        return replace(state, capture=capture), ()
    fresh = capture.decoded_until < speech.last_voiced_at - limits.coverage_slack_s
    pausing = fresh and speech.silence_s(now_s) >= limits.decode_after_s
    started = now_s if speech.started_at is None else speech.started_at
    since = now_s - max(capture.decoded_until, started)
    in_between = speech.speaking and since >= limits.partial_every_s
    if not (pausing or in_between):
        return replace(state, capture=capture), ()
    busy = replace(capture, decoding_until=now_s, decoded_until=now_s)
    decode = Decode(capture.zone, capture.from_s, now_s)
    return replace(state, capture=busy), (decode,)


# --- interruption -------------------------------------------------------------------------


def _interrupting(state: State, capture: Capture, now_s: float, options: TurnOptions) -> Step:
    """Voice while the car works or speaks: pause, find out what it is, then decide."""
    speech = capture.speech
    if speech.started_at is None:
        return replace(state, capture=None), ()
    commands: tuple[Command, ...] = ()
    if speech.run_s >= options.interrupt_after_s and not state.paused:
        state = replace(state, paused=True)
        if state.phase is Phase.SPEAKING:
            commands = (PauseSound(),)
    judged = _judge_interruption(state, capture, now_s, options)
    if judged is not None:
        state, more = judged
        return state, (*commands, *more)
    if not state.paused:
        if speech.silence_s(now_s) > options.false_alarm_s:
            return replace(state, capture=None), commands
        return replace(state, capture=capture), commands
    state, more = _schedule_decode(state, capture, now_s, options)
    return state, (*commands, *more)


def _judge_interruption(
    state: State, capture: Capture, now_s: float, options: TurnOptions
) -> Step | None:
    found = capture.hypothesis
    if found is not None and covers(found.until_s, capture.speech, options.endpoint):
        meaning = found.meaning
        if meaning.understood and endpoint_reached(
            capture.speech, now_s, meaning.completeness, options.endpoint
        ):
            closing = _abort(state, "interrupted")
            taken = replace(capture, turn_id=None, source="barge_in")
            state, more = _commit(state, taken, found, now_s, "barge_in", options.turn_ids)
            return state, (*closing, *more)
    quiet = capture.speech.silence_s(now_s) >= options.false_alarm_s
    waited = now_s - capture.opened_at > options.interrupt_limit_s
    if capture.decoding_until is None and (waited or (quiet and state.paused)):
        resume = (ResumeSound(),) if state.paused else ()
        return replace(state, capture=None, paused=False), resume
    return None


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
        ended = _try_endpoint(state, capture, result.at_s, options)
    else:
        ended = _judge_interruption(state, capture, result.at_s, options)
    if ended is None:
        return state, commands
    return ended[0], (*commands, *ended[1])


def _deserves_second_look(found: Hypothesis, capture: Capture, options: TurnOptions) -> bool:
    """Tell whether to decode again with more care: a text that parses is evidence enough."""
    whole = covers(found.until_s, capture.speech, options.endpoint)
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
    decode = Decode(capture.zone, capture.from_s, at_s)
    return replace(state, capture=busy), (decode,)
