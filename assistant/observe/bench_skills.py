"""What the process host costs: time to be ready, time and memory of calls.

Every tool that only answers and needs no argument is called in turn, with all signals of the
simulated car as context, in the process of the skills and then in this process.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Any

from assistant.clock import MonotonicClock
from assistant.errors import SkillError
from assistant.observe.outcomes import context_of
from assistant.skillhost.host import HostOptions, open_skill_host
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.sdk import Context
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle

_PERCENT = 100


async def measure_skills(bundles: Sequence[Bundle], calls: int) -> dict[str, Any]:
    """Return the figures of ``bundles`` sharing one process; times in milliseconds.

    ``memory_mb`` is the process's share of memory in 2**20 bytes, after the calls.

    Raises:
        SkillError: the process can't be started, or no tool can be called without arguments.
    """
    tools = [
        f"{bundle.id}.{tool.name}"
        for bundle in bundles
        for tool in bundle.tools.values()
        if not tool.changes_state and not tool.parameters.get("required") and not tool.llm
    ]
    if not tools:
        raise SkillError("No tool that only answers and needs no argument.")
    chosen = [tools[number % len(tools)] for number in range(calls)]
    context = _context()
    options = HostOptions(shared=[bundle.id for bundle in bundles])
    begun = time.perf_counter()
    async with open_skill_host(bundles, options) as host:
        await _call(host, chosen[0], context)
        ready_s = time.perf_counter() - begun
        outside = await _times(host, chosen, context)
        (process,) = host.status().processes
    inside = await _times(LocalSkillHost(bundles), chosen, context)
    return {
        "skills": len(bundles),
        "calls": calls,
        "ready_ms": round(ready_s * 1e3),
        **_figures("call", outside),
        **_figures("inside", inside),
        "memory_mb": round(process.pss_mb, 1),
    }


def _context() -> Context:
    catalogue = load_catalogue()
    car = SimulatedVehicle(catalogue, MonotonicClock().now)
    return context_of(car, catalogue.paths)


async def _times(host: SkillHost, tools: Sequence[str], context: Context) -> list[float]:
    times = []
    for tool in tools:
        begun = time.perf_counter()
        await _call(host, tool, context)
        times.append((time.perf_counter() - begun) * 1e3)
        await asyncio.sleep(0)
    return times


async def _call(host: SkillHost, tool: str, context: Context) -> None:
    """Call a tool; one that fails for want of its service took its time too."""
    try:
        await host.call(tool, {}, context)
    except SkillError as error:
        if error.code != "skill":
            raise


def _figures(name: str, times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=_PERCENT)
    return {
        f"{name}_p50_ms": round(statistics.median(times), 2),
        f"{name}_p95_ms": round(cuts[94], 2),
    }
