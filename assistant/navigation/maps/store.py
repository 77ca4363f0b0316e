"""The maps on this machine: built beside the old one, switched in one step, checked, removed.

    store = MapStore(config.data_dir / "maps")
    store.build(Order(Path("monaco.osm.pbf"), "monaco", "Monaco", "monaco.osm.pbf"), on_step)
    region = store.region_at(here)

A map's folder never changes. The one that a new build replaces stays until the next change, so
that whoever has it open can go on.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import filelock

from assistant.config import Config
from assistant.errors import (
    DiskFullError,
    InputError,
    MapDamagedError,
    MapError,
    MapNotInstalledError,
)
from assistant.navigation.interface import Manifest, Point, Region
from assistant.navigation.maps.checks import Check, damaged_files, is_same, whole_map
from assistant.navigation.maps.manifest import read_manifest
from assistant.navigation.maps.order import SOURCE, OnStep, Order
from assistant.navigation.maps.tools import check_space
from assistant.store.layout import (
    NEW,
    Layout,
    delete,
    free_bytes,
    point_atomically,
    sync,
)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_TIMES_THE_SOURCE, _AND_BYTES = 8, 64_000_000
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_LOCK_TIMEOUT_S = 3600.0


Builder = Callable[[Order, Path, OnStep], Manifest]
"""Builds what was ordered into a new, empty folder; as ``build.build``."""


class MapStore:
    """Installed maps under ``root``; several processes may use it at once."""

    def __init__(
        self,
        root: Path,
        builder: Builder | None = None,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        """Use the maps under ``root``.

        ``builder`` builds (None: the real one); ``free`` says how many bytes may still be
        written to a folder's disk.
        """
        self._layout = Layout(root, root)
        self._builder = builder
        self._free = free

    def regions(self) -> list[Region]:
        """Return the installed maps by name; one whose manifest is damaged is left out."""
        found = []
        for name in self.names():
            with suppress(MapDamagedError):
                found.append(self.region(name))
        return found

    def names(self) -> list[str]:
        """Return the names of all installed maps, also of damaged ones."""
        if not self._layout.installed.is_dir():
            return []
        pointers = self._layout.installed.iterdir()
        return sorted(path.name for path in pointers if not path.name.startswith("."))

    def builds(self) -> tuple[tuple[str, str], ...]:
        """Return each installed map's name and build: changes whenever a map does."""
        pointers = [(name, self._layout.pointer(name)) for name in self.names()]
        return tuple((name, pointer.resolve().name) for name, pointer in pointers)

    def region(self, name: str) -> Region:
        """Return an installed map.

        Raises:
            MapNotInstalledError: there is none of this name.
            MapDamagedError: its manifest can't be read.
        """
        pointer = self._layout.pointer(name)
        if not _NAME.fullmatch(name) or not pointer.is_symlink():
            known = ", ".join(self.names()) or "none"
            raise MapNotInstalledError(f"There is no map {name!r}; installed are: {known}.")
        folder = pointer.resolve()
        return Region(folder, read_manifest(folder))

    def region_at(self, point: Point) -> Region | None:
        """Return the smallest map that covers a point; None without one."""
        covering = [region for region in self.regions() if region.box.contains(point)]
        return min(covering, key=lambda one: one.box.size, default=None)

    def build(
        self, order: Order, on_step: OnStep, on_wait: Callable[[], None] = lambda: None
    ) -> Region:
        """Build a map and put it in the place of the one of the same name.

        Until the last step the old one stays as it is; whatever stops the build leaves it so.
        ``on_wait`` is called when another process changes the maps.

        Raises:
            InputError: the name can't be one of a map.
            MapSourceError, MapError, DiskFullError: as ``build.build``.
        """
        if not _NAME.fullmatch(order.region):
            raise InputError(
                f"{order.region!r} can't be the name of a map: use small letters, digits and '-'."
            )
        with self._changing(on_wait):
            self._sweep()
            return self._build(order, on_step)

    def check(self, name: str) -> Check:
        """Read every file of a map and compare it with what was built.

        Raises:
            MapNotInstalledError: there is none of this name.
        """
        try:
            region = self.region(name)
        except MapDamagedError:
            return Check(name, ("manifest.json",))
        return Check(name, damaged_files(region))

    def mend(self, name: str, on_step: OnStep) -> Region:
        """Build a damaged map again from the source that it keeps.

        Raises:
            MapDamagedError: its source or its manifest is damaged too; build or pull it again.
            MapNotInstalledError, MapError, DiskFullError: as ``region`` and ``build``.
        """
        region = self.region(name)
        source = region.folder / SOURCE
        if not is_same(source, region.manifest.files.get(SOURCE, "")):
            raise MapDamagedError(
                f"The map {name} is damaged, and so is the source that it keeps: "
                "`assistant maps build` or `pull` it again."
            )
        told = region.manifest
        return self.build(Order(source, name, told.title, told.source), on_step)

    def roll_back(self, name: str) -> Region:
        """Use the build again that the last one replaced.

        Raises:
            MapDamagedError: it is gone, or damaged as well.
            MapNotInstalledError: there is no map of this name.
        """
        pointer = self._layout.pointer(name)
        if name not in self.names():
            self.region(name)
        with self._changing(lambda: None):
            used = pointer.resolve().name
            for folder in sorted(self._layout.versions.glob(f"{name}@*"), key=_changed):
                region = whole_map(folder) if folder.name != used else None
                if region is not None:
                    point_atomically(pointer, folder)
                    return region
        raise MapDamagedError(
            f"The map {name} is damaged, and the build before it is gone: "
            "`assistant maps build` or `pull` it again."
        )

    def remove(self, name: str) -> int:
        """Remove a map; return how many bytes became free.

        Raises:
            MapNotInstalledError: there is none of this name.
        """
        pointer = self._layout.pointer(name)
        if not _NAME.fullmatch(name) or not pointer.is_symlink():
            self.region(name)
        with self._changing(lambda: None):
            pointer.unlink(missing_ok=True)
            return self._sweep()

    # --- changes: with the lock held -------------------------------------------------------

    def _build(self, order: Order, on_step: OnStep) -> Region:
        new = self._layout.versions / f"{NEW}{order.region}"
        new.mkdir()
        try:
            if order.source.is_file():
                needed = _TIMES_THE_SOURCE * order.source.stat().st_size + _AND_BYTES
                check_space(new, needed, self._free)
            manifest = (self._builder or _real_builder())(order, new, on_step)
            version = self._layout.versions / f"{order.region}@{_digest(manifest)}"
            new.rename(version)
            sync(self._layout.versions)
            point_atomically(self._layout.pointer(order.region), version)
        finally:
            delete(new)
        return Region(version, manifest)

    def _sweep(self) -> int:
        """Delete what no pointer leads to: half-built and replaced maps; return the bytes."""
        used = {self._layout.pointer(name).resolve().name for name in self.names()}
        freed = 0
        for folder in self._layout.versions.iterdir():
            if folder.name not in used:
                freed += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                delete(folder)
        return freed

    @contextmanager
    def _changing(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Hold the maps for changing, and turn the system's errors into ours."""
        try:
            for folder in (self._layout.versions, self._layout.installed):
                folder.mkdir(parents=True, exist_ok=True)
            with self._locked(on_wait):
                yield
        except OSError as error:
            where = error.filename or self._layout.root
            if error.errno in _FULL:
                raise DiskFullError(
                    f"{where}: the disk is full: delete something or `assistant maps remove` a map."
                ) from error
            raise MapError(f"{where}: {error.strerror or error}") from error

    @contextmanager
    def _locked(self, on_wait: Callable[[], None]) -> Iterator[None]:
        lock = filelock.FileLock(self._layout.lock, preserve_lock_file=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            on_wait()
            try:
                lock.acquire(timeout=_LOCK_TIMEOUT_S)
            except filelock.Timeout as error:
                raise MapError("Another process is changing the maps: try again later.") from error
        try:
            yield
        finally:
            lock.release()


def open_maps(config: Config) -> MapStore:
    """Return the store of this configuration."""
    return MapStore(config.data_dir / "maps")


def _real_builder() -> Builder:
    """Return what builds; loaded only when something is built, for its tools are large."""
    try:
        from assistant.navigation.maps.build import build  # noqa: PLC0415  (see above)
    except ImportError as error:
        raise MapError(
            f"{error.name} is missing: install the package with its `navigation` extra."
        ) from error
    return build


def _changed(folder: Path) -> float:
    """Return what sorts folders by their change, the newest first."""
    return -folder.stat().st_mtime


def _digest(manifest: Manifest) -> str:
    return hashlib.sha256(repr(asdict(manifest)).encode()).hexdigest()[:12]
