"""Calls and messages in whole typed turns: what is asked back, and what an answer brings."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.app import Needs, open_assistant
from assistant.car import Assistant
from assistant.config import Config, PhoneSettings
from assistant.events import TurnEnded
from tests.sentences import share_sentences

CONTACTS = (
    ("Tim Berg", {"CELL": "0301"}),
    ("John Carter", {"HOME": "0303"}),
    ("Jon Carter", {"HOME": "0304"}),
    ("Maria Silva", {"CELL": "0305", "WORK": "0306"}),
    ("陈静", {"CELL": "13800138003"}),
    ("程静", {"CELL": "13800138004"}),
)


def talk(folder: Path, *said: str, language: str = "en") -> list[TurnEnded]:
    """Say things one after the other to a car with ``CONTACTS``; return how each turn ended."""
    cards = [
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\n"
        + "".join(f"TEL;TYPE={kind}:{number}\n" for kind, number in numbers.items())
        + "END:VCARD\n"
        for name, numbers in CONTACTS
    ]
    (folder / "contacts.vcf").write_text("".join(cards), encoding="utf-8")
    settings = PhoneSettings(contacts=str(folder / "contacts.vcf"))

    async def story() -> list[TurnEnded]:
        config = Config(data_dir=share_sentences(folder), phone=settings)
        async with open_assistant(config, Needs()) as assistant:
            return [await _ask(assistant, text, language) for text in said]

    return asyncio.run(story())


async def _ask(assistant: Assistant, text: str, language: str) -> TurnEnded:
    return await assistant.ask(text, language)


def called(ended: TurnEnded) -> bool:
    return [(one.path, one.verified) for one in ended.effects] == [("phone.call", True)]


def test_a_name_that_is_clear_is_called_at_once(tmp_path: Path) -> None:
    call, who, end = talk(tmp_path, "call tim", "who am I talking to", "hang up")
    assert (call.reply, called(call)) == ("Calling Tim Berg.", True)
    assert "Tim Berg" in who.reply
    assert (end.reply, end.outcome) == ("Call ended.", "done")


@pytest.mark.parametrize(("answer", "reply"), [("yes", "Calling Tim Berg."), ("no", None)])
def test_a_name_that_is_near_is_asked_back(tmp_path: Path, answer: str, reply: str | None) -> None:
    asked, ended = talk(tmp_path, "call tom berg", answer)
    assert (asked.outcome, asked.effects) == ("asked", ())
    assert asked.reply == "Did you mean Tim Berg? Shall I call?"
    assert called(ended) is (reply is not None)
    assert reply in (None, ended.reply)


@pytest.mark.parametrize(
    ("answer", "name"),
    [("the second one", "{1}"), ("the first", "{0}"), ("the last one", "{1}")],
)
def test_one_of_several_is_chosen(tmp_path: Path, answer: str, name: str) -> None:
    asked, ended = talk(tmp_path, "call john carter", answer)
    offered = asked.reply.removeprefix("Did you mean ").removesuffix("?").split(" or ")
    assert sorted(offered) == ["John Carter", "Jon Carter"]
    assert (ended.reply, called(ended)) == (f"Calling {name.format(*offered)}.", True)


@pytest.mark.parametrize("answer", ["work", "at work", "the work number"])
def test_one_of_several_numbers_is_chosen(tmp_path: Path, answer: str) -> None:
    asked, ended = talk(tmp_path, "call maria", answer)
    assert (asked.outcome, asked.reply) == ("asked", "Maria Silva: mobile or work?")
    assert called(ended)


def test_whom_to_call_is_asked(tmp_path: Path) -> None:
    asked, ended = talk(tmp_path, "make a call", "tim berg")
    assert (asked.outcome, called(ended)) == ("asked", True)


def test_a_message_is_asked_for_read_back_and_sent(tmp_path: Path) -> None:
    what, back, sent = talk(tmp_path, "write a message to tim", "I will be late", "yes")
    assert (what.outcome, back.outcome) == ("asked", "asked")
    assert back.reply == "To Tim Berg: I will be late. Send it?"
    assert (sent.reply, sent.effects[0].path) == ("Sent.", "message.sent")


def test_a_message_that_gets_no_yes_is_not_sent(tmp_path: Path) -> None:
    _, denied = talk(tmp_path, "send tim a message saying hello", "no")
    assert denied.effects == ()


def test_mandarin_names_that_sound_alike_are_asked(tmp_path: Path) -> None:
    asked, ended = talk(tmp_path, "打电话给陈静", "第二个", language="zh")
    assert asked.outcome == "asked"
    assert called(ended)
    assert ended.reply == f"正在呼叫{asked.reply.removesuffix('？').split('还是')[1]}。"


def test_an_emergency_call_needs_no_contact_and_no_yes(tmp_path: Path) -> None:
    (ended,) = talk(tmp_path, "call the police")
    assert (ended.reply, called(ended)) == ("Calling 1 1 2.", True)
