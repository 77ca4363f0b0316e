"""What waits in the outbox: kinds of items, which consent each needs, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.routing.privacy.consent import Kind

DAY_S = 24 * 3600.0


class Mail(StrEnum):
    """A kind of item, the most urgent first."""

    FEEDBACK = "feedback"  # what somebody thought of an answer
    HISTORY = "history"  # what was said, for the owner's other devices
    TELEMETRY = "telemetry"  # counts and times
    PICTURES = "pictures"  # words that an endpoint shall draw


CONSENT: dict[Mail, Kind] = {
    Mail.FEEDBACK: Kind.TELEMETRY,
    Mail.HISTORY: Kind.HISTORY,
    Mail.TELEMETRY: Kind.TELEMETRY,
    Mail.PICTURES: Kind.PICTURES,
}
"""The consent that an item needs, to be kept and to leave."""

EXPIRY_S: dict[Mail, float] = {
    Mail.FEEDBACK: 30 * DAY_S,
    Mail.HISTORY: 30 * DAY_S,
    Mail.TELEMETRY: 7 * DAY_S,
    Mail.PICTURES: 7 * DAY_S,
}
PRIORITY = {mail: place for place, mail in enumerate(Mail)}
"""A smaller number is more urgent."""


class Dropped(StrEnum):
    """Why an item left the outbox without having been delivered."""

    EXPIRED = "expired"
    CROWDED = "crowded"  # there was no room, and it mattered least
    WITHDRAWN = "withdrawn"  # the consent was
    REFUSED = "refused"  # the receiver will never take it
    REMOVED = "removed"  # somebody emptied the outbox


class Put(StrEnum):
    """What became of an item that was put in."""

    KEPT = "kept"
    KNOWN = "known"  # an item of this key waits or was delivered
    CROWDED = "crowded"


@dataclass(frozen=True, slots=True)
class Item:
    """One item that waits; ``sent`` are the bytes of it that the receiver has acknowledged."""

    number: int
    key: str
    mail: Mail
    media_type: str
    body: bytes
    sent: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a kind waits; ``oldest_s`` is seconds since the epoch."""

    mail: Mail
    count: int
    bytes: int
    oldest_s: float


@dataclass(frozen=True, slots=True)
class Status:
    """What waits, and how many items were dropped, by kind and reason."""

    waiting: tuple[Waiting, ...]
    dropped: dict[tuple[str, str], int]
