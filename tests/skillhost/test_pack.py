"""Packed skills: alike from machine to machine, and nothing unchecked comes out of one."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost import pack as packing
from assistant.skillhost.pack import MANIFEST, pack, unpack
from tests.skillhost.lamp import lamp


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_is_packed_comes_out_again(tmp_path: Path) -> None:
    folder = lamp(tmp_path)
    (folder / "serve.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "serve.sh").chmod(0o755)
    packed = pack(folder, tmp_path / "lamp.skill")
    bundle = unpack(tmp_path / "lamp.skill", tmp_path / "new")
    assert (bundle.id, bundle.version, packed.id) == ("lamp", "1.2", "lamp")
    assert files(bundle.folder) == files(folder)
    assert packed.files["skill.toml"] == hashlib.sha256(files(folder)["skill.toml"]).hexdigest()
    assert os.access(bundle.folder / "serve.sh", os.X_OK)
    assert not os.access(bundle.folder / "skill.py", os.X_OK)


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = lamp(tmp_path / "one"), lamp(tmp_path / "two")
    for path in second.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (second / "__pycache__").mkdir()
    (second / "__pycache__" / "skill.cpython-311.pyc").write_bytes(b"cache")
    (second / ".hidden").write_text("mine", encoding="utf-8")
    second.chmod(0o700)
    pack(first, tmp_path / "one.skill")
    pack(second, tmp_path / "two.skill")
    assert (tmp_path / "one.skill").read_bytes() == (tmp_path / "two.skill").read_bytes()


def test_another_byte_gives_another_archive(tmp_path: Path) -> None:
    pack(lamp(tmp_path), tmp_path / "one.skill")
    pack(lamp(tmp_path, readme="# Light\n"), tmp_path / "two.skill")
    assert (tmp_path / "one.skill").read_bytes() != (tmp_path / "two.skill").read_bytes()


def linked(folder: Path) -> None:
    (folder / "shadow").symlink_to("/etc/passwd")


def linked_folder(folder: Path) -> None:
    (folder / "etc").symlink_to("/etc")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def taken(folder: Path) -> None:
    (folder / MANIFEST).write_text("{}", encoding="utf-8")


def large(folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(packing.MAX_FILE_BYTES + 1)


def broken(folder: Path) -> None:
    (folder / "skill.toml").write_text("id = 1", encoding="utf-8")


def odd_name(folder: Path) -> None:
    (folder / "a\nb").write_text("", encoding="utf-8")


@pytest.mark.parametrize("spoil", [linked, linked_folder, pipe, taken, large, broken, odd_name])
def test_what_can_not_be_packed(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = lamp(tmp_path)
    spoil(folder)
    with pytest.raises(SkillError):
        pack(folder, tmp_path / "lamp.skill")
    assert not (tmp_path / "lamp.skill").exists()


def test_too_many_files_or_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = lamp(tmp_path)
    monkeypatch.setattr(packing, "MAX_FILES", 3)
    with pytest.raises(SkillError, match="at most 3 files"):
        pack(folder, tmp_path / "lamp.skill")
    monkeypatch.setattr(packing, "MAX_FILES", 100)
    monkeypatch.setattr(packing, "MAX_BYTES", 300)
    with pytest.raises(SkillError, match="at most 100 files and 0 MB"):
        pack(folder, tmp_path / "lamp.skill")


# --- hostile archives -----------------------------------------------------------------------


def hostile(
    tmp_path: Path,
    extra: dict[str, bytes],
    *,
    listed: bool = True,
    mode: int = stat.S_IFREG | 0o644,
    skill_id: str = "lamp",
) -> Path:
    """Write an archive of the lamp and ``extra`` files, which its list may name."""
    content = files(lamp(tmp_path / "source"))
    shown = {**content, **(extra if listed else {})}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in shown.items()}
    table = {"format": 1, "id": skill_id, "version": "1.2", "files": hashes}
    archive = tmp_path / "hostile.skill"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(MANIFEST, json.dumps(table))
        for name, data in content.items():
            opened.writestr(name, data)
        for name, data in extra.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            opened.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return archive


def test_an_archive_of_others_that_is_in_order(tmp_path: Path) -> None:
    archive = hostile(tmp_path, {"data/more.txt": b"more"})
    assert (unpack(archive, tmp_path / "new").folder / "data" / "more.txt").read_bytes() == b"more"


@pytest.mark.parametrize(
    ("name", "listed", "mode", "message"),
    [
        ("../evil", True, stat.S_IFREG, "no path inside a skill"),
        ("a/../../evil", True, stat.S_IFREG, "no path inside a skill"),
        ("/tmp/evil", True, stat.S_IFREG, "no path inside a skill"),
        ("./evil", True, stat.S_IFREG, "no path inside a skill"),
        ("a\\evil", True, stat.S_IFREG, "no path inside a skill"),
        ("a" * 300, True, stat.S_IFREG, "no path inside a skill"),
        ("evil", False, stat.S_IFREG, "not those that bundle.json lists"),
        ("evil", True, stat.S_IFLNK, "no plain file"),
        ("evil", True, stat.S_IFIFO, "no plain file"),
    ],
)
def test_an_archive_that_reaches_out(
    tmp_path: Path, name: str, listed: bool, mode: int, message: str
) -> None:
    archive = hostile(tmp_path, {name: b"x"}, listed=listed, mode=mode | 0o644)
    before = set(tmp_path.rglob("*"))
    with pytest.raises(SkillError, match=message):
        unpack(archive, tmp_path / "new")
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("skill_id", ["../evil", "", "Lamp", "a/b"])
def test_an_id_that_is_no_id(tmp_path: Path, skill_id: str) -> None:
    with pytest.raises(SkillError, match=r"bundle\.json is wrong"):
        unpack(hostile(tmp_path, {}, skill_id=skill_id), tmp_path / "new")


def test_an_id_that_is_not_the_skills(tmp_path: Path) -> None:
    with pytest.raises(SkillError, match="the folder is 'torch'"):
        unpack(hostile(tmp_path, {}, skill_id="torch"), tmp_path / "new")


def test_one_name_twice(tmp_path: Path) -> None:
    archive = hostile(tmp_path, {})
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("skill.py", "import os")
    with pytest.raises(SkillError, match="not those that"):
        unpack(archive, tmp_path / "new")


def test_a_changed_byte(tmp_path: Path) -> None:
    pack(lamp(tmp_path), tmp_path / "lamp.skill")
    content = (tmp_path / "lamp.skill").read_bytes()
    at = content.rindex(b'skill = Skill("lamp")')
    (tmp_path / "lamp.skill").write_bytes(content[:at] + b"S" + content[at + 1 :])
    with pytest.raises(SkillError, match="damaged"):
        unpack(tmp_path / "lamp.skill", tmp_path / "new")


def test_a_changed_byte_under_a_right_checksum(tmp_path: Path) -> None:
    """The archive's own CRC can be forged; the SHA-256 of the list can't."""
    good = hostile(tmp_path, {})
    forged = tmp_path / "forged.skill"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(forged, "w") as new:
        for member in old.infolist():
            change = b"\nimport os\n" if member.filename == "skill.py" else b""
            new.writestr(member.filename, old.read(member) + change)
    with pytest.raises(SkillError, match=r"skill\.py is damaged \(another SHA-256\)"):
        unpack(forged, tmp_path / "new")


def test_a_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    archive = hostile(tmp_path, {"bomb": bytes(packing.MAX_FILE_BYTES + 1)})
    assert archive.stat().st_size < 200_000
    with pytest.raises(SkillError, match="bomb is larger than 32 MB"):
        unpack(archive, tmp_path / "new")


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.skill").write_bytes(content)
    with pytest.raises(SkillError, match="not a packed skill"):
        unpack(tmp_path / "x.skill", tmp_path / "new")


def test_a_plain_archive_is_told_how_to_be_made(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.skill", "w") as opened:
        opened.writestr("skill.toml", "id = 1")
    with pytest.raises(SkillError, match="assistant skills pack"):
        unpack(tmp_path / "x.skill", tmp_path / "new")


@pytest.mark.parametrize("table", ["[]", "{", '{"format": 2}', "[" * 5000])
def test_a_list_that_is_wrong(tmp_path: Path, table: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.skill", "w") as opened:
        opened.writestr(MANIFEST, table)
    with pytest.raises(SkillError, match=r"bundle\.json is wrong"):
        unpack(tmp_path / "x.skill", tmp_path / "new")


def test_damage_inside_what_is_compressed(tmp_path: Path) -> None:
    archive = hostile(tmp_path, {"more": b"abcdefgh" * 1000})
    content = archive.read_bytes()
    at = content.index(b"more", content.index(b"README.md")) + 4
    archive.write_bytes(content[:at] + b"\xff\xff\xff" + content[at + 3 :])
    with pytest.raises(SkillError, match="not a packed skill, or a damaged one"):
        unpack(archive, tmp_path / "new")
