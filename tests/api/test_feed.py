"""The feed: readers hear of everything in order, and no one turn of the loop wakes them all."""

from __future__ import annotations

import asyncio
import json

import pytest

from assistant.api.feed import AT_ONCE, IN_A_ROW, Feed, LaggedError
from assistant.api.view import View
from assistant.conversation.precedence import Precedence
from assistant.events import Notice, PartialTranscript

READERS = 40


def notice(number: int) -> Notice:
    return Notice(at_s=0, kind="timer", text=str(number))


def test_readers_are_woken_a_few_at_a_time_and_all_of_them() -> None:
    async def work() -> tuple[list[int], int]:
        feed, heard = Feed(Precedence()), 0

        async def read() -> None:
            nonlocal heard
            seq = 0
            while seq < 2:
                seq = (await feed.news(seq))[-1].seq
                heard += 1

        readers = [asyncio.create_task(read()) for _ in range(READERS)]
        await asyncio.sleep(0)
        steps = []
        for number in range(2):
            feed.record(notice(number))
            before, goal = heard, heard + READERS
            while heard < goal:
                await asyncio.sleep(0)
                steps.append(heard - before)
                before = heard
        await asyncio.gather(*readers)
        return steps, heard

    steps, heard = asyncio.run(work())
    assert heard == 2 * READERS
    assert 0 < max(steps) <= AT_ONCE


def test_events_that_come_while_readers_are_woken_reach_them_too() -> None:
    async def work() -> set[tuple[int, ...]]:
        feed = Feed(Precedence())

        async def read() -> tuple[int, ...]:
            got: list[int] = []
            while len(got) < 5:
                got += [entry.seq for entry in await feed.news(got[-1] if got else 0)]
            return tuple(got)

        readers = [asyncio.create_task(read()) for _ in range(READERS)]
        for number in range(5):
            await asyncio.sleep(0)
            feed.record(notice(number))
        async with asyncio.timeout(5):
            return set(await asyncio.gather(*readers))

    assert asyncio.run(work()) == {(1, 2, 3, 4, 5)}


def test_a_reader_that_left_keeps_nobody_from_hearing() -> None:
    async def work() -> int:
        feed = Feed(Precedence())
        readers = [asyncio.create_task(feed.news(0)) for _ in range(3)]
        await asyncio.sleep(0)
        readers[0].cancel()
        await asyncio.gather(readers[0], return_exceptions=True)
        feed.record(notice(0))
        return len(await asyncio.wait_for(asyncio.gather(*readers[1:]), 5))

    assert asyncio.run(work()) == 2


def test_much_that_was_missed_comes_in_parts() -> None:
    feed = Feed(Precedence())
    for number in range(3 * IN_A_ROW):
        feed.record(notice(number))
    assert [entry.seq for entry in feed.since(2)] == list(range(3, 3 + IN_A_ROW))
    assert feed.since(3 * IN_A_ROW) == ()
    with pytest.raises(LaggedError):
        feed.since(3 * IN_A_ROW + 1)


def test_an_event_is_written_once_for_all_who_see_the_same() -> None:
    feed = Feed(Precedence())
    feed.record(PartialTranscript(at_s=0, turn_id="t", text="call Ana", language="en"))
    (entry,) = feed.since(0)
    assert entry.text(View()) is entry.text(View())
    assert json.loads(entry.text(View())) == {**entry.body, "seq": 1}
    hidden = View(words=False), View(flags=frozenset({"no_voice_transcription"}))
    assert [json.loads(entry.text(view))["text"] for view in hidden] == ["", ""]


def test_while_somebody_waits_for_an_answer_few_readers_are_told() -> None:
    """The others are told when the answer's sound has begun, in the same order."""

    async def work() -> list[int]:
        precedence = Precedence()
        feed, heard = Feed(precedence), list[int]()

        async def read(number: int) -> None:
            await feed.news(0)
            heard.append(number)

        readers = [asyncio.create_task(read(number)) for number in range(READERS)]
        await asyncio.sleep(0)
        precedence.tell(precedence, waited_for=True)
        feed.record(notice(0))
        for _ in range(READERS):
            await asyncio.sleep(0)
        told = len(heard)
        precedence.tell(precedence, waited_for=False)
        await asyncio.gather(*readers)
        assert heard == sorted(heard)
        return [told, len(heard)]

    assert asyncio.run(work()) == [AT_ONCE, READERS]
