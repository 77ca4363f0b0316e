"""Skills that are added to a car: atomically, checked, never in the place of a shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost.installed import InstalledSkills
from assistant.skillhost.pack import pack
from tests.skillhost.test_manifest import GOOD, bundle


@pytest.fixture
def skills(tmp_path: Path) -> InstalledSkills:
    return InstalledSkills(tmp_path / "data", reserved=("climate",))


def test_install_upgrade_and_remove(skills: InstalledSkills, tmp_path: Path) -> None:
    source = bundle(tmp_path / "source", GOOD)
    first = skills.install(source)
    assert [one.version for one in skills.bundles()] == ["1.2"]

    (source / "skill.toml").write_text(GOOD.replace("1.2", "1.3"), encoding="utf-8")
    pack(source, tmp_path / "lamp.skill")
    second = skills.install(tmp_path / "lamp.skill")
    assert [one.version for one in skills.bundles()] == ["1.3"]
    assert first.folder != second.folder
    assert (first.folder / "skill.toml").is_file()  # a call in flight still has its files

    skills.clean()
    assert not first.folder.exists()
    assert (second.folder / "skill.toml").is_file()

    skills.remove("lamp")
    assert skills.all() == ()
    with pytest.raises(SkillError, match="lamp: not installed"):
        skills.remove("lamp")


def test_the_same_again_keeps_the_files(skills: InstalledSkills, tmp_path: Path) -> None:
    source = bundle(tmp_path / "source", GOOD)
    manifest = skills.install(source).folder / "skill.toml"
    before = manifest.stat().st_ino
    assert skills.install(source).folder == manifest.parent
    assert manifest.stat().st_ino == before

    manifest.write_text("damaged", encoding="utf-8")
    assert skills.all()[0].problem != ""
    assert skills.install(source).version == "1.2"


def test_what_is_not_installed(skills: InstalledSkills, tmp_path: Path) -> None:
    shipped = bundle(tmp_path / "shipped", GOOD.replace('"lamp"', '"climate"'))
    shipped = shipped.rename(shipped.with_name("climate"))
    linked = bundle(tmp_path / "linked", GOOD)
    (linked / "secret").symlink_to("/etc/passwd")
    broken = bundle(tmp_path / "broken", GOOD.replace("api = 1", "api = 9"))
    text = tmp_path / "text.skill"
    text.write_text("no zip", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    for source, message in [
        (shipped, "belongs to a skill that comes with the assistant"),
        (linked, "only plain files"),
        (broken, "api should be 1"),
        (text, "not a packed skill"),
        (empty, r"skill\.toml: can't be read"),
        (tmp_path / "nowhere", "no such folder or packed skill"),
    ]:
        with pytest.raises(SkillError, match=message):
            skills.install(source)
    assert skills.all() == ()
    assert list((tmp_path / "data" / "versions").iterdir()) == []


def test_a_skill_that_came_along_later_wins(skills: InstalledSkills, tmp_path: Path) -> None:
    skills.install(bundle(tmp_path / "source", GOOD))
    newer = InstalledSkills(tmp_path / "data", reserved=("lamp",))
    assert newer.bundles() == ()
    assert "comes with the assistant" in newer.all()[0].problem
