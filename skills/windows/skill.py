"""Windows, sunroof and shades: open, close, by position, and questions about them.

Positions follow VSS: a window is 0 closed … 100 fully open, the sunroof 0 closed, 100 open,
-100 tilted. VSS leaves a shade's ends to the car: here 0 is open (retracted) and 100 closed
(covering the glass).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.skillhost.cabin import SEATS, named, number, place, seats_of
from assistant.skillhost.sdk import Context, Effect, Skill, ToolFunction, ToolResult, set_signal

skill = Skill("windows")

CLOSED, FULL, TILTED = 0, 100, -100
STEP = 20
"""Percent that "a bit more" moves a window."""

CARD_TITLE = {"en": "Windows and roof", "zh": "车窗和天窗"}
POSITION = "Window.Position"
TILTED_NAME = {"en": "Tilted", "zh": "翘起"}
SUNROOF_SWITCH = "Vehicle.Cabin.Sunroof.Switch"
SUNROOF = "Vehicle.Cabin.Sunroof.Position"
SWITCHED = {"ONE_SHOT_OPEN": FULL, "ONE_SHOT_CLOSE": 0, "TILT_UP": TILTED, "TILT_DOWN": 0}
"""Where the sunroof's switch brings it."""

SHADES = {
    "roof": "Vehicle.Cabin.Sunroof.Shade.Position",
    "rear": "Vehicle.Cabin.RearShade.Position",
}


def percent(ctx: Context, path: str) -> int | None:
    """Return a position signal, None when the car does not report it."""
    value = number(ctx, path)
    return None if value is None else round(value)


def card(ctx: Context, effects: tuple[Effect, ...]) -> dict[str, Any]:
    """Return how far windows, roof and shades will be open; None where it is not known."""
    paths = {f"window.{seat}": place(ctx, seat).door(POSITION) for seat in SEATS}
    paths |= {"sunroof": SUNROOF, **{f"shade.{one}": path for one, path in SHADES.items()}}
    wanted = {effect.target: effect.value for effect in effects}
    if SUNROOF_SWITCH in wanted:
        wanted[SUNROOF] = SWITCHED[str(wanted[SUNROOF_SWITCH])]
    seen = {**ctx.signals, **wanted}
    items = [_item(part, _number(seen.get(path)), ctx.language) for part, path in paths.items()]
    return {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _item(part: str, position: float | None, language: str) -> dict[str, Any]:
    """Return a row of the card: percent open, or that the sunroof is tilted."""
    if position is not None and position < CLOSED:
        return {"part": part, "value": TILTED_NAME[language]}
    if position is not None and part.startswith("shade"):
        position = FULL - position
    return {"part": part, "position": position}


def tool(name: str) -> Callable[[ToolFunction], ToolFunction]:
    """Register a tool whose answers come with the card."""

    def register(function: ToolFunction) -> ToolFunction:
        def shown(ctx: Context, **arguments: Any) -> ToolResult:
            result = function(ctx, **arguments)
            if result.outcome not in ("done", "answered"):
                return result
            return replace(result, card=card(ctx, result.effects))

        return skill.tool(name)(shown)

    return register


def moved(ctx: Context, seat: str, targets: dict[str, int]) -> ToolResult:
    """Return the result of bringing each seat's window to its target position."""
    effects = tuple(
        set_signal(place(ctx, one).door(POSITION), target)
        for one, target in targets.items()
        if percent(ctx, place(ctx, one).door(POSITION)) != target
    )
    ends = set(targets.values())
    position = ends.pop() if len(ends) == 1 else None
    state = {CLOSED: "closed", FULL: "opened", None: "moved"}.get(position, "set")
    values = {"where": named(ctx, seat), "position": position}
    if not effects:
        return ToolResult(reply=f"already_{state}", values=values)
    return ToolResult(reply=state, values=values, effects=effects, outcome="done")


@tool("set_window")
def set_window(ctx: Context, position: float, seat: str = "mine") -> ToolResult:
    """Bring the windows of a seat or a group to a position."""
    target = round(position)
    if not CLOSED <= target <= FULL:
        return ToolResult(reply="out_of_range", outcome="refused")
    return moved(ctx, seat, dict.fromkeys(seats_of(ctx, seat), target))


@tool("adjust_window")
def adjust_window(ctx: Context, direction: str, seat: str = "mine") -> ToolResult:
    """Move windows one step further open or closed; needs to know where they are."""
    step = STEP if direction == "open" else -STEP
    targets = {}
    for one in seats_of(ctx, seat):
        now = percent(ctx, place(ctx, one).door(POSITION))
        if now is None:
            return ToolResult(
                reply="unknown", values={"where": named(ctx, seat)}, outcome="refused"
            )
        targets[one] = min(FULL, max(CLOSED, now + step))
    return moved(ctx, seat, targets)


@tool("window_status")
def window_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say which of the asked windows are open, and how far a single one is."""
    seats = seats_of(ctx, seat)
    seen = {one: percent(ctx, place(ctx, one).door(POSITION)) for one in seats}
    where = named(ctx, seat)
    if any(position is None for position in seen.values()):
        return ToolResult(reply="unknown", values={"where": where})
    opened = [named(ctx, one) for one, position in seen.items() if position]
    values = {"where": where, "position": max(p or 0 for p in seen.values()), "open": opened}
    if not opened:
        return ToolResult(reply="is_closed", values=values)
    if len(seats) == 1 or len(opened) == len(seats):
        partly = len(seats) == 1 and values["position"] != FULL
        return ToolResult(reply="is_part_open" if partly else "is_open", values=values)
    return ToolResult(reply="some_open", values=values)


def sunroof_effects(position: int | None, action: str) -> tuple[str, ...]:
    """Return the switch values that bring the sunroof to the asked state.

    A tilted roof closes by tilting down; from one end it goes to the other in one movement.
    """
    if action == "open":
        return () if position == FULL else ("ONE_SHOT_OPEN",)
    if action == "tilt":
        return () if position == TILTED else ("TILT_UP",)
    if position == 0:
        return ()
    return ("TILT_DOWN",) if position is not None and position < 0 else ("ONE_SHOT_CLOSE",)


@tool("set_sunroof")
def set_sunroof(ctx: Context, action: str, position: float = 50) -> ToolResult:
    """Open, close or tilt the sunroof; it has no positions in between."""
    if action == "part" and position in (CLOSED, FULL):
        action = "open" if position else "close"
    if action == "part":
        return ToolResult(reply="sunroof_no_part", outcome="refused")
    switch = sunroof_effects(percent(ctx, SUNROOF), action)
    effects: tuple[Effect, ...] = tuple(set_signal(SUNROOF_SWITCH, value) for value in switch)
    if not effects:
        return ToolResult(reply="sunroof_already", values={"action": action})
    return ToolResult(
        reply="sunroof_done", values={"action": action}, effects=effects, outcome="done"
    )


@tool("sunroof_status")
def sunroof_status(ctx: Context) -> ToolResult:
    """Say whether the sunroof is closed, open or tilted."""
    position = percent(ctx, SUNROOF)
    if position is None:
        return ToolResult(reply="sunroof_unknown")
    action = "close" if position == 0 else "open" if position > 0 else "tilt"
    return ToolResult(reply="sunroof_is", values={"action": action})


@tool("set_shade")
def set_shade(ctx: Context, position: float, shade: str = "roof") -> ToolResult:
    """Bring one shade or both to a position; the side windows have none that can move."""
    if shade == "side":
        return ToolResult(reply="shade_none", outcome="refused")
    target = round(position)
    if not CLOSED <= target <= FULL:
        return ToolResult(reply="out_of_range", outcome="refused")
    effects = tuple(
        set_signal(SHADES[one], target)
        for one in (SHADES if shade == "all" else (shade,))
        if percent(ctx, SHADES[one]) != target
    )
    values = {"shade": shade, "position": target}
    if not effects:
        return ToolResult(reply="shade_already", values=values)
    return ToolResult(reply="shade_done", values=values, effects=effects, outcome="done")


@tool("shade_status")
def shade_status(ctx: Context, shade: str = "roof") -> ToolResult:
    """Say whether a shade, or both, are open or closed."""
    if shade == "side":
        return ToolResult(reply="shade_none", outcome="refused")
    seen = {one: percent(ctx, SHADES[one]) for one in (SHADES if shade == "all" else (shade,))}
    if any(position is None for position in seen.values()):
        return ToolResult(reply="shade_unknown")
    states = [{"shade": one, "position": position} for one, position in seen.items()]
    return ToolResult(reply="shade_is", values={"states": states})
