"""How the screen gets its token: a code in the address, good once and for an hour.

A person at the machine opens ``http://127.0.0.1:8765/#CODE``. What stands after ``#`` is not
sent with a request, so the code is in no log; the page trades it for a token of its own. Codes
are kept as hashes, like tokens, and work for every process that shares the data folder.

    address = f"{url}/#{Pairing(folder, tokens).code(DRIVER)}"
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from assistant.api.scopes import Scope
from assistant.api.tokens import TokenStore
from assistant.errors import ForbiddenError, InputError

CODE_S = 3600.0
MAX_CODES = 16
MAX_SCREENS = 8
"""Screens that are kept paired; the oldest makes room for a new one."""

PREFIX = "Screen "
"""How the names of tokens begin that were made here."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose screen it is: its scopes, and the seat that it speaks for."""

    scopes: tuple[Scope, ...]
    zone: str


DRIVER = Profile((Scope.SCREEN, Scope.OPERATOR), "driver")
"""The car's own screen, with its diagnostics."""


def passenger(zone: str) -> Profile:
    """Return the profile of a passenger's screen."""
    return Profile((Scope.PASSENGER,), zone)


@dataclass(frozen=True, slots=True)
class Paired:
    """What a screen got for its code."""

    token: str
    scopes: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class _Code:
    sha256: str
    scopes: tuple[str, ...]
    zone: str
    until_s: float


class Pairing:
    """Codes in one file, mode 0600; ``now`` is wall-clock seconds."""

    def __init__(
        self, folder: Path, tokens: TokenStore, now: Callable[[], float] = time.time
    ) -> None:
        self._path = folder / "codes.json"
        self._lock = FileLock(folder / "codes.lock", mode=0o600)
        self._tokens = tokens
        self._now = now

    def code(self, profile: Profile) -> str:
        """Return a new code for a screen."""
        made = secrets.token_urlsafe(16)
        scopes = tuple(map(str, profile.scopes))
        kept = _Code(_sha256(made), scopes, profile.zone, self._now() + CODE_S)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._write([*self._valid(), kept][-MAX_CODES:])
        return made

    def claim(self, code: str) -> Paired:
        """Trade a code for a token; it works once.

        Raises:
            ForbiddenError: the code is unknown, was used, or is too old.
        """
        sought = _sha256(code)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            codes = self._valid()
            found = next((one for one in codes if one.sha256 == sought), None)
            if found is None:
                raise ForbiddenError(
                    "This address was used or is too old: `assistant screen` prints a new one."
                )
            self._write([one for one in codes if one is not found])
        self._make_room()
        name = PREFIX + secrets.token_hex(4)
        token = self._tokens.issue(name, map(Scope, found.scopes), found.zone)
        return Paired(token, found.scopes, found.zone)

    def _make_room(self) -> None:
        screens = [r for r in self._tokens.records() if r.client.name.startswith(PREFIX)]
        for record in screens[: max(0, len(screens) + 1 - MAX_SCREENS)]:
            try:
                self._tokens.revoke(record.client.id)
            except InputError:
                continue  # somebody else revoked it just now

    def _valid(self) -> list[_Code]:
        """Return the codes that still work; a file that can't be read holds none."""
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            codes = [_Code(**{**row, "scopes": tuple(row["scopes"])}) for row in rows]
        except (OSError, ValueError, TypeError, KeyError):
            return []
        return [one for one in codes if one.until_s > self._now()]

    def _write(self, codes: Iterable[_Code]) -> None:
        text = json.dumps([asdict(one) for one in codes])
        unfinished = self._path.with_suffix(".new")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
            f.write(text)
        unfinished.replace(self._path)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
