"""What the mirror of a running car shows: its signals, and the next manoeuvre of its trip."""

from __future__ import annotations

from pathlib import Path

from assistant.api.mirror_view import MirrorView, turn_of
from assistant.imaging.camera.car_view import Road
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.navigation.guidance.events import Progress
from assistant.navigation.trip import Trip
from tests.api.served import Served, run_served
from tests.api.test_trip_view import ROUTE


def test_the_next_manoeuvre() -> None:
    trip = Trip({"label": "Cafe"}, (), ROUTE, "en")
    assert turn_of(trip, Progress(700, 1300, 80, 1, 400.0)) == Road("roundabout", 400.0, 2)
    assert turn_of(trip, Progress(0, 2000, 120, 0, 5.0)) == Road("straight", 5.0, None)


def test_a_car_that_drives_without_a_trip(tmp_path: Path) -> None:
    async def work(running: Served) -> OverlayState:
        running.vehicle.drive(54.0)
        return MirrorView(running.car).state()

    shown = run_served(tmp_path, work)
    assert (shown.turn, shown.distance, shown.speed_limit, shown.over) == ("", "", None, False)
    assert shown.language == "en"
