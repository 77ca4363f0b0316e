"""A transfer from memory, with scripted faults, for tests and demonstrations.

transfer = FakeTransfer({"https://a.example/model.bin": b"..."})
transfer.cut("https://a.example/model.bin", after=10)  # the next fetch breaks off there
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.errors import DownloadError
from assistant.store.interface import OnBytes, Page


class FakeTransfer:
    """A ``Transfer`` that serves bytes from memory and resumes as the real one does.

    ``requests`` lists what was fetched: the address and the offset that it went on from.
    """

    def __init__(
        self, files: Mapping[str, bytes], pages: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        """Serve ``files``, and ``pages`` as content type and text by address."""
        self.files = dict(files)
        self.pages = dict(pages or {})
        self.requests: list[tuple[str, int]] = []
        self._cuts: dict[str, list[int]] = {}

    def cut(self, url: str, after: int) -> None:
        """Break off one fetch of ``url`` once the file has ``after`` bytes."""
        self._cuts.setdefault(url, []).append(after)

    def page(self, url: str, accept: str) -> Page | None:
        """Return the page of this address; ``accept`` makes no difference."""
        del accept
        if url not in self.pages:
            return None
        content_type, text = self.pages[url]
        return Page(url, content_type, text)

    def fetch(
        self,
        url: str,
        into: Path,
        on_bytes: OnBytes,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
    ) -> None:
        """Complete ``into``; see ``Transfer``."""
        del headers
        if url not in self.files:
            raise DownloadError(f"{url}: the server answered 404")
        content = self.files[url]
        if max_bytes is not None and len(content) > max_bytes:
            raise DownloadError(f"{url}: sends more than {max_bytes} bytes")
        have = into.stat().st_size if into.exists() else 0
        have = 0 if have > len(content) else have
        self.requests.append((url, have))
        cuts = self._cuts.get(url, [])
        end = cuts.pop(0) if cuts else len(content)
        with into.open("ab" if have else "wb") as file:
            file.write(content[have:end])
        on_bytes(max(have, end))
        if end < len(content):
            raise DownloadError(f"{url}: the connection was cut")
