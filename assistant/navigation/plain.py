"""Places as plain data: how skills, effects, files and the screen see them. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from assistant.errors import InputError
from assistant.navigation.interface import Found, Place, Point

MAX_LETTERS = 200
"""A name or an address is not longer."""


def place_data(place: Place, label: str) -> dict[str, Any]:
    """Return a place as data; ``label`` is what it is called when it is spoken of."""
    return {
        "id": place.id,
        "name": place.name,
        "label": label,
        "category": place.category,
        "street": place.street,
        "address": place.address,
        "lat": place.point.lat,
        "lon": place.point.lon,
    }


def found_data(found: Found, label: str, length_m: float | None) -> dict[str, Any]:
    """Return a found place as data; ``length_m`` is how far it is by car, if that is known."""
    return {
        "place": place_data(found.place, label),
        "label": label,
        "drive_s": found.drive_s,
        "distance_m": found.distance_m if length_m is None else length_m,
        "open": found.open,
    }


def point_of(data: Mapping[str, Any]) -> Point:
    """Return where a place given as data is.

    Raises:
        InputError: it has no position on the earth.
    """
    lat, lon = data.get("lat"), data.get("lon")
    if not isinstance(lat, (int, float)) or not isinstance(lon, (int, float)):
        raise InputError("A place needs lat and lon, in degrees.")
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004  of the earth
        raise InputError("A place's lat is at most 90 degrees, its lon at most 180.")
    return Point(float(lat), float(lon))


def checked_place(data: Any) -> dict[str, Any]:
    """Return a place given as data, without what does not belong to one.

    Raises:
        InputError: it is none, or has no position on the earth.
    """
    if not isinstance(data, Mapping):
        raise InputError("A place is a table with label, lat and lon.")
    point = point_of(data)
    texts = {
        key: str(data.get(key, ""))[:MAX_LETTERS]
        for key in ("id", "name", "label", "category", "street", "address")
    }
    return {**texts, "label": texts["label"] or texts["name"], "lat": point.lat, "lon": point.lon}
