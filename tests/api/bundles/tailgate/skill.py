"""A bundle for tests: an effect that the policy confirms."""

from __future__ import annotations

from assistant.skillhost.sdk import Context, Skill, ToolResult, set_signal

skill = Skill("tailgate")


@skill.tool("open_trunk")
def open_trunk(ctx: Context) -> ToolResult:
    return ToolResult(reply="opened", effects=(set_signal("Vehicle.Body.Trunk.Rear.IsOpen", True),))
