"""Tokens of the local API: made once, shown once, kept as hashes in a file of this user.

A token is ``<id>.<secret>`` with 256 random bits of secret, so that a plain SHA-256 is a safe
way to keep it: there is nothing to guess. The running service reads the file again when it
changes, so that a revoked token stops working at once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from assistant.api.scopes import DEFAULT_ZONE, Client, Scope
from assistant.config import ZONES
from assistant.errors import ConfigError, InputError

MAX_NAME = 60
_NOBODY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """What is kept of a token: whose it is and the hash of its secret."""

    client: Client
    secret_sha256: str
    created: str


class TokenStore:
    """The tokens in one file, mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_suffix(".lock"), mode=0o600)
        self._seen: tuple[int, int] | None = None
        self._records: dict[str, TokenRecord] = {}

    def issue(self, name: str, scopes: Iterable[Scope], zone: str | None = None) -> str:
        """Make a token and return it; it can't be shown again.

        Raises:
            InputError: the name is empty, too long or taken, the zone is unknown, or there is
                no scope.
        """
        granted = frozenset(scopes)
        if not granted:
            raise InputError(f"A token needs a scope: {', '.join(Scope)}.")
        if zone is not None and zone not in ZONES:
            raise InputError(f"Unknown zone {zone[:40]!r}; zones are {', '.join(ZONES)}.")
        if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
            raise InputError(f"A token needs a name of 1 to {MAX_NAME} printable characters.")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            records = dict(self._read())
            if any(record.client.name == name for record in records.values()):
                raise InputError(f"There is a token named {name!r} already: revoke it first.")
            seat = zone or next(DEFAULT_ZONE[scope] for scope in Scope if scope in granted)
            client = Client(secrets.token_hex(4), name, granted, seat)
            secret = secrets.token_urlsafe(32)
            created = datetime.now(UTC).isoformat(timespec="seconds")
            records[client.id] = TokenRecord(client, _sha256(secret), created)
            self._write(records)
        return f"{client.id}.{secret}"

    def revoke(self, name: str) -> Client:
        """Take a token out of use, by its name or id, and return whose it was.

        Raises:
            InputError: there is no such token.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            records = dict(self._read())
            found = next(
                (r for r in records.values() if name in (r.client.name, r.client.id)), None
            )
            if found is None:
                raise InputError(f"There is no token {name!r}; see `assistant api token list`.")
            del records[found.client.id]
            self._write(records)
        return found.client

    def records(self) -> tuple[TokenRecord, ...]:
        """Return all tokens in use, oldest first."""
        return tuple(self._read().values())

    def client(self, token: str) -> Client | None:
        """Return whose token this is, or None. Takes the same time for each wrong secret."""
        token_id, _, secret = token.partition(".")
        record = self._read().get(token_id)
        expected = record.secret_sha256 if record is not None else _NOBODY
        same = hmac.compare_digest(_sha256(secret), expected)
        return record.client if same and record is not None else None

    def holds(self, client: Client) -> bool:
        """Return True while a client's token is in use."""
        return client.id in self._read()

    def _read(self) -> dict[str, TokenRecord]:
        """Return the file's tokens by id, reading it only when it changed.

        Raises:
            ConfigError: the file is damaged.
        """
        try:
            state = self._path.stat()
        except FileNotFoundError:
            self._seen, self._records = None, {}
            return self._records
        seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._seen:
            try:
                rows = json.loads(self._path.read_text(encoding="utf-8"))
                self._records = {row["id"]: _record(row) for row in rows}
            except (ValueError, KeyError, TypeError) as error:
                raise ConfigError(
                    f"{self._path} is damaged: delete it and make new tokens with "
                    "`assistant api token new`."
                ) from error
            self._seen = seen
        return self._records

    def _write(self, records: dict[str, TokenRecord]) -> None:
        part = self._path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump([_row(record) for record in records.values()], file, ensure_ascii=True)
        part.replace(self._path)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _row(record: TokenRecord) -> dict[str, object]:
    client = record.client
    return {
        "id": client.id,
        "name": client.name,
        "scopes": sorted(client.scopes),
        "zone": client.zone,
        "secret_sha256": record.secret_sha256,
        "created": record.created,
    }


def _record(row: dict[str, str]) -> TokenRecord:
    scopes = frozenset(Scope(scope) for scope in row["scopes"])
    client = Client(str(row["id"]), str(row["name"]), scopes, str(row["zone"]))
    return TokenRecord(client, str(row["secret_sha256"]), str(row["created"]))
