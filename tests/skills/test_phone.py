"""Calls and messages in whole typed turns: what is asked back, and what an answer brings."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from assistant.app import Needs, open_assistant
from assistant.car import Assistant
from assistant.config import Config, PhoneSettings
from assistant.events import TurnEnded
from assistant.understanding.language import guess_language
from tests.sentences import share_sentences

Told = dict[str, list[TurnEnded]]

CONTACTS = (
    ("Tim Berg", {"CELL": "0301"}),
    ("John Carter", {"HOME": "0303"}),
    ("Jon Carter", {"HOME": "0304"}),
    ("Maria Silva", {"CELL": "0305", "WORK": "0306"}),
    ("陈静", {"CELL": "13800138003"}),
    ("程静", {"CELL": "13800138004"}),
)


TALKS = {
    "clear": ("call tim", "who am I talking to", "hang up"),
    "near, yes": ("call tom berg", "yes"),
    "near, no": ("call tom berg", "no"),
    "the second one": ("call john carter", "the second one"),
    "the first": ("call john carter", "the first"),
    "the last one": ("call john carter", "the last one"),
    "work": ("call maria", "work"),
    "at work": ("call maria", "at work"),
    "the work number": ("call maria", "the work number"),
    "nobody": ("make a call", "tim berg"),
    "message": ("write a message to tim", "I will be late", "yes"),
    "no message": ("send tim a message saying hello", "no"),
    "zh": ("打电话给陈静", "第二个"),
    "emergency": ("call the police",),
}
"""Conversations by name; each begins without a call and with nothing asked."""
TALKS_A_CAR = 4
"""A car makes no more than a few calls a minute."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """How every turn of ``TALKS`` ended, in a car with ``CONTACTS``."""
    folder = tmp_path_factory.mktemp("phone")
    cards = [
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\n"
        + "".join(f"TEL;TYPE={kind}:{number}\n" for kind, number in numbers.items())
        + "END:VCARD\n"
        for name, numbers in CONTACTS
    ]
    (folder / "contacts.vcf").write_text("".join(cards), encoding="utf-8")
    settings = PhoneSettings(contacts=str(folder / "contacts.vcf"))

    async def tell() -> Told:
        config = Config(data_dir=share_sentences(folder), phone=settings)
        ended: Told = {}
        for first in range(0, len(TALKS), TALKS_A_CAR):
            some = list(TALKS.items())[first : first + TALKS_A_CAR]
            async with open_assistant(config, Needs()) as car:
                ended |= {name: await _talk(car, said) for name, said in some}
        return ended

    return asyncio.run(tell())


async def _talk(car: Assistant, said: Sequence[str]) -> list[TurnEnded]:
    ended = [await car.ask(text, guess_language(text, ("en", "zh"))) for text in said]
    await car.ask("never mind", "en")
    await car.ask("hang up", "en")
    return ended


def called(ended: TurnEnded) -> bool:
    return [(one.path, one.verified) for one in ended.effects] == [("phone.call", True)]


def test_a_name_that_is_clear_is_called_at_once(told: Told) -> None:
    call, who, end = told["clear"]
    assert (call.reply, called(call)) == ("Calling Tim Berg.", True)
    assert "Tim Berg" in who.reply
    assert (end.reply, end.outcome) == ("Call ended.", "done")


@pytest.mark.parametrize(("answer", "reply"), [("yes", "Calling Tim Berg."), ("no", None)])
def test_a_name_that_is_near_is_asked_back(told: Told, answer: str, reply: str | None) -> None:
    asked, ended = told[f"near, {answer}"]
    assert (asked.outcome, asked.effects) == ("asked", ())
    assert asked.reply == "Did you mean Tim Berg? Shall I call?"
    assert called(ended) is (reply is not None)
    assert reply in (None, ended.reply)


@pytest.mark.parametrize(
    ("answer", "name"),
    [("the second one", "{1}"), ("the first", "{0}"), ("the last one", "{1}")],
)
def test_one_of_several_is_chosen(told: Told, answer: str, name: str) -> None:
    asked, ended = told[answer]
    offered = asked.reply.removeprefix("Did you mean ").removesuffix("?").split(" or ")
    assert sorted(offered) == ["John Carter", "Jon Carter"]
    assert (ended.reply, called(ended)) == (f"Calling {name.format(*offered)}.", True)


@pytest.mark.parametrize("answer", ["work", "at work", "the work number"])
def test_one_of_several_numbers_is_chosen(told: Told, answer: str) -> None:
    asked, ended = told[answer]
    assert (asked.outcome, asked.reply) == ("asked", "Maria Silva: mobile or work?")
    assert called(ended)


def test_whom_to_call_is_asked(told: Told) -> None:
    asked, ended = told["nobody"]
    assert (asked.outcome, called(ended)) == ("asked", True)


def test_a_message_is_asked_for_read_back_and_sent(told: Told) -> None:
    what, back, sent = told["message"]
    assert (what.outcome, back.outcome) == ("asked", "asked")
    assert back.reply == "To Tim Berg: I will be late. Send it?"
    assert (sent.reply, sent.effects[0].path) == ("Sent.", "message.sent")


def test_a_message_that_gets_no_yes_is_not_sent(told: Told) -> None:
    _, denied = told["no message"]
    assert denied.effects == ()


def test_mandarin_names_that_sound_alike_are_asked(told: Told) -> None:
    asked, ended = told["zh"]
    assert asked.outcome == "asked"
    assert called(ended)
    assert ended.reply == f"正在呼叫{asked.reply.removesuffix('？').split('还是')[1]}。"


def test_an_emergency_call_needs_no_contact_and_no_yes(told: Told) -> None:
    (ended,) = told["emergency"]
    assert (ended.reply, called(ended)) == ("Calling 1 1 2.", True)
