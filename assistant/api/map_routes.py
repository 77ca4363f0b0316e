"""REST ``/api/v1/map``: the map, the route and places for a screen."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from assistant.api import map_shapes as shapes
from assistant.api.doors import Caller, Shared
from assistant.api.problems import documented
from assistant.api.scopes import Permission
from assistant.api.trip_view import coming_view, position_view, trip_view
from assistant.car import Assistant
from assistant.errors import MapNotInstalledError
from assistant.navigation.guidance.events import Progress
from assistant.navigation.interface import ATTRIBUTION, LICENCE, Point
from assistant.navigation.open_map import OpenMap
from assistant.navigation.service import Navigation
from assistant.navigation.tiles import MAX_ZOOM, ScreenTiles
from assistant.navigation.trip import Guide, Trip
from assistant.skillhost.services import Asker

TILE_TYPE = "application/vnd.mapbox-vector-tile"

router = APIRouter(prefix="/api/v1/map", tags=["map"], responses=documented(404, 503))

Zoom = Annotated[int, Path(ge=0, le=MAX_ZOOM)]
Count = Annotated[int, Path(ge=0, lt=2**MAX_ZOOM)]


@router.get("", response_model=shapes.MapOut)
async def about(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return what map there is, and the attribution that must be shown with it."""
    client.require(Permission.READ)
    navigation = _navigation(hub.car)
    region = _opened(navigation).region
    low, high = await asyncio.to_thread(ScreenTiles(region.screen_tiles).zooms)
    box = region.box
    return {
        "region": region.id,
        "title": region.manifest.title,
        "data_date": region.manifest.data_date,
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        "bounds": [box.west, box.south, box.east, box.north],
        "tiles": "/api/v1/map/{z}/{x}/{y}.mvt",
        "min_zoom": low,
        "max_zoom": high,
    }


@router.get(
    "/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses={
        200: {"content": {TILE_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
        204: {"description": "Nothing is drawn there."},
    },
)
async def tile(hub: Shared, client: Caller, z: Zoom, x: Count, y: Count) -> Response:
    """Return a vector tile, gzipped; x and y are counted from the north-west."""
    client.require(Permission.READ)
    region = _opened(_navigation(hub.car)).region
    data = await asyncio.to_thread(ScreenTiles(region.screen_tiles).get, z, x, y)
    if data is None:
        return Response(status_code=204)
    headers = {"content-encoding": "gzip", "cache-control": "max-age=86400"}
    return Response(data, media_type=TILE_TYPE, headers=headers)


@router.get("/route", response_model=shapes.Features)
async def route(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return the trip as GeoJSON: the way that is left, the stops, the destination."""
    client.require(Permission.PLACE)
    guided = _guided(hub.car)
    if guided is None:
        return _features([])
    guide, trip, progress = guided
    line = {"type": "LineString", "coordinates": [_lonlat(p) for p in guide.ahead]}
    way = _feature(line, kind="route", manoeuvres=coming_view(trip.route, progress))
    ends = [(stop, "stop") for stop in trip.stops] + [(trip.destination, "destination")]
    return _features([way, *(_place(place, kind=kind) for place, kind in ends)])


@router.get("/trip", response_model=shapes.TripNow)
async def trip_now(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return where the car is and how its trip goes on; ask about once a second.

    No event tells where the car is, so that nothing that keeps events keeps its way.
    """
    client.require(Permission.PLACE)
    guided = _guided(hub.car)
    return {
        "position": position_view(_navigation(hub.car).position),
        "trip": None if guided is None else trip_view(guided[1], guided[2]),
    }


@router.get("/places", response_model=shapes.Features)
async def places(
    hub: Shared,
    client: Caller,
    what: Annotated[str, Query(min_length=1, max_length=100, examples=["cafe"])],
    language: Annotated[str, Query(pattern="^(en|zh)$")] = "en",
) -> dict[str, Any]:
    """Return the nearest places of a kind as GeoJSON, the quickest to reach first."""
    client.require(Permission.PLACE)
    navigation = _navigation(hub.car)
    asker = Asker(client.zone, language)
    found = await navigation.look_up("show_places", {"what": what}, asker)
    return _features(
        [
            _place(one["place"], kind="place", drive_s=one["drive_s"], open=one["open"])
            for one in found.get("places", ())
        ]
    )


def _navigation(car: Assistant) -> Navigation:
    if car.navigation is None:
        raise MapNotInstalledError("This car has no navigation.")
    return car.navigation


def _guided(car: Assistant) -> tuple[Guide, Trip, Progress] | None:
    """Return the running trip, None without one."""
    guide = _navigation(car).guide
    if guide is None or guide.trip is None or guide.progress is None:
        return None
    return guide, guide.trip, guide.progress


def _opened(navigation: Navigation) -> OpenMap:
    if navigation.opened is None:
        raise MapNotInstalledError("No map is installed; `assistant maps pull` gets one.")
    return navigation.opened


def _features(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}


def _place(place: dict[str, Any], **facts: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
    named = {key: place[key] for key in ("label", "category", "address")}
    return _feature(point, **named, **facts)


def _feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _lonlat(point: Point) -> list[float]:
    return [round(point.lon, 6), round(point.lat, 6)]
