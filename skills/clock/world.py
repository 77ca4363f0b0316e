"""The time in another place: the zone that a city, a state or a country is in.

The zones themselves name the big cities ("Asia/Tokyo"); ``places`` adds cities without a zone
of their own, states and countries, and all names in Mandarin.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import yaml

_FOLDER = Path(__file__).parent / "places"
_CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_of(place: str, language: str) -> ZoneInfo | None:
    """Return the time zone of a place that a person named; None when it is not known."""
    said = place.casefold().strip()
    known = _zones(language)
    words = said.split()
    tries = (
        said,
        said.removeprefix("the "),
        *(" ".join(words[:n]) for n in range(len(words), 0, -1)),
    )
    found = next((known[name] for name in tries if name in known), None)
    return ZoneInfo(found) if found else None


@cache
def _zones(language: str) -> dict[str, str]:
    named = {
        zone.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone
        for zone in sorted(available_timezones())
        if zone.split("/")[0] in _CONTINENTS
    }
    table = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    own = {name.strip(): zone for zone, names in table.items() for name in names.split(",")}
    return {**named, **own}
