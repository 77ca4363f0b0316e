"""When to stop for energy, and where."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.navigation.routes.energy import (
    Station,
    least_detour,
    needs_stop,
    stations_between,
    usable_m,
)
from assistant.navigation.routes.interface import Drive
from assistant.navigation.routes.valhalla import open_router
from tests.navigation.town import at


def station(number: int, there_m: float, onward_m: float, speed: float = 10.0) -> Station:
    return Station(number, Drive(there_m / speed, there_m), Drive(onward_m / speed, onward_m))


@pytest.mark.parametrize(
    ("range_m", "length_m", "needed"),
    [(100_000, 60_000, False), (100_000, 95_000, True), (12_000, 5_000, False), (0, 1, True)],
)
def test_a_reserve_is_kept(range_m: float, length_m: float, needed: bool) -> None:
    assert needs_stop(range_m, length_m) is needed


def test_the_least_detour_wins_not_the_nearest() -> None:
    nearest, best, beyond = station(0, 5e3, 90e3), station(1, 40e3, 42e3), station(2, 95e3, 1e3)
    assert least_detour([nearest, best, beyond], range_m=100_000) is best


def test_in_need_the_nearest_will_do_and_none_is_told() -> None:
    near, far = station(0, 9e3, 10e3), station(1, 9.5e3, 1e3)
    assert least_detour([far, near], range_m=10_000) is near
    assert least_detour([near, far], range_m=5_000) is None


@given(st.floats(0, 1e6), st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), max_size=8))
def test_what_is_chosen_is_in_range(range_m: float, ways: list[tuple[float, float]]) -> None:
    assert range_m / 2 <= usable_m(range_m) <= range_m
    found = least_detour([station(n, *way) for n, way in enumerate(ways)], range_m)
    assert found is None or found.there.length_m <= range_m


def test_stations_without_a_way_are_left_out(town_tiles: Path) -> None:
    async def ask() -> tuple[Station, ...]:
        async with open_router(town_tiles, at(500, 0)) as router:
            points = [at(9200, 0), at(1000, 0)]
            return await stations_between(router, at(0, 0), points, at(1500, 400))

    (only,) = asyncio.run(ask())
    assert only.number == 1
    assert only.there.length_m == pytest.approx(1000, abs=20)
    assert only.onward.length_m == pytest.approx(900, abs=20)
