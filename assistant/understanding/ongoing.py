"""Words that mean something else while a service is in the middle of something.

During a trip "how much longer" asks about the trip, and a bare "cancel" ends it. Such sentences
have ``metadata: {while: <service>}``; with ``after: [<tool>, …]`` they count only directly after
one of these tools of their skill.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.understanding.compile import When
from assistant.understanding.grammar import Grammar, Parsed
from assistant.understanding.interface import DialogContext, ToolCall
from assistant.understanding.normalize import Clean


class Ongoing:
    """Reads texts in the light of what goes on, in one language."""

    def __init__(self, grammars: Mapping[When, Grammar]) -> None:
        self._grammars = sorted(grammars.items(), key=lambda one: not one[0].after)

    def meant(self, said: Clean, context: DialogContext, otherwise: Parsed | None) -> Parsed | None:
        """Return what the text means while the services of the context are busy, or None.

        ``otherwise`` is what it would mean at any other time. What was talked about last comes
        first: "how much longer" after a word to the timer asks for the timer. Free words mean
        something special only where they would mean nothing: "cancel the pharmacy" takes a stop
        out, "cancel the timer" does not.
        """
        if context.confirming or context.pending is not None:
            return None
        for when, grammar in self._grammars:
            if when.service not in context.ongoing:
                continue
            parsed = grammar.parse(said.text) or grammar.parse(said.whole)
            if parsed is not None and _fits(parsed, when, context.last_calls, otherwise):
                return parsed
        return None


def _fits(parsed: Parsed, when: When, last: Sequence[ToolCall], otherwise: Parsed | None) -> bool:
    """Tell whether the talk so far leaves room for the special meaning."""
    skill = _skill(parsed.call)
    usual = _skill(otherwise.call) if otherwise is not None else ""
    if parsed.free and otherwise is not None:
        same = otherwise.call.tool == parsed.call.tool
        if same or usual != skill or not otherwise.free:
            return False
    if when.after:
        named = {f"{skill}.{tool}" for tool in when.after}
        return bool(last) and last[-1].tool in named
    others = {_skill(call) for call in last} - {skill}
    return not others or (otherwise is not None and usual not in others)


def _skill(call: ToolCall) -> str:
    return call.tool.partition(".")[0]
