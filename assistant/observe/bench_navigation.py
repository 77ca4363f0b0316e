"""The navigation benchmark: places, routes, guidance on simulated drives, missed turns.

Everything is made from one seed, so that the same map gives the same drives.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import RouteError
from assistant.navigation.guidance.plan import Plan, plan_of
from assistant.navigation.interface import Region
from assistant.navigation.open_map import open_map
from assistant.navigation.position.heading import moved
from assistant.navigation.routes.interface import Route, Router, RouteRequest
from assistant.navigation.simulated_drive import Moment, drive
from assistant.observe.bench_places import Pick, at_places, measure_places
from assistant.observe.drives import TURNS, Judged, judge, left_at_s, told, wrong_way
from assistant.observe.scoring import Percentiles

SIGMAS_M = (5.0, 10.0, 20.0)
DEVIATION_SIGMAS_M = (5.0, 10.0)
QUERIES = 500
SHORTEST_M = 500.0
LANGUAGES = ("en", "zh")

_STRAIGHT_M = 600.0
_TRIES_EACH = 20
_SEED = 20_260

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Planned:
    """Routes between random places, and how long each took to plan (milliseconds)."""

    plans: list[Plan]
    times: Percentiles
    failed: int = 0


async def bench_navigation(region: Region, drives: int, progress: Progress) -> dict[str, Any]:
    """Return the figures of ``assistant bench navigation``; see its help.

    Raises:
        MapError: the map can't be read.
        RouteError: it has too few roads for so many routes.
    """
    async with open_map(region) as opened:
        pick = at_places(opened.places, region.box)
        places = await measure_places(opened.places, opened.router, pick, QUERIES)
        measured = await measure_drives(opened.router, pick, drives, progress)
    return {"region": region.id, "places": places, **measured, "cores": os.cpu_count()}


async def measure_drives(
    router: Router, pick: Pick, drives: int, progress: Progress
) -> dict[str, Any]:
    """Return the figures of ``drives`` routes between picked points, driven with each receiver.

    Raises:
        RouteError: (``route_no_path``) the map has too few roads for so many routes.
    """
    chance = random.Random(_SEED)  # noqa: S311  reproducible, not secret
    planned = await _plan(router, pick, drives, chance)
    fed, by_sigma = Percentiles(), {}
    total = len(SIGMAS_M) + 1
    for number, sigma_m in enumerate(SIGMAS_M):
        progress(number, total)
        by_sigma[f"{sigma_m:g} m"] = await asyncio.to_thread(
            _drive_all, planned.plans, sigma_m, fed
        )
    progress(total - 1, total)
    deviations = await _deviations(router, planned.plans, chance)
    return {
        "routes": len(planned.plans),
        "not_routable": planned.failed,
        "km": round(sum(one.line.length_m for one in planned.plans) / 1000, 1),
        "manoeuvres": sum(len(one.manoeuvres) for one in planned.plans),
        "route_ms": planned.times.summary(),
        "guidance_ms": _fine(fed),
        "drives": by_sigma,
        "deviations": deviations,
    }


async def _plan(router: Router, pick: Pick, drives: int, chance: random.Random) -> Planned:
    planned = Planned([], Percentiles())
    for number in range(drives * _TRIES_EACH):
        if len(planned.plans) == drives:
            return planned
        language = LANGUAGES[number % len(LANGUAGES)]
        request = RouteRequest((pick(chance), pick(chance)), language=language)
        begun = time.perf_counter()
        try:
            (route, *_) = await router.routes(request)
        except RouteError:
            planned.failed += 1
            continue
        planned.times.values.append((time.perf_counter() - begun) * 1e3)
        if route.length_m >= SHORTEST_M:
            planned.plans.append(plan_of(route))
    raise RouteError("The map has too few roads for so many routes.", code="route_no_path")


def _drive_all(plans: Sequence[Plan], sigma_m: float, fed: Percentiles) -> dict[str, int]:
    """Drive all routes with one receiver, and count what happened."""
    counts = {"drives": len(plans), "arrived": 0, "false_off_route": 0}
    counts |= {"prompted": 0, "covered": 0, "missed": 0}
    for number, plan in enumerate(plans):
        judged = judge(plan, drive(plan), sigma_m, _noise(number))
        how = told(plan, judged)
        counts["arrived"] += judged.arrived
        counts["false_off_route"] += bool(judged.off)
        counts["prompted"] += how.prompted
        counts["covered"] += how.covered
        counts["missed"] += how.missed
        fed.values += judged.fed_ms
    return counts


def _noise(number: int) -> random.Random:
    return random.Random(_SEED + number)  # noqa: S311  reproducible, not secret


@dataclass(frozen=True, slots=True)
class Deviation:
    """A drive that misses a turn: the route it should take, and where it really goes."""

    plan: Plan
    moments: tuple[Moment, ...]
    left_s: float


async def _deviations(
    router: Router, plans: Sequence[Plan], chance: random.Random
) -> dict[str, Any]:
    """Return how fast missed turns are noticed, and whether a new route is found from there."""
    counts = {"missed_turns": 0, "noticed": 0, "rerouted": 0}
    seconds, planning = Percentiles(), Percentiles()
    async for number, deviation in _astray(router, plans, chance):
        for sigma_m in DEVIATION_SIGMAS_M:
            counts["missed_turns"] += 1
            judged = judge(deviation.plan, deviation.moments, sigma_m, _noise(number))
            if not judged.off:
                continue
            counts["noticed"] += 1
            seconds.values.append(max(0.0, judged.off[0][0] - deviation.left_s))
            begun = time.perf_counter()
            counts["rerouted"] += await _again(router, deviation.plan.route, judged)
            planning.values.append((time.perf_counter() - begun) * 1e3)
    return {
        **counts,
        "noticed_s": {"p50": seconds.at(0.5), "p90": seconds.at(0.9), "max": seconds.at(1.0)},
        "reroute_ms": planning.summary(),
    }


async def _astray(
    router: Router, plans: Sequence[Plan], chance: random.Random
) -> AsyncIterator[tuple[int, Deviation]]:
    """Yield for each route, where there is one, a drive that misses one of its turns."""
    for number, plan in enumerate(plans):
        turns = [index for index, one in enumerate(plan.manoeuvres) if one.kind in TURNS]
        chance.shuffle(turns)
        for turn in turns:
            deviation = await _missing(router, plan, turn)
            if deviation is not None:
                yield number, deviation
                break


async def _missing(router: Router, plan: Plan, turn: int) -> Deviation | None:
    """Return the drive that goes straight on at a turn, None when there is no such way."""
    here, heading = plan.line.position(plan.at_m[turn]), plan.manoeuvres[turn].heading_before
    if heading is None:
        return None
    request = RouteRequest((here, moved(here, heading, _STRAIGHT_M)), heading=heading)
    try:
        (straight, *_) = await router.routes(request)
    except RouteError:
        return None
    wrong = wrong_way(plan, turn, straight)
    if wrong is None:
        return None
    moments = tuple(drive(wrong))
    left_s = left_at_s(plan, moments)
    return None if left_s is None else Deviation(plan, moments, left_s)


async def _again(router: Router, route: Route, judged: Judged) -> bool:
    """Return whether there is a new route from where the car was found off the old one."""
    off = judged.off[0][1]
    points = (off.point, route.stops[-1].point)
    try:
        return bool(await router.routes(RouteRequest(points, heading=off.heading)))
    except RouteError:
        return False


def _fine(times: Percentiles) -> dict[str, float]:
    """Return a summary of times far below a millisecond."""
    ordered = sorted(times.values)
    return {
        "p50": round(ordered[len(ordered) // 2], 3),
        "p95": round(ordered[len(ordered) * 95 // 100], 3),
    }
