from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.cli.models import models
from assistant.cli.pulling import plain_lines
from assistant.errors import DownloadError, InputError, NotInstalledError
from assistant.store.interface import Progress
from tests.store.make import sha, wheel
from tests.store.server import FileServer

CONTENT = os.urandom(300_000)
ARCHIVE = wheel({"m/x": CONTENT})
WHEEL = "m-1.0-py3-none-any.whl"
ENTRY = f"""
kind = "model"
id = "m"
title = "A model"
use = "llm"
tiers = ["tiny", "small", "base", "large"]
languages = ["*"]
memory_mb = 1
licence = {{ spdx = "MIT", note = "Made here." }}
[[files]]
path = "model.gguf"
bytes = {len(CONTENT)}
sha256 = "{sha(CONTENT)}"
[[files.sources]]
kind = "registry"
parts = [
  {{ package = "m", version = "1.0", sha256 = "{sha(ARCHIVE)}", member = "m/x", bytes = 300000 }},
]
"""
ENGINE = """
kind = "engine"
id = "talker"
title = "Talker"
use = "synthesis"
package = "talker"
licence = { spdx = "GPL-3.0-or-later" }
"""


class Cli:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str) -> Result:
        command = ["--catalogue", str(self.folder / "catalogue"), *arguments]
        return CliRunner().invoke(models, command)

    def json(self, *arguments: str) -> Any:
        result = self.run(*arguments, "--json")
        return json.loads(result.stdout)


@pytest.fixture
def cli(server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    server.add_project("m", {WHEEL: (ARCHIVE, sha(ARCHIVE))})
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    (catalogue / "m.toml").write_text(ENTRY)
    (catalogue / "talker.toml").write_text(ENGINE)
    (catalogue / "other.toml").write_text(
        ENTRY.replace('"m"', '"other"', 1).replace(
            '["tiny", "small", "base", "large"]', '["large"]'
        )
    )
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
    for name in ("PIP_CERT", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "ASSISTANT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ASSISTANT_TIER", "small")
    return Cli(tmp_path)


def test_pull_fetches_what_the_tier_needs_once(cli: Cli, server: FileServer) -> None:
    first = cli.run("pull")
    assert first.exit_code == 0
    assert first.stdout == "m: installed\n"
    assert "m: 100 % of 300 kB" in first.stderr
    assert cli.run("pull").stdout == "m: already there\n"
    assert len(server.asked(f"/files/{WHEEL}")) == 1
    folder = cli.folder / "data" / "models" / "installed" / "m"
    assert (folder / "model.gguf").read_bytes() == CONTENT


def test_list_shows_state_and_need(cli: Cli) -> None:
    found = cli.json("list")
    assert found["tier"] == "small"
    states = {row["id"]: (row["state"], row["needed"]) for row in found["models"]}
    assert states == {"m": ("missing", True), "other": ("missing", False)}
    cli.run("pull", "m")
    assert cli.json("list")["models"][0]["state"] == "installed"
    assert "installed" in cli.run("list").stdout


def test_pull_by_name_and_by_tier(cli: Cli) -> None:
    assert cli.json("pull", "other", "m", "other") == {
        "tier": None,
        "models": [
            {"id": name, "pulled": True, "path": cli.json("pull", name)["models"][0]["path"]}
            for name in ("other", "m")
        ],
    }
    pulled = cli.json("pull", "--tier", "large", "--all-for-tier")
    assert [row["id"] for row in pulled["models"]] == ["m", "other"]
    assert pulled["tier"] == "large"


def test_names_and_a_tier_together_are_a_usage_error(cli: Cli) -> None:
    result = cli.run("pull", "m", "--tier", "small")
    assert result.exit_code == 2
    assert "not both" in result.stderr


@pytest.mark.parametrize("command", ["pull", "verify", "remove"])
def test_an_unknown_name_is_an_input_error(cli: Cli, command: str) -> None:
    result = cli.run(command, "nothing")
    assert isinstance(result.exception, InputError)
    assert "known are: m, other" in str(result.exception)


def test_no_index_is_one_clear_error(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, server: FileServer
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/nowhere")
    result = cli.run("pull", "m")
    assert isinstance(result.exception, DownloadError)
    assert "m 1.0: no index has the file" in str(result.exception)


def test_verify_finds_and_pull_repairs(cli: Cli) -> None:
    assert "No model is installed" in cli.run("verify").stdout
    cli.run("pull")
    assert cli.run("verify").stdout == "m: sound\n"
    path = cli.folder / "data" / "models" / "installed" / "m" / "model.gguf"
    path.chmod(0o644)
    path.write_bytes(CONTENT[:1000])
    result = cli.run("verify", "--quick", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["models"] == [
        {
            "id": "m",
            "state": "damaged",
            "problems": [
                {"path": "model.gguf", "message": "has 1000 bytes, not 300000"},
            ],
        }
    ]
    absent = cli.run("verify", "m")
    assert absent.exit_code == 1
    assert "not installed; run `assistant models pull m`" in absent.stdout
    assert cli.run("pull").exit_code == 0
    assert cli.run("verify", "m").exit_code == 0


def test_remove_says_what_became_free(cli: Cli) -> None:
    cli.run("pull")
    assert cli.json("remove", "m") == {"models": [{"id": "m", "freed_bytes": 300_000}]}
    assert isinstance(cli.run("remove", "m").exception, NotInstalledError)


def test_licences_name_engines_too(cli: Cli) -> None:
    found = {row["id"]: row["licence"] for row in cli.json("licences")["licences"]}
    assert found == {"m": "MIT", "other": "MIT", "talker": "GPL-3.0-or-later"}
    text = cli.run("licences").stdout
    assert "GPL-3.0-or-later" in text
    assert "Made here." in text


def test_plain_progress_tells_each_tenth_once() -> None:
    lines: list[str] = []
    told = plain_lines(lines.append)
    for done in range(0, 1_000_001, 1000):
        told(Progress("m", "model.gguf", "download", done, 1_000_000))
    assert len(lines) == 11
    assert lines[0] == "m: 0 % of 1 MB"
    assert lines[-1] == "m: 100 % of 1 MB"
