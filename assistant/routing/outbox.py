"""What may leave later: kept on the disk until a receiver has acknowledged it, then forgotten.

An item is on the disk when ``put`` returns, and gone only when its acknowledgement is on the
disk. Its key goes with it, so that a receiver that got it but whose answer was lost takes it
once. What is dropped is counted, with a reason. Each method may take milliseconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.errors import InputError
from assistant.routing.database import Database, read_only
from assistant.routing.outbox_items import (
    CONSENT,
    DAY_S,
    EXPIRY_S,
    PRIORITY,
    Dropped,
    Item,
    Mail,
    Put,
    Status,
    Waiting,
)
from assistant.routing.privacy.consent import Consent

MAX_BYTES = 64 * 2**20
MAX_COUNT = 10_000
MAX_ITEM_BYTES = 16 * 2**20
KEEP_KEYS_S = 30 * DAY_S
"""How long the key of what was acknowledged is known, so that it is not kept a second time."""

MAX_KEY = 100


_SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    mail TEXT NOT NULL,
    priority INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    body BLOB NOT NULL,
    size INTEGER NOT NULL,
    made_s REAL NOT NULL,
    expires_s REAL NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS items_order ON items (priority, number);
CREATE TABLE IF NOT EXISTS delivered (key TEXT PRIMARY KEY, at_s REAL NOT NULL);
CREATE TABLE IF NOT EXISTS dropped (
    mail TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (mail, reason)
);
"""
_COUNT_DROPPED = (
    "INSERT INTO dropped VALUES (?, ?, ?) "
    "ON CONFLICT (mail, reason) DO UPDATE SET count = count + excluded.count"
)
_ITEMS = "SELECT number, key, mail, media_type, body, sent, attempts FROM items"
_WAITING = "SELECT mail, COUNT(*), SUM(size), MIN(made_s) FROM items GROUP BY mail ORDER BY mail"
_DROPPED = "SELECT mail, reason, count FROM dropped ORDER BY mail, reason"


class Outbox:
    """The items that wait, in one SQLite file."""

    def __init__(
        self,
        path: Path,
        wall: Callable[[], float],
        *,
        max_bytes: int = MAX_BYTES,
        max_count: int = MAX_COUNT,
    ) -> None:
        """Open or make the file.

        Raises:
            DiskFullError: there is no room to make it.
            DatabaseError: it can't be written.
        """
        self._wall = wall
        self.max_bytes = max_bytes
        self.max_count = max_count
        self._database = Database(path, _SCHEMA)

    @property
    def rebuilt(self) -> bool:
        """True when the file was damaged and begun anew: what waited is in ``.damaged``."""
        return self._database.rebuilt

    def put(self, mail: Mail, key: str, body: bytes, media_type: str = "application/json") -> Put:
        """Keep an item until it is delivered; what matters less makes room for it.

        Raises:
            InputError: the key or the body is too long or empty.
            DiskFullError: there is no room on the disk; nothing was changed.
            DatabaseError: the file can't be written.
        """
        if not 0 < len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
            raise InputError(f"An item's key has 1 to {MAX_KEY} printable ASCII characters.")
        if not 0 < len(body) <= min(MAX_ITEM_BYTES, self.max_bytes):
            raise InputError(f"An item has 1 to {MAX_ITEM_BYTES} bytes.")
        now = self._wall()

        def work(db: sqlite3.Connection) -> Put:
            _expire(db, now)
            if _is_known(db, key):
                return Put.KNOWN
            if not self._make_room(db, mail, len(body)):
                _note_dropped(db, [(mail, 1)], Dropped.CROWDED)
                return Put.CROWDED
            db.execute(
                "INSERT INTO items (key, mail, priority, media_type, body, size, made_s, expires_s)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    key,
                    mail,
                    PRIORITY[mail],
                    media_type,
                    body,
                    len(body),
                    now,
                    now + EXPIRY_S[mail],
                ),
            )
            return Put.KEPT

        return self._database.write(work)

    def first(self, consent: Consent, mails: Iterable[Mail] = tuple(Mail)) -> Item | None:
        """Return the most urgent item that may leave, the oldest of its kind; None: there is none.

        ``mails`` are the kinds that the link is good enough for.

        Raises:
            AssistantError: the file can't be read or written.
        """
        now = self._wall()
        self._database.write(lambda db: _expire(db, now))
        allowed = [mail for mail in mails if consent.allows(CONSENT[mail])]
        marks = ", ".join("?" * len(allowed))
        sql = f"{_ITEMS} WHERE mail IN ({marks}) ORDER BY priority, number LIMIT 1"
        rows = self._database.read(sql, *allowed)
        return next((Item(row[0], row[1], Mail(row[2]), *row[3:]) for row in rows), None)

    def has_taken(self, item: Item, size: int) -> None:
        """Note that the receiver acknowledged the first ``size`` bytes of an item.

        Raises:
            AssistantError: the file can't be written.
        """
        sql = "UPDATE items SET sent = ? WHERE number = ?"
        self._database.write(lambda db: db.execute(sql, (size, item.number)))

    def delivered(self, item: Item) -> None:
        """Forget an item that the receiver acknowledged; its key stays known for a while.

        Raises:
            AssistantError: the file can't be written; the item will be sent again.
        """
        now = self._wall()

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM items WHERE number = ?", (item.number,))
            db.execute("INSERT OR REPLACE INTO delivered VALUES (?, ?)", (item.key, now))
            db.execute("DELETE FROM delivered WHERE at_s < ?", (now - KEEP_KEYS_S,))

        self._database.write(work)

    def failed(self, item: Item) -> None:
        """Note that an item could not be sent now.

        Raises:
            AssistantError: the file can't be written.
        """
        sql = "UPDATE items SET attempts = attempts + 1 WHERE number = ?"
        self._database.write(lambda db: db.execute(sql, (item.number,)))

    def refused(self, item: Item) -> None:
        """Drop an item that the receiver will never take.

        Raises:
            AssistantError: the file can't be written.
        """
        self._drop(Dropped.REFUSED, "number = ?", item.number)

    def remove(self, mails: Iterable[Mail] = tuple(Mail)) -> int:
        """Drop all items of some kinds, and return how many there were.

        Raises:
            AssistantError: the file can't be written.
        """
        return sum(self._drop(Dropped.REMOVED, "mail = ?", mail) for mail in mails)

    def obey(self, consent: Consent) -> int:
        """Drop what may not leave any more, and return how many items that were.

        Guest mode drops nothing: what was kept before it began waits until it ends.

        Raises:
            AssistantError: the file can't be written.
        """
        gone = [mail for mail, kind in CONSENT.items() if kind not in consent.kinds]
        return sum(self._drop(Dropped.WITHDRAWN, "mail = ?", mail) for mail in gone)

    def status(self) -> Status:
        """Return what waits and what was dropped.

        Raises:
            AssistantError: the file can't be read.
        """
        return _status(self._database.read(_WAITING), self._database.read(_DROPPED))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _drop(self, reason: Dropped, where: str, value: object) -> int:
        def work(db: sqlite3.Connection) -> int:
            return _drop(db, reason, where, value)

        count = self._database.write(work)
        if count and reason in (Dropped.WITHDRAWN, Dropped.REMOVED):
            self._database.forget()
        return count

    def _make_room(self, db: sqlite3.Connection, mail: Mail, size: int) -> bool:
        """Drop what matters less than an item, or as much but is older, until it fits."""
        while True:
            count, used = db.execute(
                "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM items"
            ).fetchone()
            if count < self.max_count and used + size <= self.max_bytes:
                return True
            least = db.execute(
                "SELECT number FROM items WHERE priority >= ? "
                "ORDER BY priority DESC, number LIMIT 1",
                (PRIORITY[mail],),
            ).fetchone()
            if least is None:
                return False
            _drop(db, Dropped.CROWDED, "number = ?", least[0])


def read_status(path: Path) -> Status:
    """Return what waits in an outbox that a service may be using.

    Raises:
        DatabaseError: it is damaged or can't be read.
    """
    return _status(read_only(path, _WAITING), read_only(path, _DROPPED))


def _status(waiting: list[tuple[object, ...]], dropped: list[tuple[object, ...]]) -> Status:
    return Status(
        tuple(Waiting(Mail(str(row[0])), *row[1:]) for row in waiting),  # type: ignore[arg-type]
        {(str(mail), str(reason)): int(str(count)) for mail, reason, count in dropped},
    )


def _is_known(db: sqlite3.Connection, key: str) -> bool:
    sql = "SELECT 1 FROM items WHERE key = ?1 UNION SELECT 1 FROM delivered WHERE key = ?1"
    return db.execute(sql, (key,)).fetchone() is not None


def _expire(db: sqlite3.Connection, now: float) -> None:
    _drop(db, Dropped.EXPIRED, "expires_s <= ?", now)


def _drop(db: sqlite3.Connection, reason: Dropped, where: str, value: object) -> int:
    """Delete items and count them; ``where`` is one of the few conditions of this module."""
    counting = f"SELECT mail, COUNT(*) FROM items WHERE {where} GROUP BY mail"  # noqa: S608
    gone = db.execute(counting, (value,)).fetchall()
    if gone:
        db.execute(f"DELETE FROM items WHERE {where}", (value,))  # noqa: S608
        _note_dropped(db, gone, reason)
    return sum(count for _, count in gone)


def _note_dropped(db: sqlite3.Connection, gone: Iterable[tuple[str, int]], reason: Dropped) -> None:
    db.executemany(_COUNT_DROPPED, [(str(mail), str(reason), count) for mail, count in gone])
