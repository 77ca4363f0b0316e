"""Pack a skill into one file, and unpack it with every byte checked.

A ``.skill`` file is a ZIP archive: the bundle's files in the order of their names, and
``bundle.json`` with the SHA-256 of each. The same files give the same archive, byte for byte,
on every machine: nothing is compressed, and all times are 1980.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, Id, load_bundle

SUFFIX = ".skill"
MANIFEST = "bundle.json"
MAX_FILES = 2_000
MAX_FILE_BYTES = 32 * 2**20
MAX_BYTES = 96 * 2**20
"""How many files a skill may have, and what one and all of them may weigh."""

MAX_NAME = 200
"""Letters of a path inside a skill."""

_MAX_MANIFEST_BYTES = 2**20
_TIME = (1980, 1, 1, 0, 0, 0)
_CHUNK = 2**20
_CACHES = {"__pycache__"}

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Packed:
    """What an archive says that it holds: the SHA-256 of each file by path."""

    format: Literal[1]
    id: Id
    version: str
    files: Annotated[dict[str, Sha256], Field(min_length=1, max_length=MAX_FILES)]


_PACKED = TypeAdapter(Packed)


def pack(folder: Path, output: Path) -> Packed:
    """Write a bundle's folder into the archive ``output``, which is replaced at once.

    Hidden files and Python's caches are left out.

    Raises:
        SkillError: the bundle is wrong, too big, or holds something else than plain files.
    """
    bundle = load_bundle(folder.resolve())
    files = dict(sorted(_files(bundle.folder)))
    _check_sizes(folder, {name: path.stat().st_size for name, path in files.items()})
    hashes = {name: _sha256(path) for name, path in files.items()}
    table = {"format": 1, "id": bundle.id, "version": bundle.version, "files": hashes}
    try:
        with tempfile.TemporaryDirectory(dir=output.parent) as new:
            archive = Path(new) / output.name
            with zipfile.ZipFile(archive, "w") as packed:
                packed.writestr(_entry(MANIFEST), json.dumps(table, indent=1, sort_keys=True))
                for name, path in files.items():
                    packed.writestr(_entry(name, path), path.read_bytes())
            archive.replace(output)
    except OSError as error:
        raise SkillError(f"{output}: can't be written: {error.strerror}") from error
    return _PACKED.validate_python(table)


def unpack(archive: Path, into: Path) -> Bundle:
    """Unpack an archive into the new folder ``into/<id>`` and return the checked bundle.

    Raises:
        SkillError: it is no packed skill, or a damaged or hostile one. What was unpacked until
            then lies in ``into``.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            table = _table(archive, opened)
            members = {member.filename: member for member in opened.infolist()}
            _check_members(archive, opened, table)
            folder = into / table.id
            folder.mkdir(parents=True)
            for name, sha256 in table.files.items():
                with opened.open(members[name]) as source:
                    found = _copied(source, folder / name, members[name].file_size)
                if found != sha256:
                    raise SkillError(f"{archive}: {name} is damaged (another SHA-256)")
                (folder / name).chmod(0o755 if members[name].external_attr >> 16 & 0o100 else 0o644)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError) as error:
        raise SkillError(f"{archive}: not a packed skill, or a damaged one: {error}") from error
    bundle = load_bundle(folder)
    if bundle.version != table.version:
        raise SkillError(f"{archive}: {MANIFEST} and skill.toml tell different versions")
    return bundle


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield all files of a bundle by their path inside it."""
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if any(part.startswith(".") or part in _CACHES for part in inside.parts):
            continue
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            yield _safe(folder, inside.as_posix()), path
        elif not stat.S_ISDIR(mode):
            raise SkillError(f"{path}: only plain files may be in a skill; copy what it points to")


def _safe(where: Path, name: str) -> str:
    """Return the path of a file inside a skill, checked.

    Raises:
        SkillError: it leads elsewhere, or would mean different things on different machines.
    """
    path = PurePosixPath(name)
    odd = path.is_absolute() or ".." in path.parts or path.as_posix() != name
    if odd or len(name) > MAX_NAME or "\\" in name or not name.isprintable():
        raise SkillError(f"{where}: {name!r} is no path inside a skill")
    if name == MANIFEST:
        raise SkillError(f"{where}: the name {MANIFEST} is taken; give the file another one")
    return name


def _check_sizes(where: Path, sizes: Mapping[str, int]) -> None:
    large = [name for name, size in sizes.items() if size > MAX_FILE_BYTES]
    if large:
        raise SkillError(f"{where}: {large[0]} is larger than {MAX_FILE_BYTES >> 20} MB")
    if len(sizes) > MAX_FILES or sum(sizes.values()) > MAX_BYTES:
        raise SkillError(f"{where}: a skill has at most {MAX_FILES} files and {MAX_BYTES >> 20} MB")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entry(name: str, path: Path | None = None) -> zipfile.ZipInfo:
    """Return an archive's entry that tells nothing of when and where it was made."""
    entry = zipfile.ZipInfo(name, _TIME)
    entry.create_system = 3  # Unix, which the mode below belongs to
    runs = path is not None and os.access(path, os.X_OK)
    entry.external_attr = (stat.S_IFREG | (0o755 if runs else 0o644)) << 16
    return entry


# --- reading --------------------------------------------------------------------------------


def _table(archive: Path, opened: zipfile.ZipFile) -> Packed:
    """Return the archive's list of files.

    Raises:
        SkillError: there is none, or it is wrong.
    """
    try:
        with opened.open(MANIFEST) as file:
            table: Any = json.loads(file.read(_MAX_MANIFEST_BYTES))
        return _PACKED.validate_python(table)
    except KeyError as error:
        raise SkillError(
            f"{archive}: no {MANIFEST} in it; make it with `assistant skills pack`"
        ) from error
    except (ValueError, RecursionError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise SkillError(f"{archive}: {MANIFEST} is wrong: {first}") from error


def _check_members(archive: Path, opened: zipfile.ZipFile, table: Packed) -> None:
    """Check names, kinds and sizes before anything is written."""
    members = opened.infolist()
    names = sorted(member.filename for member in members)
    if names != sorted([MANIFEST, *table.files]):
        raise SkillError(f"{archive}: its files are not those that {MANIFEST} lists")
    for member in members:
        if member.filename != MANIFEST:
            _safe(archive, member.filename)
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
            raise SkillError(f"{archive}: {member.filename} is no plain file")
    sizes = {one.filename: one.file_size for one in members}
    _check_sizes(archive, {name: sizes[name] for name in table.files})


def _copied(source: IO[bytes], target: Path, size: int) -> str:
    """Copy at most ``size`` bytes into a new file and return their SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), size
    with target.open("xb") as file:
        while left > 0 and (chunk := source.read(min(_CHUNK, left))):
            left -= len(chunk)
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
