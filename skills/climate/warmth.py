"""Heated and cooled seats, and the steering wheel.

VSS: ``HeatingCooling`` is -100 (cooling) … 100 (heating) percent.
"""

from __future__ import annotations

from assistant.skillhost.cabin import answered, done, named, number, place, refused, seats_of
from assistant.skillhost.sdk import Context, Effect, ToolFunction, ToolResult, set_signal

LEVELS = {"off": 0, "low": 33, "medium": 66, "high": 100}
HEATING = "Seating.HeatingCooling"
WHEEL = "Vehicle.Chassis.SteeringWheel.HeatingCooling"


def level_name(value: float) -> str:
    """Return the level that is nearest to a percentage."""
    return min(LEVELS, key=lambda name: abs(LEVELS[name] - abs(value)))


def level_of(value: float | None, mode: str) -> str | None:
    """Return the level of one mode, off while the other mode runs, None when unknown."""
    if value is None:
        return None
    return level_name(value) if (value > 0) == (mode == "heating") else "off"


def seats_to(ctx: Context, seat: str, mode: str, levels: dict[str, str]) -> ToolResult:
    """Return the result of bringing each seat's mode to its level."""
    effects: list[Effect] = []
    for one, level in levels.items():
        path = place(ctx, one).seat(HEATING)
        now = number(ctx, path)
        if level != "off" or level_of(now, mode) != "off":
            effects.append(set_signal(path, LEVELS[level] * (1 if mode == "heating" else -1)))
    names = set(levels.values())
    values = {"where": named(ctx, seat), "mode": mode, "level": names.pop()}
    if names:
        return ToolResult("seat_moved", values, tuple(effects), "done")
    if not effects:
        return ToolResult(reply="seat_already_off", values=values)
    return ToolResult(reply="seat", values=values, effects=tuple(effects), outcome="done")


def set_seat_climate(ctx: Context, mode: str, level: str, seat: str = "mine") -> ToolResult:
    """Bring the heating or cooling of seats to a level; on is medium."""
    wanted = "medium" if level == "on" else level
    return seats_to(ctx, seat, mode, dict.fromkeys(seats_of(ctx, seat), wanted))


def adjust_seat_climate(ctx: Context, mode: str, direction: str, seat: str = "mine") -> ToolResult:
    """Make the heating or cooling of seats one level stronger or weaker."""
    order = tuple(LEVELS)
    wanted: dict[str, str] = {}
    for one in seats_of(ctx, seat):
        now = level_of(number(ctx, place(ctx, one).seat(HEATING)), mode)
        if now is None:
            return refused("seat_unknown", where=named(ctx, seat), mode=mode)
        index = order.index(now) + (1 if direction == "up" else -1)
        if 0 <= index < len(order):
            wanted[one] = order[index]
    if not wanted:
        level = "high" if direction == "up" else "off"
        values = {"where": named(ctx, seat), "mode": mode, "level": level}
        return ToolResult(reply="seat_at_end", values=values)
    return seats_to(ctx, seat, mode, wanted)


def seat_climate_status(ctx: Context, mode: str, seat: str = "mine") -> ToolResult:
    """Say the levels of seats."""
    seen = {
        named(ctx, one): level_of(number(ctx, place(ctx, one).seat(HEATING)), mode)
        for one in seats_of(ctx, seat)
    }
    if None in seen.values():
        return ToolResult(reply="seat_unknown", values={"where": named(ctx, seat), "mode": mode})
    running = {one: level for one, level in seen.items() if level != "off"}
    if not running:
        return ToolResult(reply="seat_is_off", values={"where": named(ctx, seat), "mode": mode})
    return ToolResult(reply="seat_is", values={"seats": running, "mode": mode})


def set_steering_heating(ctx: Context, level: str, mode: str = "heating") -> ToolResult:
    """Bring the steering wheel's heating or cooling to a level; on is medium."""
    wanted = "medium" if level == "on" else level
    if wanted == "off" and level_of(number(ctx, WHEEL), mode) == "off":
        return answered("wheel_is", level="off", mode=mode)
    value = LEVELS[wanted] * (1 if mode == "heating" else -1)
    return done("wheel", (set_signal(WHEEL, value),), level=wanted, mode=mode)


def steering_heating_status(ctx: Context) -> ToolResult:
    """Say the level of the steering wheel's heating or cooling."""
    now = number(ctx, WHEEL)
    if now is None:
        return answered("wheel_unknown")
    mode = "cooling" if now < 0 else "heating"
    return answered("wheel_is", level=level_of(now, mode), mode=mode)


TOOLS: dict[str, ToolFunction] = {
    "set_seat_climate": set_seat_climate,
    "adjust_seat_climate": adjust_seat_climate,
    "seat_climate_status": seat_climate_status,
    "set_steering_heating": set_steering_heating,
    "steering_heating_status": steering_heating_status,
}
