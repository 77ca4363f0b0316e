"""Virtual time: it jumps, keeps order, waits for threads, and finds forgotten tasks."""

from __future__ import annotations

import asyncio
import sys
import threading

import pytest

from assistant.clock import MonotonicClock, at_work, run_virtual


def test_ten_minutes_pass_at_once_and_in_order() -> None:
    async def person(clock: MonotonicClock, period_s: float, log: list[tuple[float, str]]) -> None:
        for n in range(1, int(600 / period_s) + 1):
            await clock.sleep_until(n * period_s)
            log.append((clock.now(), str(period_s)))

    async def talk() -> list[tuple[float, str]]:
        clock, log = MonotonicClock(), list[tuple[float, str]]()
        await asyncio.gather(*(person(clock, p, log) for p in (0.7, 0.5, 13.0)))
        return log

    first = run_virtual(talk())
    assert first == sorted(first, key=lambda entry: entry[0])
    assert first[-1][0] == pytest.approx(600.0, abs=0.7)
    assert all(run_virtual(talk()) == first for _ in range(3))


def test_time_stands_still_while_a_thread_works() -> None:
    release = threading.Event()

    async def work() -> tuple[float, str]:
        loop = asyncio.get_running_loop()
        timer = loop.create_task(asyncio.sleep(5.0))
        thread = loop.run_in_executor(None, release.wait, 10.0)
        await asyncio.sleep(0)
        release.set()
        await thread
        seen = loop.time()
        await timer
        return seen, f"{loop.time():.1f}"

    assert run_virtual(work()) == (0.0, "5.0")


def test_time_outs_expire_in_virtual_time() -> None:
    async def wait() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await asyncio.Event().wait()
        return asyncio.get_running_loop().time()

    assert run_virtual(wait()) == 3600.0


def test_a_moment_in_the_past_is_not_waited_for() -> None:
    async def wait() -> float:
        clock = MonotonicClock()
        await clock.sleep_until(2.0)
        await clock.sleep_until(1.0)
        return clock.now()

    assert run_virtual(wait()) == 2.0


def test_tasks_that_are_left_behind_are_told() -> None:
    async def forget() -> None:
        forgotten.append(asyncio.create_task(asyncio.sleep(9)))
        await asyncio.sleep(0)

    forgotten: list[asyncio.Task[None]] = []
    with pytest.raises(RuntimeError, match="sleep"):
        run_virtual(forget())
    assert forgotten[0].cancelled()


def test_time_stands_still_while_another_process_works() -> None:
    async def work() -> tuple[float, bytes]:
        clock = MonotonicClock()
        other = asyncio.create_task(clock.sleep_until(5.0))
        with at_work():
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "print('done')", stdout=asyncio.subprocess.PIPE
            )
            said, _ = await process.communicate()
        at_s = clock.now()
        await other
        return at_s, said

    assert run_virtual(work()) == (0.0, b"done\n")
