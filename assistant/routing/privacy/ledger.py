"""What left the car: when, to whom, why, of which kind and how many bytes. Never the content.

An entry is on the disk before the first byte leaves, so that a power cut in the middle leaves
a trace: such an entry is ``cut``, and its bytes are those of the last word on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.routing.database import Database, read_only

KEEP_S = 90 * 24 * 3600.0
"""How long an entry is kept."""

PRUNE_EVERY_S = 3600.0

OPEN, DONE, CUT = "open", "done", "cut"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS leaving (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_s REAL NOT NULL,
    endpoint TEXT NOT NULL,
    kind TEXT NOT NULL,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    bytes_out INTEGER NOT NULL DEFAULT 0,
    bytes_in INTEGER NOT NULL DEFAULT 0,
    placeholders TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS leaving_at ON leaving (at_s);
"""
_COLUMNS = "id, at_s, endpoint, kind, why, state, bytes_out, bytes_in, placeholders"
_LATEST = f"SELECT {_COLUMNS} FROM leaving WHERE at_s >= ? ORDER BY id DESC LIMIT ?"  # noqa: S608
_TOTALS = (
    "SELECT endpoint, kind, COUNT(*), SUM(bytes_out), SUM(bytes_in) FROM leaving "
    "WHERE at_s >= ? GROUP BY endpoint, kind ORDER BY endpoint, kind"
)
_WORD = re.compile(r"[a-z][a-z0-9_.-]{0,59}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One request that left; ``at_s`` is seconds since the epoch, ``why`` a short code.

    ``placeholders`` counts what was replaced before, e.g. ``{"PERSON": 2}``.
    """

    id: int
    at_s: float
    endpoint: str
    kind: str
    why: str
    state: str
    bytes_out: int
    bytes_in: int
    placeholders: dict[str, int]


@dataclass(frozen=True, slots=True)
class Total:
    """All that went to one endpoint of one kind."""

    endpoint: str
    kind: str
    requests: int
    bytes_out: int
    bytes_in: int


class Ledger:
    """The entries of the last 90 days, in one SQLite file. Each method may take milliseconds."""

    def __init__(self, path: Path, wall: Callable[[], float]) -> None:
        """Open the file; what a power cut or a crash left open is ``cut`` from now on.

        Raises:
            DiskFullError: there is no room to make it.
            DatabaseError: it can't be written.
        """
        self._wall = wall
        self._pruned_at = float("-inf")
        self._database = Database(path, _SCHEMA)
        self._database.write(
            lambda db: db.execute("UPDATE leaving SET state = ? WHERE state = ?", (CUT, OPEN))
        )

    @property
    def rebuilt(self) -> bool:
        """True when the file was damaged and begun anew."""
        return self._database.rebuilt

    def begin(self, endpoint: str, kind: str, why: str) -> int:
        """Note that something is about to leave, and return the entry's number.

        Raises:
            InputError: a name is no short word; content must not get into the ledger.
            AssistantError: it can't be written; then nothing may leave.
        """
        for name in (endpoint, kind, why):
            if not _WORD.fullmatch(name):
                raise InputError("The ledger takes short lower-case names only.")
        now = self._wall()
        self._prune(now)
        sql = "INSERT INTO leaving (at_s, endpoint, kind, why, state) VALUES (?, ?, ?, ?, ?)"
        values = (now, endpoint, kind, why, OPEN)
        number = self._database.write(lambda db: db.execute(sql, values).lastrowid)
        assert number is not None
        return number

    def count(self, number: int, bytes_out: int, bytes_in: int) -> None:
        """Note how much has left so far.

        Raises:
            AssistantError: it can't be written.
        """
        sql = "UPDATE leaving SET bytes_out = ?, bytes_in = ? WHERE id = ?"
        self._database.write(lambda db: db.execute(sql, (bytes_out, bytes_in, number)))

    def end(
        self, number: int, bytes_out: int, bytes_in: int, placeholders: Mapping[str, int]
    ) -> None:
        """Note how much has left in the end.

        Raises:
            AssistantError: it can't be written.
        """
        sql = "UPDATE leaving SET state = ?, bytes_out = ?, bytes_in = ?, placeholders = ? "
        values = (DONE, bytes_out, bytes_in, json.dumps(dict(placeholders)), number)
        self._database.write(lambda db: db.execute(sql + "WHERE id = ?", values))

    def record(self, endpoint: str, kind: str, why: str, bytes_out: int, bytes_in: int = 0) -> None:
        """Note what has left already, in one go.

        Raises:
            AssistantError: a name is no short word, or it can't be written.
        """
        self.end(self.begin(endpoint, kind, why), bytes_out, bytes_in, {})

    def entries(self, limit: int = 100, since_s: float = 0.0) -> list[Entry]:
        """Return the latest entries, newest first.

        Raises:
            DatabaseError: the file can't be read.
        """
        return [_entry(row) for row in self._database.read(_LATEST, since_s, limit)]

    def totals(self, since_s: float = 0.0) -> list[Total]:
        """Return what went to each endpoint, of each kind.

        Raises:
            DatabaseError: the file can't be read.
        """
        return [Total(*row) for row in self._database.read(_TOTALS, since_s)]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _prune(self, now: float) -> None:
        if now - self._pruned_at < PRUNE_EVERY_S:
            return
        self._pruned_at = now
        oldest = (now - KEEP_S,)
        self._database.write(lambda db: db.execute("DELETE FROM leaving WHERE at_s < ?", oldest))


def read_ledger(
    path: Path, limit: int = 100, since_s: float = 0.0
) -> tuple[list[Entry], list[Total]]:
    """Return the latest entries and the totals of a ledger that a service may be writing.

    Raises:
        DatabaseError: it is damaged or can't be read.
    """
    entries = [_entry(row) for row in read_only(path, _LATEST, since_s, limit)]
    return entries, [Total(*row) for row in read_only(path, _TOTALS, since_s)]


def _entry(row: tuple[Any, ...]) -> Entry:
    return replace(Entry(*row), placeholders=json.loads(row[-1]))
