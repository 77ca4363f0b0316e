"""The models on this machine: where they are, whether they are sound, and taking them out.

Needs no network and imports nothing of it; ``assistant.store.pull`` brings models in.

    store = ModelStore(config.models_dir, config.cache_dir / "downloads", catalogue)
    folder = store.path("whisper-base")
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import filelock

from assistant.config import Config
from assistant.errors import IntegrityError, NotInstalledError, StoreError
from assistant.store import manifest as manifests
from assistant.store.catalogue import Catalogue, Model, default_catalogue_dir, load_catalogue
from assistant.store.layout import MANIFEST, NEW, Layout, delete, point_atomically, sync, writing
from assistant.store.manifest import Manifest, Problem

_LOGGER = logging.getLogger(__name__)

LOCK_TIMEOUT_S = 6 * 3600.0  # a slow pull by another process is worth waiting for


class State(StrEnum):
    """How a model stands on this machine."""

    MISSING = "missing"
    INSTALLED = "installed"
    OUTDATED = "outdated"  # installed and usable, but the catalogue has other files
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found; ``full`` when every byte was read."""

    model: str
    state: State
    full: bool
    problems: tuple[Problem, ...] = ()


class ModelStore:
    """Installed models under ``root``; every method may be used by several processes at once."""

    def __init__(self, root: Path, downloads: Path, catalogue: Catalogue) -> None:
        self.layout = Layout(root, downloads)
        self.catalogue = catalogue

    def path(self, model_id: str) -> Path:
        """Return the folder of an installed model, after a quick check of its files.

        Raises:
            NotInstalledError: it is not installed; the message has the command to run.
            IntegrityError: a file is missing, cut short or changed.
        """
        return self._sound(model_id)[0]

    def entry(self, model_id: str) -> Path:
        """Return the file that the model's engine opens, or the folder when it opens that.

        Raises:
            NotInstalledError, IntegrityError: as ``path``.
        """
        folder, manifest = self._sound(model_id)
        return folder / manifest.entry

    def state(self, model: Model) -> State:
        """Return how the model stands, by a quick check."""
        return self.check(model.id).state

    def check(self, model_id: str, *, full: bool = False) -> Check:
        """Compare an installed model with what was installed; change nothing but file times.

        The quick check compares sizes and times, the full one reads every byte.
        """
        folder = self._folder(model_id)
        if folder is None:
            return Check(model_id, State.MISSING, full)
        manifest = manifests.read_manifest(folder)
        if manifest is None:
            lost = Problem(MANIFEST, "", "is missing or damaged")
            return Check(model_id, State.DAMAGED, full, (lost,))
        seen, problems = manifests.check(manifest, folder, full=full)
        if problems:
            return Check(model_id, State.DAMAGED, full, problems)
        if seen != manifest:
            with writing(self.layout.root, model_id, 0, lambda: None):
                manifests.write_manifest(seen, folder)
        return Check(model_id, self._freshness(model_id, folder), full)

    def verify(self, model_id: str, *, full: bool = True) -> Check:
        """Check a model; take it out of use when it is damaged, so that a pull repairs it.

        Files that are still good stay, and are not fetched again.
        """
        found = self.check(model_id, full=full)
        if found.state is State.DAMAGED:
            with self.locked():
                self.discard(model_id)
        return found

    def verify_all(self, *, full: bool = True) -> tuple[Check, ...]:
        """Verify every installed model; what a service does after an unclean end."""
        return tuple(self.verify(model_id, full=full) for model_id in self.installed())

    def installed(self) -> tuple[str, ...]:
        """Return the ids of the installed models, those unknown to the catalogue too."""
        if not self.layout.installed.is_dir():
            return ()
        names = sorted(path.name for path in self.layout.installed.iterdir())
        return tuple(name for name in names if not name.startswith("."))

    def remove(self, model_id: str) -> int:
        """Remove a model with its partial downloads; return the bytes that became free.

        Files that other installed models use stay.

        Raises:
            NotInstalledError: nothing of it is here.
        """
        with self.locked():
            folder = self._folder(model_id)
            hashes = self._hashes(model_id)
            leftovers = [self.layout.part(sha) for sha in hashes]
            leftovers += [self.layout.archive(sha) for sha in self._archive_hashes(model_id)]
            leftovers += [self.layout.part(sha) for sha in self._archive_hashes(model_id)]
            found = [path for path in leftovers if path.exists()]
            blobs = [self.layout.blob(sha) for sha in hashes]
            if folder is None and not found and not any(blob.exists() for blob in blobs):
                raise NotInstalledError(f"{model_id} is not installed: nothing to remove")
            with writing(self.layout.root, model_id, 0, lambda: None):
                self.layout.pointer(model_id).unlink(missing_ok=True)
                freed = sum(path.stat().st_size for path in found)
                for path in found:
                    delete(path)
                return freed + self._sweep(hashes)

    @contextmanager
    def locked(self, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the store for changing; ``on_wait`` is called when another process has it.

        Raises:
            StoreError: another process held it for too long, or the folder can't be written.
        """
        with writing(self.layout.root, "the model store", 0, lambda: None):
            for folder in (self.layout.blobs, self.layout.versions, self.layout.installed):
                folder.mkdir(parents=True, exist_ok=True)
            self.layout.downloads.mkdir(parents=True, exist_ok=True)
            lock = self._acquire(on_wait or (lambda: None))
        try:
            yield
        finally:
            lock.release()

    def _acquire(self, on_wait: Callable[[], None]) -> filelock.BaseFileLock:
        lock = filelock.FileLock(self.layout.lock, preserve_lock_file=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            on_wait()
            try:
                lock.acquire(timeout=LOCK_TIMEOUT_S)
            except filelock.Timeout as error:
                message = "another process is changing the models: try again later"
                raise StoreError(message) from error
        return lock

    def activate(self, model: Model) -> None:
        """Make a model whose files are all in the store the installed one; needs the lock.

        Raises:
            OSError: the store can't be written.
        """
        version = self.layout.versions / f"{model.id}@{manifests.digest(model)}"
        new = self.layout.versions / f"{NEW}{version.name}"
        delete(new)
        new.mkdir()
        for file in model.files:
            (new / file.path).parent.mkdir(parents=True, exist_ok=True)
            (new / file.path).hardlink_to(self.layout.blob(file.sha256))
            sync((new / file.path).parent)
        manifests.write_manifest(manifests.manifest_of(model, new), new)
        sync(new)
        replaced = self._hashes_of_folder(self._folder(model.id))
        # A version that is there already was damaged or left by a removal: nothing uses it.
        delete(version)
        new.rename(version)
        sync(self.layout.versions)
        point_atomically(self.layout.pointer(model.id), version)
        self._sweep(replaced)

    def discard(self, model_id: str) -> None:
        """Take a damaged model out of use; needs the lock. A pull sorts good files from bad."""
        with writing(self.layout.root, model_id, 0, lambda: None):
            self.layout.pointer(model_id).unlink(missing_ok=True)
            self._sweep(frozenset())
        _LOGGER.warning("model %s is damaged and was taken out of use", model_id)

    def _sound(self, model_id: str) -> tuple[Path, Manifest]:
        folder = self._folder(model_id)
        hint = f"run `assistant models pull {model_id}`"
        if folder is None:
            raise NotInstalledError(f"{model_id} is not installed: {hint}")
        found = self.check(model_id)
        manifest = manifests.read_manifest(folder)
        if found.state is State.DAMAGED or manifest is None:
            what = "; ".join(f"{p.path} {p.message}" for p in found.problems)
            raise IntegrityError(f"{model_id} is damaged ({what}): {hint}")
        return folder, manifest

    def _folder(self, model_id: str) -> Path | None:
        pointer = self.layout.pointer(model_id)
        return pointer.resolve() if pointer.is_dir() else None

    def _freshness(self, model_id: str, folder: Path) -> State:
        for model in self.catalogue.models:
            if model.id == model_id:
                current = folder.name == f"{model_id}@{manifests.digest(model)}"
                return State.INSTALLED if current else State.OUTDATED
        return State.OUTDATED

    def _hashes(self, model_id: str) -> frozenset[str]:
        known = {f.sha256 for m in self.catalogue.models if m.id == model_id for f in m.files}
        return frozenset(known) | self._hashes_of_folder(self._folder(model_id))

    def _archive_hashes(self, model_id: str) -> frozenset[str]:
        return frozenset(
            part.sha256
            for model in self.catalogue.models
            if model.id == model_id
            for file in model.files
            for source in file.sources
            if source.kind == "registry"
            for part in source.parts
        )

    def _hashes_of_folder(self, folder: Path | None) -> frozenset[str]:
        manifest = manifests.read_manifest(folder) if folder else None
        return frozenset(file.sha256 for file in manifest.files) if manifest else frozenset()

    def _sweep(self, candidates: frozenset[str]) -> int:
        """Delete versions that no pointer uses, half-made ones, and candidates out of use."""
        folders = {model_id: self._folder(model_id) for model_id in self.installed()}
        used = {folder.name for folder in folders.values() if folder}
        for path in self.layout.versions.iterdir():
            if path.name not in used:
                delete(path)
        for path in (*self.layout.blobs.iterdir(), *self.layout.installed.iterdir()):
            if path.name.startswith(NEW):
                delete(path)
        in_use = frozenset[str]().union(*map(self._hashes_of_folder, folders.values()))
        freed = 0
        for sha256 in candidates - in_use:
            blob = self.layout.blob(sha256)
            if blob.exists():
                freed += blob.stat().st_size
                blob.unlink()
        return freed


def open_store(config: Config, catalogue_dir: Path | None = None) -> ModelStore:
    """Return the store of this configuration, with the shipped catalogue unless told another.

    Raises:
        ConfigError: the catalogue is wrong.
    """
    catalogue = load_catalogue(catalogue_dir or default_catalogue_dir())
    return ModelStore(config.models_dir, config.cache_dir / "downloads", catalogue)
