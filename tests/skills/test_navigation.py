"""Trips by voice, in whole typed turns on a small real map: asked, answered, changed, ended."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.app import Needs, open_assistant
from assistant.car import Assistant
from assistant.config import Config
from assistant.events import TurnEnded
from assistant.navigation.simulated_drive import place
from assistant.understanding.language import guess_language
from assistant.vehicle.simulated import SimulatedVehicle
from tests.navigation.trips import START, install_town
from tests.sentences import share_sentences

PHARMACY = "where is the nearest pharmacy?"

Talks = dict[str, tuple[str, ...]]

TALKS: Talks = {
    "home": ("take me home", "this is home", "take me home"),
    "start": (
        "navigate to the nearest coffee shop",
        "how long still",
        "what's the next turn?",
        "stop the navigation",
        "how long still",
    ),
    "window": (PHARMACY, "open my window"),
    "museum": ("take me to the museum of tray", "the second one"),
    "stop": (
        "navigate to the museum of trains",
        "is there a bakery on the way?",
        "yes",
        "show the route",
        "skip the stop",
        "show the route",
    ),
    "where to": ("navigate", "take me to lake cafe", "delete grandma"),
    "another goal": ("take me to the museum of tray", "take me to lake cafe"),
    "stop by name": (
        "navigate to the museum of trains",
        "stop at a bakery on the way",
        "stop at the lake fuel",
        "remove the zoo from the route",
        "remove the bakery",
        "不去加油站了",
        "I don't want to go to the museum anymore",
    ),
    "driving": (
        "navigate to the museum of trains",
        "avoid toll roads",
        "mute the guidance",
        "what's the speed limit here",
        "what street are we on",
        "is there another route",
        "I need to charge",
    ),
    "refused": ("navigate to zzyzx", "take me to the island library", "where is the cheapest cafe"),
    "zh": (
        "导航到最近的咖啡店",
        "还有多久到",
        "附近有药店吗",
        "第二个",
        "不走高速",
        "这里限速多少",
        "结束导航",
    ),
}

DURING: Talks = {
    "ended": ("navigate to the museum of trains", "cancel", "how long still"),
    "never mind": ("navigate to the museum of trains", "never mind", "how long still"),
    "aside": (
        "navigate to the museum of trains",
        "what's the speed limit here",
        "never mind",
        "how much longer will this take",
    ),
    "other": ("navigate to the museum of trains", "open my window", "cancel", "how long still"),
    "timer": (
        "navigate to the museum of trains",
        "set a timer for ten minutes",
        "how much longer",
        "cancel the timer",
        "how long still",
    ),
    "stop dropped": (
        "navigate to the museum of trains",
        "stop at anna's bakery",
        "cancel that",
        "show the route",
    ),
    "zh cancel": ("导航到博物馆", "先去面包店", "还要多久", "取消导航", "先去面包店"),
}

YES = {
    "yes": "North Pharmacy",
    "the first one": "North Pharmacy",
    "take me there": "North Pharmacy",
    "the second one please": "Oak Pharmacy",
    "the one on oak avenue": "Oak Pharmacy",
    "oak pharmacy": "Oak Pharmacy",
}
NO = ("no", "neither", "cancel", "no thanks")

Told = dict[str, list[TurnEnded]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """How the turns of each conversation ended; three cars: the policy counts starts."""
    folder = share_sentences(tmp_path_factory.mktemp("town"))
    install_town(folder)
    answers: Talks = {one: (PHARMACY, one, "how long still") for one in (*YES, *NO)}
    ended: Told = {}
    for talks in (TALKS, DURING, answers):
        ended |= asyncio.run(_talk(folder, talks))
    return ended


async def _talk(folder: Path, talks: Talks) -> Told:
    async with open_assistant(Config(data_dir=folder), Needs()) as assistant:
        car = assistant.vehicle
        assert isinstance(car, SimulatedVehicle)
        place(car, START, 90.0)
        return {name: await _conversation(assistant, said) for name, said in talks.items()}


async def _conversation(assistant: Assistant, said: tuple[str, ...]) -> list[TurnEnded]:
    """Say things one after the other, in a conversation of their own, without a trip before."""
    assistant.runner.performer.forget()
    assert assistant.navigation is not None
    assert assistant.navigation.guide is not None
    assistant.navigation.guide.end()
    return [await assistant.ask(text, guess_language(text, ("en", "zh"))) for text in said]


def replies(turns: list[TurnEnded]) -> list[str]:
    return [turn.reply for turn in turns]


def starts(turn: TurnEnded) -> bool:
    return [(one.path, one.value) for one in turn.effects] == [("navigation.guiding", True)]


def test_from_a_wish_to_guidance(told: Told) -> None:
    start, left, turn, end, after = told["start"]
    assert start.reply == "On our way. It's 450 meters to Corner Cafe."
    assert starts(start)
    assert "We arrive at" in left.reply
    assert turn.outcome == "answered"
    assert (end.reply, after.reply) == ("Guidance is off.", "No route is running.")


@pytest.mark.parametrize(("answer", "goal"), YES.items())
def test_a_question_changes_nothing_and_a_yes_starts_a_trip(
    told: Told, answer: str, goal: str
) -> None:
    question, started, left = told[answer]
    assert (question.outcome, question.effects) == ("asked", ())
    assert starts(started)
    assert goal in started.reply
    assert left.reply != "No route is running."


@pytest.mark.parametrize("answer", NO)
def test_a_no_starts_nothing(told: Told, answer: str) -> None:
    _, after, left = told[answer]
    assert after.effects == ()
    assert left.reply == "No route is running."


def test_another_command_instead_of_an_answer_is_carried_out(told: Told) -> None:
    assert told["window"][1].intent == "windows.set_window"


def test_a_name_that_fits_two_places_is_asked_about(told: Told) -> None:
    asked, started = told["museum"]
    assert asked.outcome == "asked"
    assert "Museum of Trams" in asked.reply
    assert starts(started)
    assert "Museum of Trains" in started.reply


def test_a_stop_is_added_and_left_out(told: Told) -> None:
    turns = told["stop"]
    outcomes = ["done", "asked", "done", "answered", "done", "answered"]
    assert [turn.outcome for turn in turns] == outcomes
    assert "We'll stop at Anna's Bakery" in turns[2].reply
    assert "with 1 stop" in turns[3].reply
    assert "stop" not in turns[5].reply


def test_a_stop_is_left_out_by_its_kind_and_the_destination_too(told: Told) -> None:
    turns = told["stop by name"]
    assert replies(turns[3:]) == [
        "There's no zoo on the route.",
        "Okay, we won't stop at Anna's Bakery.",
        "好的，不去Lake Fuel了。",
        "Guidance is off.",
    ]


def test_a_whole_command_answers_a_question_or_takes_its_place(told: Told) -> None:
    asked, started, _ = told["where to"]
    assert (asked.reply, starts(started)) == ("Where to?", True)
    asked, started = told["another goal"]
    assert (asked.outcome, starts(started)) == ("asked", True)
    assert "Lake Cafe" in started.reply


def test_words_that_mean_nothing_are_no_part_of_the_last_destination(told: Told) -> None:
    assert told["where to"][2].intent != "navigation.go_to"


def test_home_is_learnt_where_the_car_stands(told: Told) -> None:
    unknown, saved, home = told["home"]
    assert (unknown.outcome, unknown.effects) == ("refused", ())
    assert saved.reply == "Got it. I'll remember this as home."
    assert home.reply.startswith("On our way home.")


def test_what_is_asked_while_driving(told: Told) -> None:
    found = replies(told["driving"])
    assert found[1:5] == [
        "I'll avoid toll roads.",
        "Directions are silent. The route goes on.",
        "The limit here is 50.",
        "We're on Main Street.",
    ]
    assert found[5].startswith("One goes by")
    assert "We'll stop at the charging station" in found[6]


def test_what_can_not_be_done_is_said(told: Told) -> None:
    assert replies(told["refused"]) == [
        "I couldn't find zzyzx on the map.",
        "There's no road to Island Library from here.",
        "My map doesn't say which cafe is cheapest.",
    ]


@pytest.mark.parametrize("how", ["ended", "never mind"])
def test_a_bare_cancel_ends_the_trip_that_has_just_begun(told: Told, how: str) -> None:
    _, cancelled, after = told[how]
    assert cancelled.intent == "navigation.cancel"
    assert replies([cancelled, after]) == ["Guidance is off.", "No route is running."]


def test_a_cancel_after_something_else_leaves_the_trip_alone(told: Told) -> None:
    for turns in (told["aside"][2:], told["other"][2:]):
        assert turns[0].outcome == "cancelled"
        assert "We arrive at" in turns[1].reply


def test_how_much_longer_asks_about_the_trip_unless_a_timer_was_talked_about(told: Told) -> None:
    assert told["aside"][3].intent == "navigation.how_long"
    assert told["timer"][2].intent == "clock.timer_remaining"
    assert "We arrive at" in told["timer"][4].reply


def test_a_cancel_takes_the_stop_out_that_was_just_added(told: Told) -> None:
    turns = told["stop dropped"]
    assert turns[2].intent == "navigation.remove_stop"
    assert "stop" not in turns[3].reply


def test_first_somewhere_else_is_a_stop_while_a_trip_runs(told: Told) -> None:
    turns = told["zh cancel"]
    assert [turn.intent for turn in turns[1:]] == [
        "navigation.add_stop",
        "navigation.how_long",
        "navigation.cancel",
        "navigation.go_to",
    ]


def test_mandarin_trips(told: Told) -> None:
    turns = told["zh"]
    assert turns[0].reply == "好的，出发。到Corner Cafe，450米。"
    assert turns[2].outcome == "asked"
    assert starts(turns[3])
    assert "Oak Pharmacy" in turns[3].reply
    assert replies(turns[4:]) == ["好的，尽量不走高速。", "这里限速50公里。", "导航已结束。"]
