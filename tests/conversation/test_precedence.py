"""Who waits for an answer goes first."""

from __future__ import annotations

import asyncio

import pytest

from assistant.clock import run_virtual
from assistant.conversation.precedence import LIMIT_S, Precedence


class Somebody:
    """A session."""


async def waited(precedence: Precedence) -> float:
    loop = asyncio.get_running_loop()
    before = loop.time()
    await precedence.over()
    return loop.time() - before


def test_nothing_waits_while_nobody_does() -> None:
    assert run_virtual(waited(Precedence())) == 0


@pytest.mark.parametrize(("answered_s", "waited_s"), [(0.4, 0.4), (5.0, LIMIT_S)])
def test_other_work_waits_until_the_answer_begins(answered_s: float, waited_s: float) -> None:
    async def work() -> float:
        precedence, somebody = Precedence(), Somebody()
        precedence.tell(somebody, waited_for=True)
        loop = asyncio.get_running_loop()
        loop.call_later(answered_s, lambda: precedence.tell(somebody, waited_for=False))
        return await waited(precedence)

    assert run_virtual(work()) == pytest.approx(waited_s)


def test_the_last_who_is_answered_counts() -> None:
    async def work() -> tuple[bool, bool]:
        precedence, one, other = Precedence(), Somebody(), Somebody()
        precedence.tell(one, waited_for=True)
        precedence.tell(other, waited_for=True)
        precedence.tell(one, waited_for=False)
        held = precedence.held
        precedence.tell(other, waited_for=False)
        return held, precedence.held

    assert run_virtual(work()) == (True, False)
