"""Which place a person means: what a tool's arguments find on the map, as plain data.

found = await Search(parts).find({"what": "coffee shop"}, here, "en")
found["decision"], found["places"][0]["label"], found["places"][0]["drive_s"]
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from assistant.errors import RouteError
from assistant.navigation.asked import Asked, Favourites, Finding
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
from assistant.navigation.labels import label, tell_apart
from assistant.navigation.places.address import split_address
from assistant.navigation.places.categories import (
    Category,
    categories,
    category_said,
    is_kind,
    without_category,
)
from assistant.navigation.places.index import names_of
from assistant.navigation.places.ranking import SURE, Verdict, decide_match, rerank
from assistant.navigation.plain import found_data
from assistant.navigation.routes.interface import Drive, Router
from assistant.navigation.said import plain_name

CANDIDATES = 8
"""So many places are compared by driving time."""

ALL_OF_A_KIND = 1_000
THE_SAME = 0.95
"""From here on a name is the very one that was said, in another spelling."""

CLOSED = "closed"
"""What is told instead of a wish for an open place where all whose hours are known are closed."""

NEAR_M, FAR_M = 800.0, 50_000.0
"""How far "near the museum" reaches, and how far a search without it."""

_HOME_AND_WORK = ("home", "work")
_EATING = frozenset({"restaurant", "fast_food", "cafe"})
WANTS = frozenset(want.value for want in Want)


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
            named = self._landmark(asked.near, language, here)
            if decide_match(named).verdict is Verdict.NONE:
                return Finding(missing=asked.near)
            about = named[0].place.point
        text = plain_name(asked.what or asked.destination)
        kind = categories().get(text) or category_said(text, language)
        if kind is not None and text != kind.id and not is_kind(text, language):
            named = self._by_name(text, language, about)
            if named and named[0].score >= THE_SAME:  # "Squire's" is no square
                return Finding(named, sure=bool(asked.what))
        if kind is not None and (words := kind.narrowed(text)):
            return self._called(words, kind, text, language, about)
        if kind is not None:
            named = () if asked.what else self._of_name(text, kind, language, about)
            return Finding(named, sure=True) if named else self._of_kind(kind, asked, about, way)
        dining = self._of_cuisine(text, asked, language, about, way)
        return dining or Finding(self._by_name(text, language, about), sure=bool(asked.what))

    def _landmark(self, said: str, language: str, here: Point) -> tuple[Found, ...]:
        """Return what may be meant by "near the museum": the nearest one, or what is called so."""
        kind = category_said(plain_name(said), language)
        nearest = self._places.nearest(kind.id, here, 1) if kind is not None else ()
        return tuple(nearest) or self._by_name(said, language, here)

    def _called(
        self, words: Sequence[str], kind: Category, said: str, language: str, about: Point
    ) -> Finding:
        """Return the places with one of the words in a name: cathedrals are churches.

        Those of the kind come first; the map may have another kind for one.
        """
        every = self._places.nearest(kind.id, about, ALL_OF_A_KIND, Filters(max_m=FAR_M))
        of_kind = [one for one in every if _has_word(names_of(one.place), words)]
        named = () if of_kind else self._places.by_name(said, language, about, CANDIDATES)
        others = [one for one in named if _has_word(names_of(one.place), words)]
        found = tuple((of_kind or others)[:CANDIDATES])
        return Finding(found, sure=True, kind=kind, word=said)

    def _of_cuisine(
        self, text: str, asked: Asked, language: str, about: Point, way: Sequence[Point]
    ) -> Finding | None:
        """Return places of a kind of food that has no list ("nepalese restaurant"), if any."""
        split = without_category(text, language)
        if split is None or split[1].id not in _EATING:
            return None
        finding = self._of_kind(split[1], replace(asked, cuisine=split[0]), about, way)
        return finding if finding.places or finding.unsaid else None

    def _of_name(self, text: str, kind: Category, language: str, about: Point) -> tuple[Found, ...]:
        """Return places that have a special word for their kind in their name: the heliport."""
        if text.casefold() == kind.spoken(language).casefold():
            return ()
        named = self._places.by_name(text, language, about, CANDIDATES)
        return tuple(one for one in named if one.place.category == kind.id and one.score >= SURE)

    def _own(self, asked: Asked) -> Finding | None:
        """Return the saved place that is meant, None when none is."""
        wanted = asked.saved or plain_name(asked.destination)
        for name, data in self._favourites.saved().items():
            if wanted.casefold() in (name.casefold(), str(data["label"]).casefold()):
                place = Place(
                    id=data["id"],
                    name=data["label"],
                    category=data["category"],
                    point=Point(data["lat"], data["lon"]),
                    street=data["street"],
                )
                called = data["label"] if name in _HOME_AND_WORK else name
                return Finding((Found(place),), sure=True, labels={place.id: called})
        return Finding() if asked.saved else None

    def _of_kind(self, kind: Category, asked: Asked, about: Point, way: Sequence[Point]) -> Finding:
        wants = frozenset({Want(asked.want)} if asked.want in WANTS else ())
        reach_m = NEAR_M if asked.near and asked.limit is None else FAR_M
        filters = Filters(wants, asked.cuisine, self._wall(), reach_m)
        unsaid = asked.want if asked.want and asked.want not in WANTS else ""
        found = [] if unsaid else self._there(kind, filters, about, way)
        if not found and wants:
            every = self._there(kind, replace(filters, wants=frozenset()), about, way)
            unsaid = asked.want if every else ""
            if Want.OPEN in wants and any(one.open is False for one in every):
                unsaid = CLOSED
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
        inside = _inside(found, asked, lengths)
        limit = asked.limit if found and not inside else None
        found = inside or found
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
        tell_apart(places)
        return {
            "status": "ok",
            "decision": decision,
            "score": max((one.score for one in finding.places), default=0.0),
            "places": places,
            "kind_name": finding.word or (finding.kind.spoken(language) if finding.kind else ""),
            "cuisine": asked.cuisine,
            "unsaid": finding.unsaid,
            "beyond": asdict(limit) if limit else None,
            "asked": finding.missing or asked.destination or asked.what,
            "number": _missing_number(asked, found, language),
        }

    async def _drives(self, here: Point, places: Sequence[Found]) -> tuple[Drive | None, ...]:
        try:
            return await self._router.drives(here, [one.place.point for one in places])
        except RouteError:
            return (None,) * len(places)


def _inside(found: Sequence[Found], asked: Asked, lengths: Mapping[str, float]) -> Sequence[Found]:
    """Return the places that are near enough by road, or to the place that they shall be near."""
    limit = asked.limit
    if limit is None:
        return found
    return [
        one
        for one in found
        if limit.allows(one.distance_m if asked.near else lengths.get(one.place.id), one.drive_s)
    ]


def _has_word(names: Iterable[str], words: Sequence[str]) -> bool:
    """Return whether one of the folded names has a word, which may go on: Cathédrale has one."""
    return any(
        f" {word}" in f" {name}" or (not word.isascii() and word in name)
        for name in names
        for word in words
    )


def _missing_number(asked: Asked, found: Sequence[Found], language: str) -> str:
    """Return the house number that was asked for where only the street is on the map."""
    if not found or found[0].place.category != STREET:
        return ""
    return split_address(asked.destination, language)[1]


def _order(found: Found) -> tuple[bool, bool, float]:
    """Places that can be reached first, closed ones after open ones, then by driving time."""
    unreached = found.drive_s is None
    return unreached, found.open is False, found.distance_m if unreached else found.drive_s or 0.0


def _ranked(finding: Finding, times: Sequence[float | None]) -> tuple[Sequence[Found], str]:
    """Return the places by likelihood and driving time, and whether the first is meant.

    The second value is ``sure``, ``ask`` (which of two, or whether it is that one) or ``none``.
    """
    timed = [replace(one, drive_s=at) for one, at in zip(finding.places, times, strict=True)]
    if finding.kind is not None:
        return sorted(timed, key=_order), "sure" if timed else "none"
    found = rerank(finding.places, times) or timed
    decision = decide_match(found)
    if decision.verdict is Verdict.NONE:
        return (), "none"
    alike = [one for one in found if one.score >= SURE]
    if finding.sure and alike:
        return alike, "sure"
    others = [one for one in found if one not in decision.choices]
    asks = decision.verdict is Verdict.ASK
    return decision.choices if asks else (*decision.choices, *others), str(decision.verdict)
