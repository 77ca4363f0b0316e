"""Shapes of what `/api/v1/map` answers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class MapOut(BaseModel):
    """The installed map. ``bounds`` are west, south, east and north in degrees.

    ``attribution`` must be seen wherever the map is shown.
    """

    region: str
    title: str
    data_date: str
    attribution: str
    licence: str
    bounds: list[float]
    tiles: str
    min_zoom: int
    max_zoom: int


class Features(BaseModel):
    """GeoJSON, with the attribution of the map that it is from."""

    type: str
    attribution: str
    features: list[dict[str, Any]]


class PositionOut(BaseModel):
    """Where the car is (WGS-84), ``heading`` in degrees from north.

    ``reckoned``: the receiver fails, so it comes from the car's speed and heading.
    """

    lon: float
    lat: float
    heading: float | None
    speed_mps: float | None
    reckoned: bool


class ManoeuvreOut(BaseModel):
    """What to do in ``distance_m`` metres.

    ``turn`` names the arrow: ``straight``, ``left``, ``slight_left``, ``sharp_left``,
    ``u_turn_left``, ``exit_left``, the same to the right, ``roundabout`` (its ``exit`` counts
    from 1), ``ferry``, ``arrive``.
    """

    text: str
    turn: str
    exit: int
    distance_m: int


class TripOut(BaseModel):
    """The running trip: what is left in metres and seconds, and what comes next."""

    destination: str
    stops: list[str]
    left_m: int
    left_s: int
    next: ManoeuvreOut


class TripNow(BaseModel):
    """The car's position, null while nobody knows it, and its trip, null without one."""

    position: PositionOut | None
    trip: TripOut | None
