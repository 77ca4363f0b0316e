"""Get files over HTTP with resume, bounded retries and time-outs; ``file:`` addresses too.

Use it as a context::

    with HttpTransfer() as transfer:
        transfer().fetch(url, Path("model.bin.part"), on_bytes=print)
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx2
import tenacity

from assistant.errors import DownloadError
from assistant.store.interface import OnBytes, Page

T = TypeVar("T")

CHUNK_BYTES = 1 << 20

_NOT_FOUND = 404
_OK = 200
_PARTIAL = 206
_RANGE_NOT_SATISFIABLE = 416
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often to try.

    ``attempts`` counts those in a row that brought no byte: a link that is cut often but
    moves on is not given up before ``total_s``, the time for one file.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 4 * 3600.0
    attempts: int = 5
    backoff_s: float = 1.0
    backoff_max_s: float = 30.0


class _TryAgainError(Exception):
    """An answer that may be better next time; ``after_s`` is when the server wants it."""

    def __init__(self, message: str, after_s: float = 0.0) -> None:
        super().__init__(message)
        self.after_s = after_s


class _Stop(tenacity.stop.stop_base):
    """Stop after some attempts in a row that brought nothing, or when time is up."""

    def __init__(self, limits: Limits, size: Callable[[], int], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._size = size
        self._clock = clock
        self._until = clock() + limits.total_s
        self._largest = size()
        self._idle = 0

    def __call__(self, retry_state: tenacity.RetryCallState) -> bool:
        """Return whether this failed attempt was the last."""
        del retry_state  # tenacity hands it over; what counts here is on the disk
        size = self._size()
        self._idle = 0 if size > self._largest else self._idle + 1
        self._largest = max(size, self._largest)
        return self._idle >= self._limits.attempts or self._clock() >= self._until


class HttpTransfer:
    """The real ``Transfer``. Proxies come from the environment; close it, or use ``with``."""

    def __init__(
        self,
        limits: Limits | None = None,
        certificates: Path | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Use ``certificates`` (a PEM file) to trust servers by, the system's when None."""
        self._limits = limits or Limits()
        self._clock = clock
        self._sleep = sleep
        verify: ssl.SSLContext | bool = True
        if certificates is not None:
            verify = ssl.create_default_context(cafile=certificates)
        self._client = httpx2.Client(
            verify=verify,
            follow_redirects=True,
            timeout=httpx2.Timeout(self._limits.read_s, connect=self._limits.connect_s),
            headers={"User-Agent": "in-vehicle-assistant"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def page(self, url: str, accept: str) -> Page | None:
        """Return the text at ``url``; see ``Transfer``."""
        if (local := _local_path(url)) is not None:
            return _local_page(url, local)
        return self._retrying(url, lambda: 0, lambda: self._get_page(url, accept))

    def fetch(
        self,
        url: str,
        into: Path,
        on_bytes: OnBytes,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
    ) -> None:
        """Complete ``into`` from ``url``; see ``Transfer``."""
        until = self._clock() + self._limits.total_s

        def grown(size: int) -> None:
            if max_bytes is not None and size > max_bytes:
                into.unlink()
                raise DownloadError(f"{shown_url(url)}: sends more than {max_bytes} bytes")
            if self._clock() > until:
                minutes = self._limits.total_s / 60
                raise DownloadError(f"{shown_url(url)}: not done after {minutes:.0f} minutes")
            on_bytes(size)

        if (local := _local_path(url)) is not None:
            _copy(local, into, grown)
            return
        self._retrying(
            url,
            lambda: size_of(into),
            lambda: self._continue(url, into, grown, dict(headers or {})),
        )

    def _retrying(self, url: str, size: Callable[[], int], attempt: Callable[[], T]) -> T:
        wait = tenacity.wait_random_exponential(
            multiplier=self._limits.backoff_s, max=self._limits.backoff_max_s
        )
        retrying = tenacity.Retrying(
            stop=_Stop(self._limits, size, self._clock),
            wait=lambda state: max(wait(state), self._asked_wait_s(state)),
            retry=tenacity.retry_if_exception_type((_TryAgainError, httpx2.TransportError)),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except (_TryAgainError, httpx2.HTTPError, httpx2.InvalidURL) as error:
            text = str(error) or type(error).__name__
            raise DownloadError(f"{shown_url(url)}: {text}") from error

    def _asked_wait_s(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.after_s if isinstance(error, _TryAgainError) else 0.0
        return min(asked, self._limits.backoff_max_s)

    def _get_page(self, url: str, accept: str) -> Page | None:
        response = self._client.get(url, headers={"Accept": accept})
        if response.status_code == _NOT_FOUND:
            return None
        _check_status(response)
        return Page(str(response.url), response.headers.get("Content-Type", ""), response.text)

    def _continue(self, url: str, into: Path, on_bytes: OnBytes, headers: dict[str, str]) -> None:
        have = size_of(into)
        # Compressed answers can't be continued in the middle.
        headers["Accept-Encoding"] = "identity"
        if have:
            headers["Range"] = f"bytes={have}-"
        with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code == _RANGE_NOT_SATISFIABLE and have:
                if _total(response) == have:
                    return
                into.unlink()
                raise _TryAgainError("the part on disk is longer than the file")
            _check_status(response)
            resumed = response.status_code == _PARTIAL
            if resumed and _range_start(response) != have:
                into.unlink(missing_ok=True)
                raise _TryAgainError("the server sent another range than asked")
            with into.open("ab" if resumed else "wb") as file:
                for chunk in response.iter_raw():
                    file.write(chunk)
                    on_bytes(file.tell())


def size_of(path: Path) -> int:
    """Return the size of a file, 0 when there is none."""
    return path.stat().st_size if path.exists() else 0


def _check_status(response: httpx2.Response) -> None:
    status = response.status_code
    if status in (_OK, _PARTIAL):
        return
    if status in _TRY_AGAIN:
        after_s = _retry_after_s(response.headers.get("Retry-After", ""))
        raise _TryAgainError(f"the server answered {status}", after_s)
    raise DownloadError(f"{shown_url(str(response.request.url))}: the server answered {status}")


def _retry_after_s(value: str) -> float:
    """Return the seconds of a Retry-After header; dates and nonsense count as none."""
    return float(value) if value.isascii() and value.isdigit() else 0.0


def _range_start(response: httpx2.Response) -> int | None:
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(match[1]) if match else None


def _total(response: httpx2.Response) -> int | None:
    match = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
    return int(match[1]) if match else None


def shown_url(url: str) -> str:
    """Return the address as a message may show it: without user, password and query."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def _local_path(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


def _local_page(url: str, path: Path) -> Page | None:
    index = path / "index.html" if path.is_dir() else path
    if not index.is_file():
        return None
    try:
        text = index.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DownloadError(f"{shown_url(url)}: can't be read") from error
    return Page(url if url.endswith("/") else f"{url}/", "text/html", text)


def _copy(path: Path, into: Path, on_bytes: OnBytes) -> None:
    try:
        source = path.open("rb")
    except OSError as error:
        raise DownloadError(f"{path}: {error.strerror}") from error
    with source, into.open("wb") as file:
        while chunk := source.read(CHUNK_BYTES):
            file.write(chunk)
            on_bytes(file.tell())
