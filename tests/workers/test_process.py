"""Real child processes: served, killed, hung, cancelled, restarted."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from assistant.errors import (
    AssistantError,
    EngineDiedError,
    EngineError,
    EngineTimeoutError,
    IntegrityError,
    TextError,
)
from assistant.workers.link import EngineSpec
from assistant.workers.process import WorkerHealth, WorkerProcess, WorkerState

LONG_S = 20.0
SHORT_S = 0.3


def echo(**kwargs: Any) -> EngineSpec:
    return EngineSpec("tests.workers.engines:Echo", kwargs)


@asynccontextmanager
async def running(spec: EngineSpec, notes: list[WorkerHealth]) -> AsyncIterator[WorkerProcess]:
    worker = WorkerProcess("echo", spec, on_health=notes.append)
    await worker.start()
    try:
        yield worker
    finally:
        pid = worker.pid
        await worker.close()
        assert pid is None or not psutil.pid_exists(pid)
        assert (worker.pid, worker.ready, worker.rss_mb) == (None, False, 0.0)


def with_worker(scenario: Any, spec: EngineSpec | None = None) -> list[WorkerHealth]:
    notes: list[WorkerHealth] = []

    async def run() -> None:
        async with running(spec or echo(), notes) as worker:
            await scenario(worker)

    asyncio.run(run())
    return notes


def test_native_noise_stays_in_the_child(capfd: pytest.CaptureFixture[str]) -> None:
    async def scenario(worker: WorkerProcess) -> None:
        assert worker.ready
        assert worker.rss_mb > 1
        assert await worker.call("greet", "car", timeout_s=LONG_S) == "hello car"
        assert await worker.call("process_id", timeout_s=LONG_S) == worker.pid
        assert [n async for n in worker.stream("count", 4, timeout_s=LONG_S)] == [0, 1, 2, 3]
        big = await worker.call("greet", "x" * 3_000_000, timeout_s=LONG_S)
        assert len(big) == 3_000_006

    notes = with_worker(scenario)
    assert capfd.readouterr() == ("", "")
    assert [n.state for n in notes] == [
        WorkerState.STARTING,
        WorkerState.READY,
        WorkerState.STOPPED,
    ]


def test_native_noise_goes_to_the_log_when_there_is_one(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"

    async def scenario(worker: WorkerProcess) -> None:
        await worker.call("greet", "car", timeout_s=LONG_S)

    with_worker(scenario, EngineSpec("tests.workers.engines:Echo", log_path=log))
    assert "noise on stderr" in log.read_text()


def test_the_child_steps_back_and_leaves_the_interrupt_to_its_parent() -> None:
    async def scenario(worker: WorkerProcess) -> None:
        assert await worker.call("niceness", timeout_s=LONG_S) == os.nice(0) + 3
        assert await worker.call("ignores_interrupt", timeout_s=LONG_S)

    with_worker(scenario, EngineSpec("tests.workers.engines:Echo", niceness=3))


def test_the_child_inherits_no_file_of_its_parent(tmp_path: Path) -> None:
    secret = tmp_path / "secret"

    async def scenario(worker: WorkerProcess) -> None:
        held = await worker.call("open_files", timeout_s=LONG_S)
        assert str(secret) not in held
        assert sum(name.startswith("socket:") for name in held) == 1

    with secret.open("w") as file:
        os.set_inheritable(file.fileno(), True)
        with_worker(scenario)


def test_engine_errors_keep_their_class_and_do_not_cost_the_process() -> None:
    async def scenario(worker: WorkerProcess) -> None:
        pid = worker.pid
        with pytest.raises(TextError, match="too long"):
            await worker.call("refuse", timeout_s=LONG_S)
        with pytest.raises(EngineError, match="ZeroDivisionError: oops"):
            await worker.call("stumble", timeout_s=LONG_S)
        with pytest.raises(TextError, match="no more"):
            assert [n async for n in worker.stream("count_then_fail", timeout_s=LONG_S)]
        with pytest.raises(EngineError, match="AttributeError"):
            await worker.call("no_such_method", timeout_s=LONG_S)
        assert worker.pid == pid

    with_worker(scenario)


async def _killed(worker: WorkerProcess, number: signal.Signals) -> None:
    assert worker.pid is not None
    os.kill(worker.pid, number)


def test_a_killed_engine_fails_its_call_and_serves_the_next() -> None:
    async def scenario(worker: WorkerProcess) -> None:
        first = worker.pid
        call = asyncio.create_task(worker.call("hang", timeout_s=LONG_S))
        await asyncio.sleep(0)
        await _killed(worker, signal.SIGKILL)
        with pytest.raises(EngineDiedError):
            await call
        assert await worker.call("greet", "again", timeout_s=LONG_S) == "hello again"
        assert worker.pid != first
        assert worker.restarts == 1

    notes = with_worker(scenario)
    assert [n.state for n in notes] == [
        WorkerState.STARTING,
        WorkerState.READY,
        WorkerState.FAILED,
        WorkerState.STARTING,
        WorkerState.READY,
        WorkerState.STOPPED,
    ]


def test_death_is_noticed_while_idle() -> None:
    seen = asyncio.Event()

    def note(health: WorkerHealth) -> None:
        if health.restarts == 1 and health.state is WorkerState.READY:
            seen.set()

    async def run() -> None:
        worker = WorkerProcess("echo", echo(), on_health=note)
        await worker.start()
        await _killed(worker, signal.SIGKILL)
        async with asyncio.timeout(LONG_S):
            await seen.wait()
        assert await worker.call("greet", "you", timeout_s=LONG_S) == "hello you"
        await worker.close()

    asyncio.run(run())


def test_an_engine_that_exits_by_itself_is_replaced() -> None:
    async def scenario(worker: WorkerProcess) -> None:
        with pytest.raises(EngineDiedError):
            await worker.call("die", timeout_s=LONG_S)
        assert await worker.call("greet", "again", timeout_s=LONG_S) == "hello again"

    with_worker(scenario)


@pytest.mark.parametrize("method", ["hang", "greet"])
def test_a_hung_or_stopped_engine_times_out_and_is_replaced(method: str) -> None:
    async def scenario(worker: WorkerProcess) -> None:
        first = worker.pid
        arguments: tuple[str, ...] = ()
        if method == "greet":
            await _killed(worker, signal.SIGSTOP)
            arguments = ("car",)
        waiting = asyncio.create_task(worker.call("greet", "behind", timeout_s=LONG_S))
        with pytest.raises(EngineTimeoutError):
            await worker.call(method, *arguments, timeout_s=SHORT_S)
        if method == "greet":
            with pytest.raises(EngineDiedError):
                await waiting
        assert await worker.call("greet", "again", timeout_s=LONG_S) == "hello again"
        assert worker.pid != first
        await asyncio.gather(waiting, return_exceptions=True)

    with_worker(scenario)


def test_a_stream_that_hangs_between_pieces_times_out() -> None:
    async def scenario(worker: WorkerProcess) -> None:
        pieces = worker.stream("count_then_hang", timeout_s=1.0)
        assert await anext(pieces) == 1
        with pytest.raises(EngineTimeoutError):
            await anext(pieces)

    with_worker(scenario)


def test_closing_a_stream_stops_the_childs_work(tmp_path: Path) -> None:
    progress = tmp_path / "progress"

    async def scenario(worker: WorkerProcess) -> None:
        pieces = worker.stream("count", 100_000, 0.001, timeout_s=LONG_S)
        assert await anext(pieces) == 0
        await pieces.aclose()
        pid = worker.pid
        assert await worker.call("greet", "on", timeout_s=LONG_S) == "hello on"
        stopped_at = int(progress.read_text())
        assert await worker.call("greet", "on", timeout_s=LONG_S) == "hello on"
        assert int(progress.read_text()) == stopped_at < 99_999
        assert worker.pid == pid

    with_worker(scenario, echo(progress=str(progress)))


def test_a_cancelled_call_that_has_not_begun_is_skipped(tmp_path: Path) -> None:
    progress = tmp_path / "progress"

    async def scenario(worker: WorkerProcess) -> None:
        pieces = worker.stream("count", 300, 0.001, timeout_s=LONG_S)
        await anext(pieces)
        behind = asyncio.create_task(worker.call("die", timeout_s=LONG_S))
        await asyncio.sleep(0)
        behind.cancel()
        await asyncio.gather(behind, return_exceptions=True)
        assert len([n async for n in pieces]) == 299
        assert await worker.call("greet", "on", timeout_s=LONG_S) == "hello on"
        assert worker.restarts == 0

    with_worker(scenario, echo(progress=str(progress)))


def left_over() -> list[psutil.Process]:
    """Return the workers that don't end; what other tests left running is none of ours."""
    ours = [one for one in psutil.Process().children() if "workers.child" in words_of(one)]
    _, alive = psutil.wait_procs(ours, timeout=LONG_S)
    return alive


def words_of(process: psutil.Process) -> str:
    """Return the command of a process; nothing when it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def test_a_damaged_model_is_a_clear_error_and_leaves_nothing_behind() -> None:
    async def run() -> None:
        worker = WorkerProcess("echo", EngineSpec("tests.workers.engines:damaged"))
        with pytest.raises(IntegrityError, match="wrong size"):
            await worker.start()
        assert worker.pid is None
        with pytest.raises(EngineDiedError):
            await worker.call("greet", "x", timeout_s=LONG_S)
        await worker.close()

    asyncio.run(run())
    assert left_over() == []


def test_an_engine_that_never_gets_ready_is_given_up() -> None:
    async def run() -> None:
        spec = EngineSpec("tests.workers.engines:stuck")
        worker = WorkerProcess("echo", spec, ready_timeout_s=SHORT_S)
        with pytest.raises(EngineTimeoutError):
            await worker.start()
        await worker.close()

    asyncio.run(run())
    assert left_over() == []


def test_an_engine_that_cannot_come_back_fails_calls_instead_of_holding_them(
    tmp_path: Path,
) -> None:
    spec = EngineSpec("tests.workers.engines:fragile", {"marker": str(tmp_path / "once")})
    hopeless = asyncio.Event()

    def note(health: WorkerHealth) -> None:
        if health.state is WorkerState.FAILED and health.restarts and "ended" in health.reason:
            failures.append(health)
            if len(failures) == 4:
                hopeless.set()

    failures: list[WorkerHealth] = []

    async def run() -> None:
        worker = WorkerProcess("echo", spec, on_health=note)
        await worker.start()
        with pytest.raises(EngineDiedError):
            await worker.call("die", timeout_s=LONG_S)
        async with asyncio.timeout(LONG_S):
            await hopeless.wait()
        with pytest.raises(AssistantError):
            await worker.call("greet", "x", timeout_s=LONG_S)
        await worker.close()

    asyncio.run(run())


def test_the_child_dies_with_its_parent() -> None:
    program = textwrap.dedent("""
        import asyncio, os
        from assistant.workers.link import EngineSpec
        from assistant.workers.process import WorkerProcess

        async def run():
            worker = WorkerProcess("echo", EngineSpec("tests.workers.engines:Echo"))
            await worker.start()
            print(worker.pid, flush=True)
            os._exit(9)

        asyncio.run(run())
    """)
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG_S,
    )
    assert done.returncode == 9, done.stderr
    pid = int(done.stdout)
    if psutil.pid_exists(pid):
        psutil.wait_procs([psutil.Process(pid)], timeout=LONG_S)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
