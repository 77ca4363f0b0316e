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
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.skillhost.pack import SUFFIX, pack, unpack
from assistant.store.layout import NEW, delete, point_atomically, sync

_LOCK_S = 10.0
_DIGEST_LETTERS = 16
_CHUNK_BYTES = 1 << 20


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
        archive = source
        if source.is_dir():
            archive = new / f"{source.name}{SUFFIX}"
            pack(source, archive)
        elif not source.is_file():
            raise SkillError(f"{source}: no such folder or packed skill")
        bundle = unpack(archive, new)
        if bundle.id in self._reserved:
            raise SkillError(
                f"{source}: the id {bundle.id!r} belongs to a skill that comes with the assistant;"
                " choose another id"
            )
        if archive != source:
            archive.unlink()
        return bundle

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


def _digest(folder: Path) -> str:
    """Return a name for a bundle's content: paths and bytes of all its files."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()[:_DIGEST_LETTERS]
