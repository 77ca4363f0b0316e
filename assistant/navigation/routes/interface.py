"""The port of routing, and a route as plain data.

Lengths are metres, times seconds, speeds km/h, headings degrees clockwise from north.

    async with open_router(region.tiles, warm_at=here) as router:
        routes = await router.routes(RouteRequest((here, there), language="zh"))
        print(routes[0].time_s, routes[0].manoeuvres[0].said.now)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Protocol

from assistant.navigation.interface import Point


class Avoid(StrEnum):
    """What a driver would rather not use; used all the same when there is no other way."""

    MOTORWAY = "motorway"
    TOLL = "toll"
    FERRY = "ferry"


class Side(StrEnum):
    """On which side of the street a destination lies; empty when the map can't say."""

    UNKNOWN = ""
    LEFT = "left"
    RIGHT = "right"


class Kind(IntEnum):
    """What is done at a manoeuvre; the numbers are Valhalla's."""

    NONE = 0
    START = 1
    START_RIGHT = 2
    START_LEFT = 3
    DESTINATION = 4
    DESTINATION_RIGHT = 5
    DESTINATION_LEFT = 6
    BECOMES = 7
    CONTINUE = 8
    SLIGHT_RIGHT = 9
    RIGHT = 10
    SHARP_RIGHT = 11
    UTURN_RIGHT = 12
    UTURN_LEFT = 13
    SHARP_LEFT = 14
    LEFT = 15
    SLIGHT_LEFT = 16
    RAMP_STRAIGHT = 17
    RAMP_RIGHT = 18
    RAMP_LEFT = 19
    EXIT_RIGHT = 20
    EXIT_LEFT = 21
    STAY_STRAIGHT = 22
    STAY_RIGHT = 23
    STAY_LEFT = 24
    MERGE = 25
    ROUNDABOUT_ENTER = 26
    ROUNDABOUT_EXIT = 27
    FERRY_ENTER = 28
    FERRY_EXIT = 29
    MERGE_RIGHT = 37
    MERGE_LEFT = 38

    @property
    def starts(self) -> bool:
        """Whether a leg begins here."""
        return self in (Kind.START, Kind.START_RIGHT, Kind.START_LEFT)

    @property
    def arrives(self) -> bool:
        """Whether a leg ends here, at a stop or at the destination."""
        return self in (Kind.DESTINATION, Kind.DESTINATION_RIGHT, Kind.DESTINATION_LEFT)


@dataclass(frozen=True, slots=True)
class Sign:
    """What is written on the signs of a manoeuvre, each in the order of the sign."""

    exit_numbers: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The most useful line for a driver, empty without a sign."""
        return next((line[0] for line in (self.roads, self.towards, self.names) if line), "")


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of a manoeuvre in the route's language, without any distance.

    ``alert`` announces it ("Your destination will be on the left."), ``now`` is said right
    before it ("Your destination is on the left."), ``short`` is it without names.
    """

    alert: str
    now: str
    short: str


@dataclass(frozen=True, slots=True)
class Manoeuvre:
    """Something to do, and the way from there to the next.

    ``begin`` and ``end`` are indices into the route's shape. ``streets`` are the names of the
    street driven on afterwards, none for a nameless one. ``exit_count`` counts the exits of a
    roundabout up to the one to take, 0 when this is none.
    """

    kind: Kind
    begin: int
    end: int
    length_m: float
    time_s: float
    said: Said
    streets: tuple[str, ...] = ()
    sign: Sign = field(default_factory=Sign)
    exit_count: int = 0
    heading_before: float | None = None
    heading_after: float | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a leg ends: the point that was asked for, and its place in the shape."""

    point: Point
    at: int
    side: Side = Side.UNKNOWN


@dataclass(frozen=True, slots=True)
class Route:
    """A way from the first point of the request to the last, over all stops.

    ``stops`` holds the stops on the way and, last, the destination. ``language`` is that of
    the sentences.
    """

    shape: tuple[Point, ...]
    manoeuvres: tuple[Manoeuvre, ...]
    stops: tuple[Stop, ...]
    length_m: float
    time_s: float
    language: str = "en"
    has_toll: bool = False
    has_motorway: bool = False
    has_ferry: bool = False

    @property
    def streets(self) -> tuple[str, ...]:
        """The street names on the way, each once, the longest driven first."""
        lengths: dict[str, float] = {}
        for one in self.manoeuvres:
            for name in one.streets[:1]:
                lengths[name] = lengths.get(name, 0.0) + one.length_m
        return tuple(sorted(lengths, key=lengths.__getitem__, reverse=True))


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """What is asked of the router.

    ``points`` are the start, the stops on the way and the destination. ``heading`` is where
    the car points at the start, None when it stands or nobody knows. ``language`` is ``en`` or
    ``zh``.
    """

    points: tuple[Point, ...]
    heading: float | None = None
    avoid: frozenset[Avoid] = frozenset()
    alternatives: int = 0
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Drive:
    """How far one point is from another by car."""

    time_s: float
    length_m: float


@dataclass(frozen=True, slots=True)
class Road:
    """What the map says about a road at a place.

    ``speed_limit_kmh`` is None when the map does not say, or says that
    there is none; it is never guessed. ``distance_m`` is
    how far the asked point was from it.
    """

    names: tuple[str, ...] = ()
    speed_limit_kmh: int | None = None
    tunnel: bool = False
    distance_m: float = 0.0


class Router(Protocol):
    """Plans routes on one map. Every method raises ``RouteError`` when there is no answer."""

    async def routes(self, request: RouteRequest) -> tuple[Route, ...]:
        """Return the best route and up to ``request.alternatives`` others, best first."""
        ...

    async def drives(self, start: Point, ends: Sequence[Point]) -> tuple[Drive | None, ...]:
        """Return the way by car to each end, None for one that can't be reached."""
        ...

    async def drives_to(self, starts: Sequence[Point], end: Point) -> tuple[Drive | None, ...]:
        """Return the way by car from each start, None for one that leads nowhere."""
        ...

    async def reach(
        self, start: Point, *, minutes: float | None = None, length_m: float | None = None
    ) -> tuple[tuple[Point, ...], ...]:
        """Return outlines of what can be reached in a time or over a length (give one)."""
        ...

    async def road_at(self, point: Point, heading: float | None = None) -> Road:
        """Return the road at a position."""
        ...
