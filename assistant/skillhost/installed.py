"""The skills that were added to this car: what is installed, add or upgrade one, remove one.

    versions/<digest>/<id>/   a bundle's files, never changed from then on
    installed/<id>            a symbolic link to one version: the atomic pointer
    .lock                     one change at a time

An upgrade makes a new folder and then moves the pointer, so that a running process of the old
version keeps its files. ``clean`` deletes what is no
longer pointed to.

    added = InstalledSkills(config.data_dir / "skills", reserved=("climate", "windows"))
    bundle = added.install(Path("~/parking-1.2.skill").expanduser())
"""

from __future__ import annotations

import hashlib
import shutil
import stat
import tempfile
import tomllib
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.store.layout import NEW, delete, point_atomically, sync

MAX_FILES = 2_000
MAX_BYTES = 100 * 1_000_000
"""What a bundle may weigh, unpacked."""

_LOCK_S = 10.0
_DIGEST_LETTERS = 16
_CHUNK_BYTES = 1 << 20
_NOT_PART = {"__pycache__", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


@dataclass(frozen=True, slots=True)
class Installed:
    """One added skill. ``problem`` says why it can't be used; then ``bundle`` is None."""

    id: str
    bundle: Bundle | None
    problem: str = ""


class InstalledSkills:
    """The added skills in a folder; ``reserved`` are the ids of the skills that come along."""

    def __init__(self, root: Path, reserved: Collection[str] = ()) -> None:
        self._root = root
        self._reserved = frozenset(reserved)

    def all(self) -> tuple[Installed, ...]:
        """Return what is installed, by id; also what is broken or shadowed."""
        folder = self._root / "installed"
        pointers = sorted(folder.iterdir()) if folder.is_dir() else []
        return tuple(self._read(path) for path in pointers if not path.name.startswith(NEW))

    def bundles(self) -> tuple[Bundle, ...]:
        """Return the bundles that can be used, by id."""
        return tuple(one.bundle for one in self.all() if one.bundle is not None)

    def install(self, source: Path) -> Bundle:
        """Add or upgrade a skill from its folder or packed archive, and return it.

        Raises:
            SkillError: it is no good bundle, has the id of a skill that comes along, or is too
                big; nothing has changed.
        """
        with self._changing():
            new = Path(tempfile.mkdtemp(prefix=NEW, dir=self._root / "versions"))
            try:
                bundle = self._copy(source, new)
                target = self._root / "versions" / _digest(new / bundle.id)
                if not target.is_dir() or _digest(target / bundle.id) != target.name:
                    delete(target)
                    new.rename(target)
                    sync(target.parent)
            finally:
                delete(new)
            point_atomically(self._root / "installed" / bundle.id, target / bundle.id)
            return load_bundle(target / bundle.id)

    def remove(self, skill_id: str) -> None:
        """Take a skill away. Its files stay until ``clean``, for calls in flight.

        Raises:
            SkillError: no such skill is installed.
        """
        with self._changing():
            pointer = self._root / "installed" / skill_id
            if not pointer.is_symlink():
                raise SkillError(
                    f"{skill_id}: not installed; `assistant skills list` shows what is"
                )
            pointer.unlink()
            sync(pointer.parent)

    def clean(self) -> None:
        """Delete the files of versions that nothing points to. Not while a service runs."""
        if not self._root.is_dir():
            return
        with self._changing():
            kept = {one.resolve().parent for one in (self._root / "installed").iterdir()}
            for version in (self._root / "versions").iterdir():
                if version.resolve() not in kept:
                    delete(version)

    def _read(self, pointer: Path) -> Installed:
        if pointer.name in self._reserved:
            return Installed(pointer.name, None, "a skill with this id comes with the assistant")
        try:
            return Installed(pointer.name, load_bundle(pointer.resolve()))
        except SkillError as error:
            return Installed(pointer.name, None, str(error))

    def _copy(self, source: Path, new: Path) -> Bundle:
        """Bring the source's files under ``new/<id>`` and return the checked bundle."""
        unpacked = new / "unpacked"
        if source.is_dir():
            _copy_folder(source, unpacked)
        elif source.is_file():
            _unpack(source, unpacked)
        else:
            raise SkillError(f"{source}: no such folder or packed skill")
        skill_id = _id_of(unpacked, source)
        if skill_id in self._reserved:
            raise SkillError(
                f"{source}: the id {skill_id!r} belongs to a skill that comes with the assistant;"
                " choose another id"
            )
        return load_bundle(unpacked.rename(new / skill_id))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        for folder in (self._root / "versions", self._root / "installed"):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._root / ".lock", timeout=_LOCK_S):
                yield
        except Timeout as error:
            raise SkillError("Another program is changing the skills; try again.") from error
        except OSError as error:
            raise SkillError(f"{self._root}: can't be changed: {error.strerror}") from error


def _id_of(folder: Path, source: Path) -> str:
    """Return the id in a manifest, which names the folder that the bundle gets."""
    try:
        table = tomllib.loads((folder / "skill.toml").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SkillError(f"{source}: no skill.toml in it") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SkillError(f"{source}: skill.toml can't be read: {error}") from error
    skill_id = table.get("id")
    if not isinstance(skill_id, str) or not skill_id.isidentifier():
        raise SkillError(f"{source}: skill.toml: id must be lower-case letters, digits and _")
    return skill_id


def _copy_folder(source: Path, target: Path) -> None:
    files = [
        path
        for path in sorted(source.rglob("*"))
        if not _NOT_PART & set(path.relative_to(source).parts)
    ]
    _check_size(source, [path.lstat().st_size for path in files])
    for path in files:
        kind = path.lstat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            raise SkillError(f"{path}: only plain files and folders may be in a skill")
    target.mkdir()
    for path in files:
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(exist_ok=True)
        else:
            shutil.copyfile(path, copy)


def _unpack(archive: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            _check_size(archive, [member.file_size for member in members])
            for member in members:
                path = PurePosixPath(member.filename)
                linked = stat.S_ISLNK(member.external_attr >> 16)
                if path.is_absolute() or ".." in path.parts or linked:
                    raise SkillError(f"{archive}: {member.filename}: not a path inside a skill")
                copy = target / path
                copy.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(member) as inner, copy.open("wb") as outer:
                    shutil.copyfileobj(inner, outer, _CHUNK_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise SkillError(f"{archive}: not a packed skill, or a damaged one") from error


def _check_size(source: Path, sizes: list[int]) -> None:
    if len(sizes) > MAX_FILES or sum(sizes) > MAX_BYTES:
        raise SkillError(
            f"{source}: a skill may have {MAX_FILES} files and {MAX_BYTES // 10**6} MB at most"
        )


def _digest(folder: Path) -> str:
    """Return a name for a bundle's content: paths and bytes of all its files."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()[:_DIGEST_LETTERS]
