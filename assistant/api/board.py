"""Where the assistant stands: what a screen that connects now has to show. A pure reducer.

The raw events that matter for showing are kept as they came, so that one function
(``view.visible``) decides for events and for the snapshot what a client sees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.events import (
    AudioEnded,
    AudioStarted,
    Card,
    Endpoint,
    Event,
    MuteChanged,
    Outcome,
    PartialTranscript,
    PolicyDecided,
    RestrictionsChanged,
    ServiceState,
    TurnEnded,
    TurnStarted,
)

TOOL = "tool"
"""The source of turns that a program asked for: they don't change what people see going on."""


class Standing(StrEnum):
    """What the assistant does now, as people see it."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    CONFIRMING = "confirming"  # the car asked and waits for an answer


class Asks(StrEnum):
    """How the car's question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"  # with an item of the card
    OPEN = "open"  # in own words


@dataclass(frozen=True, slots=True)
class Board:
    """The state after all events so far.

    ``asks`` is how the car's question is answered while it waits, ``failing`` are parts of the
    service that are down.
    """

    standing: Standing = Standing.IDLE
    turn_id: str | None = None
    zone: str | None = None
    muted: bool = False
    failing: tuple[str, ...] = ()
    restrictions: RestrictionsChanged | None = None
    partial: PartialTranscript | None = None
    card: Card | None = None
    asks: Asks | None = None
    ended: TurnEnded | None = None


def after(board: Board, event: Event) -> Board:
    """Return the board after an event."""
    match event:
        case TurnStarted():
            return _started(board, event)
        case MuteChanged():
            return replace(board, muted=event.muted)
        case RestrictionsChanged():
            return replace(board, restrictions=event)
        case ServiceState():
            return replace(board, failing=_failing(board.failing, event))
        case _ if event.turn_id is not None and event.turn_id == board.turn_id:
            return _in_turn(board, event)
        case _:
            return board


def _in_turn(board: Board, event: Event) -> Board:
    match event:
        case PartialTranscript():
            return replace(board, partial=event)
        case Endpoint():
            return replace(board, standing=Standing.THINKING)
        case Card():
            choice = event.card.get("type") == Asks.CHOICE
            return replace(board, card=event, asks=Asks.CHOICE if choice else board.asks)
        case PolicyDecided(decision="confirm"):
            return replace(board, asks=Asks.YES_NO)
        case AudioStarted():
            return replace(board, standing=Standing.SPEAKING)
        case AudioEnded():
            return replace(board, standing=Standing.IDLE)
        case TurnEnded():
            asked = event.outcome is Outcome.ASKED
            standing = Standing.CONFIRMING if asked else Standing.IDLE
            asks = (board.asks or Asks.OPEN) if asked else None
            return replace(board, standing=standing, asks=asks, partial=None, ended=event)
        case _:
            return board


def _started(board: Board, event: TurnStarted) -> Board:
    if event.source == TOOL:
        return board
    typed = event.source == "text"
    return replace(
        board,
        standing=Standing.THINKING if typed else Standing.LISTENING,
        turn_id=event.turn_id,
        zone=event.zone,
        partial=None,
        card=None,
        asks=None,
        ended=None,
    )


def _failing(before: tuple[str, ...], event: ServiceState) -> tuple[str, ...]:
    """Return the failing parts; a part's name stands before the colon of the detail."""
    name = event.detail.partition(":")[0]
    others = tuple(part for part in before if part != name)
    return (*others, name) if event.state == "degraded" and name else others
