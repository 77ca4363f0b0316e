"""Climate: temperature, fan, air, defrosters, automatic and sync.

Without a seat, a request means the speaker's own. The fan is in ``air``, heated and cooled
seats are in ``warmth``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.skillhost.cabin import (
    SEATS,
    answered,
    done,
    flag,
    named,
    number,
    place,
    refused,
    seats_of,
)
from assistant.skillhost.sdk import Context, Skill, ToolFunction, ToolResult, set_signal

from . import air, warmth
from .card import climate_card, warmth_card

skill = Skill("climate")


def tool(name: str) -> Callable[[ToolFunction], ToolFunction]:
    """Register a tool whose answers come with the climate card, or that of what is warmed."""
    card = warmth_card if name in warmth.TOOLS else climate_card

    def register(function: ToolFunction) -> ToolFunction:
        def shown(ctx: Context, **arguments: object) -> ToolResult:
            result = function(ctx, **arguments)
            if result.outcome not in ("done", "answered"):
                return result
            return replace(result, card=card(ctx, result.effects))

        return skill.tool(name)(shown)

    return register


WARMEST_C = 28.0
COLDEST_C = 16.0
AUTO_C = 22.0
AUTO_FAN = 40
DEGREES = {"small": 0.5, "normal": 1.0, "large": 2.0}

HVAC = "Vehicle.Cabin.HVAC."
AUTO = "Vehicle.Private.HVAC.IsAutoActive"
SYNC = "Vehicle.Private.HVAC.IsSyncActive"
SWITCHES = {
    "air_conditioning": f"{HVAC}IsAirConditioningActive",
    "recirculation": f"{HVAC}IsRecirculationActive",
    "front_defrost": f"{HVAC}IsFrontDefrosterActive",
    "rear_defrost": f"{HVAC}IsRearDefrosterActive",
    "auto": AUTO,
    "sync": SYNC,
}
MIRRORS = tuple(
    f"Vehicle.Body.Mirrors.{side}.IsHeatingOn" for side in ("DriverSide", "PassengerSide")
)


# --- temperature --------------------------------------------------------------------------


@tool("set_temperature")
def set_temperature(
    ctx: Context, temperature: float | None = None, level: str | None = None, seat: str = "mine"
) -> ToolResult:
    """Bring the zones of a seat to a temperature."""
    if level is not None:
        temperature = WARMEST_C if level == "max" else COLDEST_C
    if temperature is None:
        return ToolResult(reply="ask_temperature", outcome="asked", missing="temperature")
    if not COLDEST_C <= temperature <= WARMEST_C:
        wrong = "too_hot" if temperature > WARMEST_C else "too_cold"
        return refused(wrong, low=COLDEST_C, high=WARMEST_C)
    target = round(temperature * 2) / 2
    effects = tuple(
        set_signal(place(ctx, one).station("Temperature"), target) for one in seats_of(ctx, seat)
    )
    return done("temperature", effects, where=named(ctx, seat), degrees=target)


@tool("adjust_temperature")
def adjust_temperature(
    ctx: Context,
    direction: str,
    amount: str = "normal",
    degrees: float | None = None,
    seat: str = "mine",
) -> ToolResult:
    """Move the zones of a seat by some degrees, not beyond the ends."""
    step = abs(degrees) if degrees is not None else DEGREES[amount]
    signed = step if direction == "warmer" else -step
    targets: dict[str, float] = {}
    for one in seats_of(ctx, seat):
        path = place(ctx, one).station("Temperature")
        now = number(ctx, path)
        if now is None:
            return refused("temperature_unknown", where=named(ctx, seat))
        target = round(min(WARMEST_C, max(COLDEST_C, now + signed)) * 2) / 2
        if target != now:
            targets[path] = target
    where = named(ctx, seat)
    if not targets:
        return ToolResult(reply="at_warmest" if signed > 0 else "at_coldest")
    effects = [set_signal(path, target) for path, target in targets.items()]
    if len(set(targets.values())) > 1:
        return done("warmer" if signed > 0 else "cooler", effects, where=where)
    return done("temperature", effects, where=where, degrees=next(iter(targets.values())))


@tool("temperature_status")
def temperature_status(ctx: Context, what: str = "set", seat: str = "mine") -> ToolResult:
    """Say the set temperature of a seat's zones, or the cabin's measured one."""
    if what == "cabin":
        cabin = number(ctx, f"{HVAC}AmbientAirTemperature")
        if cabin is None:
            return ToolResult(reply="cabin_unknown")
        return ToolResult(reply="cabin_is", values={"degrees": round(cabin, 1)})
    seen = [number(ctx, place(ctx, one).station("Temperature")) for one in seats_of(ctx, seat)]
    where = named(ctx, seat)
    known = sorted({value for value in seen if value is not None})
    if not known or None in seen:
        return ToolResult(reply="temperature_unknown", values={"where": where})
    if len(known) > 1:
        values = {"where": where, "low": known[0], "high": known[-1]}
        return ToolResult(reply="temperature_between", values=values)
    return ToolResult(reply="temperature_is", values={"where": where, "degrees": known[0]})


# --- switches -----------------------------------------------------------------------------


def switch(ctx: Context, names: tuple[str, ...], on: bool) -> ToolResult:
    """Return the result of switching one or more switches on or off."""
    values = {"what": names[0] if len(names) == 1 else "both_defrost", "on": on}
    if all(ctx.signals.get(SWITCHES[name]) is on for name in names):
        return ToolResult(reply="switch_already", values=values)
    effects = tuple(set_signal(SWITCHES[name], on) for name in names)
    return ToolResult(reply="switch", values=values, effects=effects, outcome="done")


@tool("set_air_conditioning")
def set_air_conditioning(ctx: Context, on: bool, seat: str = "all") -> ToolResult:
    """Switch the air conditioning; of some seats alone, their fans."""
    if seat != "all":
        return air.fan_to(ctx, seat, dict.fromkeys(seats_of(ctx, seat), AUTO_FAN if on else 0))
    return switch(ctx, ("air_conditioning",), on)


@tool("set_recirculation")
def set_recirculation(ctx: Context, on: bool) -> ToolResult:
    """Recirculate, or let fresh air in."""
    return switch(ctx, ("recirculation",), on)


@tool("set_defrost")
def set_defrost(ctx: Context, on: bool, where: str = "front") -> ToolResult:
    """Switch one defroster or both."""
    names = ("front_defrost", "rear_defrost") if where == "both" else (f"{where}_defrost",)
    return switch(ctx, names, on)


@tool("set_mirror_heating")
def set_mirror_heating(ctx: Context, on: bool) -> ToolResult:
    """Switch the heating of the outside mirrors."""
    effects = [set_signal(path, on) for path in MIRRORS if flag(ctx, path) is not on]
    values = {"what": "mirrors", "on": on}
    return done("switch", effects, **values) if effects else answered("switch_already", **values)


@tool("switch_status")
def switch_status(ctx: Context, what: str) -> ToolResult:
    """Say whether a switch is on."""
    now = flag(ctx, MIRRORS[0] if what == "mirrors" else SWITCHES[what])
    if now is None:
        return ToolResult(reply="switch_unknown", values={"what": what})
    return ToolResult(reply="switch_is", values={"what": what, "on": now})


# --- everything at once -------------------------------------------------------------------


@tool("set_auto")
def set_auto(ctx: Context, on: bool = True) -> ToolResult:
    """Switch the car's automatic; where it has none, a comfortable default for the speaker."""
    if flag(ctx, AUTO) is not None:
        return switch(ctx, ("auto",), on)
    if not on:
        return refused("no_auto")
    mine = place(ctx, ctx.zone)
    effects = (
        set_signal(SWITCHES["air_conditioning"], True),
        set_signal(SWITCHES["recirculation"], False),
        set_signal(mine.station("Temperature"), AUTO_C),
        set_signal(mine.station("FanSpeed"), AUTO_FAN),
        set_signal(mine.station("AirDistribution"), air.AIR["face"]),
    )
    return done("auto", effects, degrees=AUTO_C)


@tool("sync_climate")
def sync_climate(ctx: Context, on: bool = True) -> ToolResult:
    """Bring all zones to the speaker's temperature and fan, and keep them so where it can."""
    kept = flag(ctx, SYNC)
    if not on:
        return switch(ctx, ("sync",), False) if kept is not None else refused("no_sync")
    if kept is not None and ctx.zone == "driver":
        return switch(ctx, ("sync",), True)
    mine = place(ctx, ctx.zone)
    degrees = number(ctx, mine.station("Temperature"))
    fan = number(ctx, mine.station("FanSpeed"))
    if degrees is None or fan is None:
        return refused("temperature_unknown", where="yours")
    others = [place(ctx, one) for one in SEATS if one != ctx.zone]
    effects = [set_signal(other.station("Temperature"), degrees) for other in others]
    effects += [set_signal(other.station("FanSpeed"), round(fan)) for other in others]
    return done("synced", effects, degrees=degrees)


@tool("climate_off")
def climate_off(ctx: Context) -> ToolResult:
    """Stop all fans and the air conditioning; defrosters stay as they are."""
    paths = [place(ctx, one).station("FanSpeed") for one in SEATS]
    effects = [set_signal(path, 0) for path in paths if number(ctx, path) != 0]
    if flag(ctx, SWITCHES["air_conditioning"]) is not False:
        effects.append(set_signal(SWITCHES["air_conditioning"], False))
    return done("climate_off", effects) if effects else answered("climate_off")


@tool("climate_status")
def climate_status(ctx: Context) -> ToolResult:
    """Say the speaker's temperature and fan, and what else is on."""
    mine = place(ctx, ctx.zone)
    degrees = number(ctx, mine.station("Temperature"))
    fan = number(ctx, mine.station("FanSpeed"))
    if degrees is None or fan is None:
        return answered("switch_unknown")
    on = [name for name, path in SWITCHES.items() if flag(ctx, path)]
    return answered("climate_is", degrees=degrees, percent=round(fan), on=on)


for _tools in (air.TOOLS, warmth.TOOLS):
    for _name, _function in _tools.items():
        tool(_name)(_function)
