"""Brings what waits in the outbox to its receiver, one item after the other.

Each request carries the item's key as ``Idempotency-Key``. A long item goes in parts with
``Content-Range``; the receiver's acknowledgement of a part is kept, so that an interrupted item
goes on where it was. docs/privacy.md tells what a receiver has to answer.
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import httpx2

from assistant.errors import AssistantError, ConsentError
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import CONSENT, Item, Mail
from assistant.routing.privacy.gate import CountingTransport, Gate

_LOGGER = logging.getLogger(__name__)

PART_BYTES = 256 * 1024
"""Longer items go in parts of that size."""

LOOK_S = 15.0
"""How often the outbox is looked at when nothing happens."""

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 3600.0
MAX_REQUESTS = 10_000
"""Requests of one round; a receiver that never gets enough of an item ends it."""

REQUEST_S = 120.0
"""How long one request may take in all."""

MAX_REPLY_BYTES = 4096
"""Nothing in a reply's body matters; what is longer is not read."""

_TIMEOUT = httpx2.Timeout(20.0, connect=10.0)
_UNTIL = re.compile(r"bytes=0-(\d{1,12})")

# Its lines hold addresses.
logging.getLogger("httpx2").setLevel(logging.WARNING)


class Word(StrEnum):
    """What a receiver's answer means for an item."""

    DELIVERED = "delivered"
    PART = "part"  # it has the bytes up to here
    REFUSED = "refused"  # it will never take this item
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answer:
    """A receiver's word; ``has`` are the bytes that it has, ``wait_s`` how long it asks to wait."""

    word: Word
    has: int = 0
    wait_s: float = 0.0


def understood(status: int, headers: Mapping[str, str], item: Item, end: int) -> Answer:
    """Return what a response means, after the bytes of ``item`` up to ``end`` were sent. Pure."""
    until = _UNTIL.fullmatch(headers.get("range", ""))
    has = min(int(until[1]) + 1, len(item.body)) if until else None
    whole = end == len(item.body)
    wait = headers.get("retry-after", "")
    later = Answer(Word.LATER, wait_s=float(wait) if re.fullmatch(r"\d{1,6}", wait) else 0.0)
    match status:
        case 409:  # it has this item already
            return Answer(Word.DELIVERED)
        case 200 | 201 | 204:  # of a part, it was taken for the whole: it would be cut
            return Answer(Word.DELIVERED if whole else Word.REFUSED)
        case 202 | 416:
            at = has if has is not None else {202: end, 416: 0}[status]
            return later if at == item.sent else Answer(Word.PART, at)
        case 400 | 410 | 413 | 415 | 422:
            return Answer(Word.REFUSED)
    return later


class OutboxSync:
    """Sends what waits while the link allows it; runs until it is cancelled."""

    def __init__(
        self,
        outbox: Outbox,
        gate: Gate,
        url: str,
        *,
        key: str = "",
        verify: ssl.SSLContext | None = None,
        allowed: Callable[[], Iterable[Mail]] = lambda: tuple(Mail),
    ) -> None:
        """``url`` is the receiver's; ``allowed`` tells for which kinds the link is good enough."""
        self._outbox = outbox
        self._gate = gate
        self._url = url.rstrip("/")
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._transport = CountingTransport(verify or ssl.create_default_context(), 1)
        self._allowed = allowed
        self._failures = 0

    async def run(self) -> None:
        """Send what waits, for ever."""
        async with httpx2.AsyncClient(
            transport=self._transport, timeout=_TIMEOUT, headers=self._headers
        ) as client:
            while True:
                wait_s = await self._round(client)
                await asyncio.sleep(wait_s)

    async def _round(self, client: httpx2.AsyncClient) -> float:
        """Send until nothing waits or nothing goes; return how long to wait, in seconds."""
        try:
            consent = self._gate.consents.current
            await asyncio.to_thread(self._outbox.obey, consent)
            for _ in range(MAX_REQUESTS):
                consent, mails = self._gate.consents.current, tuple(self._allowed())
                item = await asyncio.to_thread(self._outbox.first, consent, mails)
                if item is None:
                    return LOOK_S
                answer = await self._send(client, item)
                await asyncio.to_thread(self._settle, item, answer)
                if answer.word is Word.LATER:
                    return self._wait_s(answer)
                self._failures = 0
        except ConsentError:
            return LOOK_S  # it was withdrawn meanwhile
        except AssistantError as error:
            _LOGGER.warning("The outbox can't be synced now: %s", error.code)
        return self._wait_s(Answer(Word.LATER))

    async def _send(self, client: httpx2.AsyncClient, item: Item) -> Answer:
        size = len(item.body)
        end = min(size, item.sent + PART_BYTES)
        headers = {"idempotency-key": item.key, "content-type": item.media_type}
        if size > PART_BYTES:
            headers["content-range"] = f"bytes {item.sent}-{end - 1}/{size}"
        kind, why = CONSENT[item.mail], f"outbox.{item.mail}"
        try:
            async with (
                asyncio.timeout(REQUEST_S),
                self._gate.leaving(kind, "outbox", why),
                client.stream(
                    "POST",
                    f"{self._url}/{item.mail}",
                    content=item.body[item.sent : end],
                    headers=headers,
                ) as response,
            ):
                await _read_little(response)
        except (httpx2.HTTPError, TimeoutError) as error:
            _LOGGER.info("The outbox's receiver can't be reached: %s", type(error).__name__)
            return Answer(Word.LATER)
        return understood(response.status_code, response.headers, item, end)

    def _settle(self, item: Item, answer: Answer) -> None:
        match answer.word:
            case Word.DELIVERED:
                self._outbox.delivered(item)
            case Word.PART:
                self._outbox.has_taken(item, answer.has)
            case Word.REFUSED:
                self._outbox.refused(item)
            case Word.LATER:
                self._outbox.failed(item)

    def _wait_s(self, answer: Answer) -> float:
        """Return how long to leave the receiver alone: longer each time, and never in step."""
        self._failures += 1
        wait_s = min(FIRST_WAIT_S * 2.0 ** min(self._failures - 1, 10), LONGEST_WAIT_S)
        return max(wait_s * random.uniform(0.5, 1.0), answer.wait_s)  # noqa: S311  # no secret


async def _read_little(response: httpx2.Response) -> None:
    """Read a short body to its end, so that the connection can be used again."""
    read = 0
    async for chunk in response.aiter_raw():
        read += len(chunk)
        if read > MAX_REPLY_BYTES:
            return
