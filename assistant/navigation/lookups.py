"""What navigation knows about a call of its skill, looked up before the call.

Places by name or kind with their driving times, the road at the car, other routes, what can be
reached, which stop is spoken of. What was offered is remembered for a while: "the second one" is
the second of what was said, wherever the car is by now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.errors import RouteError
from assistant.navigation.asked import Asked
from assistant.navigation.guidance.distances import Units
from assistant.navigation.interface import Point
from assistant.navigation.labels import here_data
from assistant.navigation.map_in_use import MapInUse
from assistant.navigation.meant import place_meant
from assistant.navigation.open_map import OpenMap
from assistant.navigation.other_maps import OtherMaps
from assistant.navigation.plain import point_of
from assistant.navigation.position.fix import Fix
from assistant.navigation.refill import refill_stop
from assistant.navigation.routes.energy import needs_stop
from assistant.navigation.routes.interface import Road, Route
from assistant.navigation.said import plain_name
from assistant.navigation.saved import SavedPlaces
from assistant.navigation.search import Search
from assistant.navigation.trip import Guide, News

OFFER_S = 180.0
"""How long an offer is remembered."""

ALTERNATIVES = 2
OFFERED = 2
"""So many places are offered at a time."""

OUTLINE_POINTS = 100
"""About so many points of an outline are shown."""

_CHOICES = ("choice", "offered")
_ENERGY = {"charge": "charging", "refuel": "fuel"}
_NAMED = ("go_to", "add_stop", "how_long", "save_place", "where_is")
_SPOKEN = (*_NAMED, "nearest", "along_route", *_ENERGY)
_SEARCHES = (*_SPOKEN, "show_places")
"""Tools that look for places; what is found for ``show_places`` is nobody's offer."""

_ON_THE_WAY = ("along_route", "add_stop", *_ENERGY)


@dataclass(frozen=True, slots=True)
class NavigationParts:
    """What navigation works with: ``maps`` has the map, as long as there is one.

    ``others`` knows the places of maps that are not in use. ``where`` tells where the car is,
    ``now`` is monotonic, ``wall`` local time; ``tell`` hears what happens on a trip, ``range_m``
    how far the car comes, ``station`` the kind of place (``charging`` or ``fuel``) where it gets
    more. ``language`` is that of what is said unasked.
    """

    maps: MapInUse
    others: OtherMaps
    saved: SavedPlaces
    where: Callable[[], Fix | None]
    now: Callable[[], float]
    wall: Callable[[], datetime]
    tell: Callable[[News], None]
    range_m: Callable[[], float | None] = lambda: None
    station: Callable[[], str] = lambda: "charging"
    units: Units = Units.METRIC
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Offer:
    """What was found for a call, to be chosen from."""

    tool: str
    arguments: dict[str, Any]
    found: dict[str, Any]
    at_s: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call looks for, and where the car is."""

    tool: str
    asked: Asked
    fix: Fix
    language: str

    @property
    def name(self) -> str:
        """What the place is called, as it was said; empty when none was."""
        return self.asked.destination or self.asked.what


class Lookups:
    """Answers what is asked before each call. ``routes`` are those that were told last."""

    def __init__(self, parts: NavigationParts, guide: Guide) -> None:
        self._parts = parts
        self._guide = guide
        self._offer: Offer | None = None
        self.routes: dict[str, Route] = {}

    async def look_up(self, tool: str, arguments: dict[str, Any], language: str) -> dict[str, Any]:
        """Return what is known about a tool's arguments; ``status`` says why it is nothing.

        Raises:
            MapError: the map can't be read.
            RouteError: the routing engine failed.
        """
        if tool == "remove_stop":
            return {"status": "ok", "meant": self._meant(arguments, language)}
        opened, fix = await self._map_here(), self._parts.where()
        if opened is None:
            return {"status": self._without_map()}
        title = opened.region.manifest.title
        if fix is None:
            return {"status": "no_position", "title": title}
        if not opened.region.box.contains(fix.point):
            return {"status": "outside", "title": title}
        found = await self._known(opened, fix, tool, arguments, language)
        return {"status": "ok", "title": title, **found}

    def _meant(self, arguments: dict[str, Any], language: str) -> dict[str, Any] | None:
        """Return the stop, or the destination, that is spoken of; None when it is neither."""
        trip, said = self._guide.trip, str(arguments.get("destination", ""))
        if trip is None or not said:
            return None
        return place_meant(said, (*trip.stops, trip.destination), language)

    async def _map_here(self) -> OpenMap | None:
        """Return the map in use; that of where the car is, if it came there just now."""
        maps, fix = self._parts.maps, self._parts.where()
        if fix is not None and (
            maps.opened is None or not maps.opened.region.box.contains(fix.point)
        ):
            await maps.look()
        return maps.opened

    def _without_map(self) -> str:
        maps = self._parts.maps
        if maps.mending:
            return "map_mending"
        return "map_lost" if maps.lost else "no_map"

    async def _known(
        self, opened: OpenMap, fix: Fix, tool: str, arguments: dict[str, Any], language: str
    ) -> dict[str, Any]:
        if tool in ("alternatives", "take_route"):
            return await self._other_routes(fix)
        if tool == "reachable":
            return await self._reach(opened, fix, arguments.get("minutes"))
        if tool in _ENERGY:
            arguments = {**arguments, "what": _ENERGY[tool]}
        if tool in _SEARCHES and set(arguments) & {*Asked.__slots__, *_CHOICES}:
            return await self._places(opened, fix, tool, arguments, language)
        return await self._here(opened, fix, language)

    async def _places(
        self, opened: OpenMap, fix: Fix, tool: str, arguments: dict[str, Any], language: str
    ) -> dict[str, Any]:
        """Return the places that fit; an answer to an offer is looked up in that offer."""
        offered = self._offered(tool, arguments)
        if offered is not None:
            return offered
        if "offered" in arguments:
            return {"decision": "none", "places": [], "asked": ""}
        wanted = Wanted(tool, Asked.of(arguments), fix, language)
        found = await self._found(opened, wanted)
        if wanted.name and found["decision"] != "sure" and not found["kind_name"]:
            found = await self._elsewhere(opened, wanted, found)
        if found["places"] and tool in _SPOKEN:
            self._offer = Offer(tool, _without_choice(arguments), found, self._parts.now())
        if tool == "go_to":
            await self._with_refill(opened, fix, found["places"], language)
        return found

    async def _found(self, opened: OpenMap, wanted: Wanted) -> dict[str, Any]:
        """Return what fits on the map; first along the route for what is wanted on the way."""
        search = Search(opened.places, opened.router, self._parts.saved, self._parts.wall)
        asked, here, language = wanted.asked, wanted.fix.point, wanted.language
        if wanted.tool in _ON_THE_WAY and self._guide.trip is not None:
            found = await search.find(asked, here, language, self._guide.ahead)
            if found["places"] or wanted.tool == "along_route":
                return found
        return await search.find(asked, here, language)

    async def _elsewhere(
        self, opened: OpenMap, wanted: Wanted, found: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what another map has of a name that this one has less surely, or not at all.

        A map that covers the car as well is used from now on; of another one only the title is
        told, as ``elsewhere``.
        """
        name = plain_name(wanted.name)
        find, here = self._parts.others.find, wanted.fix.point
        other = await asyncio.to_thread(find, name, wanted.language, opened.region, here)
        if other is None or other.score <= found["score"]:
            return found
        if not other.region.box.contains(here):
            title = other.region.manifest.title
            return {**found, "decision": "none", "places": [], "elsewhere": title}
        await self._parts.maps.take(other.region.id)
        taken = self._parts.maps.opened
        return await self._found(taken, wanted) if taken is not None else found

    async def _with_refill(
        self, opened: OpenMap, fix: Fix, places: list[dict[str, Any]], language: str
    ) -> None:
        """Note at places beyond the range where to stop for charging or fuel on the way."""
        range_m = self._parts.range_m()
        if range_m is None:
            return
        for place in places[:OFFERED]:
            if place["drive_s"] is not None and needs_stop(range_m, place["distance_m"]):
                trip = (fix.point, point_of(place["place"]))
                station = (self._parts.station(), range_m)
                place["refill"] = await refill_stop(
                    opened.places, opened.router, trip, station, language
                )

    def _offered(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Return the offer that a call leans on, reduced to the place that it numbers."""
        offer = self._offer
        if offer is None or self._parts.now() - offer.at_s > OFFER_S:
            return None
        if "choice" in arguments:
            asked = _without_choice(arguments)
            same = (offer.tool, offer.arguments) == (tool, asked)
            return offer.found if same or not asked else None
        number = arguments.get("offered")
        places = offer.found["places"]
        if not isinstance(number, int) or not 0 < number <= len(places):
            return None
        return {**offer.found, "decision": "sure", "places": [places[number - 1]]}

    async def _other_routes(self, fix: Fix) -> dict[str, Any]:
        if self._guide.trip is None:
            return {"routes": []}
        routes = await self._guide.alternatives(fix, ALTERNATIVES)
        self.routes = {f"r{number}": route for number, route in enumerate(routes)}
        return {
            "routes": [
                {
                    "id": name,
                    "via": next(iter(route.streets), ""),
                    "duration_s": route.time_s,
                    "length_m": route.length_m,
                }
                for name, route in self.routes.items()
            ]
        }

    async def _reach(self, opened: OpenMap, fix: Fix, minutes: int | None) -> dict[str, Any]:
        range_m = self._parts.range_m()
        box = opened.region.box
        corner = Point(box.south, box.west)
        known: dict[str, Any] = {
            "minutes": minutes,
            "outline": [],
            "whole_map": False,
            "far_m": range_m,
        }
        if minutes is None and (range_m is None or range_m > corner.distance_m(box.centre) * 4):
            return {**known, "whole_map": range_m is not None}
        limits = {"length_m": range_m} if minutes is None else {"minutes": float(minutes)}
        outlines = await opened.router.reach(fix.point, **limits)
        edge = max(outlines, key=len, default=())
        far_m = max((fix.point.distance_m(point) for point in edge), default=None)
        step = max(1, len(edge) // OUTLINE_POINTS)
        return {**known, "far_m": far_m, "outline": [[p.lat, p.lon] for p in edge[::step]]}

    async def _here(self, opened: OpenMap, fix: Fix, language: str) -> dict[str, Any]:
        try:
            road = await opened.router.road_at(fix.point, fix.heading)
        except RouteError:
            road = Road()  # on a private ground: no road of the map
        name = next(iter(road.names), "")
        name = opened.places.street_in(name, language) if name else ""
        return {
            "road": name,
            "limit_kmh": road.speed_limit_kmh,
            "here": here_data(fix.point, name, language),
        }


def _without_choice(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in _CHOICES}
