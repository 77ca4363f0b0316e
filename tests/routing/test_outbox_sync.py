"""Items reach a real receiver once, whatever it answers; nothing leaves without consent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.routing import outbox_sync
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Item, Mail
from assistant.routing.outbox_sync import PART_BYTES, Answer, OutboxSync, Word, understood
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.gate import Gate
from assistant.routing.privacy.ledger import DONE, Ledger
from tests.routing.receiver import Receiver, receiving

Failing = Iterator[tuple[int, dict[str, str]] | None]


@dataclass
class Car:
    """What a car sends with."""

    gate: Gate
    outbox: Outbox

    async def sync(self, url: str, until: Callable[[], bool], key: str = "") -> None:
        """Sync until something is so, and a moment longer."""
        task = asyncio.create_task(OutboxSync(self.outbox, self.gate, url, key=key).run())
        async with asyncio.timeout(10.0):
            while not await asyncio.to_thread(until):  # noqa: ASYNC110  # it is on the disk
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def is_empty(self) -> bool:
        return not self.outbox.status().waiting


@pytest.fixture
def car(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Car:
    monkeypatch.setattr(outbox_sync, "FIRST_WAIT_S", 0.01)
    consents = ConsentStore(tmp_path / "consent.json")
    consents.give(*Kind)
    gate = Gate(consents, Ledger(tmp_path / "ledger.sqlite", time.time))
    return Car(gate, Outbox(tmp_path / "outbox.sqlite", time.time))


def test_all_kinds_arrive_in_order_and_are_in_the_ledger(car: Car) -> None:
    for mail in reversed(Mail):
        car.outbox.put(mail, f"k-{mail}", f"body of {mail}".encode())
    with receiving() as receiver:
        asyncio.run(car.sync(receiver.url, car.is_empty, key="secret"))
    assert receiver.seen == [(f"/outbox/{mail}", f"k-{mail}") for mail in Mail]
    assert receiver.applied == {f"k-{mail}": f"body of {mail}".encode() for mail in Mail}
    entries = car.gate.ledger.entries()
    assert {entry.why for entry in entries} == {f"outbox.{mail}" for mail in Mail}
    assert all(entry.state == DONE and entry.bytes_out > 100 for entry in entries)


def test_a_long_item_goes_in_parts_and_goes_on_where_it_was(car: Car) -> None:
    body = bytes(range(256)) * (4 * PART_BYTES // 256)
    car.outbox.put(Mail.PICTURES, "big", body, "image/png")
    with receiving() as receiver:
        failing: Failing = iter([None, None, (503, {}), None, (503, {})])
        receiver.fault = lambda _: next(failing, None)
        asyncio.run(car.sync(receiver.url, car.is_empty))
    assert receiver.applied == {"big": body}
    assert receiver.received == len(body) + 2 * PART_BYTES  # only what failed went again


def test_a_receiver_that_lost_the_parts_gets_them_again(car: Car) -> None:
    body = b"z" * (3 * PART_BYTES)
    car.outbox.put(Mail.PICTURES, "big", body)
    item = car.outbox.first(car.gate.consents.current)
    assert item is not None
    car.outbox.has_taken(item, PART_BYTES)  # by a receiver that was set up anew since
    with receiving() as receiver:
        asyncio.run(car.sync(receiver.url, car.is_empty))
    assert receiver.applied == {"big": body}


def test_lost_answers_apply_nothing_twice(car: Car) -> None:
    for number in range(6):
        car.outbox.put(Mail.TELEMETRY, f"t{number}", b"x")
    with receiving() as receiver:
        times: dict[str, int] = {}

        def first_two(key: str) -> bool:
            times[key] = times.get(key, 0) + 1
            return times[key] <= 2

        receiver.lose_answer = first_two
        asyncio.run(car.sync(receiver.url, car.is_empty))
    assert set(times.values()) == {3}
    assert set(receiver.times.values()) == {1}


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_what_is_refused_is_dropped_and_counted(car: Car, status: int) -> None:
    car.outbox.put(Mail.FEEDBACK, "bad", b"x")
    car.outbox.put(Mail.TELEMETRY, "good", b"x")
    with receiving() as receiver:
        receiver.fault = lambda key: (status, {}) if key == "bad" else None
        asyncio.run(car.sync(receiver.url, car.is_empty))
    assert list(receiver.applied) == ["good"]
    assert car.outbox.status().dropped == {("feedback", "refused"): 1}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 401, 403, 404, 302])
def test_what_may_work_later_waits(car: Car, status: int) -> None:
    car.outbox.put(Mail.TELEMETRY, "t", b"x")
    with receiving() as receiver:
        failing: Failing = iter([(status, {})] * 3)
        receiver.fault = lambda _: next(failing, None)
        asyncio.run(car.sync(receiver.url, car.is_empty))
    assert receiver.requests == 4
    assert receiver.times == {"t": 1}


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(car: Car) -> None:
    car.outbox.put(Mail.TELEMETRY, "t", b"x")
    with receiving() as receiver:
        receiver.fault = lambda _: (429, {"retry-after": "1"})
        asyncio.run(car.sync(receiver.url, lambda: receiver.requests > 0))
        assert receiver.requests == 1


def test_nothing_goes_without_consent_nor_for_guests(car: Car) -> None:
    for mail in Mail:
        car.outbox.put(mail, mail, b"secret")
    consents = car.gate.consents
    with receiving() as receiver:
        consents.set_guest(True)
        asyncio.run(car.sync(receiver.url, lambda: True))
        assert receiver.requests == 0
        assert not car.is_empty()
        consents.set_guest(False)
        consents.withdraw(*Kind)
        asyncio.run(car.sync(receiver.url, car.is_empty))
        assert receiver.requests == 0
    assert sum(car.outbox.status().dropped.values()) == len(Mail)
    assert car.gate.ledger.entries() == []


def test_a_receiver_that_is_not_there_harms_nothing(car: Car) -> None:
    car.outbox.put(Mail.TELEMETRY, "t", b"x")
    with receiving() as receiver:
        url = receiver.url
    consent = car.gate.consents.current

    def tried() -> bool:
        item = car.outbox.first(consent)
        return item is not None and item.attempts >= 2

    asyncio.run(car.sync(url, tried))
    assert not car.is_empty()


def item(size: int, sent: int = 0) -> Item:
    return Item(1, "k", Mail.PICTURES, "image/png", bytes(size), sent, 0)


@pytest.mark.parametrize(
    ("status", "headers", "sent", "end", "answer"),
    [
        (200, {}, 0, 100, Answer(Word.DELIVERED)),
        (204, {}, 0, 100, Answer(Word.DELIVERED)),
        (409, {}, 0, 50, Answer(Word.DELIVERED)),
        (200, {}, 0, 50, Answer(Word.REFUSED)),
        (202, {}, 0, 50, Answer(Word.PART, 50)),
        (202, {"range": "bytes=0-29"}, 0, 50, Answer(Word.PART, 30)),
        (202, {"range": "bytes=0-9999"}, 0, 50, Answer(Word.PART, 100)),
        (416, {"range": "bytes=0-29"}, 50, 100, Answer(Word.PART, 30)),
        (416, {}, 50, 100, Answer(Word.PART, 0)),
        (416, {}, 0, 50, Answer(Word.LATER)),
        (202, {"range": "bytes=0-49"}, 50, 100, Answer(Word.LATER)),
        (202, {"range": "nonsense"}, 0, 50, Answer(Word.PART, 50)),
        (429, {"retry-after": "30"}, 0, 50, Answer(Word.LATER, wait_s=30.0)),
        (503, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, 0, 50, Answer(Word.LATER)),
        (418, {}, 0, 50, Answer(Word.LATER)),
    ],
)
def test_answers_are_understood(
    status: int, headers: dict[str, str], sent: int, end: int, answer: Answer
) -> None:
    assert understood(status, headers, item(100, sent), end) == answer


def test_a_receiver_can_be_a_receiver() -> None:
    """The double of the tests keeps the contract itself."""
    double = Receiver()
    key = {"idempotency-key": "k"}
    assert double.take("/", {**key, "content-range": "bytes 0-1/4"}, b"ab")[0] == 202
    assert double.take("/", {**key, "content-range": "bytes 0-1/4"}, b"ab")[0] == 416
    assert double.take("/", {**key, "content-range": "bytes 2-3/4"}, b"cd")[0] == 200
    assert double.take("/", key, b"abcd")[0] == 409
    assert double.applied == {"k": b"abcd"}
