"""Scenes out of words, and changes of scenes by words."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.imaging.meaning import Answer
from assistant.imaging.wording import changed, read


def scene(prompt: str, language: str = "en") -> dict[str, Any]:
    found = read(prompt, language, seed=7)
    assert found.program is not None
    return found.program


@pytest.mark.parametrize(
    ("how", "without", "language", "wanted"),
    [
        ("winter", False, "en", {"season": "winter", "place": "forest", "time": "night"}),
        ("at noon", False, "en", {"time": "noon", "season": "summer"}),
        ("in watercolour", False, "en", {"style": "watercolor"}),
        ("水彩", False, "zh", {"style": "watercolor"}),
        ("下雪", False, "zh", {"weather": "snow"}),
        ("with a lighthouse", False, "en", {"place": "forest", "season": "summer"}),
        ("the car", True, "en", {"subjects": []}),
        ("没有汽车", False, "zh", {"subjects": []}),
    ],
)
def test_a_change_keeps_the_rest(
    how: str, without: bool, language: str, wanted: dict[str, Any]
) -> None:
    before = scene("a red car in a summer forest on a clear night")
    after = changed(before, how, language, without=without)
    assert after.answer is Answer.DRAW
    assert after.program is not None
    assert {key: after.program[key] for key in wanted} == wanted
    if "subjects" not in wanted:
        assert after.program["subjects"][0] == before["subjects"][0]


def test_what_is_named_again_replaces_what_was_there() -> None:
    after = changed(scene("a red car in a forest"), "a blue car", "en", without=False)
    assert after.program is not None
    assert [(one["kind"], one["color"]) for one in after.program["subjects"]] == [("car", "blue")]


def test_a_change_that_changes_nothing_is_not_known() -> None:
    assert changed(scene("a ship at sea"), "a quark", "en", without=False).answer is Answer.UNKNOWN
    assert changed({"place": "nowhere"}, "winter", "en", without=False).answer is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("prompt", "language"),
    [("the parliament at night", "en"), ("夜里的议会大厦", "zh"), ("relativity", "en"), ("", "en")],
)
def test_an_hour_alone_is_not_what_was_asked_for(prompt: str, language: str) -> None:
    assert read(prompt, language, 1).answer is Answer.UNKNOWN


def test_words_that_mean_nothing_are_told() -> None:
    found = read("a beach with a trombone", "en", 1)
    assert found.program is not None
    assert found.left_out == ("trombone",)
