"""What lies over the mirror, and from which signals it comes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.api.trip_view import TURNS as NAMES
from assistant.imaging.camera.arrows import TURNS
from assistant.imaging.camera.car_view import WHEN, WHEN_DRIVING, Road, overlay_of, short_distance
from assistant.imaging.camera.mirror import laid_over
from assistant.imaging.camera.notice import REASONS, draw_notice
from assistant.imaging.camera.overlay import WARNINGS, draw_overlay
from assistant.imaging.camera.overlay_state import OverlayState, Warn
from assistant.imaging.camera.presence import Trouble
from assistant.policy.state import SPEED
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Reading, Value

SIZE = (640, 480)
FULL = OverlayState("en", 90, 50, True, False, "right", "350 m", None, (Warn.DOOR, Warn.TIRE))
DOOR = "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen"
TIRE = "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow"
BELT = "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted"


def overlay(values: dict[str, Value], road: Road | None = None, age_s: float = 0.1) -> OverlayState:
    def read(path: str) -> Reading | None:
        return Reading(values[path], 100.0 - age_s) if path in values else None

    return overlay_of(read, road or Road(), 100.0, "en", imperial=False)


def test_the_middle_of_the_mirror_stays_free() -> None:
    alpha = draw_overlay(FULL, SIZE)[:, :, 3]
    assert not alpha[110:410].any()
    assert alpha[:110].any()
    assert alpha[410:].any()


def test_nothing_to_say_draws_nothing() -> None:
    assert not draw_overlay(OverlayState(), SIZE).any()
    picture = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    assert np.array_equal(laid_over(picture, OverlayState()), picture)


@pytest.mark.parametrize(
    "other",
    [
        {"speed": 91},
        {"speed_limit": 60},
        {"over": False},
        {"turn": "left"},
        {"turn": "roundabout", "exit": 2},
        {"distance": "300 m"},
        {"imperial": True},
        {"warnings": (Warn.TIRE,)},
        {"language": "zh"},
    ],
)
def test_each_thing_that_changes_is_seen(other: dict[str, object]) -> None:
    changed = replace(FULL, **other)  # type: ignore[arg-type]  # the cases are right
    assert not np.array_equal(draw_overlay(changed, SIZE), draw_overlay(FULL, SIZE))


def test_every_manoeuvre_has_an_arrow_of_its_own() -> None:
    assert {*NAMES.values(), "straight"} == TURNS
    drawn = {draw_overlay(OverlayState(turn=turn), SIZE).tobytes() for turn in TURNS}
    # leaving to a side and bending to it differ by the road that goes on
    assert len(drawn) == len(TURNS)


@pytest.mark.parametrize("size", [(160, 120), (640, 480), (1280, 720), (240, 640)])
def test_it_is_drawn_in_every_size(size: tuple[int, int]) -> None:
    assert draw_overlay(FULL, size).shape == (size[1], size[0], 4)
    assert draw_notice(Trouble.SILENT, "zh", size, 3.0).shape == (size[1], size[0], 3)


def test_every_warning_and_trouble_is_told_in_both_languages() -> None:
    assert set(WARNINGS) == set(Warn) == {*WHEN, *WHEN_DRIVING}
    assert set(REASONS) == set(Trouble)
    assert all(a and b and a != b for a, b in [*WARNINGS.values(), *REASONS.values()])


def test_the_signals_are_those_of_the_catalogue() -> None:
    paths = {
        path for rules in (WHEN, WHEN_DRIVING) for paths, _ in rules.values() for path in paths
    }
    assert paths <= set(load_catalogue().paths)


def test_speed_and_limit() -> None:
    shown = overlay({SPEED: 53.6}, Road(limit_kmh=50))
    assert (shown.speed, shown.speed_limit, shown.over) == (54, 50, True)
    assert not overlay({SPEED: 53.0}, Road(limit_kmh=50)).over
    assert overlay({SPEED: -4.0}).speed == 4  # backwards
    assert overlay({SPEED: 50.0}, age_s=3.0).speed is None  # stale: not shown


def test_an_imperial_market() -> None:
    def read(path: str) -> Reading | None:
        return Reading(96.6, 100.0) if path == SPEED else None

    road = Road("right", 402.0, None, 89)
    shown = overlay_of(read, road, 100.0, "en", imperial=True)
    assert (shown.speed, shown.speed_limit, shown.distance) == (60, 55, "0.2 mi")


def test_warnings_of_a_car_that_drives_and_of_one_that_stands() -> None:
    signals: dict[str, Value] = {DOOR: True, TIRE: True, BELT: False}
    assert overlay({**signals, SPEED: 0.0}).warnings == (Warn.TIRE,)
    assert overlay({**signals, SPEED: 30.0}).warnings == (Warn.DOOR, Warn.BELT, Warn.TIRE)
    assert overlay({DOOR: False, TIRE: False, BELT: True, SPEED: 30.0}).warnings == ()
    assert overlay({TIRE: True}, age_s=11.0).warnings == ()


def test_the_next_manoeuvre_is_shown_only_on_a_trip() -> None:
    assert overlay({}).distance == ""
    shown = overlay({}, Road("roundabout", 1240.0, 3))
    assert (shown.turn, shown.distance, shown.exit) == ("roundabout", "1.2 km", 3)


@pytest.mark.parametrize(
    ("metres", "text"),
    [(3.0, "10 m"), (94.0, "90 m"), (330.0, "350 m"), (974.0, "950 m"), (980.0, "1.0 km")],
)
def test_distances_are_rounded_to_be_read_at_a_glance(metres: float, text: str) -> None:
    assert short_distance(metres, "en", imperial=False) == text
