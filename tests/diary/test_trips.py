"""Trips A and B: reset, kept over a restart, undone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.diary.trips import Trips
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

AT = "2026-01-15T14:30:00+01:00"


def do(trips: Trips, kind: str, target: str, **args: Any) -> Applied:
    return asyncio.run(trips.apply(Effect(kind, target, args=args), Asker("driver", "en")))


def test_a_reset_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "trips.json"
    do(Trips(path), "trip.reset", "a", odometer_m=12_000_000, at_iso=AT)
    kept = Trips(path).seen()
    assert kept == {"a": {"odometer_m": 12_000_000, "at_iso": AT}}


def test_a_reset_is_undone_to_what_was_there() -> None:
    trips = Trips(None)
    first = do(trips, "trip.reset", "b", odometer_m=100)
    second = do(trips, "trip.reset", "b", odometer_m=900)
    asyncio.run(trips.apply(second.undo[0], Asker("driver", "en")))
    assert trips.seen()["b"]["odometer_m"] == 100
    asyncio.run(trips.apply(first.undo[0], Asker("driver", "en")))
    assert trips.seen() == {}


@pytest.mark.parametrize(
    ("kind", "target", "args"),
    [
        ("trip.reset", "c", {"odometer_m": 1}),
        ("trip.reset", "a", {}),
        ("trip.reset", "a", {"odometer_m": "far"}),
        ("trip.stop", "a", {"odometer_m": 1}),
    ],
)
def test_nothing_else_is_taken(kind: str, target: str, args: dict[str, Any]) -> None:
    trips = Trips(None)
    with pytest.raises(InputError):
        do(trips, kind, target, **args)
    assert trips.seen() == {}
