"""$title mode: calm air for the driver. Replace it with what your skill does."""

from __future__ import annotations

from assistant.skillhost.sdk import Context, Skill, ToolResult, set_signal

skill = Skill("$id")

AIR = "Vehicle.Cabin.HVAC.Station.Row1.Driver."
INSIDE = "Vehicle.Cabin.HVAC.AmbientAirTemperature"
COOLEST, WARMEST = 16, 28
FAN = 20


@skill.tool("start")
def start(ctx: Context, temperature: float = 22) -> ToolResult:  # noqa: ARG001  every tool gets it
    """Bring the driver's air to a temperature, with little wind."""
    if not COOLEST <= temperature <= WARMEST:
        return ToolResult("out_of_range", outcome="refused")
    effects = (set_signal(AIR + "Temperature", temperature), set_signal(AIR + "FanSpeed", FAN))
    return ToolResult("started", {"temperature": temperature}, effects, outcome="done")


@skill.tool("check")
def check(ctx: Context) -> ToolResult:
    """Say how warm it is; honestly, when the car does not tell."""
    inside = ctx.signals.get(INSIDE)
    if not isinstance(inside, (int, float)):
        return ToolResult("unknown", outcome="refused")
    return ToolResult("warm", {"inside": inside})
