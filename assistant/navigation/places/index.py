"""Write the places of a map into one SQLite file, ready to be searched.

place      one row a place, street or house, its data as JSON
spot       R*Tree: where places of each category are
name       each different name once, folded
named      which places have which name
form       FTS5 trigrams of each name's letters, sounds and syllables
house      house numbers by street
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

from assistant.navigation.interface import ADDRESS, STREET, Place, Point
from assistant.navigation.places.extract import Extract, House
from assistant.navigation.places.grid import Grid
from assistant.navigation.places.pinyin import english_names
from assistant.navigation.places.ranking import forms
from assistant.navigation.places.streets import StreetGrid, streets_of
from assistant.skillhost.names import fold

SCHEMA = 1
_TWICE_M = 120.0
"""Places of one name and kind that are nearer than this are one place, mapped twice."""

_VAGUE = "building"
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE place (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, category TEXT, lat REAL, lon REAL, data TEXT);
CREATE TABLE kind (number INTEGER PRIMARY KEY, category TEXT UNIQUE);
CREATE VIRTUAL TABLE spot USING rtree (
    row, south, north, west, east, low_kind, high_kind, +place INTEGER);
CREATE TABLE name (row INTEGER PRIMARY KEY, folded TEXT UNIQUE);
CREATE TABLE named (name INTEGER, place INTEGER, PRIMARY KEY (name, place)) WITHOUT ROWID;
CREATE VIRTUAL TABLE form USING fts5 (text, tokenize = 'trigram');
CREATE TABLE house (street INTEGER, number TEXT, place INTEGER);
CREATE INDEX house_of ON house (street, number);
"""


def write_index(found: Extract, path: Path) -> dict[str, int]:
    """Write the index to ``path`` (a new file) and return how much of each is in it.

    Raises:
        sqlite3.Error, OSError: it can't be written.
    """
    streets = streets_of(found.pieces)
    grid = StreetGrid(found.pieces)
    places = [_on_street(place, grid) for place in _once(found.places)]
    db = sqlite3.connect(path)
    try:
        with db:
            db.executescript(_TABLES)
            writer = _Writer(db)
            for place in (*places, *streets):
                writer.add(place, found.kinds.get(place.id, (place.category,)))
            houses = writer.add_houses(found.houses)
            db.execute("INSERT INTO form (form) VALUES ('optimize')")
            db.execute(f"PRAGMA user_version = {SCHEMA}")
        db.execute("VACUUM")
    finally:
        db.close()
    return {"places": len(places), "streets": len(streets), "houses": houses}


def place_json(place: Place) -> str:
    """Return a place as it is kept: JSON without what is empty."""
    return json.dumps({k: v for k, v in asdict(place).items() if v}, ensure_ascii=False)


def place_from(data: str) -> Place:
    """Return the place of a JSON text of ``place_json``."""
    fields = json.loads(data)
    fields["point"] = Point(**fields["point"])
    fields["other_names"] = tuple(fields.get("other_names", ()))
    return Place(**{"name": "", **fields})


def names_of(place: Place) -> Iterator[str]:
    """Yield all names of a place, folded, each once; Chinese ones also as said in English."""
    own = (place.name, place.name_en, place.name_zh, place.brand, *place.other_names)
    names = (*own, *(said for name in own for said in english_names(name)))
    parts = (part for name in names for part in (name, *name.split(" / ")))
    yield from dict.fromkeys(folded for part in parts if (folded := fold(part)))


class _Writer:
    """Adds places to the tables."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._names: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._streets: dict[str, list[tuple[int, Point]]] = defaultdict(list)
        self._rows = 0
        self._spots = 0

    def add(self, place: Place, kinds: Iterable[str]) -> int:
        row = self._row(place)
        for kind in kinds:
            self._spots += 1
            at, number = place.point, self._kind(kind)
            spot = (self._spots, at.lat, at.lat, at.lon, at.lon, number, number, row)
            self._db.execute("INSERT INTO spot VALUES (?, ?, ?, ?, ?, ?, ?, ?)", spot)
        for name in names_of(place):
            self._db.execute("INSERT INTO named VALUES (?, ?)", (self._name(name), row))
            if place.category == STREET:
                self._streets[name].append((row, place.point))
        return row

    def add_houses(self, houses: Iterable[House]) -> int:
        """Add each house number of a known street once; return how many there are."""
        seen: set[tuple[int, str]] = set()
        for house in houses:
            streets = self._streets.get(fold(house.street))
            number = house_number(house.number)
            if not streets or not number:
                continue
            street = min(streets, key=lambda one: house.point.distance_m(one[1]))[0]
            if (street, number) in seen:
                continue
            seen.add((street, number))
            place = Place(
                id=f"a{house.id}/{number}",
                name="",
                category=ADDRESS,
                point=house.point,
                street=house.street,
                house_number=house.number,
                city=house.city,
            )
            self._db.execute(
                "INSERT INTO house VALUES (?, ?, ?)", (street, number, self._row(place))
            )
        return len(seen)

    def _row(self, place: Place) -> int:
        self._rows += 1
        at = place.point
        values = (self._rows, place.id, place.category, at.lat, at.lon, place_json(place))
        self._db.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)", values)
        return self._rows

    def _kind(self, category: str) -> int:
        if category not in self._kinds:
            number = self._kinds[category] = len(self._kinds) + 1
            self._db.execute("INSERT INTO kind VALUES (?, ?)", (number, category))
        return self._kinds[category]

    def _name(self, folded: str) -> int:
        if folded not in self._names:
            row = self._names[folded] = len(self._names) + 1
            self._db.execute("INSERT INTO name VALUES (?, ?)", (row, folded))
            self._db.execute("INSERT INTO form (rowid, text) VALUES (?, ?)", (row, forms(folded)))
        return self._names[folded]


def house_number(text: str) -> str:
    """Return a house number as it is compared: ``10 B`` → ``10b``, ``100号`` → ``100``."""
    return fold(text).replace(" ", "").removesuffix("号").removesuffix("弄")


def _on_street(place: Place, grid: StreetGrid) -> Place:
    return place if place.street else replace(place, street=grid.nearest(place.point))


def _once(places: Iterable[Place]) -> list[Place]:
    """Return the places with those that are mapped twice left out, the fuller one kept."""
    kept: dict[str, Grid[Place]] = defaultdict(lambda: Grid(_TWICE_M))
    result: list[Place] = []
    for place in sorted(places, key=lambda p: (p.category == _VAGUE, -len(p.tags))):
        name = fold(place.name)
        near = (one for _, one in kept[name].near(place.point))
        if name and any(place.category in (one.category, _VAGUE) for one in near):
            continue
        kept[name].add(place.point, place)
        result.append(place)
    return result


def places_in(path: Path) -> Iterator[Place]:
    """Yield the places of an index, without streets and house numbers.

    Raises:
        sqlite3.Error: it can't be read.
    """
    db = sqlite3.connect(path)
    try:
        query = "SELECT data FROM place WHERE category NOT IN (?, ?)"
        for (data,) in db.execute(query, (STREET, ADDRESS)):
            yield place_from(data)
    finally:
        db.close()
