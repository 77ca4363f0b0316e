"""The port of services: what effects act on besides the car's signals.

A service (timers, media, phone, notes …) is part of the engine, like the vehicle: a skill sees
what it shows and asks for effects, the policy decides, the service carries out and reports what
it saw happen. Its ``name`` is one word everywhere: effects are ``<name>.<verb>``, a manifest
declares ``<name>`` (or ``<name>.<verb>``) under ``effects`` and ``<name>`` under ``context``,
and a skill reads ``ctx.services["<name>"]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from assistant.skillhost.sdk import Effect
from assistant.vehicle.interface import Value


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the seat, and the language of the turn."""

    zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of an effect.

    ``path`` and ``value`` tell it in events, e.g. ``media.state`` and ``playing``; ``verified``
    is True when the service saw it happen. ``undo`` are the effects that take it back.
    """

    path: str
    value: Value
    verified: bool
    undo: tuple[Effect, ...] = ()


class Service(Protocol):
    """One service of the engine."""

    @property
    def name(self) -> str:
        """The service's one word, e.g. ``media``."""
        ...

    def seen(self) -> Any:
        """Return what skills may know: plain data that survives JSON, made without waiting."""
        ...

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        """Carry out one effect, and say whether it happened.

        Raises:
            AssistantError: the effect's arguments are wrong, or the service can't do it; the
                message is for the log, the code is stable.
        """
        ...


@runtime_checkable
class Ongoing(Protocol):
    """A service that is at times in the middle of something: a trip.

    Sentences with ``metadata: {while: <name>}`` count only then.
    """

    @property
    def ongoing(self) -> bool:
        """Whether it is in the middle of something now."""
        ...


@runtime_checkable
class Searchable(Protocol):
    """A service that knows more than it can show at once: it is asked about each call.

    A tool whose manifest declares ``lookup = ["<name>"]`` finds what came of it in
    ``ctx.services["<name>"]["found"]``; what such a service shows is a dictionary.
    """

    async def look_up(self, tool: str, arguments: dict[str, Any], asker: Asker) -> Any:
        """Return what the service knows about a tool's arguments. Changes nothing in the car.

        ``tool`` is the tool's name within its skill. The answer is plain data.

        Raises:
            AssistantError: it can't be looked up.
        """
        ...
