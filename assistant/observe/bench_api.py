"""The local API under load: are events lost, and do typed turns become slower?

A car without models serves; the load and the timed turns come from processes of their own. Turns
are timed twice for the same time: alone, and beside sockets that follow all events and requests
at a steady rate.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.api.hub import Hub
from assistant.api.scopes import Scope
from assistant.api.server import serving
from assistant.app import Needs
from assistant.config import ApiSettings, Config
from assistant.errors import AssistantError
from assistant.events import Notice
from assistant.observe.apart import open_apart
from assistant.observe.api_load import Plan
from assistant.observe.scoring import Percentiles

NOTICE_EVERY_S = 0.1
"""Besides those of the turns, an event comes this often."""


@dataclass(frozen=True, slots=True)
class Load:
    """``sockets`` that follow the events, ``per_s`` requests a second, for ``seconds``."""

    sockets: int = 200
    per_s: int = 500
    seconds: float = 10.0


async def bench_api(config: Config, load: Load) -> dict[str, Any]:
    """Return lost events, answers by status, and the times of typed turns with and without load.

    Raises:
        AssistantError: the car can't be started, or a client failed.
    """
    async with _served(config) as (url, tokens):
        timed = Plan(url, tokens[0], load.seconds, turns=True)
        alone = await _client(timed)
        pushing = Plan(url, tokens[1], load.seconds, load.sockets, load.per_s)
        cpu_s, begun_s = time.process_time(), time.perf_counter()
        beside, pushed = await asyncio.gather(_client(timed), _client(pushing))
        cpu_s, took_s = time.process_time() - cpu_s, time.perf_counter() - begun_s
    return {
        **asdict(load),
        "served_s": round(took_s, 1),
        "cores_of_service": round(cpu_s / took_s, 2),
        "cores_of_clients": round((pushed["cpu_s"] + beside["cpu_s"]) / took_s, 2),
        "events_lost": pushed["lost"],
        "answers": pushed["answers"],
        "turns": len(beside["turns_ms"]),
        "turn_alone_ms": Percentiles(alone["turns_ms"]).summary(),
        "turn_loaded_ms": Percentiles(beside["turns_ms"]).summary(),
    }


@asynccontextmanager
async def _served(config: Config) -> AsyncIterator[tuple[str, tuple[str, str]]]:
    """Serve a car; yields address and tokens."""
    settings = ApiSettings(port=0)
    async with open_apart(replace(config, api=settings), Needs(model=None)) as car:
        gc.freeze()  # as the service does
        hub = Hub(car, list)
        tokens = [hub.tokens.issue(name, [Scope.SCREEN], None) for name in ("turns", "load")]
        async with serving(hub, settings) as url:
            talking = asyncio.create_task(_talk(hub))
            try:
                yield url, (tokens[0], tokens[1])
            finally:
                talking.cancel()


async def _talk(hub: Hub) -> None:
    while True:
        hub.car.bus.emit(Notice(at_s=hub.car.now(), kind="timer", text="Tea."))
        await asyncio.sleep(NOTICE_EVERY_S)


async def _client(plan: Plan) -> dict[str, Any]:
    command = (sys.executable, "-m", "assistant.observe.api_load", json.dumps(asdict(plan)))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    try:
        said, problem = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        last = problem.decode(errors="replace").strip().rpartition("\n")[2]
        raise AssistantError(f"A client of the benchmark failed: {last}")
    found: dict[str, Any] = json.loads(said)
    return found
