"""The service ``navigation``: what skills see of map and trip, and what they ask of them.

navigation = Navigation(parts)
found = await navigation.look_up("go_to", {"what": "cafe"}, asker)
await navigation.apply(Effect("navigation.start", args={"place": …}), asker)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from assistant.errors import (
    AssistantError,
    InputError,
    MapDamagedError,
    MapNotInstalledError,
    RouteError,
)
from assistant.navigation.lookups import Lookups, NavigationParts
from assistant.navigation.open_map import OpenMap
from assistant.navigation.plain import checked_place, point_of
from assistant.navigation.position.fix import Fix
from assistant.navigation.routes.interface import Avoid, Router
from assistant.navigation.trip import Guide, GuideOptions, PlaceData, Trip
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker


class Navigation:
    """Implements ``Service`` and ``Searchable``.

    What it reports of effects names no places: it is written to traces.
    """

    def __init__(self, parts: NavigationParts) -> None:
        self._parts = parts
        options = GuideOptions(parts.now, parts.tell, parts.units, parts.language, self._called)
        self.guide = Guide(self._router, options)
        self._known = Lookups(parts, self.guide)
        self.keeps: Callable[[], bool] = lambda: True
        """Tells whether destinations are remembered; not those of guests."""

    @property
    def name(self) -> str:
        """``navigation``."""
        return "navigation"

    @property
    def ongoing(self) -> bool:
        """Whether a trip runs."""
        return self.guide.trip is not None

    @property
    def left_behind(self) -> bool:
        """Whether a trip runs whose destination is not on the map that is in use."""
        trip, opened = self.guide.trip, self.opened
        if trip is None or opened is None:
            return False
        return not opened.region.box.contains(point_of(trip.destination))

    @property
    def opened(self) -> OpenMap | None:
        """The map, None while none is installed."""
        return self._parts.maps.opened

    @property
    def mending(self) -> bool:
        """Whether a damaged map is being built again."""
        return self._parts.maps.mending

    def seen(self) -> dict[str, Any]:
        """Return the trip, the saved places and the last destinations."""
        return {
            "units": str(self._parts.units),
            "trip": self._trip(),
            "muted": self.guide.muted,
            "avoid": sorted(self.guide.avoid),
            "saved": self._parts.saved.saved(),
            "recents": self._parts.saved.recents(),
        }

    def _trip(self) -> dict[str, Any] | None:
        guide = self.guide
        if guide.trip is None or guide.progress is None:
            return None
        coming = guide.coming
        return {
            "destination": guide.trip.destination,
            "stops": list(guide.trip.stops),
            "remaining_m": guide.progress.left_m,
            "remaining_s": guide.progress.left_s,
            "next": {"text": coming[0], "distance_m": coming[1]} if coming else None,
        }

    async def look_up(self, tool: str, arguments: dict[str, Any], asker: Asker) -> dict[str, Any]:
        """Return what is known about a tool's arguments; ``status`` says why it is nothing.

        Raises:
            MapError: the map can't be read.
            RouteError: the routing engine failed.
        """
        try:
            return await self._known.look_up(tool, arguments, asker.language)
        except AssistantError as error:
            self._noticed(error)
            raise

    @property
    def position(self) -> Fix | None:
        """Where the car is, None while nobody knows."""
        return self._parts.where()

    def close(self) -> None:
        """Stop what is still being planned."""
        self.guide.close()

    # --- effects --------------------------------------------------------------------------

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        """Carry out one of ``VERBS``.

        Raises:
            InputError: the arguments are wrong, or there is no such effect.
            MapError: no map is installed.
            RouteError: no road leads there, or nobody knows where the car is.
        """
        act = VERBS.get(effect.kind.removeprefix("navigation."))
        if act is None:
            known = ", ".join(sorted(VERBS))
            raise InputError(f"Navigation can {known}; {effect.kind!r} is unknown.")
        try:
            return await act(self, effect, asker)
        except AssistantError as error:
            self._noticed(error)
            raise

    async def start(self, effect: Effect, asker: Asker) -> Applied:
        """Guide to ``place``, over ``stops`` (none unless given)."""
        place = checked_place(effect.args.get("place"))
        stops = tuple(map(checked_place, effect.args.get("stops") or ()))
        before = self.guide.trip
        undo = Effect("navigation.cancel")
        if before is not None:
            undo = _start_again(before)
        await self._go(place, stops, asker.language)
        if self.keeps():
            self._parts.saved.visited(place)
        return Applied("navigation.guiding", True, True, (undo,))

    async def add_stop(self, effect: Effect, asker: Asker) -> Applied:
        """Go over ``place`` first."""
        place = checked_place(effect.args.get("place"))
        trip = self._running()
        await self._go(trip.destination, (place, *trip.stops), asker.language)
        undo = (Effect("navigation.remove_stop", "next"),)
        return Applied("navigation.stops", len(trip.stops) + 1, True, undo)

    async def remove_stop(self, effect: Effect, asker: Asker) -> Applied:
        """Leave out the stop ``next``, ``last`` or ``all``, or the one at ``place``."""
        trip = self._running()
        stops = trip.stops
        kept = {"next": stops[1:], "last": stops[:-1], "all": ()}.get(effect.target)
        if "place" in effect.args:
            gone = point_of(checked_place(effect.args["place"]))
            kept = tuple(stop for stop in stops if point_of(stop) != gone)
        if kept is None:
            raise InputError(f"Stops are next, last or all, not {effect.target!r}.")
        await self._go(trip.destination, kept, asker.language)
        return Applied("navigation.stops", len(kept), True, (_start_again(trip),))

    async def take_route(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002
        """Go along another of the routes that were told."""
        route = self._known.routes.get(effect.target)
        if route is None:
            raise InputError(f"There is no route {effect.target!r}; ask for alternatives first.")
        self.guide.take_route(route)
        return Applied("navigation.route", effect.target, True)

    async def avoid(self, effect: Effect, asker: Asker) -> Applied:
        """Avoid a kind of road (``target``) when ``value`` is true; else use it again."""
        guide, road, on = self.guide, _avoidable(effect.target), effect.value is True
        before = guide.avoid
        guide.avoid = before | {road} if on else before - {road}
        try:
            if guide.trip is not None:
                await self._go(guide.trip.destination, guide.trip.stops, asker.language)
        except RouteError:
            guide.avoid = before
            raise
        undo = (Effect("navigation.avoid", effect.target, value=not on),)
        return Applied(f"navigation.avoid.{road}", on, True, undo)

    async def mute(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002
        """Speak no prompts when ``value`` is true."""
        muted = self.guide.muted = effect.value is True
        undo = (Effect("navigation.mute", value=not muted),)
        return Applied("navigation.muted", muted, True, undo)

    async def cancel(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002
        """End the trip."""
        trip = self._running()
        self.guide.end()
        return Applied("navigation.guiding", False, True, (_start_again(trip),))

    async def save(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002
        """Remember ``place`` under the label ``target``."""
        if not effect.target.strip():
            raise InputError("A saved place needs a name.")
        place = checked_place(effect.args.get("place"))
        self._parts.saved.save(effect.target, place)
        return Applied("navigation.saved", True, True)

    async def forget(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002
        """Forget the saved place of the label ``target``."""
        gone = self._parts.saved.forget(effect.target)
        if gone is None:
            raise InputError("There is no saved place of that name.")
        undo = Effect("navigation.save", effect.target, args={"place": gone})
        return Applied("navigation.saved", False, True, (undo,))

    async def forget_recents(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002
        """Forget the last destinations, for good."""
        self._parts.saved.forget_recents()
        return Applied("navigation.recents", 0, True)

    async def _go(self, place: PlaceData, stops: tuple[PlaceData, ...], language: str) -> None:
        fix = self.position
        if fix is None:
            raise RouteError("Nobody knows where the car is.", code="route_no_position")
        await self.guide.begin(place, stops, fix, language)

    def _router(self) -> Router:
        opened = self._parts.maps.opened
        if opened is not None:
            return opened.router
        if self._parts.maps.mending:
            raise MapDamagedError("The map was damaged and is being built again.")
        if self._parts.maps.lost:
            raise MapDamagedError("The map is damaged: `assistant maps build` or `pull` it again.")
        raise MapNotInstalledError("No map is installed; `assistant maps pull` gets one.")

    def _called(self, name: str, language: str) -> str:
        opened = self._parts.maps.opened
        return opened.places.street_in(name, language) if opened else name

    def _noticed(self, error: AssistantError) -> None:
        """Have the map checked when an error may come from damage."""
        if isinstance(error, MapDamagedError) or error.code == RouteError.code:
            self._parts.maps.suspect()

    def _running(self) -> Trip:
        trip = self.guide.trip
        if trip is None:
            raise InputError("No trip is running.")
        return trip


def _start_again(trip: Trip) -> Effect:
    return Effect("navigation.start", args={"place": trip.destination, "stops": list(trip.stops)})


def _avoidable(road: str) -> Avoid:
    try:
        return Avoid(road)
    except ValueError as error:
        known = ", ".join(Avoid)
        raise InputError(f"What can be avoided is {known}, not {road!r}.") from error


Act = Callable[[Navigation, Effect, Asker], Awaitable[Applied]]

VERBS: dict[str, Act] = {
    "start": Navigation.start,
    "add_stop": Navigation.add_stop,
    "remove_stop": Navigation.remove_stop,
    "take_route": Navigation.take_route,
    "avoid": Navigation.avoid,
    "mute": Navigation.mute,
    "cancel": Navigation.cancel,
    "save": Navigation.save,
    "forget": Navigation.forget,
    "forget_recents": Navigation.forget_recents,
}
"""What can be asked: ``navigation.<verb>``."""
