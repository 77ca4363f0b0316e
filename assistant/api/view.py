"""What a client sees of an event: all of it, what its seat said, or nothing that anybody said.

Every client gets every event with its number, so that a gap is always a loss; what it may not
see is empty. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from assistant.api.driving import blank, withheld
from assistant.api.scopes import Client, Permission
from assistant.observe.journal import PERSONAL


@dataclass(frozen=True, slots=True)
class View:
    """How an event is seen: clients with equal views of it are sent the same.

    ``words`` is False when nothing that was said may be seen; ``flags`` restrict the rest.
    """

    words: bool = True
    flags: frozenset[str] = frozenset()

    def of(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return an event's JSON as it is seen."""
        if not self.words:
            return {**body, **blank(body, PERSONAL.get(body["type"], ()))}
        return withheld(body, self.flags)


_ALL = View()
_NO_WORDS = View(words=False)


def view_of(zone: str | None, client: Client, flags: frozenset[str]) -> View:
    """Return how a client sees the events of the seat ``zone``.

    ``flags`` restrict the driver's screen now.
    """
    if not hears(client, zone):
        return _NO_WORDS
    return View(flags=flags) if client.faces_driver else _ALL


def visible(
    body: dict[str, Any], zone: str | None, client: Client, flags: Collection[str]
) -> dict[str, Any]:
    """Return an event's JSON as the client may see it.

    ``zone`` is the seat whose turn it belongs to; ``flags`` restrict the driver's screen now.
    """
    return view_of(zone, client, frozenset(flags)).of(body)


def hears(client: Client, zone: str | None) -> bool:
    """Return True when the client may see what is said in a turn of ``zone``."""
    if client.may(Permission.WORDS):
        return True
    return client.may(Permission.TALK) and zone == client.zone
