"""What the car tells while driving, the trip computer, and charging.

A signal that the car does not report is answered as unknown, never guessed. Units follow
VSS: km/h, meters, kPa, Celsius, percent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.skillhost.cabin import answered, flag, number, refused
from assistant.skillhost.sdk import Context, Skill, ToolResult

from . import charging, trips
from .card import level_card, tires_card

skill = Skill("driving")

PARK = 126
BATTERY = "Vehicle.Powertrain.TractionBattery."
RANGE = "Vehicle.Powertrain.Range"
TANK = "Vehicle.Powertrain.FuelSystem.RelativeLevel"
WHEELS = {
    "front_left": "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.",
    "front_right": "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.",
    "rear_left": "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.",
    "rear_right": "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.",
}
KPA_PER_BAR = 100
KM_PER_MILE = 1.609344
SURE_SHARE = 0.85
"""Up to this share of the range, wind and cold do not matter much."""

DAY_S = 86_400
LOW_CHARGE = 15
"""Percent below which the battery wants attention."""

OIL = {
    "CRITICALLY_LOW": "oil_low",
    "LOW": "oil_low",
    "NORMAL": "oil_ok",
    "HIGH": "oil_high",
    "CRITICALLY_HIGH": "oil_high",
}
CARD_TITLE = {"en": "Your car", "zh": "车辆状态"}

UNKNOWN = ToolResult(reply="unknown")


def told(reply: str, value: float | None, scale: float = 1.0) -> ToolResult:
    """Return the answer with one rounded number, or the unknown one."""
    if value is None:
        return UNKNOWN
    return ToolResult(reply=reply, values={"value": round(value / scale)})


def yes_no(ctx: Context, path: str, when_true: str, when_false: str) -> ToolResult:
    """Return one of two answers by a boolean signal, or the unknown one."""
    value = flag(ctx, path)
    return UNKNOWN if value is None else ToolResult(reply=when_true if value else when_false)


@skill.tool("speed")
def speed(ctx: Context) -> ToolResult:
    """Say the speed in km/h."""
    value = number(ctx, "Vehicle.Speed")
    if value is not None and abs(value) < 1:
        return ToolResult(reply="standing")
    return told("speed", None if value is None else abs(value))


@skill.tool("gear")
def gear(ctx: Context) -> ToolResult:
    """Say the selected gear; VSS: 126 park, 0 neutral, negative reverse, positive forward."""
    value = number(ctx, "Vehicle.Powertrain.Transmission.SelectedGear")
    if value is None:
        return UNKNOWN
    name = "park" if value == PARK else "neutral" if value == 0 else "reverse"
    return ToolResult(reply="gear", values={"gear": "drive" if 0 < value != PARK else name})


@skill.tool("range")
def range_left(ctx: Context, to: str = "") -> ToolResult:  # noqa: ARG001  the range tells it
    """Say the remaining range in kilometers; ``to`` is where the person would like to get."""
    found = told("range", number(ctx, RANGE), 1000)
    return found if found is UNKNOWN else replace(found, card=_filled(ctx))


def _filled(ctx: Context) -> dict[str, Any] | None:
    """Return the card of the battery, else of the tank, as far as the car tells."""
    for what, path in (("battery", f"{BATTERY}StateOfCharge.Displayed"), ("fuel", TANK)):
        level = number(ctx, path)
        if level is not None:
            return level_card(ctx.language, what, level, number(ctx, RANGE))
    return None


@skill.tool("charge")
def charge(ctx: Context) -> ToolResult:
    """Say the battery's charge as the car displays it, and whether it is charging."""
    level = number(ctx, BATTERY + "StateOfCharge.Displayed")
    charging = flag(ctx, BATTERY + "Charging.IsCharging")
    if level is None:
        return UNKNOWN
    values = {"value": round(level), "charging": charging}
    return ToolResult(reply="charge", values=values, card=_filled(ctx))


@skill.tool("can_reach")
def can_reach(ctx: Context, distance: float, unit: str = "km") -> ToolResult:
    """Say whether the range is enough for a distance, and what would be left."""
    left = number(ctx, RANGE)
    if left is None:
        return UNKNOWN
    range_km = left / 1000
    wanted_km = distance * (KM_PER_MILE if unit == "mile" else 1.0)
    values = {"range": round(range_km), "spare": round(range_km - wanted_km)}
    tight = wanted_km > SURE_SHARE * range_km
    reply = "too_far" if wanted_km > range_km else "tight" if tight else "reachable"
    return ToolResult(reply=reply, values=values, card=_filled(ctx))


@skill.tool("fuel")
def fuel(ctx: Context) -> ToolResult:
    """Say the fuel level; a car with a battery and no tank says that it is electric."""
    level = number(ctx, TANK)
    battery = number(ctx, BATTERY + "StateOfCharge.Displayed")
    if level is None and battery is not None:
        return ToolResult("electric", {"value": round(battery)}, card=_filled(ctx))
    found = told("fuel", level)
    return found if level is None else replace(found, card=_filled(ctx))


@skill.tool("fuel_type")
def fuel_type(ctx: Context, about: str = "") -> ToolResult:  # noqa: ARG001  it is always the same
    """Say what the car runs on; a car with a tank says where that is written."""
    if number(ctx, TANK) is not None:
        return answered("fuel_on_flap")
    electric = number(ctx, BATTERY + "StateOfCharge.Displayed") is not None
    return answered("fuel_none") if electric else UNKNOWN


@skill.tool("by_hand")
def by_hand(ctx: Context, what: str = "", speed: float = 0) -> ToolResult:  # noqa: ARG001
    """Say that something is worked by hand only, at whatever ``speed``."""
    return refused("by_hand", what=what)


@skill.tool("tire_pressure")
def tire_pressure(ctx: Context, wheel: str | None = None) -> ToolResult:
    """Say one tire's pressure, or those of all four with a warning of the low ones."""
    seen: dict[str, dict[str, Any]] = {}
    for name in [wheel] if wheel else WHEELS:
        pressure = number(ctx, WHEELS[name] + "Pressure")
        low = flag(ctx, WHEELS[name] + "IsPressureLow")
        if pressure is not None:
            seen[name] = {"bar": round(pressure / KPA_PER_BAR, 1), "low": low}
    if not seen:
        return UNKNOWN
    card = tires_card(ctx.language, seen)
    if wheel:
        return ToolResult(reply="tire", values={"wheel": wheel, **seen[wheel]}, card=card)
    low_wheels = [{"wheel": name, **row} for name, row in seen.items() if row["low"]]
    bars = {row["bar"] for row in seen.values()}
    if low_wheels:
        return ToolResult(reply="tires_low", values={"low": low_wheels}, card=card)
    if len(seen) < len(WHEELS):
        rows = [{"wheel": name, **row} for name, row in seen.items()]
        return ToolResult(reply="tires_some", values={"tires": rows}, card=card)
    fine = all(row["low"] is False for row in seen.values())
    values = {"least": min(bars), "most": max(bars), "fine": fine}
    return ToolResult(reply="tires", values=values, card=card)


@skill.tool("outside_temperature")
def outside_temperature(ctx: Context) -> ToolResult:
    """Say the outside temperature."""
    return told("outside", number(ctx, "Vehicle.Exterior.AirTemperature"))


@skill.tool("odometer")
def odometer(ctx: Context) -> ToolResult:
    """Say the mileage in kilometers."""
    return told("odometer", number(ctx, "Vehicle.TraveledDistance"), 1000)


@skill.tool("washer_fluid")
def washer_fluid(ctx: Context) -> ToolResult:
    """Say whether the washer fluid is low."""
    path = "Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow"
    return yes_no(ctx, path, "washer_low", "washer_ok")


@skill.tool("parking_brake")
def parking_brake(ctx: Context) -> ToolResult:
    """Say whether the parking brake is engaged."""
    return yes_no(ctx, "Vehicle.Chassis.ParkingBrake.IsEngaged", "brake_on", "brake_off")


@skill.tool("oil")
def oil(ctx: Context) -> ToolResult:
    """Say the engine oil's level; an electric car has none."""
    level = ctx.signals.get("Vehicle.Powertrain.CombustionEngine.EngineOil.Level")
    if level is None and number(ctx, BATTERY + "StateOfCharge.Displayed") is not None:
        return answered("oil_none")
    return answered(OIL[str(level)]) if level in OIL else UNKNOWN


@skill.tool("service")
def service(ctx: Context) -> ToolResult:
    """Say when the next service is due, by distance and by days."""
    distance = number(ctx, "Vehicle.Service.DistanceToService")
    seconds = number(ctx, "Vehicle.Service.TimeToService")
    due = flag(ctx, "Vehicle.Service.IsServiceDue")
    if distance is None and seconds is None and due is None:
        return UNKNOWN
    late = any(value is not None and value < 0 for value in (distance, seconds))
    if due or late:
        return answered("service_overdue" if late else "service_due")
    days = None if seconds is None else round(seconds / DAY_S)
    distance_km = None if distance is None else round(distance)
    return answered("service_in", distance=distance_km, days=days)


@skill.tool("past_service")
def past_service(ctx: Context) -> ToolResult:
    """Say that the car knows only the next service, and when that is."""
    distance = number(ctx, "Vehicle.Service.DistanceToService")
    return answered("past_service", distance=None if distance is None else round(distance))


@skill.tool("car_check")
def car_check(ctx: Context) -> ToolResult:
    """Say what of tires, washer fluid, oil, service and charge wants attention."""
    low = [name for name, path in WHEELS.items() if flag(ctx, path + "IsPressureLow")]
    charged = number(ctx, BATTERY + "StateOfCharge.Displayed")
    seen: dict[str, bool | None] = {
        "tires": any(low) if _all_tires_seen(ctx) or low else None,
        "washer": flag(ctx, "Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow"),
        "oil": _oil_low(ctx),
        "service": flag(ctx, "Vehicle.Service.IsServiceDue"),
        "battery": None if charged is None else charged < LOW_CHARGE,
    }
    known = {name: bad for name, bad in seen.items() if bad is not None}
    if not known:
        return UNKNOWN
    wrong = [name for name, bad in known.items() if bad]
    items = [{"part": name, "attention": bad} for name, bad in known.items()]
    card = {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}
    reply = "check_wrong" if wrong else "check_fine"
    return ToolResult(reply=reply, values={"wrong": wrong}, card=card)


def _all_tires_seen(ctx: Context) -> bool:
    return all(flag(ctx, path + "IsPressureLow") is not None for path in WHEELS.values())


def _oil_low(ctx: Context) -> bool | None:
    level = ctx.signals.get("Vehicle.Powertrain.CombustionEngine.EngineOil.Level")
    return None if level is None else level in ("LOW", "CRITICALLY_LOW")


# --- trips and charging: see the modules beside this one -------------------------------------

for _tools in (trips.TOOLS, charging.TOOLS):
    for _name, _function in _tools.items():
        skill.tool(_name)(_function)
