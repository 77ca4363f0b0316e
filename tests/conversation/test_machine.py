from __future__ import annotations

import pytest

from assistant.conversation.state import (
    Abort,
    CancelPressed,
    CloseTurn,
    Decode,
    Decoded,
    OpenTurn,
    PauseSound,
    Phase,
    ResumeSound,
    SoundStarted,
    StopSound,
    TalkPressed,
    TalkReleased,
    TurnPerformed,
    WakeHeard,
)
from assistant.understanding.interface import Completeness, Interpretation
from tests.conversation.scripted import Person, command, nothing


@pytest.fixture
def person() -> Person:
    return Person()


def test_complete_command_ends_after_the_short_silence(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.is_quiet(0.3)
    person.says(command("open the window"), 1.5)
    ended = person.now_s
    person.is_quiet(1.0)
    (performed,) = person.performed
    assert performed.reason == "complete"
    assert 0.2 <= performed.at_s - ended < 0.3


def test_open_command_waits_longer_than_a_complete_one(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("set the temperature to", Completeness.OPEN), 1.2)
    person.is_quiet(0.9)
    assert not person.performed
    person.says(command("set the temperature to 21"), 0.6)
    person.is_quiet(0.5)
    assert [p.hypothesis.meaning.text for p in person.performed] == ["set the temperature to 21"]


def test_unknown_words_wait_in_between_and_are_decoded_again(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(nothing("why is the sky blue"), 1.5)
    ended = person.now_s
    person.is_quiet(1.5)
    (performed,) = person.performed
    assert 0.6 <= performed.at_s - ended < 0.8
    assert [c.thorough for _, c in person.done(Decode) if isinstance(c, Decode)][-1]


def test_speech_after_a_pause_is_part_of_the_utterance(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(nothing("open"), 0.5)
    person.is_quiet(0.3)
    person.says(command("open the window"), 0.8)
    person.is_quiet(0.6)
    assert [p.hypothesis.meaning.text for p in person.performed] == ["open the window"]


def test_slow_recognizer_delays_the_endpoint_but_loses_nothing(person: Person) -> None:
    person.decode_takes_s = 1.0
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("open the window"), 1.0)
    person.is_quiet(2.0)
    assert len(person.performed) == 1


def test_wake_word_alone_is_dropped_before_the_command(person: Person) -> None:
    person.voice(0.7, 0.9)
    person.tell(WakeHeard(person.now_s, "driver"))
    woken = person.now_s
    person.voice(0.1, 0.9)
    person.is_quiet(0.6)
    person.says(command("open the window"), 1.0)
    person.is_quiet(0.5)
    (performed,) = person.performed
    assert performed.hypothesis.from_s > woken


def test_command_in_one_breath_with_the_wake_word_keeps_its_start(person: Person) -> None:
    person.voice(0.7, 0.9)
    person.tell(WakeHeard(person.now_s, "driver"))
    woken = person.now_s
    person.says(command("open the window"), 1.2)
    person.is_quiet(0.5)
    (performed,) = person.performed
    assert performed.hypothesis.from_s < woken


def test_silence_after_waking_ends_the_turn_without_action(person: Person) -> None:
    person.tell(WakeHeard(0.0, "driver"))
    person.is_quiet(6.0)
    assert not person.performed
    assert [c.reason for _, c in person.done(CloseTurn) if isinstance(c, CloseTurn)] == [
        "no_speech"
    ]
    assert person.state.phase is Phase.IDLE


def test_noise_without_words_is_no_turn(person: Person) -> None:
    person.tell(WakeHeard(0.0, "driver"))
    person.is_quiet(0.5)
    person.says(nothing(""), 0.5)
    person.is_quiet(7.0)
    assert not person.performed
    assert len(person.done(CloseTurn)) == 1


def test_follow_up_needs_no_wake_word_but_must_mean_something(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("open the window"), 1.0)
    person.is_quiet(0.4)
    person.car_answers(1.0)
    person.says(nothing("did you see the game yesterday"), 1.5)
    person.is_quiet(1.5)
    assert len(person.performed) == 1
    person.says(command("close it again"), 1.0)
    person.is_quiet(0.5)
    assert [p.source for p in person.performed] == ["push_to_talk", "follow_up"]
    assert len(person.done(OpenTurn)) == 2


def test_after_a_question_of_the_car_any_words_are_the_answer(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("set a timer"), 1.0)
    person.is_quiet(0.4)
    person.car_answers(1.0, asked=True)
    person.says(nothing("something odd"), 1.0)
    person.is_quiet(1.5)
    assert len(person.performed) == 2


def test_follow_up_ends_after_its_quiet_time(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("open the window"), 1.0)
    person.is_quiet(0.4)
    person.car_answers(1.0)
    assert person.state.capture is not None
    person.is_quiet(6.5)
    assert person.state.phase is Phase.IDLE


def _speaking(person: Person) -> str:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("tell me a story"), 1.0)
    person.is_quiet(0.4)
    assert person.state.turn_id is not None
    person.tell(SoundStarted(person.now_s, person.state.turn_id))
    return person.state.turn_id


def test_cough_pauses_and_resumes(person: Person) -> None:
    _speaking(person)
    person.is_quiet(0.5)
    person.says(nothing(""), 0.3)
    assert len(person.done(PauseSound)) == 1
    person.is_quiet(1.5)
    assert len(person.done(ResumeSound)) == 1
    assert not person.done(Abort)


def test_words_stop_the_answer_and_take_over(person: Person) -> None:
    turn_id = _speaking(person)
    person.is_quiet(0.5)
    start = person.now_s
    person.says(command("close the window"), 1.0)
    paused = person.done(PauseSound)[0][0]
    assert paused - start <= 0.2
    person.is_quiet(0.5)
    assert person.done(StopSound)
    assert [c.turn_id for _, c in person.done(Abort) if isinstance(c, Abort)] == [turn_id]
    assert person.performed[-1].source == "barge_in"


def test_barge_in_can_be_switched_off() -> None:
    person = Person()
    person.options = type(person.options)(barge_in=False)
    _speaking(person)
    person.says(command("close the window"), 1.0)
    person.is_quiet(1.0)
    assert len(person.performed) == 1
    assert not person.done(PauseSound)


@pytest.mark.parametrize("moment", ["listening", "busy", "speaking"])
def test_cancel_works_at_every_stage(person: Person, moment: str) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("open the window"), 1.0)
    if moment != "listening":
        person.is_quiet(0.4)
    if moment == "speaking":
        assert person.state.turn_id is not None
        person.tell(SoundStarted(person.now_s, person.state.turn_id))
    person.tell(CancelPressed(person.now_s))
    assert person.state.phase is Phase.IDLE
    assert person.done(CloseTurn if moment == "listening" else Abort)


def test_wake_word_while_speaking_stops_at_once(person: Person) -> None:
    _speaking(person)
    person.tell(WakeHeard(person.now_s, "driver"))
    assert person.done(StopSound)
    assert person.state.phase is Phase.LISTENING


def test_recognizer_failure_ends_the_turn(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.decode_takes_s = 99.0
    person.says(command("open the window"), 1.0)
    person.is_quiet(0.2)
    person.tell(Decoded(person.now_s, None))
    assert [c.reason for _, c in person.done(CloseTurn) if isinstance(c, CloseTurn)] == [
        "recognition_failed"
    ]
    assert person.state.phase is Phase.IDLE


def test_releasing_the_button_ends_the_utterance(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(command("open the window", Completeness.OPEN), 1.0)
    person.tell(TalkReleased(person.now_s))
    decodes = len(person.done(Decode))
    assert decodes >= 1


def test_endless_speech_is_taken_at_the_limit(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    person.says(nothing("and so on"), 1.0)
    person.says(nothing("and so on and so on"), 31.0)
    assert [p.reason for p in person.performed] == ["too_long"]


def test_late_news_of_an_old_turn_changes_nothing(person: Person) -> None:
    person.tell(TalkPressed(0.0, "driver"))
    before = person.state
    person.tell(TurnPerformed(person.now_s, "t99"))
    person.tell(SoundStarted(person.now_s, "t99"))
    assert person.state == before


def _ten_minutes() -> list[tuple[float, object]]:
    person = Person()
    meaning: Interpretation
    for n in range(60):
        if n % 3 == 0:
            person.is_quiet(7.0)
            person.tell(TalkPressed(person.now_s, "driver"))
        meaning = command(f"command {n}") if n % 4 else nothing("chatter about nothing")
        person.says(meaning, 1.0 + n % 5 * 0.3)
        person.is_quiet(0.9)
        if person.state.turn_id is not None:
            person.car_answers(1.2, asked=n % 7 == 0)
        person.is_quiet(3.0)
    assert person.now_s > 400
    return list(person.log)


def test_ten_minutes_of_dialogue_are_identical_every_time() -> None:
    first = _ten_minutes()
    assert len([c for _, c in first if isinstance(c, OpenTurn)]) > 20
    for _ in range(20):
        assert _ten_minutes() == first
