"""The process host: on demand, warm, idle, upgraded while calls are in flight, honest about it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from assistant.errors import SkillError
from assistant.skillhost import sandbox
from assistant.skillhost.host import HostOptions, ProcessSkillHost, open_skill_host
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle, Limits, load_bundle, load_bundles
from assistant.skillhost.runner import LOOK_S, Looked, ProcessStatus, verdict
from assistant.skillhost.sdk import Context, set_signal
from tests.skillhost.test_manifest import GOOD, bundle

ROOT = Path(__file__).parents[2]
LIGHT = "Vehicle.Cabin.Light.Main"
CODE = """
import time
from assistant.skillhost.sdk import Skill, ToolResult, set_signal
skill = Skill("lamp")
@skill.tool("dim")
def dim(ctx, level=0):
    time.sleep({sleep_s})
    return ToolResult("{reply}", {{"level": level}}, (set_signal("Vehicle.Cabin.Light.Main", level),), "done")
"""  # noqa: E501  the code of a skill

needs_walls = pytest.mark.skipif(
    not sandbox.sandbox_facts().works, reason=sandbox.sandbox_facts().detail
)


def lamp(folder: Path, version: str = "1.2", reply: str = "done", sleep_s: float = 0) -> Bundle:
    made = bundle(folder, GOOD.replace("1.2", version))
    (made / "skill.py").write_text(CODE.format(reply=reply, sleep_s=sleep_s), encoding="utf-8")
    line = f'{reply}: "{version}: {{{{ level }}}}"\n'
    (made / "replies" / "en.yaml").write_text(line, encoding="utf-8")
    return load_bundle(made)


def running(
    bundles: list[Bundle], work: Callable[[ProcessSkillHost], Awaitable[None]], **options: object
) -> None:
    async def main() -> None:
        async with open_skill_host(bundles, HostOptions(**options)) as host:  # type: ignore[arg-type]
            await work(host)

    asyncio.run(main())


def status(host: ProcessSkillHost, name: str = "lamp") -> ProcessStatus:
    (one,) = [one for one in host.status().processes if one.name == name]
    return one


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not met():  # noqa: ASYNC110  nothing else tells when a process ends
            await asyncio.sleep(0.02)


@needs_walls
def test_a_process_starts_with_the_first_call_and_dies_with_the_host(tmp_path: Path) -> None:
    pids: list[int] = []

    async def work(host: ProcessSkillHost) -> None:
        assert status(host).state == "stopped"
        result = await host.call("lamp.dim", {"level": 7}, Context())
        assert result.effects == (set_signal(LIGHT, 7),)
        assert host.render("lamp.dim", result.reply, "en", result.values) == "1.2: 7"
        assert host.changes_state("lamp.dim")
        assert host.allowed_effects("lamp.dim") == ("Vehicle.Cabin.Light.*",)
        seen = status(host)
        assert (seen.state, seen.calls, seen.starts, seen.skills) == ("running", 1, 1, ("lamp",))
        assert seen.pid is not None
        assert 5 < seen.pss_mb < 150
        pids.append(seen.pid)

    running([lamp(tmp_path)], work)
    assert not psutil.pid_exists(pids[0])


@needs_walls
def test_a_warm_skill_runs_before_the_first_call(tmp_path: Path) -> None:
    async def work(host: ProcessSkillHost) -> None:
        await until(lambda: status(host).state == "running")
        assert status(host).calls == 0

    running([replace(lamp(tmp_path), prewarm=True)], work)


@needs_walls
def test_a_warm_skill_is_launched_first_and_waited_for_later(tmp_path: Path) -> None:
    async def work(host: ProcessSkillHost) -> None:
        assert (status(host).state, status(host).pid) == ("starting", None)
        await asyncio.sleep(0.5)
        assert status(host).state == "starting"
        host.warm()
        await until(lambda: status(host).state == "running")
        assert (status(host).starts, status(host).calls) == (1, 0)

    running([replace(lamp(tmp_path), prewarm=True)], work, warm=False)


@needs_walls
def test_a_launched_process_that_nobody_needs_dies_with_the_host(tmp_path: Path) -> None:
    before = set(psutil.Process().children())

    async def work(_: ProcessSkillHost) -> None:
        await until(lambda: bool(set(psutil.Process().children()) - before))

    running([replace(lamp(tmp_path), prewarm=True)], work, warm=False)
    assert not set(psutil.Process().children()) - before


@needs_walls
def test_a_warm_skill_that_died_is_warm_again_before_the_next_call(tmp_path: Path) -> None:
    hanging = replace(
        lamp(tmp_path, sleep_s=60), prewarm=True, limits=Limits(call_s=0.2, idle_s=60)
    )

    async def work(host: ProcessSkillHost) -> None:
        with pytest.raises(SkillError) as caught:
            await host.call("lamp.dim", {}, Context())
        assert caught.value.code == "skill_timeout"
        await until(lambda: status(host).state == "running")
        assert (status(host).starts, status(host).calls) == (2, 1)
        assert status(host).fault == "skill_timeout"

    running([hanging], work)


@needs_walls
def test_a_caller_that_gives_up_does_not_stop_the_start(tmp_path: Path) -> None:
    async def work(host: ProcessSkillHost) -> None:
        asking = asyncio.create_task(host.call("lamp.dim", {}, Context()))
        await until(lambda: status(host).state == "starting")
        asking.cancel()
        await until(lambda: status(host).state == "running")
        assert status(host).starts == 1

    running([lamp(tmp_path)], work)


@needs_walls
def test_an_idle_process_is_stopped_and_starts_again(tmp_path: Path) -> None:
    async def work(host: ProcessSkillHost) -> None:
        await host.call("lamp.dim", {}, Context())
        await until(lambda: status(host).state == "stopped")
        assert status(host).fault == ""
        await host.call("lamp.dim", {}, Context())
        assert status(host).starts == 2

    running([replace(lamp(tmp_path), limits=Limits(idle_s=1))], work)


def test_when_an_idle_process_is_stopped() -> None:
    assert verdict(Looked(idle_s=59, cpu_s=0.1), 60) == ""
    assert verdict(Looked(idle_s=60, cpu_s=0.1), 60) == "idle"
    assert verdict(Looked(idle_s=LOOK_S, cpu_s=LOOK_S), 60) == "skill_cpu"
    assert verdict(Looked(idle_s=0.1, cpu_s=0.1), 60) == ""


@needs_walls
def test_an_upgrade_lets_calls_in_flight_finish(tmp_path: Path) -> None:
    old = lamp(tmp_path / "old", "1.0", "old_words", sleep_s=0.7)
    new = lamp(tmp_path / "new", "2.0", "new_words")

    async def work(host: ProcessSkillHost) -> None:
        await host.call("lamp.dim", {}, Context())
        old_pid = status(host).pid
        in_flight = asyncio.create_task(host.call("lamp.dim", {"level": 1}, Context()))
        await asyncio.sleep(0.1)
        swapped: list[str] = []
        await host.replace([new], lambda: swapped.append(host.bundles[0].version))
        assert swapped == ["2.0"]
        assert not in_flight.done()
        result = await in_flight
        assert host.render("lamp.dim", result.reply, "en", result.values) == "1.0: 1"
        assert host.allowed_effects("lamp.dim") == ("Vehicle.Cabin.Light.*",)

        result = await host.call("lamp.dim", {"level": 2}, Context())
        assert host.render("lamp.dim", result.reply, "en", result.values) == "2.0: 2"
        assert old_pid is not None
        await until(lambda: not psutil.pid_exists(old_pid))

    running([old], work)


@needs_walls
def test_removal_and_what_does_not_change(tmp_path: Path) -> None:
    kept = load_bundle(ROOT / "skills" / "windows")

    async def work(host: ProcessSkillHost) -> None:
        await host.call("windows.shade_status", {}, Context())
        pid = status(host, "skills").pid
        in_flight = asyncio.create_task(host.call("lamp.dim", {"level": 1}, Context()))
        await asyncio.sleep(0)
        await host.replace([kept])
        assert status(host, "skills").pid == pid
        assert not any(spec.name.startswith("lamp.") for spec in host.tools())
        with pytest.raises(SkillError, match=r"lamp\.dim: no such tool"):
            await host.call("lamp.dim", {}, Context())
        result = await in_flight  # the turn in flight still says its line
        assert host.render("lamp.dim", result.reply, "en", result.values) == "1.2: 1"

    running([kept, lamp(tmp_path)], work, shared=["windows"])


@needs_walls
def test_a_start_that_fails_is_tried_once_more_then_waited_for(tmp_path: Path) -> None:
    broken = lamp(tmp_path)
    (broken.folder / "skill.py").write_text("import nothing_like_this", encoding="utf-8")

    async def work(host: ProcessSkillHost) -> None:
        with pytest.raises(SkillError, match="nothing_like_this") as caught:
            await host.call("lamp.dim", {}, Context())
        assert caught.value.code == "skill_start"
        assert status(host).starts == 2
        with pytest.raises(SkillError):
            await host.call("lamp.dim", {}, Context())
        with pytest.raises(SkillError, match="keeps ending; the next start is in"):
            await host.call("lamp.dim", {}, Context())
        assert status(host).state == "failing"
        assert status(host).starts == 4

    running([broken], work)


def test_without_a_sandbox_only_our_own_skills_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_MISSING", "no such library")
    ours = load_bundle(ROOT / "skills" / "windows")

    async def work(host: ProcessSkillHost) -> None:
        await host.call("windows.shade_status", {}, Context())
        assert not host.status().sandbox.works
        with pytest.raises(SkillError, match=r"\[skills\] sandbox") as caught:
            await host.call("lamp.dim", {}, Context())
        assert caught.value.code == "skill_sandbox"

    running([ours, lamp(tmp_path)], work, shared=["windows"])


def test_an_operator_may_allow_skills_without_walls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_MISSING", "no such library")

    async def work(host: ProcessSkillHost) -> None:
        assert (await host.call("lamp.dim", {"level": 3}, Context())).values == {"level": 3}

    running([lamp(tmp_path)], work, sandbox="off")


@needs_walls
def test_the_shipped_skills_in_one_process_agree_with_this_one_and_are_small() -> None:
    bundles = list(load_bundles(ROOT / "skills"))
    local = LocalSkillHost(bundles)
    signals = {f"Vehicle.Some.Signal{n}": n for n in range(150)}
    context = Context(signals={**signals, "Vehicle.Cabin.Sunroof.Position": 100})

    async def work(host: ProcessSkillHost) -> None:
        for position in range(0, 101, 20):
            arguments = {"position": position, "seat": "all"}
            answer = await host.call("windows.set_window", arguments, context)
            assert answer == await local.call("windows.set_window", arguments, context)
        assert len(host.status().processes) == 1
        assert status(host, "skills").pss_mb < 150

    running(bundles, work, shared=[one.id for one in bundles])


@needs_walls
def test_the_walls_are_tried() -> None:
    assert sandbox.try_walls() == ""


def test_missing_walls_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_MISSING", "no such library")
    assert "no such library" in sandbox.try_walls()
