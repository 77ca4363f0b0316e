"""What a conversation remembers between turns. Frozen values; time is passed in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.conversation.actions import CallResult
from assistant.events import Outcome
from assistant.skillhost.sdk import Effect
from assistant.understanding.interface import DialogContext, ToolCall
from assistant.understanding.llm import Message

QUIET_S = 60.0
"""A conversation ends after this much quiet: later turns don't lean on it."""

HISTORY = 6
"""Messages of free chat that the language model is shown."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Calls that wait for a yes, in the zone and language that asked."""

    calls: tuple[ToolCall, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """What the car said last outside any turn (guidance, a timer), and when."""

    text: str = ""
    at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Dialog:
    """The memory of one conversation.

    ``at_s`` is when its last turn ended, ``undo`` the effects that take that turn back.
    """

    at_s: float = 0.0
    language: str = ""
    last_calls: tuple[ToolCall, ...] = ()
    undo: tuple[Effect, ...] = ()
    pending: ToolCall | None = None
    pending_slot: str | None = None
    awaiting: Awaiting | None = None
    last_reply: str = ""
    history: tuple[Message, ...] = field(default=())

    def context(self) -> DialogContext:
        """Return what understanding may lean on."""
        return DialogContext(
            last_calls=self.last_calls,
            pending=self.pending,
            pending_slot=self.pending_slot,
            confirming=self.awaiting is not None,
        )


def current(dialog: Dialog, now_s: float) -> Dialog:
    """Return the dialog, or an empty one when it has been quiet for too long."""
    return dialog if now_s - dialog.at_s <= QUIET_S else Dialog(at_s=now_s)


def last_said(dialog: Dialog, aside: Aside, now_s: float) -> str:
    """Return what "say that again" means: the last reply, or what was said aside since then."""
    newer = aside.at_s >= dialog.at_s or not dialog.last_reply
    return aside.text if newer and now_s - aside.at_s <= QUIET_S else dialog.last_reply


def with_exchange(history: tuple[Message, ...], request: str, reply: str) -> tuple[Message, ...]:
    """Return the history with one more exchange, the oldest dropped."""
    added = (*history, Message("user", request), Message("assistant", reply))
    return added[-HISTORY:]


def after_calls(
    dialog: Dialog, done: tuple[CallResult, ...], calls: tuple[ToolCall, ...]
) -> Dialog:
    """Return the memory after calls were carried out; ``done`` ends where one asked back."""
    last = done[-1]
    slot = last.missing if last.outcome is Outcome.ASKED and last.missing else None
    return replace(
        dialog,
        last_calls=tuple(one.call for one in done),
        undo=tuple(undo for one in done for undo in one.undo),
        awaiting=Awaiting(calls[len(done) - 1 :], last.asking) if last.asking else None,
        pending=_answered_by(last) if slot else None,
        pending_slot=slot,
    )


def _answered_by(asked: CallResult) -> ToolCall:
    """Return the call that takes the answer to what a tool asked: its own, or another tool's."""
    if asked.answer_to is None:
        return asked.call
    return ToolCall(f"{asked.call.tool.partition('.')[0]}.{asked.answer_to}", {}, "")
