"""Questions about the car's state. Nothing here changes anything.

A signal that the car does not report is answered as unknown, never guessed. Units follow
VSS: km/h, meters, kPa, Celsius, percent.
"""

from __future__ import annotations

from typing import Any

from assistant.skillhost.sdk import Context, Skill, ToolResult

skill = Skill("vehicle_status")

PARK = 126
BATTERY = "Vehicle.Powertrain.TractionBattery."
DOOR = "Vehicle.Cabin.Door."
WHEELS = {
    "front_left": "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.",
    "front_right": "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.",
    "rear_left": "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.",
    "rear_right": "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.",
}
SEATS = ("driver", "passenger", "rear_left", "rear_right")
GROUPS = {"front": SEATS[:2], "rear": SEATS[2:], "all": SEATS}
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


@skill.tool("trunk_status")
def trunk_status(ctx: Context) -> ToolResult:
    """Say whether the trunk is open."""
    return yes_no(ctx, "Vehicle.Body.Trunk.Rear.IsOpen", "trunk_open", "trunk_closed")


@skill.tool("hood_status")
def hood_status(ctx: Context) -> ToolResult:
    """Say whether the hood is open."""
    return yes_no(ctx, "Vehicle.Body.Hood.IsOpen", "hood_open", "hood_closed")


@skill.tool("parking_brake")
def parking_brake(ctx: Context) -> ToolResult:
    """Say whether the parking brake is engaged."""
    return yes_no(ctx, "Vehicle.Chassis.ParkingBrake.IsEngaged", "brake_on", "brake_off")


def door_path(ctx: Context, seat: str) -> str:
    """Return the VSS branch of a seat's door; the driver sits left unless the car says else."""
    if seat in ("driver", "passenger"):
        return f"{DOOR}Row1.{seat.title()}Side."
    driver_right = ctx.signals.get("Vehicle.Cabin.DriverPosition") == "RIGHT"
    own_side = (seat == "rear_right") == driver_right
    return f"{DOOR}Row2.{'DriverSide' if own_side else 'PassengerSide'}."


def doors(ctx: Context, seat: str, leaf: str, replies: tuple[str, str, str]) -> ToolResult:
    """Return the answer about doors: ``replies`` are for none, one door, and some of several.

    ``leaf`` is the boolean signal asked for; the reply lists the doors where it is the one to
    tell of: open ones, or unlocked ones.
    """
    asked = ctx.zone if seat == "mine" else seat
    seats = GROUPS.get(asked, (asked,))
    seen = {one: flag(ctx, door_path(ctx, one) + leaf) for one in seats}
    if any(value is None for value in seen.values()):
        return UNKNOWN
    telling = leaf == "IsOpen"
    found = [
        "yours" if one == ctx.zone and seat == "mine" else one
        for one in seats
        if seen[one] is telling
    ]
    where = "yours" if seat == "mine" else asked
    none, single, some = replies
    reply = none if not found else single if len(seats) == 1 else some
    return ToolResult(reply=reply, values={"where": where, "doors": found})


@skill.tool("door_status")
def door_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say which doors are open."""
    return doors(ctx, seat, "IsOpen", ("doors_closed", "door_open", "doors_open"))


@skill.tool("lock_status")
def lock_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say which doors are not locked."""
    return doors(ctx, seat, "IsLocked", ("doors_locked", "door_unlocked", "doors_unlocked"))


@skill.tool("what_is_open")
def what_is_open(ctx: Context) -> ToolResult:
    """Say everything that is open; honest when part of it can't be seen."""
    parts: dict[str, bool | None] = {}
    for seat in SEATS:
        window = number(ctx, door_path(ctx, seat) + "Window.Position")
        parts[f"door.{seat}"] = flag(ctx, door_path(ctx, seat) + "IsOpen")
        parts[f"window.{seat}"] = None if window is None else window > 0
    sunroof = number(ctx, "Vehicle.Cabin.Sunroof.Position")
    parts["sunroof"] = False if sunroof is None else sunroof != 0
    parts["trunk"] = flag(ctx, "Vehicle.Body.Trunk.Rear.IsOpen")
    parts["hood"] = flag(ctx, "Vehicle.Body.Hood.IsOpen")
    opened = [name for name, value in parts.items() if value]
    values = {"open": opened, "blind": any(value is None for value in parts.values())}
    if opened:
        return ToolResult(reply="some_open", values=values)
    return UNKNOWN if values["blind"] else ToolResult(reply="all_closed")
