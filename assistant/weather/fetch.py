"""Fetch one small answer from an operator's server."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

import httpx2

from assistant.errors import DownloadError

Fetch = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""``fetch``, or what stands in for it where time is virtual."""

TIMEOUT_S = 10.0
MAX_BYTES = 2_000_000

# Its request lines hold the whole URL, hence where the car is.
logging.getLogger("httpx2").setLevel(logging.WARNING)


async def fetch(url: str, query: Mapping[str, str]) -> bytes:
    """Return the body of a successful answer.

    Raises:
        DownloadError: the server can't be reached, refuses, or sends more than ``MAX_BYTES``.
    """
    try:
        async with (
            httpx2.AsyncClient(timeout=TIMEOUT_S, follow_redirects=True) as client,
            client.stream("GET", url, params=query) as response,
        ):
            response.raise_for_status()
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise DownloadError(f"The answer is larger than {MAX_BYTES} bytes.")
            return body
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise DownloadError(f"Nothing was fetched: {type(error).__name__}") from error
