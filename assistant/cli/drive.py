"""``assistant drive``: a whole trip with guidance, driven by the simulated car in fast time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import click

from assistant.cli.printing import Line, print_json
from assistant.clock import MonotonicClock, run_virtual
from assistant.config import Config, load_config
from assistant.conversation.floor import Floor
from assistant.errors import InputError, MapNotInstalledError, RouteError
from assistant.events import Notice, to_json
from assistant.navigation.guidance.plan import plan_of
from assistant.navigation.guidance.sentences import spoken_s
from assistant.navigation.interface import Point
from assistant.navigation.maps.store import open_maps
from assistant.navigation.open import open_navigation
from assistant.navigation.open_map import OpenMap
from assistant.navigation.places.categories import categories
from assistant.navigation.plain import point_of
from assistant.navigation.position.signals import Datum
from assistant.navigation.service import Navigation
from assistant.navigation.simulated_drive import drive as moments_of
from assistant.navigation.simulated_drive import drive_car, place
from assistant.navigation.voice import Announce, Choose, speak_guidance
from assistant.observe.bus import EventBus
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Asker
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle

Show = Callable[[Line], None]

TRIED = 8
"""So many places are tried as a start, in the middle of a map."""

SETTLE_S = 10.0
"""So long after the drive, what is still to be said is waited for."""


@dataclass(frozen=True, slots=True)
class Drive:
    """What is driven, on which map (empty: where the car is), and how it is shown.

    ``start`` is empty for where the car is, the middle of the map when that is elsewhere.
    ``speed`` is how much faster than the clock it is shown; 0: at once. ``datum`` is what the
    car's receiver tells.
    """

    to: str
    start: str
    region: str
    language: str
    speed: float
    datum: Datum


def _speed(_ctx: click.Context, _param: click.Parameter, value: str) -> float:
    """Return how many times faster than real, from ``20x``."""
    try:
        speed = float(value.removesuffix("x"))
    except ValueError as error:
        raise click.BadParameter("say how much faster, e.g. 20x; 0 shows it at once") from error
    if not 0 <= speed <= 1000:  # noqa: PLR2004  faster is the same as at once
        raise click.BadParameter("must be from 0 to 1000")
    return speed


@click.command()
@click.option("--route-to", "to", required=True, help="A name, an address, or a kind of place.")
@click.option("--from", "start", default="", help="Where to start; default: where the car is.")
@click.option("--map", "region", default="", help="On which map; default: where the car is.")
@click.option("--speed", default="0", callback=_speed, help="E.g. 20x; default: all at once.")
@click.option("--lang", "language", type=click.Choice(["en", "zh"]), default="en")
@click.option("--json", "as_json", is_flag=True, help="One event a line.")
def drive(to: str, start: str, region: str, speed: float, language: str, as_json: bool) -> None:
    """Drive the simulated car along a route, and show all that guidance says."""
    config = load_config()
    wanted = Drive(to, start, region, language, speed, Datum(config.vehicle.datum))
    run_virtual(_drive(config, wanted, print_json if as_json else _print))


async def _drive(config: Config, wanted: Drive, show: Show) -> None:
    clock, bus = MonotonicClock(), EventBus()
    car = SimulatedVehicle(load_catalogue(), clock.now)
    if wanted.region:
        open_maps(config).region(wanted.region)
    opening = open_navigation(config, car, bus, clock.now, only=wanted.region)
    async with opening as navigation:
        await _to_start(navigation, car, wanted)
        with bus.listening(lambda event: show(to_json(event))):
            await _guided(navigation, car, wanted, bus, show)


async def _to_start(navigation: Navigation, car: SimulatedVehicle, wanted: Drive) -> None:
    """Put the car where the trip begins."""
    while navigation.mending:  # noqa: ASYNC110  seldom, and for seconds
        await asyncio.sleep(SETTLE_S)
    opened = navigation.opened
    if opened is None:
        raise MapNotInstalledError(
            "No map can be used: `assistant maps verify` tells why, `assistant maps pull` gets one."
        )
    here = await navigation.look_up("where_am_i", {}, Asker("driver", wanted.language))
    if wanted.region or here["status"] != "ok":
        place(car, await _middle(opened), 0.0, wanted.datum)
    if wanted.start:
        start = await _found(navigation, wanted.start, wanted.language)
        place(car, point_of(start), 0.0, wanted.datum)


async def _middle(opened: OpenMap) -> Point:
    """Return the place nearest to the middle of a map from where one gets to most others."""
    centre = opened.region.box.centre
    kinds = [opened.places.nearest(kind, centre, 1) for kind in categories()]
    known = sorted((one for found in kinds for one in found), key=lambda one: one.distance_m)
    points = [one.place.point for one in known]
    for point in (centre, *points[:TRIED]):
        with suppress(RouteError):
            drives = await opened.router.drives(point, points[:TRIED])
            if 2 * sum(one is not None for one in drives) >= len(drives):
                return point
    return centre


async def _guided(
    navigation: Navigation, car: SimulatedVehicle, wanted: Drive, bus: EventBus, show: Show
) -> None:
    """Start the trip and drive it to its end."""
    clock, guide = MonotonicClock(), navigation.guide
    goal = await _found(navigation, wanted.to, wanted.language)
    show({"type": "destination", "at_s": clock.now(), **goal})
    start = Effect("navigation.start", args={"place": goal})
    await navigation.apply(start, Asker("driver", wanted.language))
    assert guide is not None and guide.trip is not None  # noqa: PT018  it has started
    saying = asyncio.create_task(speak_guidance(guide, _saying(bus), Floor()))
    pacing = asyncio.create_task(_pace(wanted.speed))
    try:
        moments = moments_of(plan_of(guide.trip.route))
        await drive_car(car, moments, clock, wanted.datum)
        await asyncio.sleep(SETTLE_S)
    finally:
        for task in (saying, pacing):
            task.cancel()
        await asyncio.gather(saying, pacing, return_exceptions=True)


async def _found(navigation: Navigation, text: str, language: str) -> dict[str, Any]:
    """Return the likeliest place for a text.

    Raises:
        InputError: the map has none, or no road leads there.
    """
    asker = Asker("driver", language)
    found = await navigation.look_up("go_to", {"destination": text}, asker)
    places = found.get("places", [])
    if not places:
        raise InputError(f"{text!r} is not on the map of {found.get('title', 'this car')}.")
    if places[0]["drive_s"] is None:
        raise InputError(f"No road leads to {text!r} from where the car is.")
    chosen: dict[str, Any] = places[0]["place"]
    return chosen


def _saying(bus: EventBus) -> Announce:
    """Return what says prompts: as events, each for as long as a voice would need."""

    async def announce(choose: Choose) -> None:
        sentence = choose()
        if sentence is None:
            return
        now = MonotonicClock().now()
        bus.emit(Notice(at_s=now, kind="guidance", text=sentence.text))
        await asyncio.sleep(spoken_s(sentence.text))

    return announce


async def _pace(speed: float) -> None:
    """Let no virtual second pass faster than ``speed`` times the clock; 0: as fast as it goes."""
    while speed:
        await asyncio.sleep(1.0)
        await asyncio.to_thread(time.sleep, 1.0 / speed)


def _print(line: Line) -> None:
    """Print what a passenger would hear and see, with the time and what is left."""
    clock = f"{line['at_s'] // 60:3.0f}:{line['at_s'] % 60:02.0f}"
    if line["type"] == "destination":
        click.echo(f"{clock}  to    {line['label']} ({line['category']})")
    elif line["type"] == "notice":
        click.echo(f"{clock}  says  {line['text']}")
    elif line["type"] == "navigation" and line["state"] != "progress":
        left = f"{line['left_m'] / 1000:.1f} km, {line['left_s'] / 60:.0f} min left"
        click.echo(f"{clock}  {line['state']} ({left})")
