"""Questions about the car's state. Nothing here changes anything.

A signal that the car does not report is answered as unknown, never guessed. Units follow
VSS: km/h, meters, kPa, Celsius, percent.
"""

from __future__ import annotations

from typing import Any

from assistant.skillhost.sdk import Context, Skill, ToolResult

skill = Skill("driving")

PARK = 126
BATTERY = "Vehicle.Powertrain.TractionBattery."
WHEELS = {
    "front_left": "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.",
    "front_right": "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.",
    "rear_left": "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.",
    "rear_right": "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.",
}
KPA_PER_BAR = 100

UNKNOWN = ToolResult(reply="unknown")


def number(ctx: Context, path: str) -> float | None:
    """Return a numeric signal, None when the car does not report it."""
    value = ctx.signals.get(path)
    return None if value is None or isinstance(value, (bool, str)) else float(value)


def flag(ctx: Context, path: str) -> bool | None:
    """Return a boolean signal, None when the car does not report it."""
    value = ctx.signals.get(path)
    return None if value is None or isinstance(value, str) else bool(value)


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
def range_left(ctx: Context) -> ToolResult:
    """Say the remaining range in kilometers."""
    return told("range", number(ctx, "Vehicle.Powertrain.Range"), 1000)


@skill.tool("charge")
def charge(ctx: Context) -> ToolResult:
    """Say the battery's charge as the car displays it, and whether it is charging."""
    level = number(ctx, BATTERY + "StateOfCharge.Displayed")
    charging = flag(ctx, BATTERY + "Charging.IsCharging")
    if level is None:
        return UNKNOWN
    return ToolResult(reply="charge", values={"value": round(level), "charging": charging})


@skill.tool("fuel")
def fuel(ctx: Context) -> ToolResult:
    """Say the fuel level; a car with a battery and no tank says that it is electric."""
    level = number(ctx, "Vehicle.Powertrain.FuelSystem.RelativeLevel")
    battery = number(ctx, BATTERY + "StateOfCharge.Displayed")
    if level is None and battery is not None:
        return ToolResult(reply="electric", values={"value": round(battery)})
    return told("fuel", level)


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
    if wheel:
        return ToolResult(reply="tire", values={"wheel": wheel, **seen[wheel]})
    low_wheels = [{"wheel": name, **row} for name, row in seen.items() if row["low"]]
    bars = {row["bar"] for row in seen.values()}
    if low_wheels:
        return ToolResult(reply="tires_low", values={"low": low_wheels})
    if len(seen) < len(WHEELS):
        rows = [{"wheel": name, **row} for name, row in seen.items()]
        return ToolResult(reply="tires_some", values={"tires": rows})
    fine = all(row["low"] is False for row in seen.values())
    return ToolResult(reply="tires", values={"least": min(bars), "most": max(bars), "fine": fine})


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
