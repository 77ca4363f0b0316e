"""Charging: how long still, up to where, start and stop."""

from __future__ import annotations

from assistant.skillhost.cabin import answered, done, flag, number, refused
from assistant.skillhost.sdk import Context, ToolFunction, ToolResult, set_signal
from assistant.skillhost.speech import spoken_duration

BATTERY = "Vehicle.Powertrain.TractionBattery."
CHARGING = f"{BATTERY}Charging."
LEVEL = f"{BATTERY}StateOfCharge.Displayed"
LIMIT = f"{CHARGING}ChargeLimit"
SWITCH = f"{CHARGING}StartStopCharging"
CABLE = f"{CHARGING}ChargingPort.AnyPosition.IsChargingCableConnected"
LEAST, FULL = 50, 100
"""Percent between which the charge limit can be set in this car."""

MINUTE_S = 60
CARD_TITLE = {"en": "Charging", "zh": "充电"}


def charging_status(ctx: Context) -> ToolResult:
    """Say how long charging will take, and up to where; or that the car does not charge."""
    charging, level = flag(ctx, f"{CHARGING}IsCharging"), number(ctx, LEVEL)
    if charging is None:
        return answered("unknown")
    if not charging:
        if flag(ctx, CABLE):
            return answered("plugged_not_charging", level=_whole(level))
        return answered("not_charging", level=_whole(level))
    seconds, limit = number(ctx, f"{CHARGING}TimeToComplete"), number(ctx, LIMIT)
    left = None
    if seconds is not None:
        left = spoken_duration(max(1, round(seconds / MINUTE_S)) * MINUTE_S, ctx.language)
    values = {"level": _whole(level), "limit": _whole(limit) or FULL, "left": left}
    power = number(ctx, f"{CHARGING}AveragePower")
    card = {"type": "progress", "title": CARD_TITLE[ctx.language], "power_kw": power, **values}
    return ToolResult(reply="charging", values=values, card=card)


def charge_limit_status(ctx: Context) -> ToolResult:
    """Say up to where the battery is charged."""
    limit = number(ctx, LIMIT)
    return answered("unknown") if limit is None else answered("limit_is", limit=round(limit))


def set_charge_limit(ctx: Context, percent: float | None = None) -> ToolResult:
    """Set up to where the battery is charged."""
    if percent is None:
        return ToolResult("ask_limit", outcome="asked", missing="percent")
    if not LEAST <= percent <= FULL:
        return refused("limit_range", least=LEAST)
    if number(ctx, LIMIT) == percent:
        return answered("limit_is", limit=round(percent))
    return done("limit", (set_signal(LIMIT, round(percent)),), limit=round(percent))


def set_charging(ctx: Context, on: bool) -> ToolResult:
    """Start or stop charging; starting needs a cable."""
    if flag(ctx, f"{CHARGING}IsCharging") is on:
        return answered("charging_already", on=on)
    if on and flag(ctx, CABLE) is False:
        return refused("no_cable")
    return done("charging_switched", (set_signal(SWITCH, "START" if on else "STOP"),), on=on)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


TOOLS: dict[str, ToolFunction] = {
    "charging_status": charging_status,
    "charge_limit_status": charge_limit_status,
    "set_charge_limit": set_charge_limit,
    "set_charging": set_charging,
}
