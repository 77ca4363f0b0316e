"""Which kinds of data may leave the car. Nothing may until somebody says so.

The consent is one small file in the data folder, whole at every moment, so that it outlives
restarts and power cuts. The running service reads it again when it changes: what the command
line withdraws holds at once. A file that can't be read is no consent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from filelock import FileLock

from assistant.diary.files import set_aside, write_whole
from assistant.errors import ConsentError


class Kind(StrEnum):
    """A kind of data that needs a consent of its own."""

    TEXT = "text"  # what was said or typed, as words
    AUDIO = "audio"  # how it sounded
    PICTURES = "pictures"  # pictures, and the words that ask for one
    HISTORY = "history"  # what was said and answered, for the owner's other devices
    TELEMETRY = "telemetry"  # counts and times, and feedback on answers


@dataclass(frozen=True, slots=True)
class Consent:
    """What may leave now. In guest mode nothing leaves and nothing is kept, whatever was given."""

    kinds: frozenset[Kind] = frozenset()
    guest: bool = False

    def allows(self, kind: Kind) -> bool:
        """Return True when data of this kind may leave the car."""
        return kind in self.kinds and not self.guest

    def require(self, kind: Kind) -> None:
        """Pass when data of this kind may leave.

        Raises:
            ConsentError: it may not.
        """
        if self.guest:
            raise ConsentError("Guest mode is on: nothing leaves the car.")
        if kind not in self.kinds:
            raise ConsentError(
                f"There is no consent to send {kind}: give it in the settings, or with "
                f"`assistant privacy consent {kind} on`."
            )


Listener = Callable[[Consent], None]


class ConsentStore:
    """The consent in one file, mode 0600; several processes may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_suffix(".lock"), mode=0o600)
        self._seen: tuple[int, int] | None = None
        self._consent = Consent()
        self._listeners: list[Listener] = []

    @property
    def current(self) -> Consent:
        """What may leave now; reads the file only when it changed."""
        try:
            state = self._path.stat()
        except FileNotFoundError:
            seen = None
        else:
            seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._seen:
            self._use(self._read())
            self._seen = seen  # last, so that another thread never takes the old one for new
        return self._consent

    @property
    def changed_s(self) -> float | None:
        """When somebody last gave or withdrew something, in seconds since the epoch."""
        try:
            return self._path.stat().st_mtime
        except FileNotFoundError:
            return None

    def give(self, *kinds: Kind) -> Consent:
        """Let data of these kinds leave from now on, and return what holds then.

        Raises:
            OSError: the file can't be written.
        """
        return self._change(lambda old: replace(old, kinds=old.kinds | set(kinds)))

    def withdraw(self, *kinds: Kind) -> Consent:
        """Let no more data of these kinds leave, and return what holds then.

        Raises:
            OSError: the file can't be written.
        """
        return self._change(lambda old: replace(old, kinds=old.kinds - set(kinds)))

    def set_guest(self, on: bool) -> Consent:
        """Turn guest mode on or off, and return what holds then.

        Raises:
            OSError: the file can't be written.
        """
        return self._change(lambda old: replace(old, guest=on))

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with the new consent on each change, once it is seen."""
        self._listeners.append(listener)

    def _change(self, change: Callable[[Consent], Consent]) -> Consent:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            new = change(self.current)
            write_whole(self._path, json.dumps(_row(new)).encode())
        return self.current

    def _use(self, new: Consent) -> None:
        if new == self._consent:
            return
        self._consent = new
        for listener in self._listeners:
            listener(new)

    def _read(self) -> Consent:
        try:
            return _consent(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Consent()
        except (OSError, ValueError, KeyError, TypeError):
            _put_away(self._path)
            return Consent()


def _row(consent: Consent) -> dict[str, Any]:
    return {"kinds": sorted(consent.kinds), "guest": consent.guest}


def _consent(row: dict[str, Any]) -> Consent:
    kinds: Iterable[str] = row["kinds"]
    return Consent(frozenset(Kind(kind) for kind in kinds), bool(row["guest"]))


def _put_away(path: Path) -> None:
    try:
        set_aside(path)
    except OSError:
        return  # it can't be read and can't be moved: it stays no consent
