"""Where the car is: signals, GCJ-02, and dead reckoning."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.navigation.interface import Point
from assistant.navigation.position.fix import Fix
from assistant.navigation.position.gcj02 import gcj02_of, wgs84_of
from assistant.navigation.position.heading import angle, moved
from assistant.navigation.position.locator import Locator
from assistant.navigation.position.reckoning import LONGEST_S, Known, Motion, reckoned
from assistant.navigation.position.signals import (
    ACCURACY,
    HEADING,
    LATITUDE,
    LONGITUDE,
    SPEED,
    Datum,
    fix_from,
)
from assistant.navigation.simulated_drive import place
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Reading, Value
from assistant.vehicle.simulated import SimulatedVehicle

BUND = Point(31.2397, 121.4908)


def reads(**changes: Value | None) -> dict[str, Reading]:
    """Return the readings of a driving car, with changes by short name."""
    values: dict[str, Value | None] = {
        "lat": 31.2, "lon": 121.5, "heading": 90.0, "accuracy": 4.0, "speed": 36.0, **changes
    }  # fmt: skip
    paths = {
        "lat": LATITUDE, "lon": LONGITUDE, "heading": HEADING, "accuracy": ACCURACY, "speed": SPEED
    }  # fmt: skip
    return {paths[k]: Reading(v, 100.0) for k, v in values.items() if v is not None}


def test_signals_make_a_fix() -> None:
    assert fix_from(reads().get, 100.5) == Fix(Point(31.2, 121.5), 100.0, 10.0, 90.0, 4.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"lat": None},
        {"lon": math.nan},
        {"lat": 95.0},
        {"lon": 181.0},
        {"lat": 0.0, "lon": 0.0},
        {"lat": 1e-5, "lon": -2e-5},
        {"accuracy": 500.0},
        {"lat": "north"},
        {"lat": True},
    ],
)
def test_what_is_no_position_is_none(changes: dict[str, Value | None]) -> None:
    assert fix_from(reads(**changes).get, 100.0) is None


def test_old_readings_do_not_count() -> None:
    assert fix_from(reads().get, 102.9) is not None
    assert fix_from(reads().get, 103.1) is None
    mixed = {**reads(), SPEED: Reading(36.0, 90.0), HEADING: Reading(90.0, 90.0)}
    fix = fix_from(mixed.get, 100.0)
    assert fix is not None
    assert (fix.speed_mps, fix.heading) == (None, None)


def test_a_car_that_tells_no_accuracy_counts_as_usual() -> None:
    for accuracy in (None, 0.0, -1.0):
        fix = fix_from(reads(accuracy=accuracy).get, 100.0)
        assert fix is not None
        assert fix.accuracy_m == 10.0


# --- GCJ-02 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        (Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215)),
        (Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363)),
        (Point(39.911954, 116.377817), Point(39.91334545536069, 116.38404722455657)),
    ],
)
def test_known_pairs(wgs84: Point, gcj02: Point) -> None:
    """Pairs that are used to check implementations of GCJ-02 in several languages."""
    assert gcj02_of(wgs84).distance_m(gcj02) < 0.5
    assert wgs84_of(gcj02).distance_m(wgs84) < 0.5


@given(st.floats(18.5, 53.0), st.floats(74.0, 134.0))
def test_the_shift_is_undone(lat: float, lon: float) -> None:
    point = Point(lat, lon)
    shifted = gcj02_of(point)
    assert 20 < shifted.distance_m(point) < 1500
    assert wgs84_of(shifted).distance_m(point) < 0.01


def test_elsewhere_nothing_is_shifted() -> None:
    for point in (Point(43.73, 7.42), Point(39.29, -76.61), Point(-33.9, 151.2)):
        assert gcj02_of(point) == wgs84_of(point) == point


def test_a_shifted_receiver_is_corrected() -> None:
    shifted = gcj02_of(BUND)
    readings = reads(lat=shifted.lat, lon=shifted.lon)
    fix = fix_from(readings.get, 100.0, Datum.GCJ02)
    assert fix is not None
    assert fix.point.distance_m(BUND) < 0.01


# --- dead reckoning ---------------------------------------------------------------------------


def last(at_s: float = 0.0, heading: float | None = 90.0) -> Fix:
    return Fix(BUND, at_s, 20.0, heading, 5.0)


def test_without_a_receiver_speed_and_heading_lead_on() -> None:
    known, _ = reckoned(Known(), last(), Motion(20.0), 0.0)
    for second in range(1, 31):
        known, place = reckoned(known, None, Motion(20.0), float(second))
        assert place is not None
        assert place.reckoned
    assert place is not None
    assert place.point.distance_m(moved(BUND, 90, 600)) < 1
    assert place.accuracy_m == pytest.approx(65)


def test_a_gyroscope_knows_the_bend() -> None:
    known, _ = reckoned(Known(), last(), Motion(20.0), 0.0)
    _, place = reckoned(known, None, Motion(20.0, heading=180.0), 1.0)
    assert place is not None
    assert place.point.distance_m(moved(BUND, 180, 20)) < 1


@pytest.mark.parametrize(
    ("known", "motion", "now_s"),
    [
        (Known(), Motion(20.0, 90.0), 1.0),
        (Known(last(), last()), Motion(None, 90.0), 1.0),
        (Known(last(heading=None), last(heading=None)), Motion(20.0), 1.0),
        (Known(last(), last()), Motion(20.0), LONGEST_S + 1),
        (Known(last(), last()), Motion(20.0), -1.0),
    ],
)
def test_what_can_not_be_reckoned_is_unknown(known: Known, motion: Motion, now_s: float) -> None:
    assert reckoned(known, None, motion, now_s)[1] is None


def test_a_held_position_of_a_moving_car_is_a_lost_receiver() -> None:
    known, place = reckoned(Known(), last(), Motion(20.0, 90.0), 0.0)
    for second in range(1, 7):
        known, place = reckoned(known, last(float(second)), Motion(20.0, 90.0), float(second))
    assert place is not None
    assert place.reckoned
    assert place.point.distance_m(BUND) > 40


def test_a_standing_car_keeps_its_position() -> None:
    stands = Fix(BUND, 0.0, 0.0, 90.0, 5.0)
    known, place = reckoned(Known(), stands, Motion(0.0, 90.0), 0.0)
    for second in range(1, 60):
        known, place = reckoned(known, stands, Motion(0.0, 90.0), float(second))
    assert place == stands


def test_the_simulated_car_is_found_again_after_a_lost_link() -> None:
    now = [0.0]
    car = SimulatedVehicle(load_catalogue(), lambda: now[0])
    locator = Locator(car.read, lambda: now[0])
    car.drive(36.0)
    here = locator.locate()
    assert here is not None
    for path in (LATITUDE, LONGITUDE):
        car.freeze(path)
    for second in range(1, 11):
        now[0] = float(second)
        place = locator.locate()
    assert place is not None
    assert place.reckoned
    assert place.point.distance_m(here.point) == pytest.approx(100, abs=5)
    car.repair()
    now[0] = 11.0
    found = locator.locate()
    assert found is not None
    assert not found.reckoned


@given(st.floats(0, 360), st.floats(0, 360))
def test_angles_are_between_0_and_180(one: float, other: float) -> None:
    assert 0 <= angle(one, other) <= 180
    assert angle(one, other) == pytest.approx(angle(other, one))


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 360), st.floats(0, 5000))
def test_a_way_is_as_long_as_asked(lat: float, lon: float, heading: float, metres: float) -> None:
    start = Point(lat, lon)
    assert start.distance_m(moved(start, heading, metres)) == pytest.approx(
        metres, rel=0.01, abs=0.5
    )


def test_a_car_whose_receiver_tells_gcj02_is_found_where_it_is() -> None:
    car = SimulatedVehicle(load_catalogue(), lambda: 100.0)
    place(car, BUND, 90.0, Datum.GCJ02)
    fixes = {datum: Locator(car.read, lambda: 100.0, datum).locate() for datum in Datum}
    off_m = {datum: fix.point.distance_m(BUND) for datum, fix in fixes.items() if fix is not None}
    assert off_m[Datum.GCJ02] < 1.0
    assert 300.0 < off_m[Datum.WGS84] < 700.0
