"""The local API under load: are events lost, and do turns become slower?

A car serves; the load and the timed typed turns come from processes of their own. Typed turns are
timed twice for the same time: alone, and beside sockets that follow all events and requests at a
steady rate. Spoken ones are timed clip by clip, without and with that load, so that both see the
same machine.

The clients of the load give way to the car (``NICER``): what is measured is what serving them
costs the voice, not what a program costs that runs on the voice's cores. How late they came to
ask is part of ``request_ms``.
"""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.api.hub import Hub
from assistant.api.scopes import Scope
from assistant.api.server import serving
from assistant.app import Needs
from assistant.audio.interface import Samples
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.config import ApiSettings, Config
from assistant.errors import AssistantError
from assistant.events import Notice, TurnEnded
from assistant.observe.apart import open_apart
from assistant.observe.api_load import READY, Plan
from assistant.observe.bench_voice import heard_turn
from assistant.observe.manifest import Clip
from assistant.observe.scoring import Percentiles

NOTICE_EVERY_S = 0.1
"""Besides those of the turns, an event comes this often."""

NICER = 10
REPORT_BYTES = 2**24
"""A client's report is one line of at most so many bytes."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Load:
    """``sockets`` that follow the events, ``per_s`` requests a second, for ``seconds``."""

    sockets: int = 200
    per_s: int = 500
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Served:
    """A car that serves, and the tokens of its clients."""

    car: Assistant
    url: str
    turns: str
    load: str


async def bench_api(
    config: Config, load: Load, clips: Sequence[Clip] = (), progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Return lost events, answers by status, and the times of turns with and without load.

    Typed turns always, spoken ones when there are ``clips``.

    Raises:
        AssistantError: the car can't be started, or a client failed.
        NotInstalledError: a model of the voice is missing (only with ``clips``).
    """
    async with _served(config, Needs(voice=bool(clips), model=None)) as served:
        report = {**asdict(load), **await _typed(served, load)}
        if clips:
            report |= await _spoken(served, load, clips, progress)
    return report


async def _typed(served: Served, load: Load) -> dict[str, Any]:
    timed = Plan(served.url, served.turns, load.seconds, turns=True)
    alone = await _report(await _client(timed))
    pushing = await _client(_pushing(served, load))
    cpu_s, begun_s = time.process_time(), time.perf_counter()
    beside, pushed = await asyncio.gather(_report(await _client(timed)), _report(pushing))
    cpu_s, took_s = time.process_time() - cpu_s, time.perf_counter() - begun_s
    return {
        "served_s": round(took_s, 1),
        "cores_of_service": round(cpu_s / took_s, 2),
        "cores_of_clients": round((pushed["cpu_s"] + beside["cpu_s"]) / took_s, 2),
        "events_lost": pushed["lost"],
        "answers": pushed["answers"],
        "request_ms": Percentiles(pushed["request_ms"]).summary(),
        "turns": len(beside["turns_ms"]),
        "turn_alone_ms": Percentiles(alone["turns_ms"]).summary(),
        "turn_loaded_ms": Percentiles(beside["turns_ms"]).summary(),
    }


async def _spoken(
    served: Served, load: Load, clips: Sequence[Clip], progress: Progress
) -> dict[str, Any]:
    """Hear each clip without and with load: the first word's time, and what the clients saw."""
    alone, loaded, requests = Percentiles(), Percentiles(), Percentiles()
    lost = 0
    for number, clip in enumerate(clips):
        progress(number, len(clips))
        sound = read_recording(clip.file)
        for times in (alone, loaded) if number % 2 == 0 else (loaded, alone):
            if times is alone:
                end = await heard_turn(served.car, sound)
            else:
                end, pushed = await _heard_beside(served, load, sound)
                lost += pushed["lost"]
                requests.values.extend(pushed["request_ms"])
            if end is not None and end.first_audio_ms is not None:
                times.values.append(end.first_audio_ms)
    return {
        "voice_alone_ms": alone.summary(),
        "voice_loaded_ms": loaded.summary(),
        "voice_shift_percent": {
            f"p{at * 100:.0f}": _shift(alone, loaded, at) for at in (0.5, 0.95)
        },
        "voice_events_lost": lost,
        "voice_request_ms": requests.summary(),
    }


async def _heard_beside(
    served: Served, load: Load, sound: Samples
) -> tuple[TurnEnded | None, dict[str, Any]]:
    """Hear a clip beside the load; return how its turn ended, and what the clients saw."""
    client = await _client(_pushing(served, replace(load, seconds=0.0)))
    try:
        end = await heard_turn(served.car, sound)
    finally:
        client.send_signal(signal.SIGTERM)
        pushed = await _report(client)
    return end, pushed


def _shift(alone: Percentiles, loaded: Percentiles, at: float) -> float | None:
    before, after = alone.at(at), loaded.at(at)
    return round((after / before - 1) * 100, 1) if before and after else None


def _pushing(served: Served, load: Load) -> Plan:
    return Plan(served.url, served.load, load.seconds, load.sockets, load.per_s, nice=NICER)


@asynccontextmanager
async def _served(config: Config, needs: Needs) -> AsyncIterator[Served]:
    settings = ApiSettings(port=0)
    async with open_apart(replace(config, api=settings), needs) as car:
        gc.freeze()  # as the service does
        hub = Hub(car, list)
        tokens = [hub.tokens.issue(name, [Scope.SCREEN], None) for name in ("turns", "load")]
        async with serving(hub, settings) as url:
            talking = asyncio.create_task(_talk(hub))
            try:
                yield Served(car, url, *tokens)
            finally:
                talking.cancel()


async def _talk(hub: Hub) -> None:
    while True:
        hub.car.bus.emit(Notice(at_s=hub.car.now(), kind="timer", text="Tea."))
        await asyncio.sleep(NOTICE_EVERY_S)


async def _client(plan: Plan) -> Process:
    """Start a client; it is ready."""
    command = (sys.executable, "-m", "assistant.observe.api_load", json.dumps(asdict(plan)))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdout=pipe, stderr=pipe, limit=REPORT_BYTES
    )
    assert process.stdout is not None
    if (await process.stdout.readline()).decode().strip() != READY:
        await _report(process)
    return process


async def _report(process: Process) -> dict[str, Any]:
    """Return what a client saw, once it has ended."""
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
