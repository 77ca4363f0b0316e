"""The fan, and where the air goes."""

from __future__ import annotations

from assistant.skillhost.cabin import done, named, number, place, refused, seats_of
from assistant.skillhost.sdk import Context, ToolFunction, ToolResult, set_signal

FAN_STEPS = {"small": 10, "normal": 20, "large": 40}
FAN_LEVELS = {"off": 0, "low": 20, "medium": 50, "high": 80, "max": 100}
FAN_STEPS_MAX = 5
FULL = 100
AIR = {"face": "MIDDLE", "feet": "DOWN", "windshield": "UP"}


def set_fan(
    ctx: Context,
    level: str | None = None,
    step: int | None = None,
    percent: float | None = None,
    seat: str = "mine",
) -> ToolResult:
    """Bring the fan of a seat's zones to a level, a step of five, or a percentage."""
    if level is not None:
        target = FAN_LEVELS[level]
    elif step is not None:
        if not 0 <= step <= FAN_STEPS_MAX:
            return refused("fan_steps")
        target = round(step * FULL / FAN_STEPS_MAX)
    elif percent is not None:
        if not 0 <= percent <= FULL:
            return refused("fan_range")
        target = round(percent)
    else:
        return ToolResult(reply="ask_fan", outcome="asked", missing="step")
    return fan_to(ctx, seat, dict.fromkeys(seats_of(ctx, seat), target))


def fan_to(ctx: Context, seat: str, targets: dict[str, int]) -> ToolResult:
    """Return the result of bringing each seat's fan to its percentage."""
    effects = tuple(
        set_signal(place(ctx, one).station("FanSpeed"), target) for one, target in targets.items()
    )
    ends = set(targets.values())
    if len(ends) > 1:
        return done("fan_moved", effects, where=named(ctx, seat))
    return done("fan", effects, where=named(ctx, seat), percent=ends.pop())


def adjust_fan(
    ctx: Context, direction: str, amount: str = "normal", seat: str = "mine"
) -> ToolResult:
    """Make the fan of a seat's zones stronger or weaker; needs to know how strong it is."""
    step = FAN_STEPS[amount] if direction == "up" else -FAN_STEPS[amount]
    targets: dict[str, int] = {}
    for one in seats_of(ctx, seat):
        now = number(ctx, place(ctx, one).station("FanSpeed"))
        if now is None:
            return refused("fan_unknown")
        target = min(100, max(0, round(now) + step))
        if target != now:
            targets[one] = target
    if not targets:
        return ToolResult(reply="fan_at_end", values={"percent": 100 if step > 0 else 0})
    return fan_to(ctx, seat, targets)


def fan_status(ctx: Context, seat: str = "mine") -> ToolResult:
    """Say how strong the fan of a seat's zone blows."""
    now = number(ctx, place(ctx, seats_of(ctx, seat)[0]).station("FanSpeed"))
    if now is None:
        return ToolResult(reply="fan_unknown")
    return ToolResult(reply="fan_is", values={"where": named(ctx, seat), "percent": round(now)})


def set_air_direction(ctx: Context, direction: str, seat: str = "mine") -> ToolResult:
    """Blow at the face, the feet or the windshield."""
    effects = tuple(
        set_signal(place(ctx, one).station("AirDistribution"), AIR[direction])
        for one in seats_of(ctx, seat)
    )
    return done("air_direction", effects, direction=direction)


def air_direction_status(ctx: Context, seat: str = "mine") -> ToolResult:
    """Say where the air of a seat's zone blows."""
    now = ctx.signals.get(place(ctx, seats_of(ctx, seat)[0]).station("AirDistribution"))
    for direction, value in AIR.items():
        if value == now:
            return ToolResult(reply="air_direction_is", values={"direction": direction})
    return ToolResult(reply="air_direction_unknown")


TOOLS: dict[str, ToolFunction] = {
    "set_fan": set_fan,
    "adjust_fan": adjust_fan,
    "fan_status": fan_status,
    "set_air_direction": set_air_direction,
    "air_direction_status": air_direction_status,
}
