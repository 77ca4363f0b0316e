"""Whole simulated drives: with noise, on the invented town's roads and on a real city's."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant.clock import MonotonicClock, run_virtual
from assistant.navigation.guidance.plan import plan_of
from assistant.navigation.interface import Box
from assistant.navigation.position.locator import Locator
from assistant.navigation.routes.interface import Kind, Route, RouteRequest
from assistant.navigation.routes.valhalla import open_router
from assistant.navigation.simulated_drive import drive, drive_car, received
from assistant.observe.bench_navigation import measure_drives
from assistant.observe.bench_places import within
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle
from tests.navigation.guidance.made import made
from tests.navigation.town import BOX, at

MONACO = Box(43.724, 7.409, 43.751, 7.439)


def measured(tiles: Path, box: Box, drives: int) -> dict[str, Any]:
    async def measure() -> dict[str, Any]:
        async with open_router(tiles, box.centre) as router:
            return await measure_drives(router, within(box), drives, lambda _done, _all: None)

    return asyncio.run(measure())


def check(report: dict[str, Any], drives: int) -> None:
    """Assert what is promised for every city."""
    for sigma, counts in report["drives"].items():
        assert counts["drives"] == drives
        assert counts["arrived"] >= 0.98 * drives
        if sigma != "20 m":
            assert counts["missed"] == 0
            assert counts["false_off_route"] == 0
    missed = report["deviations"]
    assert missed["noticed"] >= 0.9 * missed["missed_turns"]
    assert missed["rerouted"] == missed["noticed"]
    assert missed["noticed_s"]["p50"] <= 4.0
    assert missed["noticed_s"]["p90"] <= 6.0  # 5 over the benchmark's 50 drives


def test_drives_through_the_town(town_tiles: Path) -> None:
    check(measured(town_tiles, BOX, 5), 5)


@pytest.mark.data
def test_drives_through_monaco(monaco_tiles: Path) -> None:
    check(measured(monaco_tiles, MONACO, 6), 6)


def test_a_drive_is_plausible(town_tiles: Path) -> None:
    async def plan() -> Route:
        async with open_router(town_tiles, BOX.centre) as router:
            return (await router.routes(RouteRequest((at(100, 0), at(1500, 700)))))[0]

    route = asyncio.run(plan())
    moments = list(drive(plan_of(route)))
    assert moments[-1].point.distance_m(route.stops[-1].point) < 5
    assert moments[-1].speed_mps == 0
    ways = [b.along_m - a.along_m for a, b in pairwise(moments)]
    assert all(-0.01 <= way <= 40 for way in ways)
    turn = min(moments, key=lambda one: one.point.distance_m(at(1500, 0)))
    assert turn.speed_mps < 8
    assert moments[-1].at_s == pytest.approx(route.time_s, rel=0.4)


def test_the_same_seed_makes_the_same_noise() -> None:
    moment = next(iter(drive(plan_of(made([(Kind.START, 0, 300)])))))
    one, other = (received(moment, 10.0, random.Random(3)) for _ in range(2))
    assert one == other
    errors = [
        received(moment, 10.0, random.Random(n)).point.distance_m(moment.point) for n in range(400)
    ]
    assert sum(errors) / len(errors) == pytest.approx(12.5, abs=1.5)


def test_the_simulated_car_drives_the_route() -> None:
    plan = plan_of(made([(Kind.START, 0, 400), (Kind.RIGHT, 90, 300)]))

    async def trip() -> list[float]:
        clock = MonotonicClock()
        car = SimulatedVehicle(load_catalogue(), clock.now)
        locator, beside = Locator(car.read, clock.now), []
        driving = asyncio.create_task(drive_car(car, drive(plan), clock))
        while not driving.done():
            await clock.sleep_until(clock.now() + 0.5)
            fix = locator.locate()
            assert fix is not None
            beside.append(plan.line.beside_m(fix.point))
        await driving
        assert fix is not None
        assert fix.point.distance_m(plan.route.shape[-1]) < 5
        assert fix.speed_mps == 0
        return beside

    beside = run_virtual(trip())
    assert len(beside) > 60
    assert max(beside) < 10
