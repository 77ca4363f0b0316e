"""Small talk with fixed answers; free questions go to the language model (``answer``)."""

from __future__ import annotations

from datetime import datetime

from assistant.skillhost.sdk import Context, Skill, ToolResult

skill = Skill("chat")

JOKES = 12
HELPS = 6
"""How many there are in the replies: ``joke_0`` …, ``help_0`` …"""


def pick(ctx: Context, count: int) -> int:
    """Return one of ``count``, another one every second."""
    now = datetime.fromisoformat(ctx.now_iso)
    return (now.minute * 60 + now.second) % count


@skill.tool("answer")
def answer(ctx: Context, question: str = "") -> ToolResult:  # noqa: ARG001  the manifest's argument
    """Stand in for the language model, which the engine asks instead when it has one."""
    return ToolResult(reply="no_model", outcome="refused")


@skill.tool("greet")
def greet(ctx: Context) -> ToolResult:
    """Greet by the time of day."""
    hour = datetime.fromisoformat(ctx.now_iso).hour
    starts = ((0, "evening"), (5, "morning"), (12, "afternoon"), (18, "evening"))
    part = [name for start, name in starts if hour >= start][-1]
    return ToolResult(reply="greet", values={"part": part})


@skill.tool("how_are_you")
def how_are_you(ctx: Context) -> ToolResult:  # noqa: ARG001  every tool gets its context
    """Say that all is well."""
    return ToolResult(reply="how_are_you")


@skill.tool("who_are_you")
def who_are_you(ctx: Context) -> ToolResult:  # noqa: ARG001  every tool gets its context
    """Say what the assistant is."""
    return ToolResult(reply="who_are_you")


@skill.tool("help")
def give_help(ctx: Context) -> ToolResult:
    """Say some things that can be said to the car."""
    return ToolResult(reply=f"help_{pick(ctx, HELPS)}")


@skill.tool("joke")
def joke(ctx: Context) -> ToolResult:
    """Tell one of the jokes."""
    return ToolResult(reply=f"joke_{pick(ctx, JOKES)}")


@skill.tool("small_talk")
def small_talk(ctx: Context, kind: str) -> ToolResult:  # noqa: ARG001  every tool gets its context
    """Answer in kind."""
    return ToolResult(reply=kind)
