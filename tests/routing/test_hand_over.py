"""A cloud's answer breaks off: somebody speaks on at once, and nothing is said twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clock import run_virtual
from assistant.conversation.phrases import phrase
from assistant.errors import CloudError, EngineError
from assistant.routing.hand_over import SILENT_S, to_the_end
from assistant.routing.late import MAX_SENTENCES
from assistant.routing.race import Run

MISSING, GOING_ON, REST = (phrase(f"cloud_{key}", "en") for key in ("cut", "go_on", "rest"))
CLOUD = [f"The cloud says {word}." for word in ("this", "that", "more", "much", "a lot", "it all")]
TINY_S = 1e-6


async def broken(sentences: int) -> AsyncGenerator[str]:
    for number in range(sentences):
        yield f"{CLOUD[number]} "
    yield "Half a sen"
    raise CloudError("broken", reason="cut")


async def local(delay_s: float, texts: list[str], *, fails: bool = False) -> AsyncGenerator[str]:
    await asyncio.sleep(delay_s)
    for text in texts:
        yield text + " "
    if fails:
        raise EngineError("died")


def heard(
    sentences: int, rest: AsyncGenerator[str] | None
) -> tuple[list[tuple[str, float]], list[str]]:
    """Return what is said and when, from the break on, and what the car was told to go on from."""

    async def scenario() -> tuple[list[tuple[str, float]], list[str]]:
        asked: list[str] = []
        begun: list[Run] = []

        async def go_on(said: str) -> Run | None:
            asked.append(said)
            if rest is not None:
                begun.append(Run(rest, "en"))
            return begun[0] if begun else None

        cloud, clock = Run(broken(sentences), "en"), asyncio.get_running_loop().time
        began = clock()
        found = [(one, clock() - began) async for one in to_the_end(cloud, "en", go_on)]
        for run in (cloud, *begun):
            await run.stop()
        return found, asked

    return run_virtual(scenario())


@pytest.mark.parametrize(
    ("delay_s", "texts", "fails", "said"),
    [
        (0.1, ["More.", "And more."], False, ["More.", "And more."]),
        (2.0, ["More."], False, [GOING_ON, "More."]),
        (0.1, [], False, [MISSING]),
        (0.1, [], True, [MISSING]),
        (2.0, [], True, [GOING_ON, REST]),
        (60.0, ["Too late."], False, [GOING_ON, REST]),
        (0.1, [CLOUD[0], "More."], False, ["More."]),
        (0.1, [CLOUD[0]], False, [MISSING]),
    ],
)
def test_the_car_goes_on_or_says_that_the_rest_is_missing(
    delay_s: float, texts: list[str], fails: bool, said: list[str]
) -> None:
    found, asked = heard(1, local(delay_s, texts, fails=fails))
    assert [sentence for sentence, _ in found] == [CLOUD[0], *said]
    assert asked == [CLOUD[0]]


def test_without_a_model_here_it_is_said_at_once() -> None:
    found, _ = heard(2, None)
    assert found[2:] == [(MISSING, 0.0)]


@given(
    st.integers(1, 6), st.floats(0.0, 20.0), st.lists(st.sampled_from(["One.", "Two."]), max_size=3)
)
def test_whoever_goes_on_does_so_at_once(sentences: int, delay_s: float, texts: list[str]) -> None:
    found, asked = heard(sentences, local(delay_s, texts))
    assert [s for s, _ in found[:sentences]] == CLOUD[:sentences]
    assert found[sentences][1] <= SILENT_S + TINY_S
    if asked:
        assert sentences <= MAX_SENTENCES - 2
    else:
        assert [sentence for sentence, _ in found[sentences:]] == [MISSING]
