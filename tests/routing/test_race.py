"""Whatever the cloud does, it costs at most the patience: proved in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from assistant.clock import run_virtual
from assistant.errors import CloudError, EngineError
from assistant.routing.race import Run, first

PATIENCE_S, DEADLINE_S = 0.25, 8.0
TINY_S = 1e-6


@dataclass(frozen=True)
class Side:
    """An answer of sentences, each after ``delays``; then it fails, or ends, or hangs."""

    delays: tuple[float, ...]
    end: str

    async def pieces(self) -> AsyncGenerator[str]:
        for delay in self.delays:
            await asyncio.sleep(delay)
            yield "This is a sentence. "
        if self.end == "fails":
            raise CloudError("broken", reason="cut")
        if self.end == "hangs":
            await asyncio.sleep(3600)

    @property
    def begins_s(self) -> float:
        """When its first sentence is there; infinite when it never is."""
        return self.delays[0] if self.delays else float("inf")


delays = st.lists(st.floats(0.01, 5.0), max_size=3).map(tuple)
clouds = st.builds(Side, delays, st.sampled_from(["ends", "fails", "hangs"]))
locals_ = st.builds(
    Side, st.lists(st.floats(0.01, 5.0), min_size=1, max_size=3).map(tuple), st.just("ends")
)


async def raced(local: Side, cloud: Side) -> tuple[str, float]:
    """Return who won and when."""
    runs = {"local": Run(local.pieces(), "en"), "cloud": Run(cloud.pieces(), "en")}
    began = asyncio.get_running_loop().time()
    try:
        won = await first(runs["local"], runs["cloud"], PATIENCE_S, DEADLINE_S)
        took = asyncio.get_running_loop().time() - began
        return next(name for name, run in runs.items() if run is won), took
    finally:
        for run in runs.values():
            await run.stop()


@given(locals_, clouds)
def test_the_answer_begins_at_most_the_patience_later_than_the_cars_own(
    local: Side, cloud: Side
) -> None:
    winner, took = run_virtual(raced(local, cloud))
    assert took <= local.begins_s + PATIENCE_S + TINY_S
    if cloud.begins_s < local.begins_s + PATIENCE_S - TINY_S:
        assert winner == "cloud"
        assert took <= cloud.begins_s + TINY_S
    if cloud.begins_s > local.begins_s + PATIENCE_S + TINY_S:
        assert winner == "local"


@given(clouds)
def test_when_the_car_fails_the_cloud_has_until_the_deadline(cloud: Side) -> None:
    local = Side((), "fails")

    async def drive() -> str | None:
        try:
            return (await raced(local, cloud))[0]
        except EngineError:
            return None

    expected = "cloud" if cloud.begins_s < DEADLINE_S else None
    assert run_virtual(drive()) == expected


@given(clouds.filter(lambda side: bool(side.delays)))
def test_a_broken_answer_ends_with_an_error_after_its_whole_sentences(cloud: Side) -> None:
    async def drive() -> tuple[int, bool]:
        run, heard = Run(cloud.pieces(), "en"), 0
        try:
            async with asyncio.timeout(100):
                async for _ in run.sentences():
                    heard += 1
        except EngineError:
            return heard, True
        except TimeoutError:
            return heard, False
        finally:
            await run.stop()
        return heard, False

    heard, broken = run_virtual(drive())
    assert broken is (cloud.end == "fails")
    assert heard >= len(cloud.delays) - 1


def test_half_a_sentence_is_never_given() -> None:
    async def half() -> AsyncGenerator[str]:
        yield "This is whole. This is ha"
        raise CloudError("broken", reason="cut")

    async def drive() -> list[str]:
        run, said = Run(half(), "en"), []
        try:
            async for sentence in run.sentences():
                said.append(sentence)  # noqa: PERF401  # what came before the error counts
        except EngineError:
            pass
        return said

    assert run_virtual(drive()) == ["This is whole."]
