"""Trips of the served car on the real map: begun as the skill does, driven, ended."""

from __future__ import annotations

from assistant.navigation.guidance.plan import plan_of
from assistant.navigation.service import Navigation
from assistant.navigation.simulated_drive import drive, place
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Asker
from tests.api.served import Served
from tests.browser.running import START, Running

GOAL = "Scandic Hakaniemi"
SOON_S = 8
LATER_S = 30


def has_map(car: Running) -> bool:
    """Return whether a map is installed here."""
    navigation = car.served.car.navigation
    return navigation is not None and navigation.opened is not None


async def begin(running: Served) -> None:
    """Start a trip from where cars stand."""
    place(running.vehicle, START, 90.0)
    navigation, asker = _navigation(running), Asker("driver", "en")
    found = await navigation.look_up("go_to", {"destination": GOAL}, asker)
    goal = found["places"][0]["place"]
    await navigation.apply(Effect("navigation.start", args={"place": goal}), asker)


async def on_the_way(running: Served) -> None:
    """Start a trip anew, and stand some seconds further on its way."""
    await begin(running)
    _stand(running, SOON_S)


async def go_on(running: Served) -> None:
    """Let the car be half a minute further on its way, at 36 km/h."""
    _stand(running, LATER_S)
    running.vehicle.drive(36.0)


def _stand(running: Served, after_s: int) -> None:
    guide = _navigation(running).guide
    assert guide is not None
    assert guide.trip is not None
    moment = list(drive(plan_of(guide.trip.route)))[after_s]
    place(running.vehicle, moment.point, moment.heading)


async def end(running: Served) -> None:
    """End the trip, if one runs; the car stands where it began."""
    guide = _navigation(running).guide
    if guide is not None:
        guide.end()
    place(running.vehicle, START, 90.0)


def _navigation(running: Served) -> Navigation:
    assert running.car.navigation is not None
    return running.car.navigation
