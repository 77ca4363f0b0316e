"""Stories and quizzes: complete in both languages, told on, answered, and counted."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.understanding.normalize import clean

HOST = LocalSkillHost([load_bundle(Path(__file__).resolve().parents[2] / "skills" / "stories")])
LIBRARY: Any = sys.modules["assistant_skill_stories.library"]
ANSWERS: Any = sys.modules["assistant_skill_stories.answers"]
LANGUAGES = ("en", "zh")


class Child:
    """Talks to the skill, and keeps the bookmarks as the service does."""

    def __init__(self, language: str = "en") -> None:
        self.context = Context(language=language, services={"bookmark": {}})

    def says(self, tool: str, **arguments: Any) -> ToolResult:
        result = asyncio.run(HOST.call(f"stories.{tool}", arguments, self.context))
        marks = dict(self.context.services["bookmark"])
        marks |= {effect.target: effect.args for effect in result.effects}
        self.context = replace(self.context, services={"bookmark": marks})
        return result


def test_both_languages_have_the_same_stories_and_enough_questions() -> None:
    told = [[(t.id, len(t.parts)) for t in LIBRARY.tales(language)] for language in LANGUAGES]
    assert told[0] == told[1]
    assert len(told[0]) == 12
    for language in LANGUAGES:
        questions = LIBRARY.questions(language)
        assert len({q.id for q in questions}) == len(questions) >= 60
        assert len({q.ask for q in questions}) == len(questions)
        assert {q.topic for q in questions} == set(
            load_bundle(Path(__file__).resolve().parents[2] / "skills" / "stories")
            .tools["quiz"]
            .parameters["properties"]["topic"]["enum"]
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_right_as_it_is_told_and_as_it_is_heard(language: str) -> None:
    for question in LIBRARY.questions(language):
        for said in (question.answer, *question.accept):
            heard = clean(said, language).text
            assert ANSWERS.is_right(said, question.accept, language), (question.id, said)
            assert ANSWERS.is_right(heard, question.accept, language), (question.id, heard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_takes_the_answer_to_another_of_its_topic(language: str) -> None:
    """Except where two answers are the same or hold each other."""
    for one in LIBRARY.questions(language):
        for other in LIBRARY.questions(language):
            shared = any(a in b or b in a for a in one.accept for b in other.accept)
            if one.topic == other.topic and not shared:
                assert not ANSWERS.is_right(other.answer, one.accept, language), (one.id, other.id)


@pytest.mark.parametrize(
    ("said", "accept", "language", "right"),
    [
        ("I think it's the giraffe", ("giraffe",), "en", True),
        ("a girafe", ("giraffe",), "en", True),
        ("eight legs", ("8",), "en", True),
        ("eighteen", ("8",), "en", False),
        ("not the giraffe I mean the dog and the cat and the cow", ("giraffe",), "en", False),
        ("mars", ("jupiter",), "en", False),
        ("", ("giraffe",), "en", False),
        ("我觉得是长颈鹿吧", ("长颈鹿",), "zh", True),
        ("8条腿", ("8", "八"), "zh", True),
        ("18条", ("8", "八"), "zh", False),
        ("不是长颈鹿", ("长颈鹿",), "zh", False),
        ("东边", ("东",), "zh", True),
    ],
)
def test_answers(said: str, accept: tuple[str, ...], language: str, right: bool) -> None:
    assert ANSWERS.is_right(said, accept, language) is right


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_is_told_to_its_end_then_another(language: str) -> None:
    child = Child(language)
    first = LIBRARY.tales(language)[0]
    told = [child.says("tell")] + [child.says("tell", wish="go_on") for _ in first.parts[1:]]
    assert [piece.values["text"] for piece in told] == list(first.parts)
    assert [piece.values["more"] for piece in told] == [True] * (len(told) - 1) + [False]
    assert all((piece.outcome, piece.missing) == ("asked", "wish") for piece in told)
    following = child.says("tell", wish="go_on")
    assert following.values["title"] == LIBRARY.tales(language)[1].title


def test_a_piece_can_be_heard_again_and_a_story_chosen() -> None:
    child = Child()
    dragon = child.says("tell", about="a little dragon")
    assert child.says("tell", about="a little dragon", wish="again").values == dragon.values
    assert child.says("tell", about="a little dragon", wish="go_on").values["title"] == ""
    assert child.says("tell", about="submarine").reply == "no_such_story"
    assert child.says("tell", wish="no").effects == ()


def test_no_story_comes_twice_before_all_were_told() -> None:
    child = Child()
    titles = [child.says("tell", wish="new").values["title"] for _ in range(13)]
    assert len(set(titles)) == 12
    assert titles[12] == titles[0]


def test_a_quiz_counts_what_was_right_and_ends() -> None:
    child = Child()
    result = child.says("quiz", topic="animals")
    for number in range(10):
        mark = child.context.services["bookmark"]["quiz"]
        question = next(q for q in LIBRARY.questions("en") if q.id == mark["id"])
        assert question.topic == "animals"
        answer = "skip" if number == 0 else "a stone" if number == 1 else question.answer
        result = child.says("quiz", topic="animals", answer=answer)
    assert (result.outcome, result.values["right"], result.values["asked"]) == ("done", 8, 10)
    assert child.says("score").values == {"right": 8, "asked": 10}
    again = child.says("quiz", topic="animals")
    assert again.outcome == "asked"


def test_a_quiz_can_repeat_and_end_early() -> None:
    child = Child()
    first = child.says("quiz")
    assert child.says("quiz", answer="repeat").values["ask"] == first.values["ask"]
    child.says("quiz", wish="skip")
    ended = child.says("quiz", answer="end")
    assert (ended.reply, ended.values) == ("quiz_ended", {"right": 0, "asked": 1})
    assert child.says("quiz", answer="anything").reply == "question"


def test_a_wrong_answer_after_skipping_is_judged_as_an_answer() -> None:
    child = Child()
    child.says("quiz", wish="skip")
    assert child.says("quiz", wish="skip", answer="a stone").values["verdict"] == "wrong"
