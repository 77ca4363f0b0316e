"""What understanding takes and gives: text in, tool calls out.

An ``Interpretation`` is a value, not an action: the policy and the engine come after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.events import Route


class Completeness(StrEnum):
    """How finished the words so far are; endpointing waits accordingly."""

    COMPLETE = "complete"  # a whole command: nothing more is needed
    OPEN = "open"  # a command that surely goes on ("set the temperature to")
    LIKELY = "likely"  # a request that sounds finished; more words could still change it
    UNKNOWN = "unknown"  # no sentence of the grammar


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool and its arguments; ``tool`` is ``skill.tool_name``."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What an utterance means.

    ``calls`` holds one call a command, in spoken order; empty when nothing matched.
    ``control`` is a word to the assistant itself (``cancel``, ``stop``, ``confirm``, ``deny``,
    ``repeat``, ``thanks``, ``correct`` what was never said) or None. ``score`` is 1.0 for a
    strict parse, less when fuzzy.
    ``corrects`` is True when the calls replace the previous turn's ("no, the passenger side").
    ``unparsed`` is the part of a longer request that was not understood.
    """

    text: str
    language: str
    calls: tuple[ToolCall, ...] = ()
    control: str | None = None
    route: Route = Route.NONE
    completeness: Completeness = Completeness.UNKNOWN
    score: float = 0.0
    corrects: bool = False
    unparsed: str = ""

    @property
    def understood(self) -> bool:
        """True when there is something to do with it."""
        return bool(self.calls) or self.control is not None


@dataclass(frozen=True, slots=True)
class DialogContext:
    """What was said before, as far as the next utterance may lean on it.

    ``last_calls`` are the previous turn's calls ("no, the passenger side" corrects them).
    ``pending`` waits for its ``pending_slot`` ("to how many degrees?"). ``confirming`` is
    True while the car waits for a yes or a no. ``ongoing`` names the services that are in the
    middle of something: a trip.
    """

    last_calls: tuple[ToolCall, ...] = ()
    pending: ToolCall | None = None
    pending_slot: str | None = None
    confirming: bool = False
    ongoing: tuple[str, ...] = ()
