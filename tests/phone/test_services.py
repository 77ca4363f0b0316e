"""The services of the phone on the simulated one, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.clock import run_virtual
from assistant.errors import InputError, PhoneError
from assistant.phone.contacts import Contact, Number
from assistant.phone.messages import MAX_KEPT, Messages
from assistant.phone.service import SEEN_S, Phone
from assistant.phone.simulated import SimulatedTelephone
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker
from assistant.vehicle.interface import Value

ANNA = Contact("Anna Müller", (Number("+49 170 1234567", "mobile"),))
WALL = 1_700_000_000.0


class Car:
    """The two services on one simulated phone."""

    def __init__(self, folder: Path | None = None, market: str = "eu") -> None:
        self.line = SimulatedTelephone()
        calls, texts = (folder / "c.json", folder / "m.json") if folder else (None, None)
        self.phone = Phone(self.line, [ANNA], market, calls, lambda: WALL)
        self.messages = Messages(self.line, self.phone.who, texts, lambda: WALL)

    async def do(self, kind: str, value: Value | None = None, **args: Any) -> Applied:
        service: Phone | Messages = self.phone if kind.startswith("phone") else self.messages
        return await service.apply(Effect(kind, value=value, args=args), Asker("driver", "en"))

    def states(self) -> list[str]:
        return [str(call["state"]) for call in self.phone.seen()["calls"]]


def told(story: Callable[[Car], Awaitable[None]], car: Car | None = None) -> None:
    run_virtual(_with(story, car))


async def _with(story: Callable[[Car], Awaitable[None]], car: Car | None) -> None:
    await story(car or Car())


def test_a_call_is_made_named_and_remembered(tmp_path: Path) -> None:
    busy: list[bool] = []

    async def story(car: Car) -> None:
        car.phone.busy = busy.append
        called = await car.do("phone.call", number="0170 123-4567")
        assert (called.path, called.verified) == ("phone.call", True)
        assert car.phone.seen()["calls"][0]["name"] == "Anna Müller"
        await asyncio.sleep(10)
        assert car.states() == ["active"]
        assert (await car.do("phone.mute", True)).verified
        assert (await car.do("phone.tones", tones="1#")).verified
        assert (await car.do("phone.hang_up")).verified
        assert (car.states(), busy) == ([], [True, False])

    told(story, Car(tmp_path))
    recent = Car(tmp_path).phone.seen()["recents"][0]
    assert (recent["name"], recent["kind"]) == ("Anna Müller", "made")


def test_who_rings_is_told_and_a_missed_call_is_remembered() -> None:
    async def story(car: Car) -> None:
        rings: list[str] = []
        car.phone.ringing = rings.append
        car.line.ring("+491701234567")
        assert (await car.do("phone.answer")).verified
        car.line.ring("0301")
        assert (await car.do("phone.reject")).verified
        assert car.states() == ["active"]
        assert rings == ["Anna Müller", "0301"]
        await car.do("phone.hang_up")
        kinds = [recent["kind"] for recent in car.phone.seen()["recents"]]
        assert kinds == ["taken", "missed"]

    told(story)


def test_a_phone_that_shows_no_call_did_not_call() -> None:
    class Deaf(SimulatedTelephone):
        """Takes a number and does nothing, as a phone out of reach does."""

        async def dial(self, number: str) -> None:
            pass

    async def story(car: Car) -> None:
        car.phone = Phone(Deaf(), [], "eu", None, lambda: WALL)
        began = asyncio.get_running_loop().time()
        assert not (await car.do("phone.call", number="0301")).verified
        assert asyncio.get_running_loop().time() - began == pytest.approx(SEEN_S)

    told(story)


def test_what_makes_no_sense_or_can_not_be_done_is_an_error() -> None:
    async def story(car: Car) -> None:
        for kind, args in (
            ("phone.call", {"number": "Anna"}),
            ("phone.call", {}),
            ("phone.tones", {"tones": "A"}),
            ("phone.explode", {}),
            ("message.send", {"number": "1", "text": " "}),
            ("message.send", {"number": "1", "text": "x" * 1001}),
            ("message.burn", {}),
        ):
            with pytest.raises(InputError):
                await car.do(kind, **args)
        for kind in ("phone.answer", "phone.hang_up", "phone.reject"):
            with pytest.raises(PhoneError):
                await car.do(kind)
        with pytest.raises(PhoneError):
            await car.do("phone.tones", tones="1")
        car.line.ready = False
        assert car.phone.seen()["available"] is False
        for kind in ("phone.call", "message.send"):
            with pytest.raises(PhoneError):
                await car.do(kind, number="0301", text="hello")

    told(story)


def test_emergency_numbers_follow_the_market() -> None:
    async def story(car: Car) -> None:
        assert car.phone.seen()["emergency"]["any"] == "112"
        assert Car(market="us").phone.seen()["emergency"]["police"] == "911"
        assert Car(market="cn").phone.seen()["emergency"]["ambulance"] == "120"
        assert Car(market="moon").phone.seen()["emergency"]["any"] == "112"

    told(story)


def test_messages_come_are_read_and_kept(tmp_path: Path) -> None:
    async def story(car: Car) -> None:
        came: list[str] = []
        car.messages.came = came.append
        car.line.receive("+491701234567", "Here")
        car.line.receive("0301", "我到了")
        first, second = car.messages.seen()["messages"]
        assert (first["text"], second["name"], came) == (
            "我到了",
            "Anna Müller",
            ["Anna Müller", "0301"],
        )
        assert (await car.do("message.read", ids=[second["id"]])).verified
        assert not (await car.do("message.read", ids=["none"])).verified
        assert (await car.do("message.send", number="0301", text="Great")).verified
        assert car.line.sent == [("0301", "Great")]

    told(story, Car(tmp_path))
    kept = Car(tmp_path).messages.seen()["messages"]
    assert [one["read"] for one in kept] == [False, True]


def test_only_so_many_messages_are_kept() -> None:
    async def story(car: Car) -> None:
        for number in range(MAX_KEPT + 5):
            car.line.receive("0301", str(number))
        texts = [one["text"] for one in car.messages.seen()["messages"]]
        assert len(texts) == MAX_KEPT
        assert texts[0] == str(MAX_KEPT + 4)
        assert len({one["id"] for one in car.messages.seen()["messages"]}) == MAX_KEPT

    told(story)


@pytest.mark.parametrize("damage", ["{", '[{"id": 1}]', '[{"number": 3}]'])
def test_damaged_files_are_begun_anew(tmp_path: Path, damage: str) -> None:
    for name in ("c.json", "m.json"):
        (tmp_path / name).write_text(damage, encoding="utf-8")

    async def story(car: Car) -> None:
        assert car.messages.seen()["messages"] == car.phone.seen()["recents"] == []

    told(story, Car(tmp_path))
