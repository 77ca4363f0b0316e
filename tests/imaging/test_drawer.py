"""Pictures are drawn in a process of their own: one at a time, stopped at once, never stuck."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import psutil
import pytest

from assistant.errors import PictureError
from assistant.imaging.drawer import NICENESS, Drawer
from assistant.imaging.encode import decoded
from assistant.imaging.interface import PictureRequest
from assistant.imaging.worker import Drawn, EngineOf, Shown

SIZE = (160, 90)


@asynccontextmanager
async def drawing(step_s: float = 0.0, **options: Any) -> AsyncIterator[Drawer]:
    engine = EngineOf("assistant.imaging.fake:FakeEngine", {"step_s": step_s})
    drawer = Drawer({"fake": engine}, **{"idle_s": 60.0, **options})
    try:
        yield drawer
    finally:
        await drawer.close()


def draw(
    drawer: Drawer, prompt: str, seen: list[Shown] | None = None, limit_s: float = 10.0
) -> Coroutine[Any, Any, Drawn]:
    shown = seen if seen is not None else []
    return drawer.draw("fake", PictureRequest(prompt, size=SIZE, seed=3), limit_s, shown.append)


def test_a_picture_comes_with_progress_and_a_preview() -> None:
    async def run() -> tuple[Drawn, Drawn, list[Shown], int]:
        async with drawing() as drawer:
            seen: list[Shown] = []
            first = await draw(drawer, "stripes", seen)
            second = await draw(drawer, "stripes")
            assert drawer.worker.pid is not None
            return first, second, seen, psutil.Process(drawer.worker.pid).nice()

    first, second, seen, niceness = asyncio.run(run())
    assert decoded(first.jpeg).shape == (90, 160, 3)
    assert (first.size, first.engine) == (SIZE, "fake")
    assert first.jpeg == second.jpeg
    assert [one.step for one in seen] == [0, 1, 2, 3]
    assert seen[0].preview is not None
    assert decoded(seen[0].preview).shape[1] < SIZE[0]
    assert niceness == min(os.nice(0) + NICENESS, 19)


def test_a_picture_is_stopped_at_once_and_the_next_one_drawn() -> None:
    async def run() -> tuple[float, bool, int | None, int | None]:
        async with drawing(step_s=0.2) as drawer:
            await drawer.ready("fake")
            before, begun = drawer.worker.pid, asyncio.Event()

            async def first() -> None:
                request = PictureRequest("slow", size=SIZE, steps=100)
                await drawer.draw("fake", request, 60.0, lambda _: begun.set())

            task = asyncio.create_task(first())
            await begun.wait()
            at_s = time.perf_counter()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            took_s = time.perf_counter() - at_s
            await draw(drawer, "next")
            return took_s, task.cancelled(), before, drawer.worker.pid

    took_s, cancelled, before, after = asyncio.run(run())
    assert cancelled
    assert took_s < 1.5
    assert before == after  # the engine noticed: no process had to end


def test_an_engine_that_hangs_is_ended_and_the_next_picture_drawn() -> None:
    async def run() -> tuple[str, Drawn]:
        async with drawing(silent_s=0.5) as drawer:
            with pytest.raises(PictureError) as told:
                await draw(drawer, "hang", limit_s=0.2)
            return told.value.code, await draw(drawer, "next")

    code, after = asyncio.run(run())
    assert code == "picture_timeout"
    assert after.jpeg


def test_stopping_an_engine_that_hangs_frees_the_line() -> None:
    async def run() -> Drawn:
        async with drawing() as drawer:
            await drawer.ready("fake")
            task = asyncio.create_task(draw(drawer, "hang"))
            await asyncio.sleep(0.1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return await draw(drawer, "next")

    assert asyncio.run(run()).jpeg


@pytest.mark.parametrize("by", ["itself", "signal"])
def test_a_process_that_ends_costs_one_picture(by: str) -> None:
    async def run() -> tuple[str, Drawn]:
        async with drawing(step_s=0.1) as drawer:
            await drawer.ready("fake")
            task = asyncio.create_task(draw(drawer, "crash" if by == "itself" else "slow"))
            await asyncio.sleep(0.1)
            if by == "signal" and drawer.worker.pid is not None:
                os.kill(drawer.worker.pid, signal.SIGKILL)
            with pytest.raises(PictureError) as told:
                await task
            return told.value.code, await draw(drawer, "next")

    code, after = asyncio.run(run())
    assert code == "picture_engine"
    assert after.jpeg


def test_what_an_engine_raises_keeps_its_code() -> None:
    async def run() -> list[str]:
        codes = []
        async with drawing() as drawer:
            for prompt in ("unknown", "fault"):
                with pytest.raises(PictureError) as told:
                    await draw(drawer, prompt)
                codes.append(told.value.code)
        return codes

    assert asyncio.run(run()) == ["picture_unknown", "picture_engine"]


def test_an_idle_process_ends_and_gives_its_memory_back() -> None:
    async def run() -> tuple[int | None, Drawn]:
        async with drawing(idle_s=0.2) as drawer:
            await draw(drawer, "one")
            async with asyncio.timeout(10):
                while drawer.worker.pid is not None:  # noqa: ASYNC110  seen from outside
                    await asyncio.sleep(0.05)
            return drawer.worker.pid, await draw(drawer, "two")

    gone, after = asyncio.run(run())
    assert gone is None
    assert after.jpeg
