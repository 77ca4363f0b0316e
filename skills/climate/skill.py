"""Climate: temperature, fan, air, defrosters, heated and cooled seats, steering wheel.

Signals are VSS: a seat's and the wheel's ``HeatingCooling`` is -100 (cooling) … 100 (heating)
percent. Without a seat, a request means the speaker's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult, set_signal

skill = Skill("climate")

WARMEST_C = 28.0
COLDEST_C = 16.0
AUTO_C = 22.0
AUTO_FAN = 40
DEGREES = {"small": 0.5, "normal": 1.0, "large": 2.0}
FAN_STEPS = {"small": 10, "normal": 20, "large": 40}
FAN_LEVELS = {"off": 0, "low": 20, "medium": 50, "high": 80, "max": 100}
LEVELS = {"off": 0, "low": 33, "medium": 66, "high": 100}

SEATS = ("driver", "passenger", "rear_left", "rear_right")
GROUPS = {"front": SEATS[:2], "rear": SEATS[2:], "all": SEATS}
HVAC = "Vehicle.Cabin.HVAC."
WHEEL = "Vehicle.Chassis.SteeringWheel.HeatingCooling"
FAN_STEPS_MAX = 5
FULL = 100
SWITCHES = {
    "air_conditioning": f"{HVAC}IsAirConditioningActive",
    "recirculation": f"{HVAC}IsRecirculationActive",
    "front_defrost": f"{HVAC}IsFrontDefrosterActive",
    "rear_defrost": f"{HVAC}IsRearDefrosterActive",
}
AIR = {"face": "MIDDLE", "feet": "DOWN", "windshield": "UP"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a seat is in VSS: its row, and on the driver's side or not."""

    row: int
    driver_side: bool

    def station(self, leaf: str) -> str:
        """Return the path of a signal of this zone's air."""
        side = "Driver" if self.driver_side else "Passenger"
        return f"{HVAC}Station.Row{self.row}.{side}.{leaf}"

    def heating(self) -> str:
        """Return the path of this seat's heating and cooling."""
        side = "DriverSide" if self.driver_side else "PassengerSide"
        return f"Vehicle.Cabin.Seat.Row{self.row}.{side}.Seating.HeatingCooling"


def place(ctx: Context, seat: str) -> Place:
    """Return where a single seat is; the driver sits left unless the car says else."""
    if seat in ("driver", "passenger"):
        return Place(1, seat == "driver")
    driver_right = ctx.signals.get("Vehicle.Cabin.DriverPosition") == "RIGHT"
    return Place(2, (seat == "rear_right") == driver_right)


def seats_of(ctx: Context, seat: str) -> tuple[str, ...]:
    """Return the single seats that a seat argument means for this speaker."""
    single = ctx.zone if seat == "mine" else seat
    return GROUPS.get(single, (single,))


def named(ctx: Context, seat: str) -> str:
    """Return how a reply names the seat: the speaker's own is ``yours``."""
    return "yours" if seat in ("mine", ctx.zone) else seat


def number(ctx: Context, path: str) -> float | None:
    """Return a numeric signal, None when the car does not report it."""
    value = ctx.signals.get(path)
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if known and value is not None else None


def done(reply: str, effects: tuple[Effect, ...], **values: object) -> ToolResult:
    """Return a result that asks for effects."""
    return ToolResult(reply=reply, values=values, effects=effects, outcome="done")


def refused(reply: str, **values: object) -> ToolResult:
    """Return an honest no."""
    return ToolResult(reply=reply, values=values, outcome="refused")


# --- temperature --------------------------------------------------------------------------


@skill.tool("set_temperature")
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


@skill.tool("adjust_temperature")
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
    effects = tuple(set_signal(path, target) for path, target in targets.items())
    if len(set(targets.values())) > 1:
        return done("warmer" if signed > 0 else "cooler", effects, where=where)
    return done("temperature", effects, where=where, degrees=next(iter(targets.values())))


@skill.tool("temperature_status")
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


# --- fan and air --------------------------------------------------------------------------


@skill.tool("set_fan")
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


@skill.tool("adjust_fan")
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


@skill.tool("fan_status")
def fan_status(ctx: Context, seat: str = "mine") -> ToolResult:
    """Say how strong the fan of a seat's zone blows."""
    now = number(ctx, place(ctx, seats_of(ctx, seat)[0]).station("FanSpeed"))
    if now is None:
        return ToolResult(reply="fan_unknown")
    return ToolResult(reply="fan_is", values={"where": named(ctx, seat), "percent": round(now)})


@skill.tool("set_air_direction")
def set_air_direction(ctx: Context, direction: str, seat: str = "mine") -> ToolResult:
    """Blow at the face, the feet or the windshield."""
    effects = tuple(
        set_signal(place(ctx, one).station("AirDistribution"), AIR[direction])
        for one in seats_of(ctx, seat)
    )
    return done("air_direction", effects, direction=direction)


@skill.tool("air_direction_status")
def air_direction_status(ctx: Context, seat: str = "mine") -> ToolResult:
    """Say where the air of a seat's zone blows."""
    now = ctx.signals.get(place(ctx, seats_of(ctx, seat)[0]).station("AirDistribution"))
    for direction, value in AIR.items():
        if value == now:
            return ToolResult(reply="air_direction_is", values={"direction": direction})
    return ToolResult(reply="air_direction_unknown")


# --- switches -----------------------------------------------------------------------------


def switch(ctx: Context, names: tuple[str, ...], on: bool) -> ToolResult:
    """Return the result of switching one or more switches on or off."""
    values = {"what": names[0] if len(names) == 1 else "both_defrost", "on": on}
    if all(ctx.signals.get(SWITCHES[name]) is on for name in names):
        return ToolResult(reply="switch_already", values=values)
    effects = tuple(set_signal(SWITCHES[name], on) for name in names)
    return ToolResult(reply="switch", values=values, effects=effects, outcome="done")


@skill.tool("set_air_conditioning")
def set_air_conditioning(ctx: Context, on: bool) -> ToolResult:
    """Switch the air conditioning."""
    return switch(ctx, ("air_conditioning",), on)


@skill.tool("set_recirculation")
def set_recirculation(ctx: Context, on: bool) -> ToolResult:
    """Recirculate, or let fresh air in."""
    return switch(ctx, ("recirculation",), on)


@skill.tool("set_defrost")
def set_defrost(ctx: Context, on: bool, where: str = "front") -> ToolResult:
    """Switch one defroster or both."""
    names = ("front_defrost", "rear_defrost") if where == "both" else (f"{where}_defrost",)
    return switch(ctx, names, on)


@skill.tool("switch_status")
def switch_status(ctx: Context, what: str) -> ToolResult:
    """Say whether a switch is on."""
    now = ctx.signals.get(SWITCHES[what])
    if not isinstance(now, bool):
        return ToolResult(reply="switch_unknown", values={"what": what})
    return ToolResult(reply="switch_is", values={"what": what, "on": now})


# --- seats and wheel ----------------------------------------------------------------------


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
        path = place(ctx, one).heating()
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


@skill.tool("set_seat_climate")
def set_seat_climate(ctx: Context, mode: str, level: str, seat: str = "mine") -> ToolResult:
    """Bring the heating or cooling of seats to a level; on is medium."""
    wanted = "medium" if level == "on" else level
    return seats_to(ctx, seat, mode, dict.fromkeys(seats_of(ctx, seat), wanted))


@skill.tool("adjust_seat_climate")
def adjust_seat_climate(ctx: Context, mode: str, direction: str, seat: str = "mine") -> ToolResult:
    """Make the heating or cooling of seats one level stronger or weaker."""
    order = tuple(LEVELS)
    wanted: dict[str, str] = {}
    for one in seats_of(ctx, seat):
        now = level_of(number(ctx, place(ctx, one).heating()), mode)
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


@skill.tool("seat_climate_status")
def seat_climate_status(ctx: Context, mode: str, seat: str = "mine") -> ToolResult:
    """Say the levels of seats."""
    seen = {
        named(ctx, one): level_of(number(ctx, place(ctx, one).heating()), mode)
        for one in seats_of(ctx, seat)
    }
    if None in seen.values():
        return ToolResult(reply="seat_unknown", values={"where": named(ctx, seat), "mode": mode})
    running = {one: level for one, level in seen.items() if level != "off"}
    if not running:
        return ToolResult(reply="seat_is_off", values={"where": named(ctx, seat), "mode": mode})
    return ToolResult(reply="seat_is", values={"seats": running, "mode": mode})


@skill.tool("set_steering_heating")
def set_steering_heating(ctx: Context, level: str) -> ToolResult:
    """Bring the steering wheel's heating to a level; on is medium."""
    wanted = "medium" if level == "on" else level
    if wanted == "off" and number(ctx, WHEEL) == 0:
        return ToolResult(reply="wheel_is", values={"level": "off"})
    return done("wheel", (set_signal(WHEEL, LEVELS[wanted]),), level=wanted)


@skill.tool("steering_heating_status")
def steering_heating_status(ctx: Context) -> ToolResult:
    """Say the level of the steering wheel's heating."""
    level = level_of(number(ctx, WHEEL), "heating")
    if level is None:
        return ToolResult(reply="wheel_unknown")
    return ToolResult(reply="wheel_is", values={"level": level})


# --- everything at once -------------------------------------------------------------------


@skill.tool("set_auto")
def set_auto(ctx: Context) -> ToolResult:
    """Bring the speaker's zone to a comfortable default."""
    mine = place(ctx, ctx.zone)
    effects = (
        set_signal(SWITCHES["air_conditioning"], True),
        set_signal(SWITCHES["recirculation"], False),
        set_signal(mine.station("Temperature"), AUTO_C),
        set_signal(mine.station("FanSpeed"), AUTO_FAN),
        set_signal(mine.station("AirDistribution"), AIR["face"]),
    )
    return done("auto", effects, degrees=AUTO_C)


@skill.tool("sync_climate")
def sync_climate(ctx: Context) -> ToolResult:
    """Bring all zones to the temperature and the fan of the speaker's."""
    mine = place(ctx, ctx.zone)
    degrees = number(ctx, mine.station("Temperature"))
    fan = number(ctx, mine.station("FanSpeed"))
    if degrees is None or fan is None:
        return refused("temperature_unknown", where="yours")
    others = [place(ctx, one) for one in SEATS if one != ctx.zone]
    effects = tuple(set_signal(other.station("Temperature"), degrees) for other in others)
    effects += tuple(set_signal(other.station("FanSpeed"), round(fan)) for other in others)
    return done("synced", effects, degrees=degrees)
