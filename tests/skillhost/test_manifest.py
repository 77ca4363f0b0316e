"""Manifests of skills: what is right, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost.manifest import load_bundle, load_bundles

GOOD = """
id = "lamp"
version = "1.2"
api = 1
languages = ["en"]
context = ["Vehicle.Cabin.Light.*"]
effects = ["Vehicle.Cabin.Light.*"]

[name]
en = "Lamp"

[[tools]]
name = "dim"
description = "Dim the lamp."
changes_state = true
examples = ["dim the lamp"]

[tools.parameters.properties.level]
type = "integer"
"""


def bundle(folder: Path, manifest: str) -> Path:
    skill = folder / "lamp"
    (skill / "replies").mkdir(parents=True)
    (skill / "skill.toml").write_text(manifest, encoding="utf-8")
    (skill / "replies" / "en.yaml").write_text("done: Done.\n", encoding="utf-8")
    return skill


def test_a_good_manifest(tmp_path: Path) -> None:
    (loaded,) = load_bundles(bundle(tmp_path, GOOD).parent)
    assert (loaded.id, loaded.version, loaded.languages) == ("lamp", "1.2", ("en",))
    assert loaded.tools["dim"].changes_state
    assert loaded.tools["dim"].parameters["additionalProperties"] is False
    assert loaded.replies == {"en": {"done": "Done."}}
    assert loaded.sentences("en") == {}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('id = "lamp"', 'id = "light"', "the folder is 'lamp'"),
        ("api = 1", "api = 2", "api should be 1, not 2"),
        ('version = "1.2"', "", "version is missing"),
        ('languages = ["en"]', 'languages = "en"', "languages should be a list, not 'en'"),
        (
            "changes_state = true",
            'changes_state = "yes"',
            r"\[\[tools\]\] dim: changes_state should be a valid boolean, not 'yes'",
        ),
        ("effects =", "efects =", "unknown key 'efects'; known are"),
        ('type = "integer"', 'type = "whole"', 'parameters is no JSON schema: "whole"'),
        ("[[tools]]", "[[tools", "can't be read"),
        ('id = "lamp"', 'id = "Lamp!"', "id must be lower-case letters, digits and _"),
        ("changes_state = true", "", r"\[\[tools\]\] dim: changes_state is missing"),
        ('name = "dim"', 'name = "dim"\nserver_tool = "x"', "server_tool is for bundles with a"),
        ('name = "dim"', 'name = "dim"\nwhen = "stopped"', "when should be 'always' or 'parked'"),
        ("api = 1", 'api = 1\nnetwork = ["example.org"]', "must be host:port"),
        ("api = 1", 'api = 1\nfiles = ["/"]', "a full path of at least two levels"),
        ("[name]", "[limits]\nmemory_mb = 9\n[name]", r"\[limits\] memory_mb should be greater"),
        ("[name]", "[limits]\nmemory = 9\n[name]", r"\[limits\] unknown key 'memory'; known are"),
        ("[name]", "[server]\ncommand = []\n[name]", r"\[server\] command should have at least"),
    ],
)
def test_a_wrong_manifest(tmp_path: Path, before: str, after: str, message: str) -> None:
    skill = bundle(tmp_path, GOOD.replace(before, after))
    with pytest.raises(SkillError, match=message) as caught:
        load_bundle(skill)
    assert "skill.toml" in str(caught.value)


def test_a_wrong_manifest_names_every_mistake(tmp_path: Path) -> None:
    wrong = GOOD.replace('version = "1.2"', "").replace("effects =", "efects =")
    with pytest.raises(SkillError, match=r"version is missing; unknown key 'efects'"):
        load_bundle(bundle(tmp_path, wrong))


def test_a_tool_is_declared_once(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("[[tools]]") :]
    with pytest.raises(SkillError, match="dim: declared twice"):
        load_bundle(bundle(tmp_path, twice))


def test_a_server_needs_no_tools_or_replies(tmp_path: Path) -> None:
    head = GOOD[: GOOD.index("[[tools]]")]
    skill = bundle(tmp_path, head + '[server]\ncommand = ["{python}", "{folder}/server.py"]\n')
    (skill / "replies" / "en.yaml").unlink()
    loaded = load_bundle(skill)
    assert loaded.tools == {}
    assert loaded.server is not None
    assert loaded.server.command == ("{python}", "{folder}/server.py")
    with pytest.raises(SkillError, match=r"declare at least one \[\[tools\]\]"):
        load_bundle(bundle(tmp_path / "other", head))


def test_sentences_for_a_tool_that_is_not_there(tmp_path: Path) -> None:
    skill = bundle(tmp_path, GOOD)
    (skill / "sentences").mkdir()
    (skill / "sentences" / "en.yaml").write_text("intents: {glow: {data: []}}", encoding="utf-8")
    with pytest.raises(SkillError, match=r"no such tool in skill\.toml: glow"):
        load_bundle(skill).sentences("en")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SkillError, match="no such folder of skills"):
        load_bundles(tmp_path / "nowhere")
