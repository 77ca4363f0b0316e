"""Routes over a small invented town, by the real engine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from assistant.errors import MapDamagedError, RouteError
from assistant.navigation.interface import Point
from assistant.navigation.routes.interface import (
    Avoid,
    Kind,
    Road,
    Route,
    Router,
    RouteRequest,
    Side,
)
from assistant.navigation.routes.valhalla import open_router
from tests.navigation.town import at, length_m

Answer = TypeVar("Answer")
Ask = Callable[[Callable[[Router], Awaitable[Answer]]], Answer]


def asked(tiles: Path, question: Callable[[Router], Awaitable[Answer]]) -> Answer:
    """Ask the router of some tiles one question."""

    async def ask() -> Answer:
        async with open_router(tiles, warm_at=at(500, 0)) as router:
            return await question(router)

    return asyncio.run(ask())


def route(tiles: Path, request: RouteRequest) -> Route:
    return asked(tiles, lambda router: router.routes(request))[0]


def test_a_route_tells_its_turns_streets_and_length(town_tiles: Path) -> None:
    found = route(town_tiles, RouteRequest((at(500, 100), at(1200, 800))))
    assert [one.kind for one in found.manoeuvres] == [Kind.START, Kind.RIGHT, Kind.DESTINATION]
    assert found.manoeuvres[0].streets == ("Oak Avenue",)
    assert found.manoeuvres[0].said.now == "Drive north on Oak Avenue."
    assert found.length_m == pytest.approx(1400, abs=10)
    assert length_m(found.shape) == pytest.approx(found.length_m, rel=0.01)
    turn = found.shape[found.manoeuvres[1].begin]
    assert turn.distance_m(at(500, 800)) < 5
    assert set(found.streets) == {"Oak Avenue", "延安东路"}


def test_mandarin_sentences_are_mandarin(town_tiles: Path) -> None:
    found = route(town_tiles, RouteRequest((at(500, 100), at(1200, 800)), language="zh"))
    assert [one.said.now for one in found.manoeuvres] == [
        "请沿Oak Avenue向北行驶。",
        "请右转，进入延安东路。",
        "您已到达目的地。",
    ]


@pytest.mark.parametrize(
    ("end", "exit_count", "road"), [((1450, 400), 1, "East Arm"), ((1000, 700), 2, "North Arm")]
)
def test_a_roundabout_counts_its_exits(
    town_tiles: Path, end: tuple[float, float], exit_count: int, road: str
) -> None:
    points = (at(1000, 100), at(*end))
    enter = route(town_tiles, RouteRequest(points)).manoeuvres[1]
    assert (enter.kind, enter.exit_count) == (Kind.ROUNDABOUT_ENTER, exit_count)
    mandarin = route(town_tiles, RouteRequest(points, language="zh")).manoeuvres[1]
    word = {1: "一", 2: "二"}[exit_count]
    assert mandarin.said.now == f"请进入环岛，走第{word}个出口，进入{road}。"


def test_what_is_avoided_is_not_used(town_tiles: Path) -> None:
    ends = (at(0, 0), at(6000, 0))
    fastest = route(town_tiles, RouteRequest(ends))
    assert fastest.has_motorway
    assert fastest.has_toll
    for avoided in (Avoid.MOTORWAY, Avoid.TOLL):
        other = route(town_tiles, RouteRequest(ends, avoid=frozenset({avoided})))
        assert not other.has_motorway
        assert not other.has_toll
        assert other.time_s > fastest.time_s


def test_there_are_alternatives(town_tiles: Path) -> None:
    request = RouteRequest((at(100, 0), at(1500, 700)), alternatives=2)
    found = asked(town_tiles, lambda router: router.routes(request))
    assert len(found) == 3
    assert len({one.shape for one in found}) == 3
    assert all(one.shape[0] == found[0].shape[0] for one in found)


def test_stops_are_visited_in_order_and_called_stops(town_tiles: Path) -> None:
    points = (at(100, 0), at(500, 300), at(1500, 400))
    found = route(town_tiles, RouteRequest(points))
    assert [stop.point for stop in found.stops] == list(points[1:])
    for stop in found.stops:
        assert found.shape[stop.at].distance_m(stop.point) < 5
    arrivals = [one.said.now for one in found.manoeuvres if one.kind.arrives]
    assert arrivals == ["You have arrived at your stop.", "You have arrived at your destination."]


@pytest.mark.parametrize(("north", "side"), [(-12, Side.RIGHT), (12, Side.LEFT)])
def test_the_side_of_the_street_is_told(town_tiles: Path, north: float, side: Side) -> None:
    found = route(town_tiles, RouteRequest((at(100, 0), at(800, north))))
    assert found.stops[-1].side is side
    assert side.value in found.manoeuvres[-1].said.now


def test_a_moving_car_is_not_asked_to_turn_round(town_tiles: Path) -> None:
    ends = (at(700, 0), at(500, 700))
    assert route(town_tiles, RouteRequest(ends, heading=270)).length_m < 1000
    onward = route(town_tiles, RouteRequest(ends, heading=90))
    assert onward.manoeuvres[0].heading_after == pytest.approx(90, abs=5)
    assert onward.length_m > 1500


def test_drives_to_many_and_from_many(town_tiles: Path) -> None:
    island, nowhere = at(9200, 0), at(0, 40_000)
    ends = [at(1000, 0), island, nowhere]
    there = asked(town_tiles, lambda router: router.drives(at(500, 0), ends))
    back = asked(town_tiles, lambda router: router.drives_to(ends, at(500, 0)))
    for drives in (there, back):
        assert drives[0] is not None
        assert drives[0].length_m == pytest.approx(500, abs=10)
        assert drives[1:] == (None, None)
    assert asked(town_tiles, lambda router: router.drives(at(500, 0), [nowhere])) == (None,)
    assert asked(town_tiles, lambda router: router.drives(at(500, 0), [])) == ()


def test_drives_from_off_the_map_are_an_error(town_tiles: Path) -> None:
    with pytest.raises(RouteError) as caught:
        asked(town_tiles, lambda router: router.drives(at(0, 40_000), [at(500, 0), at(0, 0)]))
    assert caught.value.code == "route_off_map"


def test_the_map_tells_of_a_road_what_it_knows(town_tiles: Path) -> None:
    def road(place: Point, heading: float | None = None) -> Road:
        return asked(town_tiles, lambda router: router.road_at(place, heading))

    main, tunnel, unsigned = road(at(700, 5)), road(at(1300, 0)), road(at(700, 800))
    assert (main.names, main.speed_limit_kmh, main.tunnel) == (("Main Street",), 50, False)
    assert main.distance_m == pytest.approx(5, abs=1)
    assert (tunnel.speed_limit_kmh, tunnel.tunnel) == (40, True)
    assert (unsigned.names, unsigned.speed_limit_kmh) == (("延安东路",), None)
    assert road(at(505, 5), heading=90).names == ("Main Street",)
    assert road(at(505, 5), heading=0).names == ("Oak Avenue",)
    with pytest.raises(RouteError):
        road(at(0, 40_000))


def test_reach_is_an_outline_around_the_start(town_tiles: Path) -> None:
    near = asked(town_tiles, lambda router: router.reach(at(500, 0), length_m=500))
    assert near
    farthest = max(point.distance_m(at(500, 0)) for outline in near for point in outline)
    assert 300 < farthest < 700
    timed = asked(town_tiles, lambda router: router.reach(at(500, 0), minutes=1))
    assert max(point.distance_m(at(500, 0)) for point in timed[0]) > farthest


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ((at(0, 0), at(9200, 0)), "route_no_path"),
        ((at(0, 0), at(0, 40_000)), "route_off_map"),
        ((at(0, 0),), "route_request"),
        ((at(0, 0), Point(300.0, 0.0)), "route_request"),
        ((at(0, 0), Point(-60.0, 20.0)), "route_too_far"),
    ],
)
def test_what_can_not_be_routed_says_why(
    town_tiles: Path, points: tuple[Point, ...], code: str
) -> None:
    with pytest.raises(RouteError) as caught:
        route(town_tiles, RouteRequest(points))
    assert caught.value.code == code


@pytest.mark.parametrize("limits", [{}, {"minutes": 0.0}, {"minutes": 5.0, "length_m": 500.0}])
def test_reach_needs_one_limit(town_tiles: Path, limits: dict[str, float]) -> None:
    with pytest.raises(RouteError) as caught:
        asked(town_tiles, lambda router: router.reach(at(500, 0), **limits))
    assert caught.value.code == "route_request"


def test_tiles_that_are_missing_or_damaged_are_an_error(tmp_path: Path) -> None:
    damaged = tmp_path / "tiles.tar"
    for tiles in (tmp_path / "none.tar", damaged):
        damaged.write_bytes(b"not a tar file" * 100)
        with pytest.raises((MapDamagedError, RouteError)):
            route(tiles, RouteRequest((at(0, 0), at(500, 0))))


def test_many_may_ask_at_once(town_tiles: Path) -> None:
    async def ask(router: Router) -> list[tuple[Route, ...]]:
        requests = [RouteRequest((at(100 + 10 * n, 0), at(1500, 700))) for n in range(20)]
        return await asyncio.gather(*map(router.routes, requests))

    lengths = [one[0].length_m for one in asked(town_tiles, ask)]
    assert lengths == sorted(lengths, reverse=True)
