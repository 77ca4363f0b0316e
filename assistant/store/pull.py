"""Bring models in: source after source, resumed, checked, then activated in one step.

A file is completed and checked in the downloads folder and only then moved into the store; a
model is activated when all its files are there. So a cut, a kill or a full disk at any moment
leaves the installed models as they were.

Use it with a transfer::

    index = configured_index()
    with HttpTransfer(certificates=index.certificates) as transfer:
        Puller(store, transfer, index).pull("whisper-base", on_progress=print)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from assistant.errors import DiskFullError
from assistant.store.catalogue import Model, ModelFile, Part
from assistant.store.fetch import Fetcher
from assistant.store.interface import OnProgress, Progress, Transfer
from assistant.store.layout import NEW, delete, free_bytes, mb, move, sha256_of, sync, writing
from assistant.store.registry import IndexConfig
from assistant.store.store import ModelStore, State

MARGIN_BYTES = 64_000_000  # left free: the car's other programs write to the disk too
_READ_ONLY = 0o444


def _ignore(_: object = None) -> None:
    """Hear of something and do nothing."""


class Puller:
    """Pulls models into a store."""

    def __init__(
        self,
        store: ModelStore,
        transfer: Transfer,
        index: IndexConfig,
        *,
        environment: Mapping[str, str] | None = None,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        """Use ``index`` for packages, ``environment`` (the process's) for the hub's settings.

        ``free`` says how many bytes may still be written to a folder's disk.
        """
        self._store = store
        self._layout = store.layout
        env = os.environ if environment is None else environment
        self._fetcher = Fetcher(store.layout, transfer, index, env)
        self._free = free

    def pull(
        self,
        model_id: str,
        on_progress: OnProgress = _ignore,
        on_wait: Callable[[], None] = _ignore,
    ) -> bool:
        """Install or repair a model; return False when it was there and sound already.

        ``on_wait`` is called when another process changes the store and this one waits.

        Raises:
            InputError: the model is not in the catalogue.
            DownloadError: no source could deliver; what came is kept, to go on from.
            IntegrityError: every source delivered something else than what is pinned.
            DiskFullError: no room; nothing half-done is left.
            StoreError: the store can't be written.
        """
        model = self._store.catalogue.model(model_id)
        with self._store.locked(on_wait):
            state = self._store.state(model)
            if state is State.INSTALLED:
                return False
            if state is State.DAMAGED:
                self._store.discard(model_id)
            with self._writing(model):
                self._install(model, on_progress)
        return True

    def _install(self, model: Model, on_progress: OnProgress) -> None:
        done = 0

        def tell(file: ModelFile, phase: str, within: int) -> None:
            at = done + min(within, file.bytes)
            on_progress(Progress(model.id, file.path, phase, at, model.bytes))

        missing = [file for file in model.files if not self._have(file, tell)]
        done = model.bytes - sum(file.bytes for file in missing)
        self._check_space(model, missing)
        for i, file in enumerate(missing):
            needed_later = _archives(missing[i + 1 :])
            path, _ = self._fetcher.deliver(file, needed_later, partial(tell, file))
            self._adopt(path, file)
            done += file.bytes
        self._store.activate(model)
        self._clean(model)

    def _have(self, file: ModelFile, tell: Callable[[ModelFile, str, int], None]) -> bool:
        """Return whether the store has this file and it is sound; a bad one is deleted."""
        blob = self._layout.blob(file.sha256)
        if not blob.exists():
            return False
        good = blob.stat().st_size == file.bytes
        if good:
            good = sha256_of(blob, lambda n: tell(file, "check", n)) == file.sha256
        if not good:
            blob.unlink()
        return good

    def _adopt(self, path: Path, file: ModelFile) -> None:
        """Move a checked file into the store, in one step for whoever looks."""
        blob = self._layout.blob(file.sha256)
        new = blob.with_name(f"{NEW}{blob.name}")
        move(path, new)
        new.chmod(_READ_ONLY)
        sync(new)
        new.replace(blob)
        sync(self._layout.blobs)

    def _check_space(self, model: Model, missing: Sequence[ModelFile]) -> None:
        needed = self._space_for(missing)
        free = self._free(self._layout.root)
        if free < needed:
            raise DiskFullError(
                f"{model.id} needs {mb(needed)} free in {self._layout.root}, there are "
                f"{mb(free)}: make {mb(needed - free)} free, then pull again"
            )

    def _space_for(self, missing: Sequence[ModelFile]) -> int:
        """Return what is still to be written, the largest of what is deleted after, a margin."""
        if not missing:
            return 0
        parts = (self._layout.part(file.sha256) for file in missing)
        have = sum(path.stat().st_size for path in parts if path.exists())
        return max(0, _space_from_nothing(missing) - have)

    def _writing(self, model: Model) -> AbstractContextManager[None]:
        needed = _space_from_nothing(model.files)
        return writing(self._layout.root, model.id, needed, lambda: self._clean(model))

    def _clean(self, model: Model) -> None:
        """Delete what was being downloaded for this model."""
        files = [every for file in model.files for every in (file, *file.published)]
        for sha256 in {file.sha256 for file in files} | _archives(model.files):
            delete(self._layout.part(sha256))
            delete(self._layout.archive(sha256))


def _space_from_nothing(files: Sequence[ModelFile]) -> int:
    package = max((part.bytes for part in _parts(files)), default=0)
    published = max((every.bytes for file in files for every in file.published), default=0)
    return sum(file.bytes for file in files) + package + published + MARGIN_BYTES


def _archives(files: Sequence[ModelFile]) -> frozenset[str]:
    return frozenset(part.sha256 for part in _parts(files))


def _parts(files: Sequence[ModelFile]) -> Iterator[Part]:
    for file in files:
        for source in file.packages:
            yield from source.parts
