"""A small map to drive on: the invented town with shops and sights, installed as any other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import osmium
from osmium.osm.mutable import Node

from assistant.clock import MonotonicClock, run_virtual
from assistant.config import Config
from assistant.events import Event
from assistant.navigation.maps.order import Order
from assistant.navigation.maps.store import open_maps
from assistant.navigation.open import open_navigation
from assistant.navigation.service import Navigation
from assistant.navigation.simulated_drive import place
from assistant.observe.bus import EventBus
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle
from tests.navigation.town import Metres, at, write_town

Result = TypeVar("Result")

FIRST_NODE = 10_000

PLACES: list[tuple[Metres, dict[str, str]]] = [
    ((490, 30), {"amenity": "cafe", "name": "Corner Cafe", "addr:street": "Oak Avenue"}),
    ((1510, 380), {"amenity": "cafe", "name": "Lake Cafe", "addr:street": "Lake Road"}),
    ((400, 790), {"amenity": "cafe", "name": "豫园咖啡", "name:en": "Yuyuan Coffee"}),
    ((200, 810), {"tourism": "museum", "name": "Museum of Trams"}),
    ((1800, 810), {"tourism": "museum", "name": "Museum of Trains"}),
    ((520, 100), {"amenity": "pharmacy", "name": "Oak Pharmacy", "opening_hours": "Mo-Su off"}),
    ((990, 700), {"amenity": "pharmacy", "name": "North Pharmacy", "opening_hours": "24/7"}),
    ((1200, 810), {"shop": "bakery", "name": "Anna's Bakery"}),
    ((1300, 410), {"amenity": "charging_station"}),
    ((4000, 20), {"amenity": "charging_station", "name": "Far Charger"}),
    ((1510, 700), {"amenity": "fuel", "name": "Lake Fuel"}),
    ((9200, 10), {"amenity": "library", "name": "Island Library"}),
    ((300, 30), {"amenity": "place_of_worship", "name": "St Olaf's"}),
    ((1700, 30), {"amenity": "place_of_worship", "name": "Cathédrale Ste Anne"}),
    ((1600, 30), {"amenity": "restaurant", "name": "Everest", "cuisine": "nepalese"}),
    ((250, 30), {"amenity": "bank", "name": "Savings Bank", "opening_hours": "Mo-Su off"}),
]  # fmt: skip

START = at(100, 0)
"""Where trips begin: in the west of Main Street."""


def install_town(data: Path) -> None:
    """Build the map of the town into a data folder."""
    roads, source = data / "roads.osm.pbf", data / "town.osm.pbf"
    write_town(roads)
    with osmium.SimpleWriter(str(source)) as writer:
        for item in osmium.FileProcessor(str(roads), osmium.osm.NODE):
            writer.add_node(item)
        for number, (place, tags) in enumerate(PLACES, start=FIRST_NODE):
            point = at(*place)
            node = Node(id=number, location=(point.lon, point.lat), tags=tags, version=1)
            writer.add_node(node)
        for item in osmium.FileProcessor(str(roads), osmium.osm.WAY):
            writer.add_way(item)
    order = Order(source, "town", "Small Town", source.name)
    open_maps(Config(data_dir=data)).build(order, lambda _step: None)


@dataclass
class Journey:
    """Navigation in a simulated car that stands at ``START``, and what it told."""

    navigation: Navigation
    car: SimulatedVehicle
    events: list[Event]

    async def look(self, tool: str, language: str = "en", **arguments: Any) -> dict[str, Any]:
        """Look up what a tool's arguments find."""
        return await self.navigation.look_up(tool, arguments, Asker("driver", language))

    async def do(self, verb: str, target: str = "", value: Any = None, **args: Any) -> Applied:
        """Carry out an effect of the service."""
        effect = Effect(f"navigation.{verb}", target, value, args)
        return await self.navigation.apply(effect, Asker("driver", "en"))

    async def go(self, destination: str) -> dict[str, Any]:
        """Start a trip to a place by name, and return the place."""
        place: dict[str, Any] = (await self.look("go_to", destination=destination))["places"][0]
        await self.do("start", place=place["place"])
        return place

    @property
    def trip(self) -> Any:
        """The running trip as skills see it."""
        return self.navigation.seen()["trip"]


def journey(
    data: Path,
    story: Callable[[Journey], Awaitable[Result]],
    market: str = "eu",
    *,
    live: bool = False,
) -> Result:
    """Run a story in virtual time and return what it returns; ``live`` as in a service."""

    async def run() -> Result:
        now, bus, events = MonotonicClock().now, EventBus(), list[Event]()
        car = SimulatedVehicle(load_catalogue(), now)
        place(car, START, 90.0)
        config = Config(data_dir=data, market=market)
        with bus.listening(events.append):
            async with open_navigation(config, car, bus, now, live=live) as navigation:
                return await story(Journey(navigation, car, events))

    return run_virtual(run())
