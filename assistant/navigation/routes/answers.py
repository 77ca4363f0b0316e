"""Valhalla's answers as routes, drives, outlines and roads. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from typing import Any

import polyline

from assistant.navigation.interface import Point
from assistant.navigation.position.heading import angle
from assistant.navigation.routes.interface import (
    Drive,
    Kind,
    Manoeuvre,
    Road,
    Route,
    RouteRequest,
    Said,
    Side,
    Sign,
    Stop,
)
from assistant.navigation.routes.mandarin import in_mandarin
from assistant.navigation.routes.requests import NEAR_M

Json = Mapping[str, Any]

_KINDS = frozenset(Kind)
_THEN = re.compile(r"(?<=[.!?]) Then(?:, in [^,]+,)? .*$")
_STOP_WORDS = {"en": ("destination", "stop"), "zh": ("目的地", "途经点")}
_NO_LIMIT = 255
_M_PER_KM = 1000.0


def read_routes(answer: Json, asked: RouteRequest) -> tuple[Route, ...]:
    """Return the routes of an answer, the best first."""
    trips = [answer["trip"], *(other["trip"] for other in answer.get("alternates", ()))]
    return tuple(_route(trip, asked) for trip in trips)


def _route(trip: Json, asked: RouteRequest) -> Route:
    shape: list[Point] = []
    manoeuvres: list[Manoeuvre] = []
    stops: list[Stop] = []
    for leg, end, point in zip(trip["legs"], trip["locations"][1:], asked.points[1:], strict=True):
        offset = max(0, len(shape) - 1)
        shape += _points(leg["shape"])[1 if shape else 0 :]
        manoeuvres += _needed([_manoeuvre(one, offset) for one in leg["maneuvers"]])
        stops.append(Stop(point, len(shape) - 1, Side(end.get("side_of_street", ""))))
    if asked.language == "zh":
        manoeuvres = _all_in_mandarin(manoeuvres)
    manoeuvres = [*(_as_stop(one, asked.language) for one in manoeuvres[:-1]), manoeuvres[-1]]
    summary = trip["summary"]
    return Route(
        shape=tuple(shape),
        manoeuvres=tuple(manoeuvres),
        stops=tuple(stops),
        length_m=summary["length"] * _M_PER_KM,
        time_s=summary["time"],
        language=asked.language,
        has_toll=summary.get("has_toll", False),
        has_motorway=summary.get("has_highway", False),
        has_ferry=summary.get("has_ferry", False),
    )


def _points(encoded: str) -> list[Point]:
    return [Point(lat, lon) for lat, lon in polyline.decode(encoded, precision=6)]


def _manoeuvre(one: Json, offset: int) -> Manoeuvre:
    number = one["type"]
    return Manoeuvre(
        kind=Kind(number) if number in _KINDS else Kind.NONE,
        begin=one["begin_shape_index"] + offset,
        end=one["end_shape_index"] + offset,
        length_m=one["length"] * _M_PER_KM,
        time_s=one["time"],
        said=_english(one),
        streets=tuple(one.get("begin_street_names") or one.get("street_names", ())),
        sign=_sign(one.get("sign", {})),
        exit_count=one.get("roundabout_exit_count", 0),
        heading_before=one.get("bearing_before"),
        heading_after=one.get("bearing_after"),
    )


def _needed(manoeuvres: list[Manoeuvre]) -> list[Manoeuvre]:
    """Return the manoeuvres without those that only go on along the same street."""
    kept: list[Manoeuvre] = []
    for one in manoeuvres:
        last = kept[-1] if kept else None
        if last and one.kind is Kind.CONTINUE and one.streets and one.streets == last.streets:
            length_m, time_s = last.length_m + one.length_m, last.time_s + one.time_s
            kept[-1] = replace(last, end=one.end, length_m=length_m, time_s=time_s)
        else:
            kept.append(one)
    return kept


def _english(one: Json) -> Said:
    """Return the engine's sentences without what follows: guidance joins them by itself."""
    now = _THEN.sub("", one.get("verbal_pre_transition_instruction", one["instruction"]))
    alert = _THEN.sub("", one.get("verbal_transition_alert_instruction", now))
    return Said(alert, now, _THEN.sub("", one.get("verbal_succinct_transition_instruction", now)))


def _sign(sign: Json) -> Sign:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(element["text"] for element in sign.get(name, ()))

    return Sign(
        exit_numbers=texts("exit_number_elements"),
        roads=texts("exit_branch_elements"),
        towards=texts("exit_toward_elements"),
        names=texts("exit_name_elements"),
    )


def _all_in_mandarin(manoeuvres: list[Manoeuvre]) -> list[Manoeuvre]:
    """Return them with Mandarin sentences; a roundabout's names the street of its exit."""
    following: list[Manoeuvre | None] = [*manoeuvres[1:], None]
    return [
        replace(one, said=in_mandarin(one, after))
        for one, after in zip(manoeuvres, following, strict=True)
    ]


def _as_stop(one: Manoeuvre, language: str) -> Manoeuvre:
    """Return a manoeuvre before the last: an arrival there is at a stop on the way."""
    if not one.kind.arrives:
        return one
    said = (
        text.replace(*_STOP_WORDS["zh" if language == "zh" else "en"]) for text in astuple(one.said)
    )
    return replace(one, said=Said(*said))


def read_drives(answer: Json) -> tuple[Drive | None, ...]:
    """Return the drives of an answer, start by start; None where there is no way."""
    return tuple(
        None if cell["time"] is None else Drive(cell["time"], cell["distance"] * _M_PER_KM)
        for row in answer["sources_to_targets"]
        for cell in row
    )


def read_reach(answer: Json) -> tuple[tuple[Point, ...], ...]:
    """Return the outer outlines of an answer's polygons."""
    return tuple(
        tuple(Point(lat, lon) for lon, lat in outline)
        for feature in answer["features"]
        for outline in _outer(feature["geometry"])
    )


def _outer(geometry: Json) -> Iterable[Any]:
    """Return the outer ring of a polygon, or of each part of a multipolygon."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [polygon[0] for polygon in polygons]


def read_road(answer: list[Json], heading: float | None) -> Road | None:
    """Return the road of an answer: of the near ones, that which leads where the car points."""
    edges = answer[0].get("edges") or ()
    if not edges:
        return None
    least = min(edge["distance"] for edge in edges)
    near = [edge for edge in edges if edge["distance"] <= least + NEAR_M]
    if heading is None:
        best = min(near, key=lambda edge: edge["distance"])
    else:
        best = min(near, key=lambda edge: angle(edge["heading"], heading))
    info = best["edge_info"]
    return Road(
        names=tuple(info.get("names", ())),
        speed_limit_kmh=_limit(info.get("speed_limit")),
        tunnel=bool(best.get("edge", {}).get("tunnel", False)),
        distance_m=best["distance"],
    )


def _limit(limit: Any) -> int | None:
    """Return a limit in km/h, None where the map knows of none ("unlimited" is one of those)."""
    known = isinstance(limit, (int, float)) and 0 < limit < _NO_LIMIT
    return round(limit) if known else None
