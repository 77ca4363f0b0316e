"""Hostile skills are stopped and reported, while another skill of the same host goes on."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SkillError
from assistant.skillhost.host import HostOptions, ProcessSkillHost, open_skill_host
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sandbox import sandbox_facts
from assistant.skillhost.sdk import Context, ToolResult

ROOT = Path(__file__).parents[2]
HOSTILE = Path(__file__).parent / "hostile"
SIGNAL = "Vehicle.Cabin.Sunroof.Position"

pytestmark = pytest.mark.skipif(
    not sandbox_facts().works, reason=f"no sandbox: {sandbox_facts().detail}"
)


class Car:
    """A host with the hostile skill and a good one, on a loop that lives as long as the tests."""

    def __init__(self, runner: asyncio.Runner, host: ProcessSkillHost) -> None:
        self.runner = runner
        self.host = host

    def attack(self, tool: str, arguments: dict[str, Any]) -> tuple[SkillError | ToolResult, float]:
        """Return what came of an attack, and the longest that a good call took meanwhile."""
        return self.runner.run(self._attack(tool, arguments))

    async def _attack(
        self, tool: str, arguments: dict[str, Any]
    ) -> tuple[SkillError | ToolResult, float]:
        attack = asyncio.create_task(self.host.call(f"hostile.{tool}", arguments, Context()))
        slowest = 0.0
        while True:
            begun = time.perf_counter()
            await self.good_call()
            slowest = max(slowest, time.perf_counter() - begun)
            if attack.done():
                break
            await asyncio.wait([attack], timeout=0.02)
        failure = attack.exception()
        assert failure is None or isinstance(failure, SkillError)
        return failure or attack.result(), slowest

    async def good_call(self) -> None:
        result = await self.host.call("windows.sunroof_status", {}, Context(signals={SIGNAL: 100}))
        assert result.values == {"action": "open"}


@pytest.fixture(scope="module")
def car() -> Iterator[Car]:
    bundles = [load_bundle(HOSTILE), load_bundle(ROOT / "skills" / "windows")]
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.setattr("assistant.skillhost.runner.restart_delay_s", lambda *_: 0.0)
        opened = open_skill_host(bundles, HostOptions(shared=["windows"]))
        host = runner.run(opened.__aenter__())
        started = Car(runner, host)
        runner.run(started.good_call())
        yield started
        runner.run(opened.__aexit__(None, None, None))


@pytest.mark.parametrize(
    ("tool", "arguments", "code"),
    [
        ("read", {"path": "/etc/passwd"}, "skill_forbidden"),
        ("read", {"path": "/proc/1/environ"}, "skill_forbidden"),
        ("read", {"path": str(ROOT / "skills" / "windows" / "skill.py")}, "skill_forbidden"),
        ("list", {"path": str(Path.home())}, "skill_forbidden"),
        ("list", {"path": "/proc"}, "skill_forbidden"),
        ("list", {"path": "/tmp"}, "skill_forbidden"),
        ("write", {"path": "/tmp/hostile-was-here"}, "skill_forbidden"),
        ("write", {"path": "/dev/shm/hostile-was-here"}, "skill_forbidden"),
        ("write", {"path": str(HOSTILE / "written")}, "skill_forbidden"),
        ("delete", {"path": str(HOSTILE / "skill.toml")}, "skill_forbidden"),
        ("execute", {"path": "/usr/bin/id"}, "skill_forbidden"),
        ("run", {"path": "/usr/bin/id"}, "skill_forbidden"),
        ("run", {"path": sys.executable}, "skill_forbidden"),
        ("fork_bomb", {}, "skill_forbidden"),
        ("kill_parent", {}, "skill_forbidden"),
        ("kill", {"pid": 1}, "skill_forbidden"),
        ("ptrace", {}, "skill_forbidden"),
        ("memory_file", {}, "skill_forbidden"),
        ("memory", {}, "skill_died"),
        ("shared_memory", {}, "skill_died"),
        ("thread_bomb", {}, "skill_died"),
        ("crash", {}, "skill_died"),
        ("exit", {}, "skill_died"),
        ("output", {"line": "noise without an end "}, "skill_output"),
        ("output", {"line": "noise in lines\n"}, "skill_output"),
        ("output", {"line": '{"jsonrpc": "2.0", "method": "x"}\n'}, "skill_output"),
        ("huge", {"letters": 200_000}, "skill_output"),
        ("huge", {"letters": 5_000_000}, "skill_output"),
        ("sleep", {}, "skill_timeout"),
        ("spin", {}, "skill_timeout"),
        ("recurse", {}, "skill"),
        ("effect", {}, "skill"),
        ("no_answer", {}, "skill"),
        ("words", {}, "skill"),
    ],
)
def test_an_attack_is_stopped(car: Car, tool: str, arguments: dict[str, Any], code: str) -> None:
    outcome, slowest_s = car.attack(tool, arguments)
    assert isinstance(outcome, SkillError), outcome
    assert outcome.code == code
    assert "private words" not in str(outcome)
    assert slowest_s < 1.0
    assert not Path("/tmp/hostile-was-here").exists()
    assert (HOSTILE / "skill.toml").is_file()
    afterwards, _ = car.attack("behave", {})
    assert isinstance(afterwards, ToolResult)


def test_sockets_are_closed(car: Car, tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        unix.bind(str(tmp_path / "s"))
        unix.listen()
        abstract.bind(f"\0hostile-{os.getpid()}")
        abstract.listen()
        for tool, arguments in [
            ("tcp", {"port": tcp.getsockname()[1]}),
            ("udp", {"port": udp.getsockname()[1]}),
            ("unix", {"path": str(tmp_path / "s")}),
            ("abstract", {"name": f"hostile-{os.getpid()}"}),
            ("listen", {"port": 0}),
        ]:
            outcome, _ = car.attack(tool, arguments)
            assert isinstance(outcome, SkillError), (tool, outcome)
            assert outcome.code == "skill_forbidden", tool
        with pytest.raises(BlockingIOError):
            udp.recv(10)


def test_another_process_of_the_same_person_is_safe(car: Car) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        outcome, _ = car.attack("kill", {"pid": other.pid})
        assert isinstance(outcome, SkillError)
        assert outcome.code == "skill_forbidden"
        assert other.poll() is None
        other.communicate(b"\n")
    assert other.returncode == 0


def test_it_knows_nothing_of_the_engine(car: Car) -> None:
    os.environ["ASSISTANT_TEST_SECRET"] = "1"
    try:
        outcome, _ = car.attack("environment", {})
    finally:
        del os.environ["ASSISTANT_TEST_SECRET"]
    assert isinstance(outcome, ToolResult)
    assert "ASSISTANT_TEST_SECRET" not in outcome.values["what"]

    known = Context(signals={SIGNAL: 1}, services={"phone": ["secret"]}, utterance="my words")
    result = car.runner.run(car.host.call("hostile.context", {}, known))
    assert result.values == {"what": []}


def test_work_after_the_call_is_stopped(car: Car, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.skillhost.runner.LOOK_S", 0.4)
    outcome, _ = car.attack("background", {})
    assert isinstance(outcome, ToolResult)

    async def until_stopped() -> str:
        async with asyncio.timeout(10):
            while True:
                (status,) = [s for s in car.host.status().processes if s.name == "hostile"]
                if status.state == "stopped":
                    return status.fault
                await asyncio.sleep(0.05)

    assert car.runner.run(until_stopped()) == "skill_cpu"
    assert isinstance(car.attack("behave", {})[0], ToolResult)
