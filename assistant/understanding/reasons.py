"""Which of the calls in one breath are meant: each once, and no mere reason for another. Pure."""

from __future__ import annotations

from collections.abc import Callable

from assistant.understanding.grammar import Parsed
from assistant.understanding.interface import ToolCall

Calls = tuple[ToolCall, ...]


def same(one: ToolCall, other: ToolCall) -> bool:
    """Return True when two calls do the same, whatever the words."""
    return one.tool == other.tool and one.arguments == other.arguments


def once(calls: Calls) -> Calls:
    """Return each call where it was said first."""
    return tuple(c for i, c in enumerate(calls) if not any(same(c, d) for d in calls[:i]))


def without_reasons(calls: Calls, parse: Callable[[str], Parsed | None]) -> Calls:
    """Drop what only says why another call is wanted: "I'm cold, turn on the seat heating".

    Sentences say so of themselves: ``metadata: {reason_for: [climate]}`` is a wish when it
    stands alone, and a reason beside an order to one of these skills.
    """
    if len(calls) == 1:
        return calls
    parsed = [parse(call.text) for call in calls]
    reasons = [one.reason_for if one else () for one in parsed]
    skills = [call.tool.partition(".")[0] for call in calls]
    ordered = {skill for skill, reason in zip(skills, reasons, strict=True) if not reason}
    return tuple(c for c, reason in zip(calls, reasons, strict=True) if ordered.isdisjoint(reason))
