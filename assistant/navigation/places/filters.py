"""What the map says about a place: open, fast charging, free, a cuisine. Pure.

What the map does not say is not so: a place without opening hours is not known to be open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import (  # type: ignore[attr-defined]  # the stubs lack the error
    OpeningHours,
    State,
    UnknownCountryError,
    validate,
)

from assistant.navigation.interface import Filters, Place, Want
from assistant.navigation.zone import country_of

FAST_KW = 50.0
"""From here on charging is called fast."""

_FAST_SOCKETS = ("socket:type2_combo", "socket:chademo", "socket:tesla_supercharger")
_POWER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(k?)\s*(?:w|va)\b", re.IGNORECASE)
_NEIGHBOURHOOD = 2
"""Decimals of degrees, some km: so near the sun is the same."""

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


def suits(place: Place, filters: Filters, zone: str = "") -> bool:
    """Return whether the map says that the place, in that time zone, is what was asked for.

    Raises:
        ValueError: ``Want.OPEN`` without the time.
    """
    if filters.cuisine and filters.cuisine not in cuisines(place):
        return False
    return all(_has(place, want, filters.now, zone) for want in filters.wants)


def cuisines(place: Place) -> tuple[str, ...]:
    """Return the kinds of food that the map knows of, as it writes them (``fish_and_chips``)."""
    text = place.tags.get("cuisine", "")
    return tuple(part.strip().lower() for part in text.split(";") if part.strip())


def is_open(place: Place, now: datetime, zone: str = "") -> bool | None:
    """Return whether the place is open; None when the map does not say or can't be understood.

    ``zone`` is the time zone of the place; public holidays and the sun are those of there.
    Without one, the clock of ``now`` is taken for that of the place, and no day for a holiday.
    What is open with a remark ("by appointment") is not known to be open for us.
    """
    hours = _hours_of(place, zone)
    if hours is None:
        return None
    state, remark = hours.state(_readable(now, zone))
    if state is State.UNKNOWN or (state is State.OPEN and remark):
        return None
    return bool(state is State.OPEN)


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


def _has(place: Place, want: Want, now: datetime | None, zone: str) -> bool:
    if want is Want.OPEN:
        if now is None:
            raise ValueError("Filters.now is needed to know what is open")
        return is_open(place, now, zone) is True
    if want is Want.FAST_CHARGING:
        return charges_fast(place.tags)
    key, good = _PLAIN[want]
    return place.tags.get(key, "") in good


def _hours_of(place: Place, zone: str) -> OpeningHours | None:
    at = place.point
    text = place.tags.get("opening_hours", "")
    return _hours(text, round(at.lat, _NEIGHBOURHOOD), round(at.lon, _NEIGHBOURHOOD), zone)


@lru_cache(4096)
def _hours(text: str, lat: float, lon: float, zone: str) -> OpeningHours | None:
    if not text or not validate(text):
        return None
    if not zone:
        return OpeningHours(text)
    try:
        return OpeningHours(
            text,
            timezone=ZoneInfo(zone),
            country=country_of(zone),
            coords=(lat, lon),
            auto_country=False,
            auto_timezone=False,
        )
    except UnknownCountryError:
        return OpeningHours(text, timezone=ZoneInfo(zone))


def _readable(now: datetime, zone: str) -> datetime:
    """Return the time as the library reads it: any zone but that of ``zoneinfo`` as UTC."""
    if now.tzinfo is None:
        return now
    return now.astimezone(ZoneInfo("UTC")) if zone else now.replace(tzinfo=None)
