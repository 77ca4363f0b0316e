"""A drive along a route that nobody drives: where the car is at each moment, and its receiver.

Pure, but for ``drive_car``, which moves the simulated car. The speed is that of the route's
manoeuvres; the car brakes for bends and stops at the end.

    moments = list(drive(plan))
    fixes = [received(moment, 5.0, random.Random(7)) for moment in moments]
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.clock import Clock
from assistant.navigation.guidance.plan import Plan
from assistant.navigation.interface import Point
from assistant.navigation.position.fix import Fix
from assistant.navigation.position.gcj02 import gcj02_of
from assistant.navigation.position.heading import angle, moved
from assistant.navigation.position.signals import Datum
from assistant.vehicle.consequences import HEADING, LATITUDE, LONGITUDE
from assistant.vehicle.simulated import SimulatedVehicle

BRAKING_MPS2, SPEEDING_UP_MPS2 = 2.0, 1.5
SLOWEST_MPS, FASTEST_MPS = 2.0, 40.0

_BENDS = ((120.0, 3.0), (60.0, 5.0), (30.0, 8.0))
"""Bends of at least so many degrees are driven at so many metres a second at most."""

_TICK_S = 0.1
_HEADING_NOISE = 3.0
_SPEED_NOISE_MPS = 0.2
_KMH_PER_MPS = 3.6


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the car really is (``along_m`` on the route), and how it moves."""

    at_s: float
    along_m: float
    point: Point
    heading: float
    speed_mps: float


def drive(plan: Plan, every_s: float = 1.0, stands_s: float = 10.0) -> Iterator[Moment]:
    """Yield the moments of a whole drive, and some at its end, where the car stands."""
    limits = _limits(plan)
    at_s = along_m = speed = 0.0
    ticks = max(1, round(every_s / _TICK_S))
    while along_m < plan.line.length_m:
        yield _moment(plan, at_s, along_m, speed)
        for _ in range(ticks):
            allowed = _allowed(plan, limits, along_m)
            speed = max(min(speed + SPEEDING_UP_MPS2 * _TICK_S, allowed), SLOWEST_MPS)
            along_m += speed * _TICK_S
        at_s += every_s
    for _ in range(round(stands_s / every_s) + 1):
        yield _moment(plan, at_s, plan.line.length_m, 0.0)
        at_s += every_s


def received(moment: Moment, sigma_m: float, noise: random.Random) -> Fix:
    """Return what a receiver tells that errs by ``sigma_m`` (one standard deviation, each axis).

    ``noise`` makes the same drive again when it begins with the same seed.
    """
    north_m, east_m = noise.gauss(0, sigma_m), noise.gauss(0, sigma_m)
    off_m, towards = math.hypot(north_m, east_m), math.degrees(math.atan2(east_m, north_m))
    return Fix(
        point=moved(moment.point, towards, off_m),
        at_s=moment.at_s,
        speed_mps=max(0.0, moment.speed_mps + noise.gauss(0, _SPEED_NOISE_MPS)),
        heading=(moment.heading + noise.gauss(0, _HEADING_NOISE)) % 360,
        accuracy_m=sigma_m,
    )


async def drive_car(
    car: SimulatedVehicle, moments: Iterable[Moment], clock: Clock, datum: Datum = Datum.WGS84
) -> None:
    """Drive the simulated car through the moments, from now on, and park it at the end.

    ``datum`` is that of its receiver.
    """
    start_s = clock.now()
    for moment in moments:
        await clock.sleep_until(start_s + moment.at_s)
        place(car, moment.point, moment.heading, datum)
        car.drive(moment.speed_mps * _KMH_PER_MPS)
    car.park()


def place(car: SimulatedVehicle, point: Point, heading: float, datum: Datum = Datum.WGS84) -> None:
    """Put the simulated car somewhere, pointing in a direction; its receiver tells a datum."""
    told = gcj02_of(point) if datum is Datum.GCJ02 else point
    car.set_sensor(HEADING, heading % 360)
    car.set_sensor(LATITUDE, told.lat)
    car.set_sensor(LONGITUDE, told.lon)


def _moment(plan: Plan, at_s: float, along_m: float, speed: float) -> Moment:
    line = plan.line
    return Moment(at_s, along_m, line.position(along_m), line.heading(along_m), speed)


def _limits(plan: Plan) -> list[float]:
    """Return the speed at each point of the line from which all later bends can be braked for."""
    segments, along = plan.line.segments, plan.line.along
    limits = [FASTEST_MPS] * len(along)
    limits[-1] = 0.0
    for index in range(len(along) - 2, -1, -1):
        braked = math.sqrt(
            limits[index + 1] ** 2 + 2 * BRAKING_MPS2 * (along[index + 1] - along[index])
        )
        bend = angle(segments[index - 1].heading, segments[index].heading) if index else 0.0
        in_bend = next((speed for least, speed in _BENDS if bend >= least), FASTEST_MPS)
        limits[index] = min(braked, in_bend)
    return limits


def _allowed(plan: Plan, limits: list[float], along_m: float) -> float:
    """Return the speed at a place: that of its manoeuvre, or less before a bend."""
    following = plan.line.segment(along_m) + 1
    left_m = max(0.0, plan.line.along[following] - along_m)
    braked = math.sqrt(limits[following] ** 2 + 2 * BRAKING_MPS2 * left_m)
    return min(braked, plan.speed_at(along_m))
