"""What is made of the engine's answers."""

from __future__ import annotations

from typing import Any

import polyline

from assistant.navigation.interface import Point
from assistant.navigation.routes.answers import read_routes
from assistant.navigation.routes.interface import Kind, RouteRequest

LINE = [(60.0, 20.0), (60.001, 20.0), (60.002, 20.0), (60.003, 20.0)]


def manoeuvre(kind: Kind, begin: int, end: int, street: str) -> dict[str, Any]:
    return {
        "type": int(kind),
        "begin_shape_index": begin,
        "end_shape_index": end,
        "length": 0.111 * (end - begin),
        "time": 10.0 * (end - begin),
        "instruction": f"{kind.name} {street}.",
        "street_names": [street],
    }


def test_going_on_along_the_same_street_is_nothing_to_do() -> None:
    parts = [
        manoeuvre(Kind.START, 0, 1, "Lake Road"),
        manoeuvre(Kind.CONTINUE, 1, 2, "Lake Road"),
        manoeuvre(Kind.CONTINUE, 2, 3, "Hill Road"),
        manoeuvre(Kind.DESTINATION, 3, 3, "Hill Road"),
    ]
    leg = {"shape": polyline.encode(LINE, precision=6), "maneuvers": parts}
    summary = {"length": 0.333, "time": 30.0}
    trip = {"legs": [leg], "locations": [{}, {}], "summary": summary}
    ends = Point(*LINE[0]), Point(*LINE[-1])
    (route,) = read_routes({"trip": trip}, RouteRequest(ends))
    assert [one.kind for one in route.manoeuvres] == [Kind.START, Kind.CONTINUE, Kind.DESTINATION]
    assert [(one.begin, one.end, one.time_s) for one in route.manoeuvres[:2]] == [
        (0, 2, 20.0),
        (2, 3, 10.0),
    ]
