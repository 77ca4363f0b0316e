"""Search the places of one map. Implements ``PlaceSearch``.

    places = open_places(region.places)
    places.nearest("cafe", here)
    decide_match(places.by_name("cafe angle", "en", here))

The file never changes, so it is read without locks; each thread has its own connection.
"""

from __future__ import annotations

import itertools
import math
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.errors import MapDamagedError
from assistant.navigation.interface import (
    NO_FILTERS,
    STREET,
    Box,
    Filters,
    Found,
    Place,
    Point,
)
from assistant.navigation.line import Match, line_of
from assistant.navigation.places import filters as what
from assistant.navigation.places.address import in_full, split_address
from assistant.navigation.places.categories import without_category
from assistant.navigation.places.index import SCHEMA, house_number, place_from
from assistant.navigation.places.ranking import LEAST, score_names, trigrams
from assistant.skillhost.names import fold

_FIRST_BOX_M = 500.0
_ALL_NAMES = 4_000
_LIKELY_NAMES = 400
"""A map of few names has all compared with what was said, one of more those most alike."""

_MOST_NAMES = 40
_REMEMBERED = 8
"""Names that are looked at, and searches that are remembered (a street is asked for twice)."""

_KIND_IN_NAME = 0.97
"""What a name counts that was said with its kind ("Shell gas station")."""

_LESS = {"bus_stop": 0.02, "building": 0.02, STREET: 0.01}
"""Kinds that are seldom meant when something else has the name as well."""

_FOLDED = "SELECT row, folded FROM name"
_ALIKE = """
SELECT row, folded FROM name
WHERE row IN (SELECT rowid FROM form WHERE form MATCH ? ORDER BY rank LIMIT ?)"""
_BEGUN = "SELECT row, folded FROM name WHERE folded >= ? AND folded < ? LIMIT ?"
_OF_NAME = """
SELECT data FROM named JOIN place ON place.row = named.place WHERE named.name = ?
AND ? IN ('', place.category)
ORDER BY (lat - ?) * (lat - ?) + (lon - ?) * (lon - ?) * ? LIMIT ?"""
_IN_BOX = """
SELECT lat, lon, data FROM spot JOIN place ON place.row = spot.place
WHERE north >= ? AND south <= ? AND east >= ? AND west <= ?
AND high_kind >= ? AND low_kind <= ?"""


_STREET = """
SELECT place.data FROM name JOIN named ON named.name = name.row
JOIN place ON place.row = named.place
WHERE name.folded = ? AND place.category = ? LIMIT 1"""

Names = tuple[tuple[int, ...], tuple[str, ...]]
"""Rows of the table ``name``, and the names."""


def open_places(path: Path, zone: str = "") -> Places:
    """Return the places in ``path``, which lie in a time zone.

    Raises:
        MapDamagedError: it is missing, damaged, or of another version of this program.
    """
    places = Places(path, zone)
    places.check()
    return places


class Places:
    """The places of one map."""

    def __init__(self, path: Path, zone: str) -> None:
        self._path = path
        self._zone = zone
        self._local = threading.local()
        self._names: Names | None = None
        self._likeliest = lru_cache(_REMEMBERED)(self._score)

    @property
    def path(self) -> Path:
        """The file that is read."""
        return self._path

    def check(self) -> None:
        """Make sure that the file can be read and is of this version.

        Raises:
            MapDamagedError: it is not.
        """
        with self._reading() as db:
            schema = db.execute("PRAGMA user_version").fetchone()[0]
            wrong = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if schema != SCHEMA:
            raise MapDamagedError(f"{self._path.name} is of another version: build the map again.")
        if wrong != "ok":
            raise MapDamagedError(
                f"{self._path.name} is damaged: `assistant maps verify` mends it."
            )

    def nearest(
        self, category: str, point: Point, k: int = 8, filters: Filters = NO_FILTERS
    ) -> list[Found]:
        """Return up to ``k`` places of a category, the nearest as the crow flies first."""
        found: list[Found] = []
        seen_m, reach = -1.0, min(_FIRST_BOX_M, filters.max_m)
        while len(found) < k and seen_m < filters.max_m:
            rows = self._in_box(Box.around(point, reach), category)
            spots = sorted((point.distance_m(at), data) for at, data in rows)
            new = ((metres, data) for metres, data in spots if seen_m < metres <= reach)
            found += itertools.islice(self._fitting(new, filters), k - len(found))
            seen_m, reach = reach, min(2 * reach, filters.max_m)
        return found

    def by_name(self, text: str, language: str, near: Point, k: int = 5) -> list[Found]:
        """Return places whose name, brand or other name may be meant, the likeliest first."""
        found = self._named(text, language, near, k)
        split = without_category(text, language)
        if split:
            rest, kind = split
            found += [
                replace(one, score=one.score * _KIND_IN_NAME)
                for one in self._named(rest, language, near, k, only=kind.id)
            ]
        found.sort(key=lambda one: (_LESS.get(one.place.category, 0.0) - one.score, one.distance_m))
        return _once(found)[:k]

    def address(self, text: str, language: str, near: Point, k: int = 5) -> list[Found]:
        """Return house numbers, or the streets when a number was not said or is not known."""
        said, number = split_address(text, language)
        full = in_full(said) if language == "en" else said
        streets = self._named(full, language, near, 2 * k, only=STREET)
        if not number:
            return streets[:k]
        wanted = house_number(number)
        return [self._at_house(one, wanted, near) for one in streets][:k]

    def along(
        self,
        shape: Sequence[Point],
        category: str,
        within_m: float = 400.0,
        filters: Filters = NO_FILTERS,
    ) -> list[Found]:
        """Return places of a category along a line, in its order.

        ``distance_m`` is that from the start of the line, along it.
        """
        if not shape:
            return []
        line = line_of(shape)
        placed: dict[str, Match] = {}
        for parts, box in line.stretches(within_m):
            for at, data in self._in_box(box, category):
                match = line.nearest(at, parts)
                known = placed.get(data)
                if match.cross_m <= (known.cross_m if known else within_m):
                    placed[data] = match
        near = sorted((match.along_m, data) for data, match in placed.items())
        return list(self._fitting(near, filters))

    def _fitting(self, spots: Iterable[tuple[float, str]], filters: Filters) -> Iterator[Found]:
        """Yield the places, each with its metres, that are what was asked for."""
        for metres, data in spots:
            place = place_from(data)
            if what.suits(place, filters, self._zone):
                opened = what.is_open(place, filters.now, self._zone) if filters.now else None
                yield Found(place, metres, open=opened)

    def by_id(self, place_id: str) -> Place | None:
        """Return the place of this id, None when the map has none."""
        with self._reading() as db:
            row = db.execute("SELECT data FROM place WHERE id = ?", (place_id,)).fetchone()
        return place_from(row[0]) if row else None

    # --- rows ------------------------------------------------------------------------------

    def _in_box(self, box: Box, category: str) -> list[tuple[Point, str]]:
        """Return where the places of a category in a box are, and their data."""
        with self._reading() as db:
            query = "SELECT number FROM kind WHERE category = ?"
            kind = db.execute(query, (category,)).fetchone()
            if kind is None:
                return []
            values = (box.south, box.north, box.west, box.east, *kind, *kind)
            rows = db.execute(_IN_BOX, values).fetchall()
        return [(Point(lat, lon), data) for lat, lon, data in rows]

    def _named(self, text: str, language: str, near: Point, k: int, only: str = "") -> list[Found]:
        """Return the nearest places of the likeliest names, of one kind only when told."""
        found: list[Found] = []
        wide = math.cos(math.radians(near.lat)) ** 2
        for name, score in self._likeliest(text, language):
            if len(found) >= 4 * k:
                break
            values = (name, only, near.lat, near.lat, near.lon, near.lon, wide, k)
            with self._reading() as db:
                places = [place_from(data) for (data,) in db.execute(_OF_NAME, values)]
            found += [Found(place, near.distance_m(place.point), score) for place in places]
        return _once(found)

    def _score(self, text: str, language: str) -> list[tuple[int, float]]:
        """Return the rows of the names that may be meant and their scores, the best first."""
        rows, names = self._names_like(text)
        scores = score_names(text, names, language)
        order = np.argsort(-scores, kind="stable")[:_MOST_NAMES]
        return [(rows[i], float(scores[i])) for i in order if scores[i] >= LEAST]

    def _names_like(self, text: str) -> Names:
        """Return the names to compare with a text: all, or of many those that are most alike."""
        if self._names is None:
            with self._reading() as db:
                self._names = _columns(db.execute(f"{_FOLDED} LIMIT ?", (_ALL_NAMES + 1,)))
        if len(self._names[0]) <= _ALL_NAMES:
            return self._names
        parts, folded = trigrams(text), fold(text)
        asked = " OR ".join(f'"{part}"' for part in parts)
        with self._reading() as db:
            if parts:
                return _columns(db.execute(_ALIKE, (asked, _LIKELY_NAMES)))
            return _columns(db.execute(_BEGUN, (folded, f"{folded}\U0010ffff", _LIKELY_NAMES)))

    def street_in(self, name: str, language: str) -> str:
        """Return what a street is called in a language; as on its signs when nobody says.

        Raises:
            MapDamagedError: the file can't be read.
        """
        with self._reading() as db:
            row = db.execute(_STREET, (fold(name), STREET)).fetchone()
        return place_from(row[0]).name_in(language) if row else name

    def _at_house(self, street: Found, number: str, near: Point) -> Found:
        """Return the house of a street, or the street when the map does not know the number."""
        house = self._house(street.place.id, number)
        if house is None:
            return street
        return replace(street, place=house, distance_m=near.distance_m(house.point))

    def _house(self, street_id: str, number: str) -> Place | None:
        query = """
            SELECT place.data FROM house JOIN place ON place.row = house.place
            WHERE house.number = ? AND house.street = (SELECT row FROM place WHERE id = ?)"""
        with self._reading() as db:
            row = db.execute(query, (number, street_id)).fetchone()
        return place_from(row[0]) if row else None

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection.

        Raises:
            MapDamagedError: the file can't be read.
        """
        try:
            db = getattr(self._local, "db", None)
            if db is None:
                uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
                db = self._local.db = sqlite3.connect(uri, uri=True)
            yield db
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise MapDamagedError(
                f"{self._path.name} can't be read ({error}): `assistant maps verify` mends it."
            ) from error


def _columns(rows: Iterable[tuple[int, str]]) -> Names:
    listed = list(rows)
    return tuple(row for row, _ in listed), tuple(name for _, name in listed)


def _once(found: Iterable[Found]) -> list[Found]:
    """Return each place once, by the first of its names."""
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.place.id, one)
    return list(first.values())
