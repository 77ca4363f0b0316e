from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.recognition.guards import (
    Decoding,
    Limits,
    looks_looped,
    rejection,
    repeats,
    words,
)

LIMITS = Limits()
_SPEECH = (
    "And so, my fellow Americans, ask not what your country can do for you, ask what you can do "
    "for your country."
)


def said(text: str, mean_logprob: float = -0.3, **more: float | bool | str) -> Decoding:
    evidence = {"length_s": 2.0, "no_speech": 0.05} | more
    return Decoding(text, mean_logprob=mean_logprob, **evidence)  # type: ignore[arg-type] # mixed


@pytest.mark.parametrize(
    ("text", "length_s"),
    [
        ("Turn on the lamp. Turn on the lamp.", 1.2),
        ("Turn on the lamp. Turn on the lamp. Turn", 2.0),
        ("condition condition condition condition", 1.6),
        ("H-H-H-H-H-H", 1.2),
        ("one, one, one, one, one, one,", 0.9),
        ("打开车窗打开车窗打开车窗", 1.2),
        ("A" + "H" * 56, 0.8),
        ("A" + "a" * 160, 4.5),
        ("the largest, and the largest, and the largest, and the largest, and", 6.0),
        ("FUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUU", 2.0),
    ],
)
def test_loops_are_seen(text: str, length_s: float) -> None:
    assert looks_looped(text, length_s)


@pytest.mark.parametrize(
    ("text", "length_s"),
    [
        ("no no no", 0.9),
        ("Stop, stop!", 0.7),
        ("Turn on the lamp.", 0.9),
        ("turn on the lamp, turn on the lamp", 4.0),
        ("ask not what your country can do for you, ask what you can do for your country", 6.0),
        ("set the temperature to twenty one and the fan to twenty one", 3.0),
        ("打开车窗打开天窗", 2.0),
        ("慢一点慢一点", 1.5),
        (_SPEECH + " " + _SPEECH, 22.0),
        ("", 0.0),
        ("It is 1000000 kilometers away.", 3.0),
    ],
)
def test_emphatic_and_plain_speech_is_no_loop(text: str, length_s: float) -> None:
    assert not looks_looped(text, length_s)


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    assert looks_looped(text, 2.0) in {True, False}
    assert all(word == word.lower() for word in words(text))


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (said("Open the window."), None),
        (said("Stop.", -1.2, no_speech=0.3), None),
        (said("  ", -0.1), "no_speech"),
        (said("I'm going to cut it.", -1.0, no_speech=0.7), "no_speech"),
        (said("Turn on the lamp. Turn on the lamp.", length_s=1.0), "loop"),
        (said("Thank you.", -1.1), "noise_phrase"),
        (said("Thank you.", -0.8), None),
        (said("you", -1.1), "noise_phrase"),
        (said("Thanks for watching!", -0.1), "noise_phrase"),
        (said("字幕由Amara.org社区提供", -0.1), "noise_phrase"),
        (said("请不吝点赞订阅", -0.1), "noise_phrase"),
        (said("Okay.", -1.1), None),
        (said("谢谢。", -0.1), None),
        (said("I'm going to get to the next one.", -1.6, no_speech=0.3), "low_confidence"),
        (said("and", -1.44, no_speech=0.5), "low_confidence"),
    ],
)
def test_invented_text_is_rejected_with_its_reason(found: Decoding, reason: str | None) -> None:
    assert rejection(found, LIMITS) == reason


def test_a_decode_that_did_not_end_ran_into_a_loop() -> None:
    assert not repeats(said("Open the window."))
    assert repeats(said("Open the window.", capped=True))
    assert repeats(said("right right right right right"))


def test_confidence_is_the_mean_token_probability() -> None:
    assert said("yes", -0.5).confidence == pytest.approx(0.6065, abs=1e-4)
    assert said("yes", 0.1).confidence == 1.0
