"""Who drives: named profiles with what each likes, kept in one JSON file. Implements ``Service``.

A profile holds how the car listens and speaks, the driver's temperature, which saved position the
seat goes to, and where home and work are. What changes while a profile is chosen is its own: it
is noted when another is chosen. The guest's profile is always there and has no name. Names are
people's: they go to skills and to the screen, never into events or the log.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.errors import InputError, NotFoundError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

GUEST = "guest"
MAX_PROFILES = 12
MAX_NAME = 40
COLDEST, WARMEST = 16.0, 28.0
SEATS = (1, 2, 3)
PLACES = ("home", "work")

VoiceTable = dict[str, Any]
Voiced = Callable[[], VoiceTable]
Speak = Callable[[VoiceTable], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person likes; None and empty: as it is.

    ``voice`` are settings of ``[voice]``, ``temperature`` is in °C, ``seat`` a saved position,
    ``places`` are home and work as navigation writes them.
    """

    id: str
    name: str
    voice: VoiceTable = field(default_factory=dict)
    temperature: float | None = None
    seat: int | None = None
    places: dict[str, dict[str, Any]] = field(default_factory=dict)


class Profiles:
    """The profiles of the people who drive this car. Implements ``Service`` as ``profiles``."""

    def __init__(self, path: Path | None) -> None:
        """Read what was kept; without a path it is only kept in memory."""
        self._path = path
        table = read_json(path, dict)
        kept = {one.id: one for one in _read(table.get("profiles"))}
        self._all = {GUEST: Profile(GUEST, ""), **kept}
        chosen = table.get("active")
        self._active = chosen if chosen in self._all else GUEST
        self._voiced: Voiced = dict
        self._speak: Speak = _nothing

    def follow(self, voiced: Voiced, speak: Speak) -> None:
        """Note ``voiced()`` in the profile that is left, and ``speak`` as the chosen one does."""
        self._voiced, self._speak = voiced, speak

    @property
    def name(self) -> str:
        """``profiles``."""
        return "profiles"

    @property
    def active(self) -> Profile:
        """The chosen profile."""
        return self._all[self._active]

    @property
    def all(self) -> tuple[Profile, ...]:
        """All profiles, the guest's last."""
        named = [one for one in self._all.values() if one.id != GUEST]
        return (*named, self._all[GUEST])

    def seen(self) -> dict[str, Any]:
        """Return ``{"active": id, "profiles": [fields of a profile]}``."""
        return {"active": self._active, "profiles": [asdict(one) for one in self.all]}

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  the policy asks who
        """Carry out ``profiles.choose`` (an id), ``.add`` (a name) or ``.remove`` (an id).

        ``choose`` takes ``leaving`` in ``args``: what the one before likes now.

        Raises:
            InputError: no such profile or effect, or a name that can't be.
            OSError: the file can't be written.
        """
        if effect.kind == "profiles.choose":
            before = self._active
            await self._choose(effect.target, effect.args.get("leaving") or {})
            undo = Effect("profiles.choose", before)
            return Applied("profiles.active", self._active, True, (undo,))
        if effect.kind == "profiles.add":
            added = self.add(effect.target)
            undo = Effect("profiles.remove", added.id)
            return Applied("profiles.count", len(self._all), True, (undo,))
        if effect.kind == "profiles.remove":
            self.remove(effect.target)
            return Applied("profiles.count", len(self._all), True)
        raise InputError(f"Profiles are chosen, added and removed; {effect.kind!r} is unknown.")

    def add(self, name: str) -> Profile:
        """Return a new profile.

        Raises:
            InputError: there is one of that name, it is no name, or there are too many.
        """
        if len(self._all) > MAX_PROFILES:
            raise InputError(f"There are {MAX_PROFILES} profiles already: remove one first.")
        number = max((int(key[1:]) for key in self._all if key != GUEST), default=0) + 1
        made = Profile(f"p{number}", self._named(name))
        self._keep({**self._all, made.id: made})
        return made

    def change(self, key: str, **changes: Any) -> Profile:
        """Change fields of a profile: ``name``, ``temperature``, ``seat``.

        Raises:
            NotFoundError: there is no such profile.
            InputError: a value can't be.
        """
        before = self._found(key)
        if "name" in changes:
            if key == GUEST:
                raise InputError("The guest's profile has no name.")
            changes["name"] = self._named(changes["name"], besides=key)
        made = checked(replace(before, **changes))
        self._keep({**self._all, key: made})
        return made

    def remove(self, key: str) -> None:
        """Forget a profile; who drove under it is a guest then.

        Raises:
            NotFoundError: there is no such profile.
            InputError: it is the guest's.
        """
        self._found(key)
        if key == GUEST:
            raise InputError("The guest's profile stays.")
        if self._active == key:
            self._active = GUEST
        self._keep({other: one for other, one in self._all.items() if other != key})

    async def _choose(self, key: str, leaving: dict[str, Any]) -> None:
        wanted, before = self._found(key), self.active
        noted = {name: leaving[name] for name in ("temperature", "places") if name in leaving}
        left = checked(replace(before, voice=self._voiced(), **noted))
        if wanted.id != before.id:
            await self._speak(wanted.voice)
            self._active = wanted.id
        self._keep({**self._all, before.id: left})

    def _found(self, key: str) -> Profile:
        if key not in self._all:
            raise NotFoundError("There is no such profile.")
        return self._all[key]

    def _named(self, name: str, besides: str = "") -> str:
        wanted = re.sub(r"\s+", " ", name).strip()
        if not 0 < len(wanted) <= MAX_NAME or not any(letter.isalnum() for letter in wanted):
            raise InputError(f"A name has 1 to {MAX_NAME} letters.")
        others = (one.name.casefold() for one in self._all.values() if one.id != besides)
        if wanted.casefold() in others:
            raise InputError("There is a profile of that name already.")
        return wanted

    def _keep(self, profiles: dict[str, Profile]) -> None:
        table = {"active": self._active, "profiles": [asdict(p) for p in profiles.values()]}
        write_json(self._path, table)
        self._all = profiles


def checked(profile: Profile) -> Profile:
    """Return a profile whose values can be.

    Raises:
        InputError: a value can't; the message says what it must be.
    """
    warm, seat = profile.temperature, profile.seat
    if warm is not None and not (
        isinstance(warm, (int, float)) and not isinstance(warm, bool) and COLDEST <= warm <= WARMEST
    ):
        raise InputError(f"A temperature is {COLDEST:g} to {WARMEST:g} °C.")
    if seat is not None and seat not in SEATS:
        raise InputError("A seat has saved positions 1 to 3.")
    places = {label: place for label, place in profile.places.items() if label in PLACES}
    return replace(profile, places=places)


def _read(rows: Any) -> Iterator[Profile]:
    """Yield the rows of a file that are profiles; it may be of another version."""
    known = {one.name for one in fields(Profile)}
    for row in rows if isinstance(rows, list) else ():
        try:
            yield checked(Profile(**{name: row[name] for name in row if name in known}))
        except (TypeError, AttributeError, InputError):
            continue


async def _nothing(_: VoiceTable) -> None:
    """Speak as before."""
