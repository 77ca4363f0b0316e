"""Commands of a text that free words run through: "drive to the museum and open the window"."""

from __future__ import annotations

from collections.abc import Callable

from assistant.understanding.compound import Splitter
from assistant.understanding.grammar import Parsed
from assistant.understanding.interface import ToolCall

Parse = Callable[[str], Parsed | None]


def apart(text: str, parse: Parse, splitter: Splitter) -> tuple[ToolCall, ...]:
    """Return the commands of the text; none when it is one.

    The free words end as early as they can. Where no connective stands, only one side of the
    cut may have some.
    """
    for end, start, linked in splitter.cuts(text):
        head = parse(text[:end])
        if head is not None:
            free = linked or not head.free
            rest = _commands(text[start:], parse, splitter, free=free)
            if rest:
                return (head.call, *rest)
    return ()


def _commands(text: str, parse: Parse, splitter: Splitter, *, free: bool) -> tuple[ToolCall, ...]:
    parsed = parse(text)
    if parsed is not None and not parsed.free:
        return (parsed.call,)
    several = apart(text, parse, splitter)
    return several or ((parsed.call,) if parsed is not None and free else ())
