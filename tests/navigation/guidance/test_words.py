"""Distances and sentences as they are spoken; prompts that wait."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.navigation.guidance.distances import Units, spoken_distance
from assistant.navigation.guidance.events import Cue, Prompt
from assistant.navigation.guidance.sentences import ahead, along, joined, spoken_s
from assistant.navigation.guidance.waiting import Waiting, put, take
from assistant.navigation.routes.interface import Said
from assistant.synthesis.speakable import speakable
from assistant.synthesis.voices import runs


@pytest.mark.parametrize(
    ("metres", "english", "mandarin"),
    [
        (4, "ten meters", "十米"),
        (87, "ninety meters", "九十米"),
        (240, "two hundred fifty meters", "二百五十米"),
        (410, "four hundred meters", "四百米"),
        (960, "one kilometer", "一公里"),
        (1480, "one and a half kilometers", "一点五公里"),
        (2100, "two kilometers", "两公里"),
        (12_400, "twelve kilometers", "十二公里"),
    ],
)
def test_metric(metres: float, english: str, mandarin: str) -> None:
    assert spoken_distance(metres, "en", Units.METRIC) == english
    assert spoken_distance(metres, "zh", Units.METRIC) == mandarin


@pytest.mark.parametrize(
    ("metres", "english", "mandarin"),
    [
        (30, "one hundred feet", "一百英尺"),
        (250, "eight hundred feet", "八百英尺"),
        (400, "a quarter mile", "四分之一英里"),
        (800, "half a mile", "半英里"),
        (1_609, "one mile", "一英里"),
        (2_400, "one and a half miles", "一点五英里"),
        (32_000, "twenty miles", "二十英里"),
    ],
)
def test_imperial(metres: float, english: str, mandarin: str) -> None:
    assert spoken_distance(metres, "en", Units.IMPERIAL) == english
    assert spoken_distance(metres, "zh", Units.IMPERIAL) == mandarin


@given(st.floats(0, 1e6), st.sampled_from(Units), st.sampled_from(["en", "zh"]))
def test_every_distance_is_spoken_in_words(metres: float, units: Units, language: str) -> None:
    text = spoken_distance(metres, language, units)
    assert text
    assert not any(character.isdigit() for character in text)


TURN = Said("Turn left onto 延安东路.", "Turn left onto 延安东路.", "Turn left.")


def test_frames() -> None:
    assert ahead(TURN, 300, "en", Units.METRIC) == (
        "In three hundred meters, turn left onto 延安东路."
    )
    assert joined("Turn right.", TURN, 20, "en", Units.METRIC) == (
        "Turn right. Then turn left onto 延安东路."
    )
    assert along("", 2000, "zh", Units.METRIC) == "继续行驶两公里。"


def test_a_foreign_street_is_spoken_by_a_voice_that_can() -> None:
    sentence = speakable(ahead(TURN, 300, "en", Units.METRIC), "en")
    spoken = {language for _, language in runs(sentence, "en", ("en", "zh"))}
    assert spoken == {"en", "zh"}


def test_longer_sentences_take_longer() -> None:
    assert spoken_s("Turn left.") < spoken_s("Turn left onto Fleet Street.") < 4
    assert spoken_s("请左转，进入延安东路。") == pytest.approx(2.3, abs=0.3)


def prompt(cue: Cue, manoeuvre: int, deadline_s: float = 100.0, until_m: float = 1e6) -> Prompt:
    return Prompt(cue, manoeuvre, "", deadline_s, until_m)


def test_the_most_urgent_comes_first() -> None:
    far, post = prompt(Cue.FAR, 2), prompt(Cue.POST, 1)
    first, waiting = take(put((far,), post), 0.0, 0.0)
    assert first == post
    assert take(waiting, 0.0, 0.0) == (far, ())


def test_a_later_prompt_makes_earlier_ones_needless() -> None:
    near, pre = prompt(Cue.NEAR, 1), prompt(Cue.PRE, 1)
    assert put((near,), pre) == (pre,)
    assert put((pre,), prompt(Cue.NEAR, 2)) == (prompt(Cue.NEAR, 2),)


def test_stale_prompts_are_dropped() -> None:
    waiting: Waiting = (prompt(Cue.NEAR, 1, deadline_s=5.0), prompt(Cue.PRE, 1, until_m=50.0))
    assert take(waiting, 5.1, 50.1) == (None, ())
    assert take(waiting, 5.1, 49.0)[0] == waiting[1]


@given(
    st.lists(
        st.builds(
            prompt, st.sampled_from(Cue), st.integers(0, 5), st.floats(0, 60), st.floats(0, 999)
        )
    ),
    st.floats(0, 60),
    st.floats(0, 999),
)
def test_nothing_stale_is_ever_taken(prompts: list[Prompt], now_s: float, along_m: float) -> None:
    waiting: Waiting = ()
    for one in prompts:
        waiting = put(waiting, one)
    taken, least = [], math.inf
    while waiting:
        one_taken, waiting = take(waiting, now_s, along_m)
        if one_taken is not None:
            assert one_taken.cue <= least
            least = one_taken.cue
            taken.append(one_taken)
    assert all(one.deadline_s >= now_s and one.until_m >= along_m for one in taken)
