"""What a screen shows of a trip: the next manoeuvre, those after it, what is left. Pure."""

from __future__ import annotations

from typing import Any

from assistant.navigation.guidance.events import Progress
from assistant.navigation.position.fix import Fix
from assistant.navigation.routes.interface import Kind, Manoeuvre, Route
from assistant.navigation.trip import Trip

_TURNS: dict[str, tuple[Kind, ...]] = {
    "slight_right": (Kind.SLIGHT_RIGHT, Kind.STAY_RIGHT, Kind.MERGE_RIGHT),
    "right": (Kind.RIGHT,),
    "sharp_right": (Kind.SHARP_RIGHT,),
    "u_turn_right": (Kind.UTURN_RIGHT,),
    "u_turn_left": (Kind.UTURN_LEFT,),
    "sharp_left": (Kind.SHARP_LEFT,),
    "left": (Kind.LEFT,),
    "slight_left": (Kind.SLIGHT_LEFT, Kind.STAY_LEFT, Kind.MERGE_LEFT),
    "exit_right": (Kind.EXIT_RIGHT, Kind.RAMP_RIGHT),
    "exit_left": (Kind.EXIT_LEFT, Kind.RAMP_LEFT),
    "roundabout": (Kind.ROUNDABOUT_ENTER, Kind.ROUNDABOUT_EXIT),
    "ferry": (Kind.FERRY_ENTER, Kind.FERRY_EXIT),
    "arrive": (Kind.DESTINATION, Kind.DESTINATION_RIGHT, Kind.DESTINATION_LEFT),
}
TURNS: dict[Kind, str] = {kind: name for name, kinds in _TURNS.items() for kind in kinds}
"""The arrow of a manoeuvre; the others go ``straight``."""


def position_view(fix: Fix | None) -> dict[str, Any] | None:
    """Return where the car is; None while nobody can tell."""
    if fix is None:
        return None
    return {
        "lon": round(fix.point.lon, 6),
        "lat": round(fix.point.lat, 6),
        "heading": fix.heading,
        "speed_mps": fix.speed_mps,
        "reckoned": fix.reckoned,
    }


def trip_view(trip: Trip, progress: Progress) -> dict[str, Any]:
    """Return where a trip goes, what is left of it, and what to do next."""
    coming = trip.route.manoeuvres[progress.manoeuvre]
    return {
        "destination": trip.destination["label"],
        "stops": [stop["label"] for stop in trip.stops],
        "left_m": round(progress.left_m),
        "left_s": round(progress.left_s),
        "next": manoeuvre_view(coming, progress.ahead_m),
    }


def manoeuvre_view(one: Manoeuvre, distance_m: float) -> dict[str, Any]:
    """Return what to do; ``distance_m`` is how far it is from here, or from the one before."""
    return {
        "text": one.said.alert,
        "turn": TURNS.get(one.kind, "straight"),
        "exit": one.exit_count,
        "distance_m": round(distance_m),
    }


def coming_view(route: Route, progress: Progress) -> list[dict[str, Any]]:
    """Return the manoeuvres that are left and where they are, each from the one before it."""
    left = route.manoeuvres[progress.manoeuvre :]
    lengths = [progress.ahead_m, *(one.length_m for one in left)]
    points = [route.shape[one.begin] for one in left]
    return [
        {**manoeuvre_view(one, length), "lon": round(at.lon, 6), "lat": round(at.lat, 6)}
        for one, length, at in zip(left, lengths, points, strict=False)
    ]
