"""Who may do what over the local API: scopes, what they permit, and for which seat.

Pure: a client is its token's facts, and every answer follows from them. What no scope grants
is refused.

    >>> phone = Client("k1", "Ana's phone", frozenset({Scope.PASSENGER}), "passenger")
    >>> phone.may(Permission.TALK), phone.may(Permission.TRACES)
    (True, False)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from assistant.config import ZONES
from assistant.errors import ForbiddenError, InputError


class Scope(StrEnum):
    """What kind of program a token is for."""

    SCREEN = "screen"  # the car's own screen: speaks for every seat, shows all that may be shown
    PASSENGER = "passenger"  # a passenger's device: its own seat, its own words
    OPERATOR = "operator"  # who looks after the car: health, traces, models; nobody's words
    APP = "app"  # another program: tools and models; nobody's words, no "yes"


class Permission(StrEnum):
    """One thing that a client may do."""

    READ = "read"  # state, events, skills, timers, health
    TALK = "talk"  # turns in text, push-to-talk, cancel, choose
    CONFIRM = "confirm"  # answer the car's question before it acts
    MUTE = "mute"
    SET = "set"  # how the car listens and speaks, whose profile counts
    PLACE = "place"  # where the car goes, and places around it
    PRIVACY = "privacy"  # what may leave the car, and what has left it
    HISTORY = "history"  # what was said, if people agreed to keep it
    WORDS = "words"  # what people in other seats say, as it happens
    TOOLS = "tools"  # the car's tools, as an MCP client
    MODELS = "models"  # the local models: chat, recognition, speech
    DIAGNOSE = "diagnose"  # doctor, metrics
    TRACES = "traces"
    CAMERA = "camera"  # what the car's cameras see


GRANTS: dict[Scope, frozenset[Permission]] = {
    Scope.SCREEN: frozenset(
        {
            Permission.READ,
            Permission.TALK,
            Permission.CONFIRM,
            Permission.MUTE,
            Permission.SET,
            Permission.PLACE,
            Permission.HISTORY,
            Permission.PRIVACY,
            Permission.WORDS,
            Permission.TOOLS,
            Permission.CAMERA,
        }
    ),
    Scope.PASSENGER: frozenset(
        {
            Permission.READ,
            Permission.TALK,
            Permission.CONFIRM,
            Permission.PLACE,
            Permission.CAMERA,
        }
    ),
    Scope.OPERATOR: frozenset({Permission.READ, Permission.DIAGNOSE, Permission.TRACES}),
    Scope.APP: frozenset({Permission.READ, Permission.TOOLS, Permission.MODELS}),
}

SIGNALS: dict[Scope, tuple[str, ...]] = {
    Scope.SCREEN: ("Vehicle.*",),
    Scope.PASSENGER: ("Vehicle.Cabin.*", "Vehicle.Exterior.*"),
    Scope.OPERATOR: ("Vehicle.Powertrain.*", "Vehicle.Chassis.*", "Vehicle.Body.*"),
    Scope.APP: ("Vehicle.Cabin.*", "Vehicle.Exterior.*"),
}
"""Signals that a scope may read, shell-style. Only the screen sees speed and position."""

DEFAULT_ZONE: dict[Scope, str] = {
    Scope.SCREEN: "driver",
    Scope.PASSENGER: "passenger",
    Scope.OPERATOR: "driver",
    Scope.APP: "passenger",
}
"""Whose seat a new token speaks for. An app has no more rights than a passenger unless told."""


@dataclass(frozen=True, slots=True)
class Client:
    """A program that showed a valid token. ``zone`` is the seat that it speaks for."""

    id: str
    name: str
    scopes: frozenset[Scope]
    zone: str

    def may(self, permission: Permission) -> bool:
        """Return True when one of the scopes grants it."""
        return any(permission in GRANTS[scope] for scope in self.scopes)

    def require(self, permission: Permission) -> None:
        """Do nothing when permitted.

        Raises:
            ForbiddenError: no scope grants it; the message names those that do.
        """
        if self.may(permission):
            return
        able = ", ".join(scope for scope in Scope if permission in GRANTS[scope])
        raise ForbiddenError(f"This token lacks '{permission}'; it takes the scope {able}.")

    def seat(self, zone: str | None) -> str:
        """Return the seat to act for: the one asked for, else the client's own.

        Raises:
            InputError: there is no such seat.
            ForbiddenError: the token speaks for another seat.
        """
        if zone is None or zone == self.zone:
            return self.zone
        if zone not in ZONES:
            raise InputError(f"Unknown zone {zone[:40]!r}; zones are {', '.join(ZONES)}.")
        if Scope.SCREEN not in self.scopes:
            raise ForbiddenError(f"This token speaks for the seat {self.zone} only.")
        return zone

    def may_read(self, path: str) -> bool:
        """Return True when a signal may be read."""
        patterns = (pattern for scope in self.scopes for pattern in SIGNALS[scope])
        return any(fnmatchcase(path, pattern) for pattern in patterns)

    @property
    def faces_driver(self) -> bool:
        """True when what it shows is seen by the driver, so that driving restricts it."""
        return Scope.SCREEN in self.scopes
