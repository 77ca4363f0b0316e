"""A small invented town, as a map file: what real maps have, at places that tests can name.

Metres east and north of ``ORIGIN``:

    800  ──┬────────延安东路──────────┬─────┬──
           │ Oak Avenue              │     │ Lake Road
    400    │                  (roundabout)─┤
           │                         │     │
      0  ──┴────Main Street──────────┴─════┴── Main Street goes on; ════ is a tunnel
           500                     1000  1100  1500

A toll motorway runs 300 m south of Main Street and is the quickest way from its west end to
its east end, x = 0 to 6000. An island at x = 9000 has a road and no bridge.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from assistant.navigation.interface import EARTH_RADIUS_M, Box, Point

ORIGIN = Point(60.0, 20.0)

Metres = tuple[float, float]


def at(east_m: float, north_m: float) -> Point:
    """Return a place of the town."""
    lat = ORIGIN.lat + math.degrees(north_m / EARTH_RADIUS_M)
    shrink = math.cos(math.radians(ORIGIN.lat))
    return Point(lat, ORIGIN.lon + math.degrees(east_m / EARTH_RADIUS_M) / shrink)


BOX = Box(at(0, -300).lat, at(0, 0).lon, at(0, 800).lat, at(2000, 0).lon)

_RING: list[Metres] = [
    (1000 + 20 * math.sin(math.radians(a)), 400 + 20 * math.cos(math.radians(a)))
    for a in (180, 135, 90, 45, 0, 315, 270, 225)
]

_STREETS: list[tuple[dict[str, str], list[Metres]]] = [
    ({"name": "Main Street", "maxspeed": "50"}, [(0, 0), (500, 0), (1000, 0), (1100, 0)]),
    ({"name": "Main Street", "maxspeed": "40", "tunnel": "yes"}, [(1100, 0), (1500, 0)]),
    ({"name": "Main Street"}, [(1500, 0), (2000, 0), (6000, 0)]),
    ({"name": "Oak Avenue"}, [(500, 0), (500, 400), (500, 800)]),
    ({"name": "延安东路"}, [(0, 800), (500, 800), (1000, 800), (1500, 800), (2000, 800)]),
    ({"name": "South Arm"}, [(1000, 0), (1000, 200), _RING[0]]),
    ({"name": "East Arm"}, [_RING[2], (1200, 400), (1500, 400)]),
    ({"name": "North Arm"}, [_RING[4], (1000, 600), (1000, 800)]),
    ({"junction": "roundabout"}, [*_RING, _RING[0]]),
    ({"name": "Lake Road"}, [(1500, 0), (1500, 400), (1500, 800)]),
    ({"name": "Toll Way", "ref": "M 1", "highway": "motorway", "toll": "yes", "maxspeed": "120"},
     [(200, -300), (3000, -300), (5800, -300)]),
    ({"highway": "motorway_link", "oneway": "yes"}, [(0, 0), (200, -300)]),
    ({"highway": "motorway_link", "oneway": "yes"}, [(5800, -300), (6000, 0)]),
    ({"name": "Island Road"}, [(9000, 0), (9200, 0), (9400, 0)]),
]  # fmt: skip


def write_town(path: Path) -> None:
    """Write the town as a map file (``.osm.pbf``)."""
    places = dict.fromkeys(place for _, line in _STREETS for place in line)
    numbers = {place: number for number, place in enumerate(places, start=1)}
    with osmium.SimpleWriter(str(path)) as writer:
        for place, number in numbers.items():
            point = at(*place)
            writer.add_node(Node(id=number, location=(point.lon, point.lat), version=1))
        for number, (tags, line) in enumerate(_STREETS, start=1):
            writer.add_way(_way(number, tags, [numbers[place] for place in line]))


def _way(number: int, tags: Mapping[str, str], nodes: Sequence[int]) -> Way:
    return Way(id=number, nodes=list(nodes), tags={"highway": "secondary", **tags}, version=1)


def length_m(shape: Sequence[Point]) -> float:
    """Return the length of a line of points."""
    return sum(one.distance_m(other) for one, other in pairwise(shape))
