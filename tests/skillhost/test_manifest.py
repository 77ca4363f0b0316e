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
        ("api = 1", "api = 2", "api must be 1, not 2"),
        ('version = "1.2"', "", "version is missing"),
        ('languages = ["en"]', 'languages = "en"', "languages is missing or no list"),
        ("changes_state = true", 'changes_state = "yes"', "changes_state is missing or no bool"),
        ("effects =", "efects =", "unknown key 'efects'; known are"),
        ('type = "integer"', 'type = "whole"', "parameters are no JSON schema"),
        ("[[tools]]", "[[tools", "can't be read"),
    ],
)
def test_a_wrong_manifest(tmp_path: Path, before: str, after: str, message: str) -> None:
    skill = bundle(tmp_path, GOOD.replace(before, after))
    with pytest.raises(SkillError, match=message) as caught:
        load_bundle(skill)
    assert "skill.toml" in str(caught.value)


def test_sentences_for_a_tool_that_is_not_there(tmp_path: Path) -> None:
    skill = bundle(tmp_path, GOOD)
    (skill / "sentences").mkdir()
    (skill / "sentences" / "en.yaml").write_text("intents: {glow: {data: []}}", encoding="utf-8")
    with pytest.raises(SkillError, match=r"no such tool in skill\.toml: glow"):
        load_bundle(skill).sentences("en")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SkillError, match="no such folder of skills"):
        load_bundles(tmp_path / "nowhere")
