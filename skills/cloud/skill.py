"""The cloud: an answer that came late, and how good the connection is."""

from __future__ import annotations

from typing import Any

from assistant.skillhost.sdk import Context, Skill, ToolResult

skill = Skill("cloud")


def state(ctx: Context) -> dict[str, Any]:
    """Return what the service ``cloud`` tells; without it there is none."""
    return dict(ctx.services.get("cloud") or {"state": "none", "late": None})


@skill.tool("fuller")
def fuller(ctx: Context) -> ToolResult:
    """Tell the late answer, if there is one."""
    late = state(ctx)["late"]
    if late is None:
        return ToolResult(reply="no_fuller")
    return ToolResult(reply="fuller", values={"text": late["text"]})


@skill.tool("online")
def online(ctx: Context) -> ToolResult:
    """Tell the state of the link."""
    return ToolResult(reply=f"link_{state(ctx)['state']}")
