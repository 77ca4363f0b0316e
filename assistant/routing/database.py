"""A small SQLite file that a power cut can't harm: what is committed is on the disk.

WAL with ``synchronous=FULL``. A file that is damaged is set aside and a new one begun, because
a log of the past must not keep the assistant from running; ``rebuilt`` says so.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import DatabaseError, DiskFullError

_LOGGER = logging.getLogger(__name__)

T = TypeVar("T")

BUSY_S = 5.0
"""How long a command waits for another process that writes."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SIDE_FILES = ("-wal", "-shm")


class Database:
    """One SQLite file for several threads, one at a time. Each method may take milliseconds."""

    def __init__(self, path: Path, schema: str) -> None:
        """Open or make the file.

        Raises:
            DiskFullError: there is no room to make it.
            DatabaseError: the folder or the file can't be written.
        """
        self._path = path
        self._schema = schema
        self._lock = threading.RLock()
        self.rebuilt = False
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = self._open()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._connection = self._rebuild()

    def read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query.

        Raises:
            DatabaseError: the file can't be read. A damaged one is set aside, and has no rows.
        """
        return self._guarded(lambda connection: connection.execute(sql, values).fetchall())

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``work`` does in one transaction, which is on the disk by then.

        Raises:
            DiskFullError: there is no room; nothing was changed.
            DatabaseError: the file can't be written; nothing was changed.
        """

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

        return self._guarded(transaction)

    def forget(self) -> None:
        """Let nothing of what was deleted stay in the file or beside it.

        Raises:
            DatabaseError: the file can't be written.
        """
        self._guarded(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock, _explained(self._path):
            try:
                return work(self._connection)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._connection.close()
                self._connection = self._rebuild()
                return work(self._connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
            if found != ("ok",):
                raise _damage(str(found))
            connection.executescript(self._schema)
            self._path.chmod(0o600)
        except BaseException:
            connection.close()
            raise
        return connection

    def _rebuild(self) -> sqlite3.Connection:
        self.rebuilt = True
        self._path.replace(self._path.with_name(self._path.name + ".damaged"))
        for end in _SIDE_FILES:
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        _LOGGER.warning("%s was damaged: it was set aside, a new one is begun", self._path.name)
        return self._open()


def read_only(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a query on a file that another process may be writing; none without it.

    Raises:
        DatabaseError: the file is damaged or can't be read.
    """
    if not path.exists():
        return []
    with (
        _explained(path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        return connection.execute(sql, values).fetchall()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise DiskFullError(f"{path.name}: the disk is full; nothing was written.") from error
        raise DatabaseError(f"{path.name} can't be used: {error}") from error
    except OSError as error:
        raise DatabaseError(f"{path.name} can't be used: {error.strerror}") from error


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _damage(what: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
