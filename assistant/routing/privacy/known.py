"""What the car's own services know by name: contacts, saved places, appointments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assistant.routing.privacy.finding import Value
from assistant.routing.privacy.people import Names
from assistant.skillhost.services import Service

_EVERYDAY = frozenset({"home", "work", "office", "school", "gym", "家", "公司", "学校"})
"""Labels that everybody uses; the places behind them are private, the words are not."""


def known_names(services: Iterable[Service]) -> Names:
    """Return all that the services show which names a person or a place of somebody's.

    The first time it may take a tenth of a second for thousands of contacts, then milliseconds.
    """
    return Names.of(value for service in services for value in _values(service))


def _values(service: Service) -> Iterator[tuple[Value, str]]:
    match service.name:
        case "phone":
            seen = service.seen()
            for person in (*seen["contacts"], *seen["recents"]):
                yield Value.PERSON, person["name"]
        case "message":
            for message in service.seen()["messages"]:
                yield Value.PERSON, message["name"]
        case "calendar":
            for event in service.seen():
                yield Value.PLACE, event["place"] or ""
        case "navigation":
            yield from _places(service.seen())


def _places(seen: dict[str, Any]) -> Iterator[tuple[Value, str]]:
    for label, place in seen["saved"].items():
        if label.casefold() not in _EVERYDAY:
            yield Value.PLACE, label
        yield from _place(place)
    for place in seen["recents"]:
        yield from _place(place)


def _place(place: dict[str, Any]) -> Iterator[tuple[Value, str]]:
    yield Value.PLACE, place["name"] or ""
    yield Value.ADDRESS, place["address"] or ""
    yield Value.ADDRESS, place["street"] or ""
