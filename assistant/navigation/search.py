"""Which place a person means: what a tool's arguments find on the map, as plain data.

found = await Search(parts).find({"what": "coffee shop"}, here, "en")
found["decision"], found["places"][0]["label"], found["places"][0]["drive_s"]
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from assistant.errors import RouteError
from assistant.navigation.interface import (
    ADDRESS,
    STREET,
    Filters,
    Found,
    Place,
    PlaceSearch,
    Point,
    Want,
)
from assistant.navigation.places.categories import Category, categories, category_said
from assistant.navigation.places.ranking import SURE, Verdict, decide_match, rerank
from assistant.navigation.plain import found_data, place_data
from assistant.navigation.routes.interface import Drive, Router

CANDIDATES = 8
"""So many places are compared by driving time."""

NEAR_M, FAR_M = 800.0, 50_000.0
"""How far "near the museum" reaches, and how far a search without it."""

WANTS = frozenset(want.value for want in Want)
_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|some|any|my|our|good|nice|great|decent|another)\s+)+|^(?:[一那这]?[家个座间])?好?"
)
_NEAREST = re.compile(r"^(?:the\s+)?(?:nearest|closest|next)\s+|^(?:离我|离这里)?最近的")


class Favourites(Protocol):
    """Places that people saved, and where they went."""

    def saved(self) -> dict[str, dict[str, Any]]:
        """Return the saved places by label; ``home`` and ``work`` are two of them."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tool was asked for, as it was said; empty: not said."""

    destination: str = ""
    what: str = ""
    near: str = ""
    want: str = ""
    cuisine: str = ""
    saved: str = ""

    @classmethod
    def of(cls, arguments: dict[str, Any]) -> Asked:
        """Return what a tool's arguments ask for."""
        return cls(**{k: str(arguments[k]) for k in cls.__slots__ if k in arguments})


@dataclass(frozen=True, slots=True)
class Finding:
    """Places that fit.

    ``sure``: any of them would do, so the quickest to reach is taken. ``kind`` is set when a
    kind of place was asked for, ``unsaid`` to a wish that the map says nothing about,
    ``missing`` to the name of what should be near and is not on the map.
    """

    places: tuple[Found, ...] = ()
    sure: bool = False
    kind: Category | None = None
    unsaid: str = ""
    missing: str = ""
    labels: dict[str, str] = field(default_factory=dict)


class Search:
    """Finds places near somewhere, by driving time."""

    def __init__(
        self,
        places: PlaceSearch,
        router: Router,
        favourites: Favourites,
        wall: Callable[[], datetime],
    ) -> None:
        self._places = places
        self._router = router
        self._favourites = favourites
        self._wall = wall

    async def find(
        self,
        asked: Asked,
        here: Point,
        language: str,
        way: Sequence[Point] = (),
    ) -> dict[str, Any]:
        """Return what fits, the best first; along ``way`` if that is given.

        Raises:
            MapError: the map can't be read.
        """
        finding = await asyncio.to_thread(self._search, asked, here, language, way)
        return await self._measured(finding, asked, here, language)

    # --- searching ------------------------------------------------------------------------

    def _search(self, asked: Asked, here: Point, language: str, way: Sequence[Point]) -> Finding:
        if asked.saved or asked.destination:
            own = self._own(asked)
            if own is not None:
                return own
        about = here
        if asked.near:
            named = self._by_name(asked.near, language, here)
            if decide_match(named).verdict is Verdict.NONE:
                return Finding(missing=asked.near)
            about = named[0].place.point
        text = asked.what or asked.destination
        kind = categories().get(text) or category_said(plain_name(text), language)
        if kind is not None:
            named = () if asked.what else self._of_name(plain_name(text), kind, language, about)
            return Finding(named, sure=True) if named else self._of_kind(kind, asked, about, way)
        return Finding(self._by_name(plain_name(text), language, about), sure=bool(asked.what))

    def _of_name(self, text: str, kind: Category, language: str, about: Point) -> tuple[Found, ...]:
        """Return places that have a special word for their kind in their name: the cathedral."""
        if text.casefold() == kind.spoken(language).casefold():
            return ()
        named = self._places.by_name(text, language, about, CANDIDATES)
        return tuple(one for one in named if one.place.category == kind.id and one.score >= SURE)

    def _own(self, asked: Asked) -> Finding | None:
        """Return the saved place that is meant, None when none is."""
        wanted = asked.saved or plain_name(asked.destination)
        for label, data in self._favourites.saved().items():
            if wanted.casefold() in (label.casefold(), str(data["label"]).casefold()):
                place = Place(
                    id=data["id"],
                    name=data["label"],
                    category=data["category"],
                    point=Point(data["lat"], data["lon"]),
                    street=data["street"],
                )
                return Finding((Found(place),), sure=True, labels={place.id: data["label"]})
        return Finding() if asked.saved else None

    def _of_kind(self, kind: Category, asked: Asked, about: Point, way: Sequence[Point]) -> Finding:
        wants = frozenset({Want(asked.want)} if asked.want in WANTS else ())
        reach_m = NEAR_M if asked.near else FAR_M
        filters = Filters(wants, asked.cuisine, self._wall(), reach_m)
        unsaid = asked.want if asked.want and asked.want not in WANTS else ""
        found = [] if unsaid else self._there(kind, filters, about, way)
        if not found and wants:
            plain = replace(filters, wants=frozenset())
            unsaid = asked.want if self._there(kind, plain, about, way) else ""
        return Finding(tuple(found), sure=True, kind=kind, unsaid=unsaid)

    def _there(
        self, kind: Category, filters: Filters, about: Point, way: Sequence[Point]
    ) -> list[Found]:
        if way:
            return self._places.along(way, kind.id, filters=filters)[:CANDIDATES]
        return self._places.nearest(kind.id, about, CANDIDATES, filters)

    def _by_name(self, text: str, language: str, about: Point) -> tuple[Found, ...]:
        named = self._places.by_name(text, language, about, CANDIDATES)
        addressed = self._places.address(text, language, about, CANDIDATES)
        once: dict[str, Found] = {}
        for one in sorted((*named, *addressed), key=lambda one: -one.score):
            once.setdefault(one.place.id, one)
        found = tuple(once.values())
        if any(one.place.category == ADDRESS and one.score >= SURE for one in found):
            found = tuple(one for one in found if one.place.category != STREET)  # has a number
        return found[:CANDIDATES]

    # --- driving times --------------------------------------------------------------------

    async def _measured(
        self, finding: Finding, asked: Asked, here: Point, language: str
    ) -> dict[str, Any]:
        drives = await self._drives(here, finding.places)
        lengths = {
            one.place.id: drive.length_m
            for one, drive in zip(finding.places, drives, strict=True)
            if drive is not None
        }
        found, decision = _ranked(finding, [drive.time_s if drive else None for drive in drives])
        places = [
            found_data(
                one,
                finding.labels.get(one.place.id) or label(one.place, language),
                lengths.get(one.place.id),
            )
            for one in found
        ]
        if asked.saved and places:
            places[0]["place"]["saved"] = asked.saved
        _tell_apart(places)
        return {
            "status": "ok",
            "decision": decision,
            "score": max((one.score for one in finding.places), default=0.0),
            "places": places,
            "kind_name": finding.kind.spoken(language) if finding.kind else "",
            "unsaid": finding.unsaid,
            "asked": finding.missing or asked.destination or asked.what,
        }

    async def _drives(self, here: Point, places: Sequence[Found]) -> tuple[Drive | None, ...]:
        try:
            return await self._router.drives(here, [one.place.point for one in places])
        except RouteError:
            return (None,) * len(places)


def label(place: Place, language: str) -> str:
    """Return what a place is called when it is spoken of; a nameless one by kind and street."""
    if place.category in (STREET, ADDRESS):
        return place.address or place.name_in(language)
    name = place.name_in(language)
    if name:
        return name
    kind = categories().get(place.category)
    word = kind.spoken(language) if kind else place.category
    if not place.street:
        return word if language == "zh" else f"a {word}"
    return f"{place.street}的{word}" if language == "zh" else f"the {word} on {place.street}"


def here_data(point: Point, road: str, language: str) -> dict[str, Any]:
    """Return where the car is as a place to save."""
    name = road or ("这里" if language == "zh" else "here")
    return place_data(Place("", name, ADDRESS, point, street=road), name)


def plain_name(text: str) -> str:
    """Return a name without "the nearest" or an article before it."""
    return _ARTICLE.sub("", _NEAREST.sub("", text.strip())).strip() or text


def _order(found: Found) -> tuple[bool, bool, float]:
    """Places that can be reached first, closed ones after open ones, then by driving time."""
    unreached = found.drive_s is None
    return unreached, found.open is False, found.distance_m if unreached else found.drive_s or 0.0


def _ranked(finding: Finding, times: Sequence[float | None]) -> tuple[Sequence[Found], str]:
    """Return the places by likelihood and driving time, and whether the first is meant.

    The second value is ``sure``, ``ask`` (which of two, or whether it is that one) or ``none``.
    """
    timed = [replace(one, drive_s=at) for one, at in zip(finding.places, times, strict=True)]
    if finding.kind is not None or (len(timed) <= 1 and finding.sure):
        return sorted(timed, key=_order), "sure" if timed else "none"
    found = rerank(finding.places, times) or timed
    decision = decide_match(found)
    if decision.verdict is Verdict.NONE:
        return (), "none"
    if finding.sure:
        return found, "sure"
    others = [one for one in found if one not in decision.choices]
    asks = decision.verdict is Verdict.ASK
    return decision.choices if asks else (*decision.choices, *others), str(decision.verdict)


def _tell_apart(places: Sequence[dict[str, Any]]) -> None:
    """Add the street to the labels of places that are called alike."""
    labels = [one["label"] for one in places]
    for one in places:
        street = one["place"]["street"]
        if labels.count(one["label"]) > 1 and street and street not in one["label"]:
            one["label"] = one["place"]["label"] = f"{one['label']}, {street}"
