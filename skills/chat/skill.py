"""Small talk with fixed answers; free questions go to the language model (``answer``)."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from assistant.skillhost.sdk import Context, Skill, ToolResult

skill = Skill("chat")

JOKES = 12
HELPS = 6
"""How many there are in the replies: ``joke_0`` …, ``help_0`` …"""

MOST_DICE = 10


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
def joke(ctx: Context, about: str = "") -> ToolResult:  # noqa: ARG001  there are only these
    """Tell one of the jokes."""
    return ToolResult(reply=f"joke_{pick(ctx, JOKES)}")


def chance(ctx: Context, count: int, turn: int = 0) -> int:
    """Return one of ``count`` that nobody can foresee: a hash of the moment."""
    moment = f"{ctx.now_iso} {turn}".encode()
    return int.from_bytes(sha256(moment).digest()[:8]) % count


@skill.tool("coin")
def coin(ctx: Context) -> ToolResult:
    """Flip a coin."""
    return ToolResult(reply="coin", values={"heads": chance(ctx, 2) == 0})


@skill.tool("dice")
def dice(ctx: Context, dice: int = 1, sides: int = 6) -> ToolResult:
    """Roll dice, or pick a number from one on."""
    if dice > MOST_DICE:
        return ToolResult(reply="too_many_dice", values={"most": MOST_DICE}, outcome="refused")
    rolled = [chance(ctx, sides, turn) + 1 for turn in range(dice)]
    return ToolResult(reply="dice", values={"rolled": rolled, "sum": sum(rolled)})


@skill.tool("small_talk")
def small_talk(ctx: Context, kind: str) -> ToolResult:  # noqa: ARG001  every tool gets its context
    """Answer in kind."""
    return ToolResult(reply=kind)
