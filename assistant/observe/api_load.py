"""A client of the local API in a process of its own: load, or typed turns that are timed.

    python -m assistant.observe.api_load '{"url": …, "token": …, "sockets": 200, …}'

says ``ready`` when the sockets are open, and at the end one line of JSON. SIGTERM ends it early.
Used by ``assistant bench api``.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import os
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

TURN = "how warm is it"
TURN_EVERY_S = 0.25
SETTLE_S = 10.0
"""How long the sockets may take to hear of the last event."""

READY = "ready"
PATIENCE_S = 60.0
"""How long a client of a busy machine waits: slowness is a figure, not an end."""

LINES = 32
"""Connections that requests are asked over."""

_HTTP_OK = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What the client does for ``seconds``, 0: until it is ended.

    ``sockets`` that follow the events, ``per_s`` requests a second, and, with ``turns``, typed
    turns one after the other. ``nice`` is how much it gives way to others.
    """

    url: str
    token: str
    seconds: float
    sockets: int = 0
    per_s: int = 0
    turns: bool = False
    nice: int = 0


class Followed:
    """The events that one socket was sent: ``lost`` are those that are missing between others."""

    def __init__(self) -> None:
        self.last = 0
        self.lost = 0
        self.begun = asyncio.Event()
        self._more = asyncio.Event()

    async def until(self, number: int) -> None:
        """Wait for an event, or one after it."""
        while self.last < number:
            self._more.clear()
            await self._more.wait()

    async def follow(self, socket: ClientConnection) -> None:
        """Read until the link ends."""
        self.last = int(json.loads(await socket.recv())["seq"])
        self.begun.set()
        try:
            async for message in socket:
                number = int(json.loads(message)["seq"])
                self.lost += number - self.last - 1
                self.last = number
                self._more.set()
        except ConnectionClosed:
            pass


@dataclass(slots=True)
class Answered:
    """Requests by status, and how long each took from the moment it was due, in milliseconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    took_ms: list[float] = field(default_factory=list)


async def run(plan: Plan) -> dict[str, object]:
    """Return what was seen: answers by status, lost events, times, own processor time."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    headers = {"authorization": f"Bearer {plan.token}"}
    async with (
        httpx2.AsyncClient(
            base_url=plan.url, headers=headers, trust_env=False, timeout=PATIENCE_S
        ) as client,
        asyncio.TaskGroup() as group,
    ):
        followed = [Followed() for _ in range(plan.sockets)]
        links = [group.create_task(_linked(plan, one)) for one in followed]
        for one in followed:
            await one.begun.wait()
        print(READY, flush=True)  # noqa: T201
        asking = group.create_task(_ask(plan, ended))
        turns = group.create_task(_turns(client, plan)) if plan.turns else None
        answered = await asking
        times = await turns if turns else []
        behind = await _behind(client, followed)
        for link in links:
            link.cancel()
    return {
        "answers": dict(answered.statuses),
        "request_ms": answered.took_ms,
        "lost": sum(one.lost for one in followed) + behind,
        "turns_ms": times,
        "cpu_s": round(time.process_time(), 2),
    }


async def _linked(plan: Plan, followed: Followed) -> None:
    address = f"{plan.url.replace('http', 'ws', 1)}/api/v1/events"
    headers = {"authorization": f"Bearer {plan.token}"}
    async with connect(
        address, additional_headers=headers, proxy=None, open_timeout=PATIENCE_S, ping_interval=None
    ) as socket:
        await followed.follow(socket)


async def _ask(plan: Plan, ended: asyncio.Event) -> Answered:
    """Ask for the state so many times a second, whether or not answers come in time."""
    found, due = Answered(), asyncio.Queue[float | None]()
    begun, seconds = time.perf_counter(), plan.seconds or math.inf
    async with asyncio.TaskGroup() as group:
        for _ in range(LINES if plan.per_s else 0):
            group.create_task(_line(plan, due, found))
        for number in itertools.count():
            at = number / (plan.per_s or 1)
            await asyncio.sleep(max(0.0, begun + min(at, seconds) - time.perf_counter()))
            if at >= seconds or ended.is_set():
                break
            due.put_nowait(begun + at)
        for _ in range(LINES):
            due.put_nowait(None)
    return found


async def _line(plan: Plan, due: asyncio.Queue[float | None], found: Answered) -> None:
    """Ask over one connection, without the cost of a whole HTTP client."""
    host, _, port = plan.url.removeprefix("http://").rpartition(":")
    request = (
        f"GET /api/v1/state HTTP/1.1\r\nhost: {host}:{port}\r\n"
        f"authorization: Bearer {plan.token}\r\n\r\n"
    ).encode()
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        while (at := await due.get()) is not None:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split()[0]))
            found.statuses[head[9:12].decode()] += 1
            found.took_ms.append(round((time.perf_counter() - at) * 1e3, 2))
    except (OSError, EOFError) as error:
        found.statuses[type(error).__name__] += 1
    finally:
        writer.close()


async def _turns(client: httpx2.AsyncClient, plan: Plan) -> list[float]:
    """Return how long typed turns took, in milliseconds."""
    times = []
    until = time.perf_counter() + plan.seconds
    while time.perf_counter() < until:
        begun = time.perf_counter()
        answer = await client.post("/api/v1/turns", json={"text": TURN, "language": "en"})
        if answer.status_code == _HTTP_OK:
            times.append(round((time.perf_counter() - begun) * 1e3, 2))
        await asyncio.sleep(TURN_EVERY_S)
    return times


async def _behind(client: httpx2.AsyncClient, followed: list[Followed]) -> int:
    """Return how many events the sockets never heard of, after some time to settle."""
    newest = int((await client.get("/api/v1/state")).json()["seq"])
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_S):
            await asyncio.gather(*(one.until(newest) for one in followed))
    return sum(max(0, newest - one.last) for one in followed)


def main() -> None:
    """Do what the plan in the first argument says."""
    plan = Plan(**json.loads(sys.argv[1]))
    os.nice(plan.nice)
    try:
        found = asyncio.run(run(plan))
    except ExceptionGroup as several:
        raise SystemExit(repr(_first(several))) from several
    print(json.dumps(found))  # noqa: T201


def _first(error: Exception) -> Exception:
    """Return the first error in groups of them: one line says it all."""
    return _first(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


if __name__ == "__main__":
    main()
