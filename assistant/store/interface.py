"""The ports of the store: how bytes come from elsewhere, and who hears of the progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """A text from an address; ``url`` is where it came from after redirects."""

    url: str
    content_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file of a model is: ``done`` and ``total`` bytes, of the whole model.

    ``phase`` is ``download``, ``make`` or ``check``.
    """

    model: str
    file: str
    phase: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]
OnBytes = Callable[[int], None]


class Transfer(Protocol):
    """Gets bytes from addresses (``http``, ``https``, ``file``); retries on its own."""

    def page(self, url: str, accept: str) -> Page | None:
        """Return the text at ``url``, None when there is none (404).

        Raises:
            DownloadError: no answer, or not a good one, after the retries.
        """
        ...

    def fetch(
        self,
        url: str,
        into: Path,
        on_bytes: OnBytes,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
    ) -> None:
        """Complete the file ``into`` from ``url``, going on from the bytes that it has.

        ``on_bytes`` hears the size of ``into`` as it grows. When this raises, ``into`` keeps
        what came, so that the next call goes on from there; a file that grows beyond
        ``max_bytes`` is deleted.

        Raises:
            DownloadError: the file can't be had from there, or not now.
            OSError: ``into`` can't be written, a full disk included.
        """
        ...
