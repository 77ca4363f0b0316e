"""``assistant skills`` as its users meet it: authors, operators, scripts."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.api.control import ControlServer, Send
from assistant.cli.skills import skills
from assistant.config import load_config
from assistant.errors import NotFoundError, SkillError
from assistant.skillhost.host import HostStatus
from assistant.skillhost.report import skills_report
from assistant.skillhost.runner import ProcessStatus
from assistant.skillhost.sandbox import SandboxFacts
from assistant.skillhost.shelf import open_shelf
from tests.sentences import share_sentences
from tests.skillhost.lamp import MANIFEST, TABLE, lamp

NO_FACTS = SandboxFacts(works=True, landlock_abi=7, detail="")


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Commands on a data folder of their own, with no skill that comes along."""
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("ASSISTANT_CONFIG", raising=False)
    share_sentences(tmp_path / "data")
    (tmp_path / "shipped").mkdir()
    shipped = f'skills_dir = "{tmp_path / "shipped"}"\n'
    (tmp_path / "data" / "config.toml").write_text(shipped, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Cli()


class Cli:
    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(skills, list(arguments))

    def text(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exception is None, result.exception
        return str(result.stdout)

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)


def test_from_new_to_installed(cli: Cli) -> None:
    assert "siesta: made" in cli.text("new", "siesta", "--lang", "en")
    assert "siesta en: 6 of 6 rows as wanted" in cli.text("test", "siesta")
    assert "0 to mend" in cli.text("lint", "siesta", "--samples", "40")
    assert "siesta 0.1.0, 6 files" in cli.text("pack", "siesta", "-o", "s.skill")
    assert "siesta: installed 0.1.0" in cli.text("install", "s.skill")
    (row,) = cli.json("list")["skills"]
    assert (row["id"], row["version"], row["origin"], row["tools"]) == (
        "siesta",
        "0.1.0",
        "added",
        2,
    )
    assert "siesta en: 6 of 6" in cli.text("test", "siesta")
    assert "siesta: removed" in cli.text("remove", "siesta")
    assert cli.json("list")["skills"] == []


def test_a_failing_row_is_shown_as_a_difference(cli: Cli, tmp_path: Path) -> None:
    row = '- text: "pop the blue lamp"\n  calls: [{tool: lamp.pop, arguments: {open: true}}]\n'
    lamp(tmp_path, table=TABLE + row + '  reply: "Poof."\n  policy: confirm\n')
    result = cli.run("test", "lamp")
    assert result.exit_code == 1
    assert "lamp/tests/en.yaml:5: 'pop the blue lamp'" in result.stdout
    assert "  reply\n  - Poof.\n  + Popped.\n" in result.stdout
    assert "policy" not in result.stdout
    assert "lamp en: 3 of 4 rows as wanted" in result.stdout
    report = cli.json("test", "lamp")
    assert report["tables"] == [{"id": "lamp", "language": "en", "rows": 4, "failed": 1}]
    (failure,) = report["failures"]
    assert (failure["line"], failure["text"]) == (5, "pop the blue lamp")
    assert failure["differences"] == [{"what": "reply", "wanted": "Poof.", "got": "Popped."}]


def test_without_rows_nothing_is_proved(cli: Cli, tmp_path: Path) -> None:
    lamp(tmp_path, table="")
    assert cli.run("test", "lamp").exit_code == 1


def test_what_lint_finds(cli: Cli, tmp_path: Path) -> None:
    lamp(tmp_path, manifest=MANIFEST.replace('"timer"]', "]"))
    result = cli.run("lint", "lamp")
    assert result.exit_code == 1
    assert (
        'lamp/tests/en.yaml:4: effect-undeclared: lamp.glow asks for timer.start: add "timer'
        in (result.stdout)
    )
    (finding,) = cli.json("lint", "lamp")["findings"]
    assert (finding["code"], finding["line"]) == ("effect-undeclared", 4)


def test_an_installed_skill_can_be_upgraded_and_downgraded(cli: Cli, tmp_path: Path) -> None:
    changes = []
    for version in ("1.2", "1.10", "1.10", "1.9"):
        folder = lamp(tmp_path, manifest=MANIFEST.replace('"1.2"', f'"{version}"'))
        changes.append(cli.json("install", str(folder))["change"])
    assert changes == [
        "installed 1.2",
        "upgraded from 1.2 to 1.10",
        "installed 1.10 again",
        "downgraded from 1.10 to 1.9",
    ]
    versions = tmp_path / "data" / "skills" / "versions"
    assert len(list(versions.iterdir())) == 1


def test_what_a_skill_may_do_is_told_when_it_is_installed(cli: Cli, tmp_path: Path) -> None:
    text = cli.text("install", str(lamp(tmp_path)))
    assert "may ask for: Vehicle.Body.Trunk.Rear.IsOpen, timer" in text
    assert "talks to: nothing" in text
    assert "No service runs" in text


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("manifest", MANIFEST.replace("api = 1", "api = 9")),
        ("sentences", "language: en\nintents: {pop: {data: [{sentences: ['pop <nothing>']}]}}"),
        ("sentences", "language: en\nintents: {fly: {data: []}}"),
        ("paraphrases", "fly: [{say: [up we go]}]"),
        ("paraphrases", "pop: [{say: []}]"),
        ("replies", "- a list"),
    ],
)
def test_a_broken_skill_is_not_installed(cli: Cli, tmp_path: Path, part: str, text: str) -> None:
    result = cli.run("install", str(lamp(tmp_path, **{part: text})))
    assert isinstance(result.exception, SkillError)
    assert cli.json("list")["skills"] == []


def test_a_damaged_archive_is_not_installed(cli: Cli, tmp_path: Path) -> None:
    cli.text("pack", str(lamp(tmp_path)))
    archive = tmp_path / "lamp-1.2.skill"
    archive.write_bytes(archive.read_bytes().replace(b"Popped.", b"Robbed."))
    result = cli.run("install", str(archive))
    assert isinstance(result.exception, SkillError)
    assert cli.json("list")["skills"] == []


def test_names_that_are_no_skill(cli: Cli) -> None:
    for command in ("test", "lint"):
        result = cli.run(command, "nowhere")
        assert isinstance(result.exception, NotFoundError)
        assert "assistant skills list" in str(result.exception)
    assert isinstance(cli.run("remove", "nowhere").exception, SkillError)


def test_what_comes_along_can_not_be_removed_or_replaced(cli: Cli, tmp_path: Path) -> None:
    folder = lamp(tmp_path / "shipped")
    for arguments in (["remove", "lamp"], ["install", str(folder)]):
        result = cli.run(*arguments)
        assert isinstance(result.exception, SkillError)
    (row,) = cli.json("list")["skills"]
    assert (row["id"], row["origin"]) == ("lamp", "assistant")


def test_an_installed_skill_that_broke_is_told(cli: Cli, tmp_path: Path) -> None:
    cli.text("install", str(lamp(tmp_path)))
    installed = tmp_path / "data" / "skills" / "installed" / "lamp" / "skill.toml"
    installed.resolve().write_text("id = 1", encoding="utf-8")
    (row,) = cli.json("list")["skills"]
    assert (row["id"], row["version"]) == ("lamp", "")
    assert row["problem"]
    assert "lamp: can't be used" in cli.text("list")


# --- with a running service -----------------------------------------------------------------


@contextmanager
def service(problems: dict[str, str]) -> Iterator[list[str]]:
    """Answer on the control socket as a service does; yields the commands that it got."""
    config = load_config()
    got: list[str] = []
    stop = asyncio.Event()
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def answer(body: dict[str, Any], send: Send) -> None:
        got.append(body["command"])
        process = ProcessStatus("lamp", ("lamp",), "running", 7, 41.5, 3, 1, "")
        usable = [one for one in open_shelf(config).bundles if one.id not in problems]
        send(skills_report(usable, HostStatus((process,), NO_FACTS, problems)))

    async def serve() -> None:
        server = ControlServer(config.socket_path, answer)
        await server.start()
        started.set()
        await stop.wait()
        await server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    started.wait(5)
    try:
        yield got
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()


def test_a_running_service_is_told_at_once(cli: Cli, tmp_path: Path) -> None:
    with service({}) as got:
        text = cli.text("install", str(lamp(tmp_path)))
        assert "The running service has it so from now on." in text
        assert got == ["skills_changed"]
        (row,) = cli.json("list")["skills"]
        assert (row["process"], row["state"], row["memory_mb"]) == ("lamp", "running", 41.5)
        assert "All processes of skills together: 42 MB" in cli.text("list")
        assert cli.json("remove", "lamp")["service"] == "up to date"
        assert got == ["skills_changed", "skills", "skills", "skills_changed"]


def test_a_service_that_can_not_use_a_skill_says_why(cli: Cli, tmp_path: Path) -> None:
    with service({"lamp": "no such program: lampd"}):
        result = cli.run("install", str(lamp(tmp_path)))
        assert isinstance(result.exception, SkillError)
        assert "no such program: lampd" in str(result.exception)
        assert "can't be used: no such program: lampd" in cli.text("list")
