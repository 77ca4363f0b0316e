"""The in-process host keeps the boundary: plain data in, declared effects out."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SkillError
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult, set_signal
from tests.skillhost.test_manifest import GOOD, bundle

LIGHT = "Vehicle.Cabin.Light.Main"
HEAD = """
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult, set_signal
skill = Skill("lamp")
@skill.tool("dim")
"""


def host(tmp_path: Path, body: str, manifest: str = GOOD) -> LocalSkillHost:
    folder = bundle(tmp_path, manifest)
    code = f"{HEAD}def dim(ctx, level=0):\n    {body}\n"
    (folder / "skill.py").write_text(code, encoding="utf-8")
    (folder / "replies" / "en.yaml").write_text(
        'level: "At {{ level | number }}."\nbad: "{{ nothing }}"\n'
        'secret: "{{ level.__class__ }}"\n',
        encoding="utf-8",
    )
    return LocalSkillHost([load_bundle(folder)])


def call(
    running: LocalSkillHost, arguments: dict[str, Any] | None = None, context: Context | None = None
) -> ToolResult:
    return asyncio.run(running.call("lamp.dim", arguments or {}, context or Context()))


def test_a_call_and_its_reply(tmp_path: Path) -> None:
    running = host(
        tmp_path,
        f'return ToolResult("level", {{"level": level}}, (set_signal("{LIGHT}", level),), "done")',
    )
    result = call(running, {"level": 7})
    assert result.effects == (set_signal(LIGHT, 7),)
    assert running.render("lamp.dim", result.reply, "en", result.values) == "At 7."
    assert running.changes_state("lamp.dim")
    assert [spec.name for spec in running.tools()] == ["lamp.dim"]


def test_a_skill_sees_only_what_it_declares(tmp_path: Path) -> None:
    body = 'return ToolResult("level", {"seen": sorted(ctx.signals), "said": ctx.utterance})'
    context = Context(signals={LIGHT: 1, "Vehicle.Speed": 30}, utterance="dim it")
    assert call(host(tmp_path, body), context=context).values == {"seen": [LIGHT], "said": ""}


@pytest.mark.parametrize(
    ("body", "arguments", "message"),
    [
        ('return ToolResult("level")', {"level": "high"}, "wrong arguments"),
        ('return ToolResult("level")', {"colour": 1}, "wrong arguments"),
        ('return ToolResult("level")', {"level": {1}}, "Only plain data"),
        ('return ToolResult("level", {"at": object()})', {}, "Only plain data"),
        ('return "done"', {}, "must return a ToolResult, not str"),
        ('return ToolResult("level", outcome="great")', {}, "outcome must be one of"),
        ("return 1 / 0", {}, "lamp.dim failed: ZeroDivisionError"),
        (
            'return ToolResult("level", effects=(set_signal("Vehicle.Speed", 0),))',
            {},
            "asked for Vehicle.Speed, which its skill.toml doesn't declare",
        ),
        (
            'return ToolResult("level", effects=(Effect("timer.start", "t"),))',
            {},
            "asked for timer",
        ),
    ],
)
def test_what_breaks_the_boundary_fails(
    tmp_path: Path, body: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SkillError, match=message):
        call(host(tmp_path, body), arguments)


def test_a_tool_that_changes_nothing_gets_no_effects(tmp_path: Path) -> None:
    body = f'return ToolResult("level", effects=(set_signal("{LIGHT}", 1),))'
    running = host(tmp_path, body, GOOD.replace("changes_state = true", "changes_state = false"))
    with pytest.raises(SkillError, match="doesn't declare"):
        call(running)
    assert running.allowed_effects("lamp.dim") == ()


def test_a_number_beyond_the_limits_reaches_the_skill(tmp_path: Path) -> None:
    limited = GOOD.replace('type = "integer"', 'type = "integer"\nmaximum = 10')
    running = host(tmp_path, 'return ToolResult("level", {"level": level})', limited)
    assert call(running, {"level": 400}).values == {"level": 400}


def test_a_skill_that_hangs_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.skillhost.local.CALL_S", 0.05)
    running = host(tmp_path, "import threading; threading.Event().wait(0.5)")
    with pytest.raises(SkillError, match=r"no answer within 0\.05 s"):
        call(running)


def test_unknown_tools(tmp_path: Path) -> None:
    running = host(tmp_path, 'return ToolResult("level")')
    for name in ("lamp.glow", "sun.dim", "dim", ""):
        assert not running.changes_state(name)
        with pytest.raises(SkillError, match="no such tool"):
            asyncio.run(running.call(name, {}, Context()))


@pytest.mark.parametrize("key", ["nowhere", "bad", "secret"])
def test_replies_that_can_not_be_rendered(tmp_path: Path, key: str) -> None:
    running = host(tmp_path, 'return ToolResult("level")')
    with pytest.raises(SkillError, match=key):
        running.render("lamp.dim", key, "en", {"level": 1})


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("skill = 1", "define `skill = Skill"),
        (
            'from assistant.skillhost.sdk import Skill\nskill = Skill("lamp")',
            "without a function: dim",
        ),
        ("import nothing_like_this", "ModuleNotFoundError"),
    ],
)
def test_code_that_can_not_be_loaded(tmp_path: Path, code: str, message: str) -> None:
    folder = bundle(tmp_path, GOOD)
    (folder / "skill.py").write_text(code, encoding="utf-8")
    with pytest.raises(SkillError, match=message):
        LocalSkillHost([load_bundle(folder)])


def test_no_words_of_a_person_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    running = host(tmp_path, 'return ToolResult("level", {"level": level})')
    call(running, {"level": 7}, Context(utterance="my private words"))
    assert "private" not in caplog.text
