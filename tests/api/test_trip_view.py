"""What a screen is told of a trip, as plain data."""

from __future__ import annotations

import pytest

from assistant.api.trip_view import TURNS, coming_view, position_view, trip_view
from assistant.navigation.guidance.events import Progress
from assistant.navigation.interface import Point
from assistant.navigation.position.fix import Fix
from assistant.navigation.routes.interface import Kind, Manoeuvre, Route, Said
from assistant.navigation.trip import Trip

SHAPE = (Point(60.0, 24.0), Point(60.01, 24.0), Point(60.01, 24.02))


def manoeuvre(kind: Kind, begin: int, length_m: float, exit_count: int = 0) -> Manoeuvre:
    said = Said(f"{kind.name} ahead.", f"{kind.name} now.", kind.name)
    return Manoeuvre(kind, begin, begin + 1, length_m, 60, said, exit_count=exit_count)


ROUTE = Route(
    SHAPE,
    (
        manoeuvre(Kind.START, 0, 1100),
        manoeuvre(Kind.ROUNDABOUT_ENTER, 1, 900, exit_count=2),
        manoeuvre(Kind.DESTINATION_LEFT, 2, 0),
    ),
    (),
    2000,
    120,
)


def test_what_is_next_and_what_is_left() -> None:
    trip = Trip({"label": "Cafe"}, ({"label": "Fuel"},), ROUTE, "en")
    told = trip_view(trip, Progress(700.4, 1299.6, 80.2, 1, 399.6))
    assert told == {
        "destination": "Cafe",
        "stops": ["Fuel"],
        "left_m": 1300,
        "left_s": 80,
        "next": {
            "text": "ROUNDABOUT_ENTER ahead.",
            "turn": "roundabout",
            "exit": 2,
            "distance_m": 400,
        },
    }


def test_the_manoeuvres_that_are_left_count_from_one_to_the_next() -> None:
    told = coming_view(ROUTE, Progress(700, 1300, 80, 1, 400))
    assert [(one["turn"], one["distance_m"]) for one in told] == [
        ("roundabout", 400),
        ("arrive", 900),
    ]
    assert (told[1]["lat"], told[1]["lon"]) == (60.01, 24.02)


def test_nobody_knows_where_the_car_is() -> None:
    assert position_view(None) is None
    told = position_view(Fix(SHAPE[0], 0, speed_mps=3.0, heading=90.0, reckoned=True))
    assert told == {"lon": 24.0, "lat": 60.0, "heading": 90.0, "speed_mps": 3.0, "reckoned": True}


@pytest.mark.parametrize("side", ["left", "right"])
def test_an_arrow_points_to_the_side_of_its_manoeuvre(side: str) -> None:
    for kind, turn in TURNS.items():
        if kind.name.lower().endswith(side) and not kind.arrives:
            assert turn.endswith(side), kind
