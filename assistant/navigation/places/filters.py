"""What the map says about a place: open, fast charging, free, a cuisine. Pure.

What the map does not say is not so: a place without opening hours is not known to be open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from assistant.navigation.interface import Filters, Place, Want

FAST_KW = 50.0
"""From here on charging is called fast."""

_FAST_SOCKETS = ("socket:type2_combo", "socket:chademo", "socket:tesla_supercharger")
_POWER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(k?)\s*(?:w|va)\b", re.IGNORECASE)
_NEIGHBOURHOOD = 2
"""Decimals of degrees, some km: so near the sun and the country are the same."""

_NO = frozenset({"no", "0", ""})
_PLAIN = {
    Want.WHEELCHAIR: ("wheelchair", frozenset({"yes", "designated"})),
    Want.TOILETS: ("toilets", frozenset({"yes"})),
    Want.OUTDOOR_SEATING: ("outdoor_seating", frozenset({"yes", "terrace", "sidewalk", "garden"})),
    Want.WIFI: ("internet_access", frozenset({"yes", "wlan"})),
    Want.TAKEAWAY: ("takeaway", frozenset({"yes", "only"})),
    Want.DRIVE_THROUGH: ("drive_through", frozenset({"yes"})),
    Want.FREE: ("fee", frozenset({"no"})),
}


def suits(place: Place, filters: Filters) -> bool:
    """Return whether the map says that the place is what was asked for.

    Raises:
        ValueError: ``Want.OPEN`` without the time.
    """
    if filters.cuisine and filters.cuisine not in cuisines(place):
        return False
    return all(_has(place, want, filters.now) for want in filters.wants)


def cuisines(place: Place) -> tuple[str, ...]:
    """Return the kinds of food that the map knows of, as it writes them (``fish_and_chips``)."""
    text = place.tags.get("cuisine", "")
    return tuple(part.strip().lower() for part in text.split(";") if part.strip())


def is_open(place: Place, now: datetime) -> bool | None:
    """Return whether the place is open; None when the map does not say or can't be understood.

    A time without a zone is that of the place. Public holidays and the sun are those of where
    it lies. What is open with a remark ("by appointment") is not known to be open for us.
    """
    hours = _hours_of(place)
    if hours is None:
        return None
    state, remark = hours.state(_readable(now))
    if state is State.UNKNOWN or (state is State.OPEN and remark):
        return None
    return bool(state is State.OPEN)


def next_change(place: Place, now: datetime) -> datetime | None:
    """Return when the place closes or opens next, None when not known or never."""
    hours = _hours_of(place)
    return hours.next_change(_readable(now)) if hours else None


def charging_kw(tags: Mapping[str, str]) -> float | None:
    """Return the highest power of a charging station in kW, None when the map does not say."""
    texts = [
        value
        for key, value in tags.items()
        if key in ("maxpower", "charging_station:output")
        or (key.startswith("socket:") and key.endswith(":output"))
    ]
    powers = [_kw(*match) for text in texts for match in _POWER.findall(text)]
    return max(powers, default=None)


def _kw(number: str, kilo: str) -> float:
    value = float(number.replace(",", "."))
    return value if kilo else value / 1000


def charges_fast(tags: Mapping[str, str]) -> bool:
    """Return whether the map says that a car charges fast here, by power or by socket."""
    power = charging_kw(tags)
    if power is not None:
        return power >= FAST_KW
    return any(tags.get(socket, "no") not in _NO for socket in _FAST_SOCKETS)


def _has(place: Place, want: Want, now: datetime | None) -> bool:
    if want is Want.OPEN:
        if now is None:
            raise ValueError("Filters.now is needed to know what is open")
        return is_open(place, now) is True
    if want is Want.FAST_CHARGING:
        return charges_fast(place.tags)
    key, good = _PLAIN[want]
    return place.tags.get(key, "") in good


def _hours_of(place: Place) -> OpeningHours | None:
    at = place.point
    text = place.tags.get("opening_hours", "")
    return _hours(text, round(at.lat, _NEIGHBOURHOOD), round(at.lon, _NEIGHBOURHOOD))


@lru_cache(4096)
def _hours(text: str, lat: float, lon: float) -> OpeningHours | None:
    if not text or not validate(text):
        return None
    return OpeningHours(text, coords=(lat, lon))


def _readable(now: datetime) -> datetime:
    """Return the time as the library reads it: any zone but that of ``zoneinfo`` as UTC."""
    return now if now.tzinfo is None else now.astimezone(ZoneInfo("UTC"))
