"""Lights: reading, ceiling and ambient lights inside, headlights and signals outside.

What the law and the road ask of the lights outside is the policy's; here they are only asked
for. Colours are VSS's ``#RRGGBB``, brightness is 1 to 100 percent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.skillhost.cabin import (
    answered,
    done,
    flag,
    named,
    number,
    place,
    refused,
    seats_of,
)
from assistant.skillhost.sdk import Context, Effect, Skill, ToolFunction, ToolResult, set_signal

from .card import AMBIENT, DOME, FOG, HAZARD, HIGH_BEAM, READING, SWITCH, shown

skill = Skill("lights")

MODES = {
    "off": "OFF",
    "auto": "AUTO",
    "low_beam": "BEAM",
    "parking": "POSITION",
    "daytime": "DAYTIME_RUNNING_LIGHTS",
}
COLOURS = {
    "red": "#FF0000",
    "orange": "#FF6A00",
    "amber": "#FFA000",
    "yellow": "#FFDD00",
    "green": "#00C83C",
    "turquoise": "#00C8C8",
    "blue": "#0050FF",
    "purple": "#8A2BE2",
    "pink": "#FF5AB4",
    "rose": "#E0115F",
    "brown": "#8B5A2B",
    "warm_white": "#FFD9A0",
    "white": "#FFFFFF",
}
BRIGHTNESS = {"min": 5, "low": 25, "medium": 50, "high": 80, "max": 100}
STEPS = {"small": 10, "normal": 20, "large": 40}
DARKEST, BRIGHTEST = 1, 100
INSIDE = ("reading", "cabin")
"""Lights of ``light_status`` that are on the card of the lights inside."""


def tool(name: str, card: str = "") -> Callable[[ToolFunction], ToolFunction]:
    """Register a tool whose answers come with a card; without one it is that of ``what``."""

    def register(function: ToolFunction) -> ToolFunction:
        def with_card(ctx: Context, **arguments: Any) -> ToolResult:
            what = str(arguments.get("what"))
            kind = card or ("inside" if what in INSIDE else what)
            seat = seats_of(ctx, arguments.get("seat") or "mine")[0]
            return shown(ctx, function(ctx, **arguments), kind, seat)

        skill.tool(name)(with_card)
        return function

    return register


# --- inside -------------------------------------------------------------------------------


def lamps(ctx: Context, kind: str, seat: str) -> dict[str, str]:
    """Return the switch of one kind of light for each single seat that is meant."""
    return {one: place(ctx, one).light(kind, "IsLightOn") for one in seats_of(ctx, seat)}


def switched(ctx: Context, paths: list[str], on: bool) -> tuple[Effect, ...]:
    """Return the effects that bring switches to one state; those already there are left."""
    return tuple(set_signal(path, on) for path in paths if flag(ctx, path) is not on)


def switch(ctx: Context, what: str, paths: list[str], on: bool, where: str = "") -> ToolResult:
    """Return the result of switching lights of one kind."""
    effects = switched(ctx, paths, on)
    values = {"what": what, "on": on, "where": where}
    return done("switch", effects, **values) if effects else answered("switch_already", **values)


@tool("set_reading_light", "inside")
def set_reading_light(ctx: Context, on: bool, seat: str = "mine") -> ToolResult:
    """Switch the reading lights of seats."""
    paths = list(lamps(ctx, READING, seat).values())
    return switch(ctx, "reading", paths, on, named(ctx, seat))


@tool("set_cabin_light", "inside")
def set_cabin_light(ctx: Context, on: bool) -> ToolResult:
    """Switch the ceiling light."""
    return switch(ctx, "cabin", [DOME], on)


@tool("interior_lights_off", "inside")
def interior_lights_off(ctx: Context) -> ToolResult:
    """Switch everything off that shines inside; what is off already is left."""
    paths = [DOME, *lamps(ctx, READING, "all").values(), *lamps(ctx, AMBIENT, "all").values()]
    return switch(ctx, "interior", paths, False)


@tool("set_ambient", "ambient")
def set_ambient(ctx: Context, on: bool, seat: str = "all") -> ToolResult:
    """Switch the ambient light."""
    return switch(ctx, "ambient", list(lamps(ctx, AMBIENT, seat).values()), on, named(ctx, seat))


@tool("set_ambient_colour", "ambient")
def set_ambient_colour(ctx: Context, colour: str, seat: str = "all") -> ToolResult:
    """Bring the ambient light to a colour, and on."""
    effects: list[Effect] = []
    for one in seats_of(ctx, seat):
        path = place(ctx, one).light(AMBIENT, "Color")
        if ctx.signals.get(path) != COLOURS[colour]:
            effects.append(set_signal(path, COLOURS[colour]))
    effects += switched(ctx, list(lamps(ctx, AMBIENT, seat).values()), True)
    values = {"colour": colour, "where": named(ctx, seat)}
    if not effects:
        return answered("colour_already", **values)
    return done("colour", effects, **values)


@tool("set_ambient_brightness", "ambient")
def set_ambient_brightness(
    ctx: Context, percent: float | None = None, level: str | None = None, seat: str = "all"
) -> ToolResult:
    """Bring the ambient light to a brightness, and on; zero is off."""
    if level is not None:
        percent = BRIGHTNESS[level]
    if percent is None:
        return ToolResult("ask_brightness", outcome="asked", missing="percent")
    if not 0 <= percent <= BRIGHTEST:
        return refused("brightness_range")
    if percent == 0:
        return set_ambient(ctx, False, seat)
    return brightness_to(ctx, seat, dict.fromkeys(seats_of(ctx, seat), round(percent)))


@tool("adjust_ambient_brightness", "ambient")
def adjust_ambient_brightness(
    ctx: Context, direction: str, amount: str = "normal", seat: str = "all"
) -> ToolResult:
    """Make the ambient light one step brighter or dimmer, not off."""
    step = STEPS[amount] if direction == "up" else -STEPS[amount]
    targets: dict[str, int] = {}
    for one in seats_of(ctx, seat):
        now = number(ctx, place(ctx, one).light(AMBIENT, "Intensity"))
        if now is None:
            return refused("unknown")
        targets[one] = min(BRIGHTEST, max(DARKEST, round(now) + step))
    return brightness_to(ctx, seat, targets)


def brightness_to(ctx: Context, seat: str, targets: dict[str, int]) -> ToolResult:
    """Return the result of bringing each seat's ambient light to its brightness."""
    paths = {one: place(ctx, one).light(AMBIENT, "Intensity") for one in targets}
    moved = {one: paths[one] for one in targets if number(ctx, paths[one]) != targets[one]}
    effects = [set_signal(path, targets[one]) for one, path in moved.items()]
    effects += switched(ctx, list(lamps(ctx, AMBIENT, seat).values()), True)
    values = {"percent": max(targets.values()), "where": named(ctx, seat)}
    if not effects:
        return answered("brightness_already", **values)
    return done("brightness", effects, **values)


# --- outside ------------------------------------------------------------------------------


@tool("set_headlights", "outside")
def set_headlights(ctx: Context, mode: str) -> ToolResult:
    """Turn the light switch."""
    if ctx.signals.get(SWITCH) == MODES[mode]:
        return answered("headlights_already", mode=mode)
    return done("headlights", (set_signal(SWITCH, MODES[mode]),), mode=mode)


@tool("set_high_beam", "outside")
def set_high_beam(ctx: Context, on: bool) -> ToolResult:
    """Switch the high beam."""
    return switch(ctx, "high_beam", [HIGH_BEAM], on)


@tool("set_fog_lights", "outside")
def set_fog_lights(ctx: Context, on: bool, where: str | None = None) -> ToolResult:
    """Switch fog lights: without a place the front ones on, or both off."""
    if where is None:
        where = "front" if on else "both"
    paths = list(FOG.values()) if where == "both" else [FOG[where]]
    return switch(ctx, f"fog_{where}", paths, on)


@tool("set_hazard", "outside")
def set_hazard(ctx: Context, on: bool) -> ToolResult:
    """Switch the hazard warning lights."""
    return switch(ctx, "hazard", [HAZARD], on)


@skill.tool("turn_signal")
def turn_signal(ctx: Context) -> ToolResult:  # noqa: ARG001  every tool gets its context
    """Leave the turn signals to the driver's hand."""
    return refused("turn_signal")


# --- questions ----------------------------------------------------------------------------


@tool("light_status")
def light_status(ctx: Context, what: str, seat: str | None = None) -> ToolResult:
    """Say whether a light is on; where several are meant, which of them."""
    if what == "headlights":
        mode = next((m for m, value in MODES.items() if value == ctx.signals.get(SWITCH)), None)
        return answered("headlights_are", mode=mode) if mode else answered("unknown")
    if what == "ambient":
        return _ambient_status(ctx, seat or ctx.zone)
    if what == "reading":
        seen = {named(ctx, k): flag(ctx, v) for k, v in lamps(ctx, READING, seat or "all").items()}
        if None in seen.values():
            return answered("unknown")
        on = [one for one, lit in seen.items() if lit]
        if not on:
            return answered("reading_off", where=named(ctx, seat) if seat else "all")
        return answered("reading_on", seats=on)
    path = {
        "cabin": DOME,
        "high_beam": HIGH_BEAM,
        "hazard": HAZARD,
        "fog_front": FOG["front"],
        "fog_rear": FOG["rear"],
    }[what]
    lit = flag(ctx, path)
    return answered("unknown") if lit is None else answered("switch_is", what=what, on=lit)


def _ambient_status(ctx: Context, seat: str) -> ToolResult:
    """Return the ambient light's state at the first of the seats."""
    at = place(ctx, seats_of(ctx, seat)[0])
    lit = flag(ctx, at.light(AMBIENT, "IsLightOn"))
    if not lit:
        return answered("unknown" if lit is None else "ambient_is_off")
    code = str(ctx.signals.get(at.light(AMBIENT, "Color"), "")).upper()
    colour = next((name for name, value in COLOURS.items() if value == code), None)
    percent = number(ctx, at.light(AMBIENT, "Intensity"))
    return answered(
        "ambient_is", colour=colour, percent=None if percent is None else round(percent)
    )
