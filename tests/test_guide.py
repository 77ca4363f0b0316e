"""The guide for authors of skills is true: its files work, its commands print what it says."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.skills import skills
from assistant.skillhost.lint import FINDINGS
from assistant.skillhost.manifest import Limits, Server, ToolManifest, _Table, load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.skillhost.tables import Row
from tests.sentences import share_sentences

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "skills.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = _BLOCK.findall(GUIDE)
CHANGING = re.compile(r"SHA-256 \w+")


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the guide's files, and a data folder of its own."""
    for _, path, text in BLOCKS:
        if path:
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_DATA", str(share_sentences(tmp_path / "data")))
    monkeypatch.delenv("ASSISTANT_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands() -> list[tuple[str, str]]:
    """Return the commands of the guide, each with what it prints."""
    found = []
    for kind, _, text in BLOCKS:
        if kind == "console":
            for part in text.split("$ ")[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


def test_the_commands_print_what_the_guide_says(workplace: Path) -> None:
    assert len(commands()) == 5
    for command, output in commands():
        program, group, *arguments = shlex.split(command)
        assert (program, group) == ("assistant", "skills")
        result = CliRunner().invoke(skills, arguments)
        assert result.exception is None, (command, result.output)
        assert CHANGING.sub("SHA-256 …", result.stdout) == output


def test_the_server_needs_no_code(workplace: Path) -> None:
    bundle = load_bundle(workplace / "worldtime")
    assert bundle.server is not None
    assert [path.name for path in bundle.folder.iterdir()] == ["skill.toml"]


@pytest.mark.parametrize("model", [_Table, ToolManifest, Server, Limits, Row, Context, ToolResult])
def test_every_key_is_told(model: type) -> None:
    assert not [one.name for one in fields(model) if f"`{one.name}`" not in GUIDE]


def test_no_key_is_told_that_does_not_exist() -> None:
    """The tables of keys, row by row."""
    known = {one.name for model in (_Table, ToolManifest, Row) for one in fields(model)}
    tables = re.findall(r"^\| key[^\n]*\n\|[-|]+\n((?:\|.*\n)+)", GUIDE, re.MULTILINE)
    told = {
        key
        for table in tables
        for line in table.splitlines()
        for key in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert len(tables) == 3
    assert told == known


def test_every_finding_of_lint_is_told_as_it_is() -> None:
    for code, meaning in FINDINGS.items():
        assert f"| `{code}` | {meaning} |" in GUIDE
