"""Tool calls that another program asks for: the same policy, read-back and events as a turn.

A call is a turn of its own and leaves the people's conversation alone: nobody's next "yes" can
answer an app's question by accident. A call that needs a yes waits under a one-time id; a
program that may confirm answers for the people in the car.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.conversation.actions import Actions, CallResult
from assistant.errors import AssistantError, NotFoundError
from assistant.events import (
    Card,
    ErrorRaised,
    Event,
    IntentFound,
    Outcome,
    Reply,
    Route,
    TurnEnded,
    TurnStarted,
)
from assistant.policy.decision import Decision
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Asker
from assistant.understanding.interface import ToolCall

WAIT_S = 60.0
"""How long a call waits for its yes."""

MAX_WAITING = 16
"""Calls that wait at a time; the oldest gives way."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A call that waits for a yes: ``id`` is used once, until ``until_s`` (monotonic)."""

    id: str
    call: ToolCall
    asker: Asker
    question: str
    until_s: float


@dataclass(frozen=True, slots=True)
class CallEnded:
    """How a call ended, its card, and what it waits for when its outcome is ``asked``."""

    turn: TurnEnded
    card: dict[str, Any] | None = None
    confirmation: Confirmation | None = None


class ToolCalls:
    """Performs calls that were not said but sent."""

    def __init__(
        self, actions: Actions, now: Callable[[], float], emit: Callable[[Event], None]
    ) -> None:
        self._actions = actions
        self._now = now
        self._emit = emit
        self._serial = 0
        self._waiting: dict[str, Confirmation] = {}

    @property
    def waiting(self) -> tuple[Confirmation, ...]:
        """The calls that wait for a yes now, oldest first."""
        now = self._now()
        return tuple(c for c in self._waiting.values() if c.until_s > now)

    def decide(self, effect: Effect, zone: str) -> Decision:
        """Return the policy's decision on what is done by hand for a seat; see ``Actions``."""
        return self._actions.decide(effect, zone)

    async def perform(self, call: ToolCall, asker: Asker, *, confirmed: bool = False) -> CallEnded:
        """Carry out a call as a turn and return how it ended.

        Raises:
            AssistantError: it failed; the turn has ended with that error's code.
        """
        turn_id = self._opened(call, asker)
        try:
            result = await self._actions.run(
                call, asker.zone, asker.language, turn_id, confirmed=confirmed
            )
        except AssistantError as error:
            at_s = self._now()
            self._emit(
                ErrorRaised(
                    at_s=at_s, turn_id=turn_id, code=error.code, message=str(error), stage="tool"
                )
            )
            self._end(turn_id, call, asker, Outcome.FAILED, error=error.code)
            raise
        except BaseException:
            self._end(turn_id, call, asker, Outcome.CANCELLED)
            raise
        return self._told(turn_id, result, asker)

    async def answer(self, confirmation_id: str, asker: Asker, *, yes: bool) -> CallEnded:
        """Answer a waiting call; a yes carries it out for the seat that asked for it.

        Raises:
            NotFoundError: no call waits under this id, or it waited for too long.
            AssistantError: as ``perform``.
        """
        found = self._waiting.pop(confirmation_id, None)
        if found is None or found.until_s <= self._now():
            raise NotFoundError("No call waits for a yes under this id any more.")
        if yes:
            return await self.perform(found.call, found.asker, confirmed=True)
        turn_id = self._opened(found.call, asker)
        return CallEnded(self._end(turn_id, found.call, asker, Outcome.CANCELLED))

    # --- telling --------------------------------------------------------------------------

    def _opened(self, call: ToolCall, asker: Asker) -> str:
        self._serial += 1
        turn_id, at_s = f"c{self._serial}", self._now()
        self._emit(TurnStarted(at_s=at_s, turn_id=turn_id, zone=asker.zone, source="tool"))
        self._emit(
            IntentFound(
                at_s=at_s,
                turn_id=turn_id,
                intent=call.tool,
                slots=call.arguments,
                route=Route.NONE,
            )
        )
        return turn_id

    def _told(self, turn_id: str, result: CallResult, asker: Asker) -> CallEnded:
        card, waits = result.card, None
        if result.asking:
            waits = self._keep(result, asker)
            card = question_card(waits)
        if card is not None:
            self._emit(Card(at_s=self._now(), turn_id=turn_id, card=card))
        if result.reply:
            at_s, language = self._now(), asker.language
            self._emit(Reply(at_s=at_s, turn_id=turn_id, text=result.reply, language=language))
        ended = self._end(turn_id, result.call, asker, result.outcome, result=result)
        return CallEnded(ended, card, waits)

    def _keep(self, result: CallResult, asker: Asker) -> Confirmation:
        waits = Confirmation(
            id=secrets.token_urlsafe(12),
            call=result.call,
            asker=asker,
            question=result.reply,
            until_s=self._now() + WAIT_S,
        )
        self._waiting = {c.id: c for c in (*self.waiting, waits)[-MAX_WAITING:]}
        return waits

    def _end(
        self,
        turn_id: str,
        call: ToolCall,
        asker: Asker,
        outcome: Outcome,
        *,
        result: CallResult | None = None,
        error: str | None = None,
    ) -> TurnEnded:
        ended = TurnEnded(
            at_s=self._now(),
            turn_id=turn_id,
            outcome=outcome,
            language=asker.language,
            intent=call.tool,
            slots=call.arguments,
            effects=result.effects if result is not None else (),
            reply=result.reply if result is not None else "",
            error=error,
        )
        self._emit(ended)
        return ended


def question_card(waits: Confirmation) -> dict[str, Any]:
    """Return the card with which a screen asks for the yes."""
    return {
        "type": "choice",
        "title": waits.question,
        "confirmation": waits.id,
        "items": [{"id": "yes"}, {"id": "no"}],
    }
